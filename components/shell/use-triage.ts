'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useTranslations } from '@/lib/i18n';
import {
  canUndo,
  countTargets,
  moveTo,
  type ActionContext,
  type ActionResult,
  type ActionSaying,
  type MailAction,
} from '@/lib/actions';
import type { AccountId, AppError, Folder, FolderJob } from '@/lib/mail/types';
import { useEngine, useOps, type RecentOp } from '@/lib/query';
import { useOpSentence } from './use-op-sentence';

/** What the toast says now. */
export type Saying =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly text: string;
      readonly undo: boolean;
    }
  /** Something that is no op on messages, and why it is less than what was asked for. */
  | {
      readonly kind: 'told';
      readonly id: number;
      readonly text: string;
      readonly error: AppError | null;
      readonly undo: boolean;
    }
  | { readonly kind: 'error'; readonly id: number; readonly error: AppError };

/** What was done to messages: told, and taken back. */
export interface Triage {
  readonly saying: Saying | null;
  /** Text for the polite live region: everything done, toast or not. */
  readonly announcement: string;
  readonly perform: (action: MailAction, context: ActionContext) => boolean;
  readonly move: (context: ActionContext, folder: Folder, title: string) => boolean;
  readonly undo: () => boolean;
  readonly canUndo: () => boolean;
  /** What `undo` would take back now, as it was said; null: nothing. */
  readonly nextUndo: () => string | null;
  /** Tells the polite live region only. */
  readonly announce: (text: string) => void;
  /** Says what happened elsewhere than in the list. */
  readonly say: Tell;
  readonly dismiss: () => void;
}

/** Long work an action asks for. */
export interface AskedWork {
  readonly job: FolderJob;
  readonly saying: ActionSaying;
  /** Messages it is about, as the person sees it. */
  readonly count: number;
  /** The server says where messages go, and removes exactly these; null: nobody asked it. */
  readonly exact: boolean | null;
}

/** Runs actions, tells what was done, and takes the latest back. `onWork` is given what is too much for one op. */
export function useTriage(onWork: (work: AskedWork) => void): Triage {
  const t = useTranslations('done');
  const words = useTranslations('ops');
  const engine = useEngine();
  const sentenceOf = useOpSentence();
  const [saying, setSaying] = useState<Saying | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const undoable = useRef<Undoable[]>([]);
  const work = useRef(onWork);
  work.current = onWork;
  const counter = useRef(0);

  const tell = useCallback(
    (result: ActionResult, context: ActionContext): boolean => {
      counter.current += 1;
      if (!result.ok) {
        setSaying({ kind: 'error', id: counter.current, error: result.error });
        return false;
      }
      const { saying: said } = result;
      if (result.kind === 'job') {
        work.current({
          job: result.job,
          saying: said,
          count: countTargets(context),
          exact: context.chosen?.exact ?? null,
        });
        return true;
      }
      const { op } = result;
      const count = op.uids.length || context.targets.length;
      const text = t(said.key, { count, folder: said.folder ?? '' });
      if (said.undo)
        remember(undoable.current, {
          id: op.id,
          account: op.account,
          what: text,
          undo: () => engine.undo(op.id),
        });
      setAnnouncement(said.undo ? `${text}. ${t('press')}` : text);
      // What happened to many at once is said to everybody, with the one way back.
      setSaying(
        said.toast || context.targets.length > 1
          ? { kind: 'done', id: counter.current, text, undo: said.undo }
          : null,
      );
      return true;
    },
    [t, engine],
  );

  const perform = useCallback(
    (action: MailAction, context: ActionContext) =>
      action.enabled(context) && tell(action.perform(context), context),
    [tell],
  );
  const move = useCallback(
    (context: ActionContext, folder: Folder, title: string) =>
      countTargets(context) > 0 && !context.readOnly && tell(moveTo(context, folder, title), context),
    [tell],
  );

  const undo = useCallback(() => {
    // Of an account that signed out nothing can be taken back.
    undoable.current = undoable.current.filter(
      ({ account }) => account === null || engine.accounts.some((one) => one.account === account),
    );
    const last = undoable.current.pop();
    if (last === undefined) return false;
    last.undo();
    counter.current += 1;
    const text = words('undoneWhat', { what: last.what });
    setSaying({ kind: 'told', id: counter.current, text, error: null, undo: false });
    setAnnouncement(text);
    return true;
  }, [engine, words]);

  const say = useCallback<Tell>(
    (what) => {
      counter.current += 1;
      const id = counter.current;
      if (what.kind === 'error') return setSaying({ ...what, id });
      const { text, error = null, undo: back = null } = what;
      if (back !== null)
        remember(undoable.current, { id: `told ${id}`, account: null, what: text, undo: back });
      setSaying({ kind: 'told', id, text, error, undo: back !== null });
      setAnnouncement(back === null ? text : `${text}. ${t('press')}`);
    },
    [t],
  );

  const dismiss = useCallback(() => setSaying(null), []);
  const hasUndo = useCallback(() => undoable.current.length > 0, []);
  const nextUndo = useCallback(() => undoable.current.at(-1)?.what ?? null, []);

  // A refused op was taken back on screen already; the person learns why. What was there before this page can be taken back too.
  const ops = useOps();
  const told = useRef(new Set<string>());
  const found = useRef(new Set<string>());
  useEffect(() => {
    const early = ops.filter((recent) => isWayBack(recent) && !found.current.has(recent.op.id));
    for (const { op } of early) found.current.add(op.id);
    undoable.current = [
      ...early.map(({ op }) => ({
        id: op.id,
        account: op.account,
        what: sentenceOf(op),
        undo: () => engine.undo(op.id),
      })),
      ...undoable.current,
    ].slice(-UNDO_DEPTH);
    for (const { op, state } of ops) {
      if (state.kind !== 'failed' || told.current.has(op.id)) continue;
      told.current.add(op.id);
      const { error, part } = state;
      counter.current += 1;
      const id = counter.current;
      const done = part === undefined ? null : { ...op, uids: part.uids };
      const undo = done !== null && canUndo(done, { kind: 'done', moved: part?.moved ?? [] });
      undoable.current = undoable.current.filter((other) => undo || other.id !== op.id);
      if (done === null) setSaying({ kind: 'error', id, error });
      else {
        const rest = op.uids.length - done.uids.length;
        const text = words('partly', { what: sentenceOf(done), rest });
        setSaying({ kind: 'told', id, text, error, undo });
      }
    }
  }, [ops, engine, sentenceOf, words]);

  return {
    saying,
    announcement,
    perform,
    move,
    undo,
    canUndo: hasUndo,
    nextUndo,
    announce: setAnnouncement,
    say,
    dismiss,
  };
}

/** How many actions can be taken back one after the other. */
const UNDO_DEPTH = 20;

/** Something that can be taken back; `id` is the op's, if it is one. */
interface Undoable {
  readonly id: string;
  readonly account: AccountId | null;
  /** What was done, in words. */
  readonly what: string;
  readonly undo: () => void;
}

/** Done or waiting since before this page, by a person's wish. */
const isWayBack = ({ op, state, isFound }: RecentOp): boolean =>
  isFound === true && op.aside !== true && op.undoes === undefined && canUndo(op, state);

function remember(stack: Undoable[], done: Undoable): void {
  stack.push(done);
  if (stack.length > UNDO_DEPTH) stack.shift();
}
