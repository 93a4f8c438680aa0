/** What became of a MOVE or COPY whose answer was lost. */
import { fetch, numberSetOf, splitNumberSet } from '../../imap';
import type { FetchItems, NumberSet, Uid } from '../../imap/types';
import type { Op } from '../../mail/types';
import { DONE, toOutcome, withLease, type AcquireLease, type OpOutcome } from './op-lease';
import type { OpJournal } from './op-journal';

/**
 * Reads both sides of an unfinished MOVE or COPY. What is gone from the source has moved; what is in both has been copied and
 * only needs to go here; what is only in the source is sent again. Null when the journal is sure again.
 */
export async function makeSure(op: Op, journal: OpJournal, acquire: AcquireLease): Promise<OpOutcome | null> {
  const action = op.action;
  if (action.kind !== 'move') {
    journal.left = [...journal.unsure, ...journal.left];
    journal.unsure = [];
    return null;
  }
  const here = new Map<Uid, string | null>();
  const source = await withLease(op.mailbox, acquire, async ({ link }) => {
    if (link.selectedInfo !== null && link.selectedInfo.uidValidity !== op.uidValidity) {
      return { kind: 'failed', error: { code: 'action-unknown' } };
    }
    // Another connection may have brought them here: one that has not heard of them would say that they are gone.
    const unheard = await link.hear();
    if (unheard !== null) return toOutcome(unheard);
    for (const set of splitNumberSet(numberSetOf(journal.unsure), link.driver.setOctets)) {
      const outcome = await link.run(fetch({ uid: true, set, items: IDENTITY_ITEMS }));
      if (!outcome.ok) return toOutcome(outcome.failure);
      for (const { items } of outcome.value) {
        if (items.uid !== undefined && journal.unsure.includes(items.uid))
          here.set(items.uid, identity(items));
      }
    }
    return DONE;
  });
  if (source.kind !== 'done') return source;
  const there = new Map<string, number>();
  // In its own folder every message would be found again, and be taken for its copy.
  if (here.size > 0 && action.to !== op.mailbox) {
    const destination = await withLease(action.to, acquire, async ({ link }) => {
      const unheard = await link.hear();
      if (unheard !== null) return toOutcome(unheard);
      // SELECT may have been long ago. Of the last message the server says the number, or nothing.
      const last = await link.run(fetch({ uid: true, set: [[Infinity, Infinity]], items: ['uid'] }));
      if (!last.ok) return toOutcome(last.failure);
      const exists = last.value.reduce((highest, { seq }) => Math.max(highest, seq), 0);
      if (last.value.length === 0) return DONE;
      const newest = 2 * journal.unsure.length + 50;
      const set: NumberSet = [[Math.max(1, exists - newest + 1), Infinity]];
      const outcome = await link.run(
        fetch(
          link.driver.isUidOnly
            ? { uid: true, set: [[1, Infinity]], partial: [-1, -newest], items: IDENTITY_ITEMS }
            : { uid: false, set, items: IDENTITY_ITEMS },
        ),
      );
      if (!outcome.ok) return toOutcome(outcome.failure);
      for (const { items } of outcome.value) {
        const one = identity(items);
        if (one !== null) there.set(one, (there.get(one) ?? 0) + 1);
      }
      return DONE;
    });
    if (destination.kind === 'again' || destination.kind === 'waits') return destination;
  }
  const stays = journal.unsure.filter((uid) => here.has(uid));
  const arrived = new Set(stays.filter((uid) => takeOne(there, here.get(uid) ?? null)));
  journal.done = [...journal.done, ...journal.unsure.filter((uid) => !here.has(uid))];
  journal.copied = [...journal.copied, ...arrived];
  journal.left = [...stays.filter((uid) => !arrived.has(uid)), ...journal.left];
  journal.unsure = [];
  return null;
}

/**
 * What a message keeps when it is copied: its Message-ID, size and date of arrival. Null when it has no Message-ID, or the
 * server did not say: size and time alone are shared by reports a machine writes every second.
 */
function identity(items: FetchItems): string | null {
  const messageId = items.envelope?.messageId ?? null;
  if (messageId === null || items.size === undefined) return null;
  return JSON.stringify([messageId, items.size, items.internalDate ?? null, items.envelope?.date ?? null]);
}

/** One message there answers for one here: of two alike only one may have arrived. */
function takeOne(there: Map<string, number>, one: string | null): boolean {
  const count = one === null ? 0 : (there.get(one) ?? 0);
  if (one === null || count === 0) return false;
  there.set(one, count - 1);
  return true;
}

const IDENTITY_ITEMS = ['uid', 'envelope', 'size', 'internaldate'] as const;
