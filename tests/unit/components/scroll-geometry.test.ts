import { describe, expect, it } from 'vitest';
import {
  isScaled,
  maxTop,
  rowOrigin,
  SCALE_LIMIT,
  scrollOfTop,
  topAfterScroll,
  topOfScroll,
  topShowingRow,
  trackHeight,
  visibleRows,
} from '../../../components/messages/scroll-geometry';

const small = { rowHeight: 52, rowCount: 100_000, viewport: 600 };
const huge = { rowHeight: 52, rowCount: 1_000_000, viewport: 600 };

describe('scroll geometry', () => {
  it('is the identity below the limit', () => {
    expect(isScaled(small)).toBe(false);
    expect(trackHeight(small)).toBe(5_200_000);
    expect(topOfScroll(small, 1234)).toBe(1234);
    expect(scrollOfTop(small, 1234)).toBe(1234);
  });

  it('reaches the oldest of a million rows on a capped track', () => {
    expect(trackHeight(huge)).toBe(SCALE_LIMIT);
    const end = topOfScroll(huge, SCALE_LIMIT - huge.viewport);
    expect(end).toBe(maxTop(huge));
    expect(visibleRows(huge, end, 0)).toEqual({ first: 999_988, last: 999_999 });
  });

  it('counts small moves on a scaled track in real pixels and takes a drag by proportion', () => {
    const from = scrollOfTop(huge, 26_000_000);
    expect(topAfterScroll(huge, 26_000_000, from, from + 100)).toBe(26_000_100);
    const dragged = topAfterScroll(huge, 26_000_000, from, 3_000_000);
    expect(dragged).toBeCloseTo((3_000_000 / (SCALE_LIMIT - 600)) * maxTop(huge), 3);
    expect(topAfterScroll(huge, 400, 300, 0)).toBe(0);
  });

  it('counts the places of rows from near by where the track is scaled, and so that a small move changes none of them', () => {
    expect(rowOrigin(small, 5_000_000)).toBe(0);
    expect(rowOrigin(huge, 26_000_000)).toBe(rowOrigin(huge, 26_000_600));
    expect(26_999_999 - rowOrigin(huge, 26_999_999)).toBeLessThan(2 ** 20);
  });

  it('never leaves the rows there are', () => {
    expect(visibleRows({ ...small, rowCount: 0 }, 0, 5)).toBeNull();
    expect(visibleRows({ ...small, rowCount: 3 }, 0, 5)).toEqual({ first: 0, last: 2 });
    expect(visibleRows(small, 52 * 10 + 1, 2)).toEqual({ first: 8, last: 23 });
    expect(topAfterScroll({ ...small, rowCount: 3 }, 0, 0, 500)).toBe(0);
  });

  it('moves only as far as a row needs', () => {
    expect(topShowingRow(small, 520, 10)).toBe(520);
    expect(topShowingRow(small, 520, 9)).toBe(468);
    expect(topShowingRow(small, 520, 21)).toBe(22 * 52 - 600);
  });
});
