import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap';
import { WindowList, type ListChange, type MessageRow } from '../../../lib/mail';
import { reset, row, seed } from './support';

const filled = (exists: number): WindowList => {
  const list = new WindowList();
  list.apply(reset(exists));
  list.apply({ kind: 'rows', start: 0, rows: Array.from({ length: exists }, (_, p) => row(exists - p)) });
  return list;
};

const uidsOf = (list: WindowList): (number | null)[] =>
  list.slice(0, list.exists - 1).map((known) => known?.uid ?? null);

describe('WindowList', () => {
  it('counts from the newest message', () => {
    const list = filled(3);
    expect(uidsOf(list)).toEqual([3, 2, 1]);
    expect(list.positionOf(toUid(1))).toBe(2);
  });

  it('leaves unknown slots where nothing was told', () => {
    const list = new WindowList();
    list.apply(reset(1_000_000));
    list.apply({ kind: 'rows', start: 500, rows: [row(9), null, row(7)] });
    expect(list.missing(498, 503)).toEqual([
      [498, 499],
      [501, 501],
      [503, 503],
    ]);
    expect(list.rowAt(502)?.uid).toBe(7);
    expect(list.loaded).toBe(2);
  });

  it('moves known rows when messages arrive and go', () => {
    const list = filled(4);
    list.apply({ kind: 'arrived', count: 2 });
    expect(uidsOf(list)).toEqual([null, null, 4, 3, 2, 1]);
    list.apply({ kind: 'removed', positions: [1, 3] });
    expect(uidsOf(list)).toEqual([null, 4, 2, 1]);
    expect(list.positionOf(toUid(3))).toBeUndefined();
  });

  it('keeps one slot for one UID', () => {
    const list = new WindowList();
    list.apply(reset(3));
    list.apply({ kind: 'rows', start: 0, rows: [row(5)] });
    list.apply({ kind: 'rows', start: 2, rows: [row(5)] });
    expect(uidsOf(list)).toEqual([null, null, 5]);
    expect(list.loaded).toBe(1);
  });

  it('ignores positions outside of the list', () => {
    const list = filled(2);
    list.apply({ kind: 'removed', positions: [-1, 7] });
    list.apply({ kind: 'rows', start: 1, rows: [row(1), row(99)] });
    list.apply({ kind: 'arrived', count: -4 });
    expect(uidsOf(list)).toEqual([2, 1]);
  });

  it('forgets rows far from the screen', () => {
    const list = filled(1_000);
    list.trim(400, 499, 300);
    expect(list.loaded).toBeLessThanOrEqual(300);
    expect(list.missing(400, 499)).toEqual([]);
    expect(list.rowAt(999)).toBeUndefined();
    expect(list.exists).toBe(1_000);
  });

  it('finds the unknown run of a UID', () => {
    const list = new WindowList();
    list.apply(reset(10));
    list.apply({ kind: 'rows', start: 0, rows: [row(100), row(90)] });
    list.apply({ kind: 'rows', start: 5, rows: [row(50)] });
    expect(list.gapOf(toUid(70))).toEqual([2, 4]);
    expect(list.gapOf(toUid(10))).toEqual([6, 9]);
    expect(list.gapOf(toUid(95))).toBeNull();
    expect(list.gapOf(toUid(101))).toBeNull();
  });

  it('is equal to an array, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('arrived' as const), count: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ kind: fc.constant('removed' as const), picks: fc.array(fc.nat(), { maxLength: 8 }) }),
      fc.record({
        kind: fc.constant('rows' as const),
        at: fc.nat(),
        length: fc.integer({ min: 1, max: 60 }),
      }),
      fc.record({ kind: fc.constant('changed' as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant('reset' as const), exists: fc.integer({ min: 0, max: 2_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new WindowList();
        // The truth: UIDs newest first, and which of them are known.
        let truth: { readonly uid: number; known: MessageRow | null }[] = [];
        let next = 1;
        const arrive = (count: number): void => {
          for (let i = 0; i < count; i++) truth.unshift({ uid: next++, known: null });
        };
        for (const s of steps) {
          let change: ListChange | null = null;
          if (s.kind === 'reset') {
            truth = [];
            arrive(s.exists);
            change = reset(s.exists);
          } else if (s.kind === 'arrived') {
            arrive(s.count);
            change = s;
          } else if (truth.length === 0) {
            continue;
          } else if (s.kind === 'removed') {
            const positions = [...new Set(s.picks.map((pick) => pick % truth.length))].sort((a, b) => a - b);
            change = { kind: 'removed', positions };
            const gone = new Set(positions);
            truth = truth.filter((_, position) => !gone.has(position));
          } else if (s.kind === 'rows') {
            const start = s.at % truth.length;
            const rows = truth.slice(start, start + s.length).map((slot) => (slot.known = row(slot.uid)));
            change = { kind: 'rows', start, rows };
          } else {
            const slot = truth[s.pick % truth.length];
            if (!slot?.known) continue;
            slot.known = { ...slot.known, starred: !slot.known.starred };
            change = { kind: 'changed', rows: [slot.known] };
          }
          list.apply(change);
          expect(list.exists).toBe(truth.length);
          // One comparison a step, not one a row: an assertion costs more than what it looks at.
          const shown = list.slice(0, truth.length);
          const wrong = truth.findIndex(
            ({ uid, known }, position) =>
              shown[position] !== known || list.positionOf(toUid(uid)) !== (known ? position : undefined),
          );
          expect(wrong, `row ${wrong} after ${s.kind}`).toBe(-1);
        }
      }),
      { seed, numRuns: 60 },
    );
  });
});
