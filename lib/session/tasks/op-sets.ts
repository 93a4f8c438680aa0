/** UIDs of an op as the sets its commands name. */
import { iterateNumberSet, numberSetOf, splitNumberSet } from '../../imap';
import { toUid, type NumberSet, type Uid } from '../../imap/types';
import { JOB_BATCH } from '../limits';
import type { Link } from '../link';
import type { OpJournal } from './op-journal';

/** Lines short enough, and batches small enough: nobody waits long for what stands behind one of them. */
function* setsInOrder(uids: readonly Uid[], { driver }: Link): Generator<NumberSet, void, undefined> {
  const sorted = [...uids].sort((a, b) => a - b);
  for (let at = 0; at < sorted.length; at += JOB_BATCH)
    yield* splitNumberSet(numberSetOf(sorted.slice(at, at + JOB_BATCH)), driver.setOctets);
}

export const setsOf = (uids: readonly Uid[], link: Link): readonly NumberSet[] => [
  ...setsInOrder(uids, link),
];

export const uidsOf = (set: NumberSet): readonly Uid[] => [...iterateNumberSet(set)].map(toUid);

/** Nothing more is to be done for these. */
export function finish(journal: OpJournal, uids: readonly Uid[]): void {
  const mine = new Set(uids);
  journal.left = journal.left.filter((uid) => !mine.has(uid));
  journal.copied = journal.copied.filter((uid) => !mine.has(uid));
  journal.done = [...journal.done, ...uids];
}
