'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from '@/lib/i18n';
import {
  moveTo,
  type ActionContext,
  type ActionResult,
  type ActionSaying,
  type MailAction,
} from '@/lib/actions';
import type { AppError, Folder, Op } from '@/lib/mail/types';
import { useEngine, useOps } from '@/lib/query';

/** What the toast says now. */
export type Saying =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly text: string;
      readonly op: Op;
      readonly undo: boolean;
    }
  /** Something that is no op on messages. */
  | { readonly kind: 'told'; readonly id: number; readonly text: string }
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
  readonly say: (
    what:
      | { readonly kind: 'told'; readonly text: string }
      | { readonly kind: 'error'; readonly error: AppError },
  ) => void;
  readonly dismiss: () => void;
}

/** Runs actions, tells what was done, and takes the latest back. */
export function useTriage(): Triage {
  const t = useTranslations('done');
  const engine = useEngine();
  const [saying, setSaying] = useState<Saying | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const undoable = useRef<Op[]>([]);
  const counter = useRef(0);

  const tell = useCallback(
    (result: ActionResult, context: ActionContext): boolean => {
      counter.current += 1;
      if (!result.ok) {
        setSaying({ kind: 'error', id: counter.current, error: result.error });
        return false;
      }
      const { saying: said, op } = result;
      const count = op.uids.length || context.targets.length;
      const text = t(said.key, { count, folder: said.folder ?? '' });
      remember(undoable.current, op, said);
      setAnnouncement(said.undo ? `${text}. ${t('press')}` : text);
      // What happened to many at once is said to everybody, with the one way back.
      setSaying(
        said.toast || context.targets.length > 1
          ? { kind: 'done', id: counter.current, text, op, undo: said.undo }
          : null,
      );
      return true;
    },
    [t],
  );

  const perform = useCallback(
    (action: MailAction, context: ActionContext) =>
      action.enabled(context) && tell(action.perform(context), context),
    [tell],
  );
  const move = useCallback(
    (context: ActionContext, folder: Folder, title: string) =>
      context.targets.length > 0 && !context.readOnly && tell(moveTo(context, folder, title), context),
    [tell],
  );

  const undo = useCallback(() => {
    const op = undoable.current.pop();
    if (op === undefined) return false;
    engine.undo(op.id);
    setSaying(null);
    setAnnouncement(t('undone'));
    return true;
  }, [engine, t]);

  const say = useCallback<Triage['say']>((what) => {
    counter.current += 1;
    setSaying({ ...what, id: counter.current });
    if (what.kind === 'told') setAnnouncement(what.text);
  }, []);

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

function remember(stack: Op[], op: Op, saying: ActionSaying): void {
  if (!saying.undo) return;
  stack.push(op);
  if (stack.length > UNDO_DEPTH) stack.shift();
}
