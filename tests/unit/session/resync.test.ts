import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap/types';
import { planExpunges } from '../../../lib/session/tasks/resync';
import { WantedRows } from '../../../lib/session/wanted-rows';

describe('planning expunges', () => {
  it('leads from the old numbering to the new one, whatever is known and whatever went', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ known: fc.boolean(), gone: fc.boolean() }), { maxLength: 60 }),
        (messages) => {
          const old = messages.map((message, i) => ({ ...message, seq: i + 1, uid: toUid((i + 1) * 3) }));
          const left = old.filter(({ gone }) => !gone);
          const survivors = left.flatMap(({ known, uid }, i) => (known ? [{ seq: i + 1, uid }] : []));
          const known = old.filter((row) => row.known);
          const plan = planExpunges(known, survivors, old.length, left.length);
          if (plan === null) throw new Error('no plan');
          // Replay on rows that only know what the model knows.
          const rows: (number | null)[] = old.map((row) => (row.known ? row.uid : null));
          for (const seq of plan) rows.splice(seq - 1, 1);
          expect(rows).toHaveLength(left.length);
          expect(rows).toEqual(left.map((row) => (row.known ? row.uid : null)));
          expect([...plan].sort((a, b) => b - a)).toEqual(plan);
        },
      ),
      { seed: 20260101, numRuns: 500 },
    );
  });

  it.each([
    ['a survivor above its old place', [{ seq: 2, uid: 5 }], [{ seq: 3, uid: 5 }], 4, 4],
    ['more left than there were', [], [], 3, 4],
    ['a server that counted to the end of 32 bits and takes it back', [], [], 4_294_967_295, 0],
    [
      'order turned round',
      [
        { seq: 1, uid: 5 },
        { seq: 2, uid: 6 },
      ],
      [
        { seq: 2, uid: 5 },
        { seq: 1, uid: 6 },
      ],
      2,
      2,
    ],
  ])('refuses numbers that contradict each other: %s', (_name, known, survivors, oldExists, oldLeft) => {
    const brand = (rows: readonly { seq: number; uid: number }[]) =>
      rows.map(({ seq, uid }) => ({ seq, uid: toUid(uid) }));
    expect(planExpunges(brand(known), brand(survivors), oldExists, oldLeft)).toBeNull();
  });
});

describe('wanted rows', () => {
  it('gives windows from the top, without known ends, and forgets what is known', () => {
    const wanted = new WantedRows();
    wanted.replace([[1, 250]]);
    const known = (seq: number) => seq > 240 || seq === 1;
    expect(wanted.take(100, 245, known)).toEqual([141, 240]);
    expect(wanted.take(100, 245, known)).toEqual([41, 140]);
    expect(wanted.take(100, 245, known)).toEqual([2, 40]);
    expect(wanted.take(100, 245, known)).toBeNull();
    expect(wanted.isEmpty).toBe(true);
  });

  it('moves with expunges', () => {
    const wanted = new WantedRows();
    wanted.replace([
      [10, 20],
      [30, 30],
    ]);
    wanted.expunged(5);
    wanted.expunged(15);
    wanted.expunged(28);
    expect(wanted.take(100, 99, () => false)).toEqual([9, 18]);
    expect(wanted.take(100, 99, () => false)).toBeNull();
  });
});
