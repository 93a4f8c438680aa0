'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useTranslations } from '@/lib/i18n';
import {
  countTargets,
  moveTo,
  type ActionContext,
  type ActionResult,
  type ActionSaying,
  type MailAction,
} from '@/lib/actions';
import type { AccountId, AppError, Folder, FolderJob } from '@/lib/mail/types';
import { useEngine, useOps } from '@/lib/query';

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
  const engine = useEngine();
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
    setSaying(null);
    setAnnouncement(t('undone'));
    return true;
  }, [engine, t]);

  const say = useCallback<Tell>(
    (what) => {
      counter.current += 1;
      const id = counter.current;
      if (what.kind === 'error') return setSaying({ ...what, id });
      const { text, error = null, undo: back = null } = what;
      if (back !== null) remember(undoable.current, { id: `told ${id}`, account: null, undo: back });
      setSaying({ kind: 'told', id, text, error, undo: back !== null });
      setAnnouncement(back === null ? text : `${text}. ${t('press')}`);
    },
    [t],
  );

  const dismiss = useCallback(() => setSaying(null), []);
  const canUndo = useCallback(() => undoable.current.length > 0, []);

  // A refused op was taken back on screen already; the person learns why.
  const ops = useOps();
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const { op, state } of ops) {
      if (state.kind !== 'failed' || told.current.has(op.id)) continue;
      told.current.add(op.id);
      undoable.current = undoable.current.filter((other) => other.id !== op.id);
      counter.current += 1;
      setSaying({ kind: 'error', id: counter.current, error: state.error });
    }
  }, [ops]);

  return {
    saying,
    announcement,
    perform,
    move,
    undo,
    canUndo,
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
  readonly undo: () => void;
}

function remember(stack: Undoable[], done: Undoable): void {
  stack.push(done);
  if (stack.length > UNDO_DEPTH) stack.shift();
}
