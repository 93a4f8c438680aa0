/** Ops: what a person did to messages, as data that can be shown at once, sent, repeated and undone. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import { assertNever } from './assert-never';
import type { AccountId, MessageRow, Op, OpAction, OpFlag, OpState } from './types';

/** What a page knows when a person acts; `id` is made by the caller and unique. */
export interface OpInput {
  readonly id: string;
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly uids: readonly Uid[];
  readonly action: OpAction;
  readonly aside?: true;
}

/**
 * An op on exactly the messages it changes: those whose visible row already is as wanted are left out, so that undo
 * gives back what was there. Rows that are not known stay in.
 */
export function makeOp(input: OpInput, rowOf: (uid: Uid) => MessageRow | undefined): Op {
  const unique = [...new Set(input.uids)];
  const action = input.action;
  const uids =
    action.kind === 'flag'
      ? unique.filter((uid) => {
          const row = rowOf(uid);
          return row === undefined || hasFlag(row, action.flag) !== action.add;
        })
      : unique;
  return {
    id: input.id,
    account: input.account,
    mailbox: input.mailbox,
    uidValidity: input.uidValidity,
    uids,
    action,
    ...(input.aside === true ? { aside: true } : {}),
  };
}

/** Id of the op that undoes another: page and engine come to the same one without asking. */
export const inverseId = (id: string): string => `${id}:undo`;

/**
 * The op that takes another back, or null when nothing can: an expunge, or a move whose new UIDs the server did not
 * tell (no UIDPLUS). `moved` and `uidValidity` of the destination come from the op's `done`.
 */
export function inverseOp(
  op: Op,
  moved: readonly (readonly [from: Uid, to: Uid])[],
  destinationUidValidity: UidValidity,
): Op | null {
  const action = op.action;
  switch (action.kind) {
    case 'flag':
      return { ...op, id: inverseId(op.id), action: { ...action, add: !action.add }, undoes: op.id };
    case 'move':
      if (moved.length === 0) return null;
      return {
        id: inverseId(op.id),
        account: op.account,
        mailbox: action.to,
        uidValidity: destinationUidValidity,
        uids: moved.map(([, to]) => to),
        action: { kind: 'move', to: op.mailbox, purpose: 'move' },
        undoes: op.id,
      };
    case 'expunge':
      return null;
    default:
      return assertNever(action);
  }
}

/** Whether a person can still take the op back, given how far it got. */
export function canUndo(op: Op, state: OpState): boolean {
  switch (state.kind) {
    case 'queued':
      return true;
    case 'running':
      return op.action.kind === 'flag';
    case 'done':
      return op.action.kind === 'flag' || (op.action.kind === 'move' && state.moved.length > 0);
    case 'failed':
    case 'cancelled':
      return false;
    default:
      return assertNever(state);
  }
}

/** Key of the sentence a toast shows (lib/i18n ops.<key>), with its count. */
export interface OpLabel {
  readonly key:
    | 'star'
    | 'unstar'
    | 'mark-read'
    | 'mark-unread'
    | 'mark-deleted'
    | 'undelete'
    | 'archive'
    | 'trash'
    | 'junk'
    | 'move'
    | 'expunge';
  readonly count: number;
  /** Destination of a move. */
  readonly mailbox: MailboxName | null;
}

export function describeOp(op: Op): OpLabel {
  const count = op.uids.length;
  const action = op.action;
  switch (action.kind) {
    case 'flag': {
      const [added, removed] = FLAG_KEYS[action.flag];
      return { key: action.add ? added : removed, count, mailbox: null };
    }
    case 'move':
      return { key: action.purpose, count, mailbox: action.to };
    case 'expunge':
      return { key: 'expunge', count, mailbox: null };
    default:
      return assertNever(action);
  }
}

/** Whether the op takes its messages out of their mailbox. */
export const removesRows = (op: Op): boolean => op.action.kind !== 'flag';

/** Whether nothing more is to be expected of the op. */
export const isFinal = (state: OpState): boolean =>
  state.kind === 'done' || state.kind === 'failed' || state.kind === 'cancelled';

export function hasFlag(row: MessageRow, flag: OpFlag): boolean {
  return row[FLAG_FIELDS[flag]];
}

/** The row with one flag set or cleared; the same object when nothing changes. */
export function withFlag(row: MessageRow, flag: OpFlag, add: boolean): MessageRow {
  return hasFlag(row, flag) === add ? row : { ...row, [FLAG_FIELDS[flag]]: add };
}

const FLAG_FIELDS = { '\\Seen': 'seen', '\\Flagged': 'starred', '\\Deleted': 'deleted' } as const;
const FLAG_KEYS = {
  '\\Seen': ['mark-read', 'mark-unread'],
  '\\Flagged': ['star', 'unstar'],
  '\\Deleted': ['mark-deleted', 'undelete'],
} as const;
