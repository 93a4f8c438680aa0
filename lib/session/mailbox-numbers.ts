/** What is known of a mailbox in numbers, and whether what a server says later agrees with them. */
import type { SelectedMailbox } from '../imap';
import type { MailboxStatus, ModSeq, Uid, UidValidity } from '../imap/types';
import { RESYNC_MAX_KNOWN, RESYNC_MAX_NEW } from './limits';

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

/** The rows of before may stay: what changed can be found out for less than reading them anew. */
export function canMerge(before: Numbers, now: SelectedMailbox, known: number): boolean {
  return (
    before.uidValidity === now.uidValidity &&
    before.uidNext !== null &&
    now.uidNext !== null &&
    now.uidNext >= before.uidNext &&
    known <= RESYNC_MAX_KNOWN &&
    now.uidNext - before.uidNext <= RESYNC_MAX_NEW * 10 &&
    now.exists - before.exists <= RESYNC_MAX_NEW
  );
}

/** Nothing came, went or changed. Without mod-sequences nobody can say that of flags. */
export function isUnchanged(before: Numbers, now: SelectedMailbox): boolean {
  return (
    before.uidNext === now.uidNext &&
    before.exists === now.exists &&
    before.highestModSeq !== null &&
    before.highestModSeq === now.highestModSeq
  );
}
