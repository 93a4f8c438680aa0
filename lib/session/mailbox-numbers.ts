/** What is known of a mailbox in numbers, and whether what a server says later agrees with them. */
import type { SelectedMailbox } from '../imap';
import type { MailboxStatus, ModSeq, Uid, UidValidity } from '../imap/types';
import { RESYNC_MAX_NEW } from './limits';

export interface Numbers {
  uidValidity: UidValidity;
  uidNext: Uid | null;
  exists: number;
  highestModSeq: ModSeq | null;
}

/** Whether STATUS says something else. */
export function isContradicted(numbers: Numbers, counters: MailboxStatus): boolean {
  const differs = <T>(known: T | null, told: T | undefined): boolean =>
    known !== null && told !== undefined && known !== told;
  return (
    differs(numbers.uidValidity, counters.uidValidity) ||
    differs(numbers.exists, counters.messages) ||
    differs(numbers.uidNext, counters.uidNext) ||
    differs(numbers.highestModSeq, counters.highestModSeq)
  );
}

/**
 * How a mailbox is brought up to date (docs/adr/0029), the cheapest true way first:
 * `told`: SELECT came with all that changed (QRESYNC); `changes`: the server counts changes, so that they can be asked for (CONDSTORE);
 * `plain`: flags are read.
 */
export type SyncWay = 'told' | 'changes' | 'plain';

/** UIDs are never given twice (RFC 9051 2.3.1.1): a server that goes back means other messages by them. */
export const fellBack = (before: Numbers, now: SelectedMailbox): boolean =>
  before.uidNext !== null && now.uidNext !== null && now.uidNext < before.uidNext;

/** The rows of before may stay: what changed can be found out for less than reading them anew. */
export function canMerge(before: Numbers, now: SelectedMailbox): boolean {
  return (
    before.uidValidity === now.uidValidity &&
    before.uidNext !== null &&
    !fellBack(before, now) &&
    now.exists - before.exists <= RESYNC_MAX_NEW &&
    (now.uidNext ?? before.uidNext) - before.uidNext <= RESYNC_MAX_NEW * 10
  );
}

/** Nothing came, went or changed. Without mod-sequences nobody can say that of flags. */
export function isUnchanged(before: Numbers, now: SelectedMailbox): boolean {
  return (
    before.uidNext === now.uidNext &&
    before.exists === now.exists &&
    before.highestModSeq !== null &&
    before.highestModSeq === now.highestModSeq &&
    now.vanished.length === 0 &&
    now.changed.length === 0
  );
}

/**
 * Messages came, and the number that grows with each did not (RFC 7162 3.1.2.1); or it fell. Going messages are not counted by every server that
 * has CONDSTORE.
 */
export function countsWrongly(before: Numbers, now: SelectedMailbox): 'fell' | 'stays' | null {
  if (before.uidValidity !== now.uidValidity || before.highestModSeq === null) return null;
  if (now.highestModSeq === null || now.highestModSeq > before.highestModSeq) return null;
  if (now.highestModSeq < before.highestModSeq) return 'fell';
  const came = now.exists > before.exists || (now.uidNext ?? 0) > (before.uidNext ?? Infinity);
  return came ? 'stays' : null;
}
