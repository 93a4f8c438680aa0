import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberSetOf } from '../../../lib/imap';
import { KnownUids } from '../../../lib/mail';
import { toUid } from '../../../lib/imap/types';
import {
  agrees,
  brokenPieces,
  indexesIn,
  piecesOf,
  planGone,
  spansOf,
  type Anchors,
} from '../../../lib/session/sync-plan';
import { WantedRows } from '../../../lib/session/wanted-rows';

interface Message {
  readonly known: boolean;
  readonly gone: boolean;
  readonly uid: number;
  readonly index: number;
}

const history = fc
  .array(fc.record({ known: fc.boolean(), gone: fc.boolean() }), { maxLength: 60 })
  .map((all) => all.map((message, index): Message => ({ ...message, index, uid: (index + 1) * 3 })));

function pictureOf(old: readonly Message[]) {
  const known = new KnownUids();
  for (const { known: isKnown, index, uid } of old) if (isKnown) known.set(index, toUid(uid));
  const left = old.filter(({ gone }) => !gone);
  const anchors: Anchors = new Map(left.map(({ uid }, i) => [uid, i + 1]));
  const dead = new Set(old.filter(({ gone, known: isKnown }) => gone && isKnown).map(({ index }) => index));
  return { picture: { runs: known.runs(), exists: old.length, left: left.length }, left, anchors, dead };
}

describe('planning expunges', () => {
  it('leads from the old numbering to the new one, whatever is known and whatever went', () => {
    fc.assert(
      fc.property(history, (old) => {
        const { picture, left, anchors, dead } = pictureOf(old);
        let plan = planGone(picture, dead, null);
        if (plan.kind === 'ask') plan = planGone(picture, dead, anchors);
        if (plan.kind !== 'gone') throw new Error(plan.kind);
        // Replay on rows that only know what the model knows.
        const rows: (number | null)[] = old.map((row) => (row.known ? row.uid : null));
        for (const seq of plan.seqs) rows.splice(seq - 1, 1);
        expect(rows).toEqual(left.map((row) => (row.known ? row.uid : null)));
        expect([...plan.seqs].sort((a, b) => b - a)).toEqual(plan.seqs);
        const truth = left.flatMap(({ known, uid }, i) => (known ? [{ seq: i + 1, uid }] : []));
        expect(agrees(picture.runs, plan.seqs, truth)).toBe(true);
        for (const { seq, uid } of truth) {
          expect(agrees(picture.runs, plan.seqs, [{ seq: seq + 1, uid }])).toBe(false);
        }
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });

  it('searches only between survivors that moved towards each other, and misses nothing', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 8 }), (old, size) => {
        const { picture, left, anchors, dead } = pictureOf(old);
        const pieces = piecesOf(picture.runs, size);
        const asked: Anchors = new Map(
          pieces.flatMap(({ uids }) => {
            const seq = anchors.get(uids[0] ?? 0);
            return seq === undefined ? [] : [[uids[0] ?? 0, seq] as const];
          }),
        );
        const broken = brokenPieces(pieces, picture, asked);
        const found = indexesIn(broken, numberSetOf(left.map(({ uid }) => uid)));
        const missing = broken.flatMap(({ start, uids }) =>
          [...uids].map((_, i) => start + i).filter((index) => !found.has(index)),
        );
        expect(new Set(missing)).toEqual(dead);
        if (picture.exists === picture.left) expect(broken).toEqual([]);
      }),
      { seed: 20260102, numRuns: 500 },
    );
  });

  it.each([
    ['more left than there were', [], 3, 4, []],
    ['a known message that went, and none that is missing', [[0, 3]], 1, 1, [0]],
    ['fewer left, and nobody unknown to be missing', [[0, 3, 6]], 2, 1, []],
  ])('refuses numbers that contradict each other: %s', (_name, runs, exists, left, dead) => {
    const known = runs.map(([start = 0, ...uids]) => ({ start, uids: Uint32Array.from(uids) }));
    expect(planGone({ runs: known, exists, left }, new Set(dead), null).kind).toBe('contradiction');
  });

  it.each([
    [
      'survivors that went apart',
      new Map([
        [5, 1],
        [6, 3],
      ]),
    ],
    [
      'order turned round',
      new Map([
        [5, 2],
        [6, 1],
      ]),
    ],
    [
      'a survivor above its old place',
      new Map([
        [5, 4],
        [6, 5],
      ]),
    ],
    ['a survivor nobody told of', new Map([[5, 2]])],
  ])('refuses places that contradict the picture: %s', (_name, anchors) => {
    const runs = [{ start: 1, uids: Uint32Array.from([5, 6]) }];
    expect(planGone({ runs, exists: 5, left: 4 }, new Set(), anchors).kind).toBe('contradiction');
  });

  it('names the UIDs of many runs in few ranges', () => {
    const runs = Array.from({ length: 10 }, (_, i) => ({ uids: Uint32Array.from([i * 10 + 1, i * 10 + 5]) }));
    expect(spansOf(runs, 10)).toHaveLength(10);
    expect(spansOf(runs, 3)).toEqual([
      [1, 35],
      [41, 75],
      [81, 95],
    ]);
    expect(spansOf([], 3)).toEqual([]);
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
