/**
 * New mail that is held back: nobody's click must land on another message because one came in just then. What is held is
 * everything above the rows that stood on top when the holding began.
 */
import type { Uid } from '@/lib/imap/types';
import type { MessageListSnapshot } from '@/lib/query';

/** Rows remembered from the top: the first of them that is still there says how many came above it. */
const MARKED_ROWS = 50;

export interface Mark {
  /** The rows on top, to be held there. */
  readonly uids: readonly Uid[];
  /** The newest message seen so far. */
  readonly highest: Uid;
}

/** Null while the first row is not known yet. `before`: the mark this one takes the place of. */
export function markTop(list: MessageListSnapshot, before: Mark | null): Mark | null {
  const uids: Uid[] = [];
  for (let position = 0; position < Math.min(MARKED_ROWS, list.rowCount); position++) {
    const row = list.rowAt(position);
    if (row === undefined) break;
    uids.push(row.uid);
  }
  const newest = uids[0];
  if (newest === undefined) return null;
  return { uids, highest: before !== null && before.highest > newest ? before.highest : newest };
}

/**
 * Messages that came in above the mark. A row that was hidden and is back, as after a refusal, is no news. When all of the
 * mark is gone, there is nothing left to hold.
 */
export function countAbove(list: MessageListSnapshot, { uids, highest }: Mark): number {
  for (const uid of uids) {
    const count = list.positionOf(uid);
    if (count === undefined) continue;
    for (let position = 0; position < count; position++) {
      const row = list.rowAt(position);
      if (row === undefined || row.uid > highest) return count;
    }
    return 0;
  }
  return 0;
}

/** The list as if the newest `count` messages had not come yet. */
export function withoutNewest(list: MessageListSnapshot, count: number): MessageListSnapshot {
  if (count === 0) return list;
  return {
    ...list,
    rowCount: list.rowCount - count,
    rowAt: (position) => list.rowAt(position + count),
    positionOf: (uid) => {
      const position = list.positionOf(uid);
      return position === undefined || position < count ? undefined : position - count;
    },
    // Another version for another count, though the list below is the same.
    version: list.version + count / 2 ** 32,
  };
}
