import type { NumberSet } from '../imap/types';
import type { Reader } from '../imap/wire/reader';
import { limits } from './limits';
import type { StoredMessage } from './message';
import { Refusal, syntaxError } from './refusal';
import type { Selected, Session, SessionState } from './session';

export interface CommandContext {
  readonly session: Session;
  /** Stands behind the command's name. */
  readonly reader: Reader;
  readonly tag: string;
  /** Without UID. */
  readonly name: string;
  readonly uid: boolean;
}

/** Takes one line of IDLE or AUTHENTICATE. */
export type LineHandler = (line: Uint8Array) => Completion;

export type Completion =
  | {
      readonly kind: 'ok' | 'no' | 'bad';
      /** "<NAME> completed" when absent. */
      readonly text?: string;
      readonly code?: string | null;
      /** Runs when the tagged line has been written. */
      readonly then?: () => void;
    }
  | { readonly kind: 'more'; readonly handle: LineHandler };

export interface CommandSpec {
  readonly states: readonly SessionState[];
  readonly run: (context: CommandContext) => Completion;
  /** True when a UID form exists. */
  readonly uid?: true;
  /** The client may be thinking in sequence numbers while it runs: no EXPUNGE then. */
  readonly usesNumbers?: true;
  /** Capability without which the command is unknown. */
  /** Names no messages when it comes without UID: it needs none under UIDONLY either. */
  readonly alsoPlain?: true;
  readonly needs?: string;
  /** Part of IMAP4rev2 itself: known once that is enabled. */
  readonly inRev2?: true;
}

export const ok = (code: string | null = null, text?: string): Completion => ({
  kind: 'ok',
  code,
  ...(text === undefined ? {} : { text }),
});

export const anyState: readonly SessionState[] = ['not-authenticated', 'authenticated', 'selected'];
export const signedIn: readonly SessionState[] = ['authenticated', 'selected'];
export const selectedOnly: readonly SessionState[] = ['selected'];

/** The selected mailbox; the state table has made sure there is one. */
export function selectedOf(session: Session): Selected {
  if (session.selected === null) throw new Refusal('bad', 'No mailbox is selected');
  return session.selected;
}

export function writableOf(session: Session): Selected {
  const selected = selectedOf(session);
  if (selected.readOnly) throw new Refusal('no', 'The mailbox is selected read-only', 'READ-ONLY');
  return selected;
}

/** sequence-set of the command line, bounded. */
export function readSet(reader: Reader): NumberSet {
  const set = reader.expectSequenceSet();
  if (set.length > limits.setRanges) throw syntaxError('Too many ranges');
  if (set.some(([low]) => low === 0)) throw syntaxError('Numbers begin at 1');
  return set;
}

/**
 * The messages a set names in this session's view, ascending, with their numbers. UIDs that do not exist are
 * silently left out, sequence numbers beyond the last are an error (RFC 9051 6.4.9, 9 "seq-number").
 */
export function resolveSet(
  selected: Selected,
  set: NumberSet,
  uid: boolean,
): readonly (readonly [seq: number, message: StoredMessage])[] {
  const { tracker } = selected;
  const { messages, count } = tracker;
  const chosen = new Set<number>();
  for (const [low, high] of set) {
    const last = uid ? (messages.at(-1)?.uid ?? 0) : count;
    if (count === 0 && (uid || high === Infinity)) continue;
    const top = high === Infinity ? last : high;
    const bottom = high === Infinity ? Math.min(low, last) : low;
    if (!uid && top > count) throw new Refusal('bad', 'No message has that number');
    const from = uid ? tracker.indexOfUid(bottom) : bottom - 1;
    for (let index = from; index < count; index++) {
      const message = messages[index];
      if (message === undefined || (uid ? message.uid : index + 1) > top) break;
      chosen.add(index);
    }
  }
  return [...chosen]
    .sort((one, other) => one - other)
    .flatMap((index) => {
      const message = messages[index];
      return message === undefined ? [] : [[index + 1, message] as const];
    });
}
