import { describe, expect, it } from 'vitest';
import { countAbove, markTop, withoutNewest } from '../../../components/messages/held-news';
import { toUid } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail/types';
import { emptyList, type MessageListSnapshot } from '../../../lib/engine/page-list';

/** Newest first; null is a row that is not loaded. */
function listOf(...uids: readonly (number | null)[]): MessageListSnapshot {
  return {
    ...emptyList,
    status: 'ready',
    version: 7,
    rowCount: uids.length,
    rowAt: (position) => {
      const uid = uids[position];
      return uid === null || uid === undefined ? undefined : ({ uid: toUid(uid) } as MessageRow);
    },
    positionOf: (uid) => {
      const at = uids.indexOf(uid);
      return at < 0 ? undefined : at;
    },
  };
}

const shown = (list: MessageListSnapshot) =>
  Array.from({ length: list.rowCount }, (_, position) => list.rowAt(position)?.uid ?? null);

describe('new mail that is held back', () => {
  const mark = markTop(listOf(3, 2, 1), null) ?? { uids: [], highest: toUid(1) };

  it('counts what came above the rows that stood on top, known or not', () => {
    expect(mark).toEqual({ uids: [3, 2, 1], highest: 3 });
    expect(countAbove(listOf(3, 2, 1), mark)).toBe(0);
    expect(countAbove(listOf(4, 3, 2, 1), mark)).toBe(1);
    expect(countAbove(listOf(null, 4, 3, 2, 1), mark)).toBe(2);
  });

  it('goes on from the next row when the first goes, and ends when all are gone', () => {
    expect(countAbove(listOf(4, 2, 1), mark)).toBe(1);
    expect(countAbove(listOf(5, 4), mark)).toBe(0);
  });

  it('a row that was away and is back is no news', () => {
    const without = markTop(listOf(2, 1), mark);
    expect(without).toEqual({ uids: [2, 1], highest: 3 });
    if (without === null) return;
    expect(countAbove(listOf(3, 2, 1), without)).toBe(0);
    expect(countAbove(listOf(4, 3, 2, 1), without)).toBe(2);
  });

  it('marks nothing while the first row is not known, and nothing of an empty list', () => {
    expect(markTop(listOf(null, 2), null)).toBeNull();
    expect(markTop(listOf(), null)).toBeNull();
  });

  it('shows the list as if they had not come', () => {
    const list = listOf(5, 4, 3, 2, 1);
    const held = withoutNewest(list, 2);
    expect(shown(held)).toEqual([3, 2, 1]);
    expect(held.positionOf(toUid(3))).toBe(0);
    expect(held.positionOf(toUid(5))).toBeUndefined();
    expect(held.version).not.toBe(list.version);
    expect(withoutNewest(list, 0)).toBe(list);
  });
});
