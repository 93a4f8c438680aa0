import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseAll,
  countOf,
  extendTo,
  isSelected,
  NOTHING,
  prune,
  selectLoaded,
  toggle,
  type Rows,
  type Selection,
} from '../../../components/messages/selection';
import { toUid, type Uid, type UidValidity } from '../../../lib/imap/types';
import type { ChosenSet, MessageRow } from '../../../lib/mail/types';

/** Rows by UID, newest first; null is a row that is not loaded. */
function rowsOf(...uids: readonly (number | null)[]): Rows {
  return {
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

const list = rowsOf(9, 8, 7, 6, 5, 4, 3, 2, 1);
/** Seven of the nine were there. */
const whole: ChosenSet = { uidValidity: 1 as UidValidity, uids: [[1, 9]], count: 7, exact: true };
const at = (uid: number): number => list.positionOf(toUid(uid)) ?? -1;
const uidsOf = (selection: Selection): readonly number[] => [...selection.uids].toSorted((a, b) => b - a);
const goneOf =
  (...uids: readonly number[]) =>
  (uid: Uid) =>
    uids.includes(uid);

describe('selection', () => {
  it('toggles, and is nothing again after the last one', () => {
    const one = toggle(NOTHING, toUid(5));
    expect(uidsOf(one)).toEqual([5]);
    expect(uidsOf(toggle(one, toUid(7)))).toEqual([7, 5]);
    expect(toggle(one, toUid(5))).toBe(NOTHING);
  });

  it('ranges run both ways and shrink again', () => {
    const down = extendTo(NOTHING, list, toUid(6), at(3));
    expect(uidsOf(down)).toEqual([6, 5, 4, 3]);
    const less = extendTo(down, list, toUid(6), at(5));
    expect(uidsOf(less)).toEqual([6, 5]);
    expect(uidsOf(extendTo(less, list, toUid(6), at(8)))).toEqual([8, 7, 6]);
  });

  it('a range from another message is added', () => {
    const first = extendTo(NOTHING, list, toUid(9), at(8));
    const second = extendTo(first, list, toUid(4), at(3));
    expect(uidsOf(second)).toEqual([9, 8, 4, 3]);
    // The second one shrinks; the first stays.
    expect(uidsOf(extendTo(second, list, toUid(4), at(4)))).toEqual([9, 8, 4]);
  });

  it('a range adds to what was toggled', () => {
    const chosen = toggle(toggle(NOTHING, toUid(9)), toUid(5));
    expect(uidsOf(extendTo(chosen, list, toUid(5), at(3)))).toEqual([9, 5, 4, 3]);
  });

  it('counts what is not loaded instead of forgetting it', () => {
    const sparse = rowsOf(9, null, null, 6, 5);
    const range = extendTo(NOTHING, sparse, toUid(9), 4);
    expect(uidsOf(range)).toEqual([9, 6, 5]);
    expect(range.skipped).toBe(2);
    const all = selectLoaded(sparse);
    expect(uidsOf(all)).toEqual([9, 6, 5]);
    expect(all.skipped).toBe(2);
    expect(selectLoaded(rowsOf(null, null))).toBe(NOTHING);
  });

  it('stays with its messages when mail arrives and goes', () => {
    const chosen = extendTo(NOTHING, list, toUid(6), at(4));
    const later = rowsOf(11, 10, 9, 8, 7, 6, 4, 3);
    const left = prune(chosen, goneOf(5));
    expect(uidsOf(left)).toEqual([6, 4]);
    expect(uidsOf(extendTo(left, later, toUid(6), 4))).toEqual([7, 6]);
    expect(prune(chosen, goneOf(1, 2))).toBe(chosen);
    expect(prune(chosen, goneOf(4, 5, 6))).toBe(NOTHING);
  });

  it('a range whose beginning is gone begins where it ends', () => {
    const chosen = prune(extendTo(NOTHING, list, toUid(6), at(5)), goneOf(6));
    expect(uidsOf(extendTo(chosen, rowsOf(9, 8, 7, 5, 4), toUid(6), 4))).toEqual([5, 4]);
  });

  it('says how many it left out, and leaves out nothing that is loaded, however many', () => {
    const many = rowsOf(...Array.from({ length: 12_000 }, (_, index) => index + 1), null, null);
    const all = selectLoaded(many);
    expect(all.uids.size).toBe(12_000);
    expect(all.skipped).toBe(2);
    expect(toggle(all, toUid(20_000)).uids.size).toBe(12_001);
  });

  it('a whole folder is a set: what comes later is not in it, and what is pressed goes out and in again', () => {
    const all = chooseAll(whole);
    expect(countOf(all)).toBe(7);
    expect([9, 4, 1].every((uid) => isSelected(all, toUid(uid)))).toBe(true);
    expect(isSelected(all, toUid(10))).toBe(false);
    const less = toggle(all, toUid(4));
    expect(less.chosen?.uids).toEqual([
      [1, 3],
      [5, 9],
    ]);
    expect(countOf(less)).toBe(6);
    expect(toggle(less, toUid(4)).chosen).toEqual(whole);
    // One that came later can be taken in by hand, as can a range.
    expect(countOf(toggle(all, toUid(11)))).toBe(8);
    expect(countOf(extendTo(less, list, toUid(6), at(3)))).toBe(7);
    expect(prune(all, () => true)).toBe(all);
  });

  it('an empty folder is no selection', () => {
    expect(chooseAll({ ...whole, uids: [], count: 0 })).toBe(NOTHING);
    expect(toggle(chooseAll({ ...whole, uids: [[4, 4]], count: 1 }), toUid(4))).toBe(NOTHING);
  });

  it('holds what was pressed one by one and nothing else, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), (presses) => {
        const odd = new Set<number>();
        let selection = NOTHING;
        for (const uid of presses) {
          selection = toggle(selection, toUid(uid));
          if (!odd.delete(uid)) odd.add(uid);
        }
        expect(new Set<number>(selection.uids)).toEqual(odd);
      }),
      { seed: 20, verbose: true },
    );
  });
});
