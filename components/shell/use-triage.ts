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
import type { AccountId, AppError, Folder, FolderJob, MessageRow } from '@/lib/mail/types';
import { useEngine, useOps, type Gathered, type RecentOp } from '@/lib/query';
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

/** What else of the conversations something was done to. */
export type Further = Promise<Gathered>;

/** What was done to messages: told, and taken back. */
export interface Triage {
  readonly saying: Saying | null;
  /** Text for the polite live region: everything done, toast or not. */
  readonly announcement: string;
  /** `further`: messages it is to be done to as well, once they are found; one way back is the way back of all. */
  readonly perform: (action: MailAction, context: ActionContext, further?: Further | null) => boolean;
  readonly move: (context: ActionContext, folder: Folder, title: string, further?: Further | null) => boolean;
  /** Begins what is too much for one op, or asks about it first. */
  readonly work: (work: AskedWork) => void;
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
  /** One for each folder that messages of it lie in; never none. */
  readonly jobs: readonly FolderJob[];
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
  const tOlder = useTranslations('conversation');

  /** The rest of what was done is done, and told in the place of what was said of it. */
  const goOn = useCallback(
    (first: DoneFirst, found: Gathered, again: (rows: readonly MessageRow[]) => ActionResult) => {
      const { entry, count, id, say: said } = first;
      // Taken back meanwhile, or refused: the rest stays too.
      if (entry !== null && !undoable.current.includes(entry)) return;
      const result = found.rows.length === 0 ? null : again(found.rows);
      const op = result?.ok === true && result.kind === 'op' ? result.op : null;
      const all = count + (op?.uids.length ?? 0);
      const what = t(said.key, { count: all, folder: said.folder ?? '' });
      if (entry !== null) {
        entry.what = what;
        const { undo: undoFirst } = entry;
        if (op !== null)
          entry.undo = () => {
            engine.undo(op.id);
            undoFirst();
          };
      }
      const text = found.isWhole ? what : `${what}. ${tOlder('olderStay')}`;
      setAnnouncement(text);
      // Something else was said since.
      setSaying((now) =>
        now?.kind === 'done' && now.id === id
          ? said.toast || all > 1 || !found.isWhole
            ? { ...now, text }
            : null
          : now,
      );
      if (result?.ok === false) setSaying({ kind: 'error', id: (counter.current += 1), error: result.error });
    },
    [t, tOlder, engine],
  );

  const tell = useCallback(
    (
      result: ActionResult,
      context: ActionContext,
      further: Further | null,
      again: (rows: readonly MessageRow[]) => ActionResult,
    ): boolean => {
      counter.current += 1;
      if (!result.ok) {
        setSaying({ kind: 'error', id: counter.current, error: result.error });
        return false;
      }
      const { saying: said } = result;
      if (result.kind === 'job') {
        work.current({
          jobs: [result.job],
          saying: said,
          count: countTargets(context),
          exact: context.chosen?.exact ?? null,
        });
        return true;
      }
      const { op } = result;
      const count = op.uids.length || context.targets.length;
      const done = t(said.key, { count, folder: said.folder ?? '' });
      const text = further === null ? done : `${done}. ${tOlder('olderComing')}`;
      const entry: Undoable | null = said.undo
        ? { id: op.id, account: op.account, what: done, undo: () => engine.undo(op.id) }
        : null;
      if (entry !== null) remember(undoable.current, entry);
      const first: DoneFirst = { entry, count, id: counter.current, say: said };
      if (further !== null) void further.then((found) => goOn(first, found, again));
      setAnnouncement(said.undo ? `${text}. ${t('press')}` : text);
      // What happened to many at once is said to everybody, with the one way back.
      setSaying(
        said.toast || context.targets.length > 1 || further !== null
          ? { kind: 'done', id: counter.current, text, undo: said.undo }
          : null,
      );
      return true;
    },
    [t, tOlder, engine, goOn],
  );

  const perform = useCallback<Triage['perform']>(
    (action, context, further = null) =>
      action.enabled(context) &&
      tell(action.perform(context), context, further, (rows) =>
        action.perform({ ...context, targets: rows }),
      ),
    [tell],
  );
  const move = useCallback<Triage['move']>(
    (context, folder, title, further = null) =>
      countTargets(context) > 0 &&
      !context.readOnly &&
      tell(moveTo(context, folder, title), context, further, (rows) =>
        moveTo({ ...context, targets: rows }, folder, title),
      ),
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

  const begin = useCallback((asked: AskedWork) => work.current(asked), []);
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
    work: begin,
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
  /** What was done, in words; it grows with the rest of it. */
  what: string;
  undo: () => void;
}

/** What was done at once, while the rest of it is looked for. */
interface DoneFirst {
  readonly entry: Undoable | null;
  readonly count: number;
  /** Of what was said of it. */
  readonly id: number;
  readonly say: ActionSaying;
}

/** Done or waiting since before this page, by a person's wish. */
const isWayBack = ({ op, state, isFound }: RecentOp): boolean =>
  isFound === true && op.aside !== true && op.undoes === undefined && canUndo(op, state);

function remember(stack: Undoable[], done: Undoable): void {
  stack.push(done);
  if (stack.length > UNDO_DEPTH) stack.shift();
}
