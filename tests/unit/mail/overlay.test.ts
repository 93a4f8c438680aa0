import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap';
import { inverseOp, makeOp, Overlay, WindowList, type ListChange, type OpAction } from '../../../lib/mail';
import { op, reset, row, seed, uids, validity } from './support';

const star: OpAction = { kind: 'flag', flag: '\\Flagged', add: true };
const unstar: OpAction = { kind: 'flag', flag: '\\Flagged', add: false };
const read: OpAction = { kind: 'flag', flag: '\\Seen', add: true };
const archive = toMailboxName('Archive');
const toArchive: OpAction = { kind: 'move', to: archive, purpose: 'archive' };
const done = { kind: 'done', moved: [] } as const;

function setup(exists: number): {
  readonly list: WindowList;
  readonly overlay: Overlay;
  readonly confirm: (change: ListChange) => void;
} {
  const list = new WindowList();
  const overlay = new Overlay(list);
  const confirm = (change: ListChange): void => {
    list.apply(change);
    overlay.confirmed(change);
  };
  confirm(reset(exists));
  confirm({ kind: 'rows', start: 0, rows: Array.from({ length: exists }, (_, p) => row(exists - p)) });
  return { list, overlay, confirm };
}

const visible = (overlay: Overlay): (number | undefined)[] =>
  Array.from({ length: overlay.visibleCount }, (_, i) => overlay.rowAt(i)?.uid);

describe('Overlay', () => {
  it('shows a flag at once and keeps it without a flicker, whichever confirmation comes first', () => {
    for (const order of ['done first', 'change first']) {
      const { overlay, confirm } = setup(3);
      overlay.add(op('1', star, 2));
      expect(overlay.rowAt(1)?.starred).toBe(true);
      if (order === 'done first') overlay.setState('1', done);
      else confirm({ kind: 'changed', rows: [row(2, { starred: true })] });
      expect(overlay.rowAt(1)?.starred).toBe(true);
      if (order === 'done first') confirm({ kind: 'changed', rows: [row(2, { starred: true })] });
      else overlay.setState('1', done);
      expect(overlay.rowAt(1)?.starred).toBe(true);
      expect(overlay.isEmpty).toBe(true);
    }
  });

  it('reverts when the server refuses', () => {
    const { overlay } = setup(3);
    overlay.add(op('1', star, 2));
    overlay.add(op('2', toArchive, 3));
    overlay.setState('1', { kind: 'failed', error: { code: 'action-refused' } });
    overlay.setState('2', { kind: 'cancelled' });
    expect(visible(overlay)).toEqual([3, 2, 1]);
    expect(overlay.rowAt(1)?.starred).toBe(false);
    expect(overlay.isEmpty).toBe(true);
  });

  it('keeps moved rows hidden between done and the expunge', () => {
    const { overlay, confirm } = setup(4);
    overlay.add(op('1', toArchive, 4, 2));
    expect(visible(overlay)).toEqual([3, 1]);
    overlay.setState('1', done);
    confirm({ kind: 'arrived', count: 1 });
    expect(visible(overlay)).toEqual([undefined, 3, 1]);
    confirm({ kind: 'removed', positions: [1] });
    expect(visible(overlay)).toEqual([undefined, 3, 1]);
    confirm({ kind: 'removed', positions: [2] });
    expect(visible(overlay)).toEqual([undefined, 3, 1]);
    expect(overlay.isEmpty).toBe(true);
  });

  it('lays later ops over earlier ones, and forgets what a done op superseded', () => {
    const { overlay, confirm } = setup(1);
    overlay.add(op('1', star, 1));
    overlay.add(op('2', unstar, 1));
    expect(overlay.rowAt(0)?.starred).toBe(false);
    overlay.setState('1', done);
    overlay.setState('2', done);
    expect(overlay.rowAt(0)?.starred).toBe(false);
    expect(overlay.isEmpty).toBe(true);
    confirm({ kind: 'changed', rows: [row(1, { starred: false })] });
    expect(overlay.rowAt(0)?.starred).toBe(false);
  });

  it('believes the server about a row after the op is done', () => {
    const { overlay, confirm } = setup(1);
    overlay.add(op('1', star, 1));
    overlay.setState('1', done);
    confirm({ kind: 'changed', rows: [row(1, { starred: false, seen: true })] });
    expect(overlay.rowAt(0)).toMatchObject({ starred: false, seen: true });
  });

  it('does not paint ops of another UIDVALIDITY', () => {
    const { overlay, confirm } = setup(2);
    overlay.add({ ...op('1', toArchive, 2), uidValidity: 8 as UidValidity });
    expect(visible(overlay)).toEqual([2, 1]);
    overlay.add(op('2', toArchive, 2));
    confirm({ kind: 'reset', uidValidity: 9 as UidValidity, exists: 2, readOnly: false });
    expect(overlay.isEmpty).toBe(true);
  });

  it('keeps a pending op over a reset of the same mailbox', () => {
    const { overlay, confirm } = setup(2);
    overlay.add(op('1', toArchive, 2));
    confirm(reset(2));
    confirm({ kind: 'rows', start: 0, rows: [row(2), row(1)] });
    expect(visible(overlay)).toEqual([1]);
  });

  it('tells what it adds to the counters', () => {
    const { overlay } = setup(4);
    overlay.add(op('1', read, 4));
    overlay.add(op('2', toArchive, 4, 3));
    overlay.add(op('3', read, 1));
    const deltas = overlay.countDeltas();
    expect(deltas.get(null)).toEqual({ total: -2, unseen: -3 });
    expect(deltas.get(archive)).toEqual({ total: 2, unseen: 1 });
  });

  it('counts nothing twice: where it went once it is done, here once new counters were told', () => {
    const { overlay } = setup(4);
    overlay.add(op('1', read, 4));
    overlay.add(op('2', toArchive, 3));
    overlay.countersTold();
    expect(overlay.countDeltas().get(null)).toEqual({ total: -1, unseen: -2 });
    overlay.setState('1', done);
    overlay.setState('2', done);
    expect(overlay.countDeltas().get(null)).toEqual({ total: -1, unseen: -2 });
    expect(overlay.countDeltas().get(archive)).toBeUndefined();
    overlay.countersTold();
    expect(overlay.countDeltas().size).toBe(0);
    expect(visible(overlay)).toEqual([4, 2, 1]);
  });

  it('gives the same object for a row that did not change', () => {
    const { overlay } = setup(2);
    overlay.add(op('1', star, 2));
    expect(overlay.rowAt(0)).toBe(overlay.rowAt(0));
    expect(overlay.rowAt(1)).toBe(overlay.rowAt(1));
  });

  it('maps positions back and forth, whatever is hidden', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.array(fc.nat({ max: 399 }), { maxLength: 20 }), { maxLength: 8 }),
        (exists, moves) => {
          const { overlay, list } = setup(exists);
          moves.forEach((picks, i) =>
            overlay.add(op(`${i}`, toArchive, ...picks.map((p) => (p % exists) + 1))),
          );
          const hidden = new Set(moves.flat().map((p) => (p % exists) + 1));
          const truth = list.slice(0, exists).filter((known) => known && !hidden.has(known.uid));
          expect(visible(overlay)).toEqual(truth.map((known) => known?.uid));
          const places = truth.map((_, i) => i);
          expect(truth.map((known) => overlay.positionOf(known?.uid ?? toUid(1)))).toEqual(places);
          expect(places.map((i) => overlay.toVisible(overlay.toConfirmed(i)))).toEqual(places);
          expect([...hidden].filter((uid) => overlay.positionOf(toUid(uid)) !== undefined)).toEqual([]);
        },
      ),
      { seed, numRuns: 100 },
    );
  });

  it('undoes every flag op exactly', () => {
    const flags = fc.record({ seen: fc.boolean(), starred: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(flags, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\\Seen' as const, '\\Flagged' as const),
        fc.boolean(),
        (states, flag, add) => {
          const { overlay, confirm } = setup(states.length);
          confirm({ kind: 'changed', rows: states.map((state, i) => row(i + 1, state)) });
          const before = states.map((_, i) => overlay.rowAt(i));
          const made = makeOp(
            { ...op('1', { kind: 'flag', flag, add }), uids: uids(...states.map((_, i) => i + 1)) },
            (uid) => overlay.rowOf(uid),
          );
          overlay.add(made);
          const back = inverseOp(made, [], validity);
          if (back) overlay.add(back);
          expect(states.map((_, i) => overlay.rowAt(i))).toEqual(before);
        },
      ),
      { seed, numRuns: 100 },
    );
  });

  it('can be lifted before the server answers', () => {
    const { overlay } = setup(2);
    overlay.add(op('1', toArchive, 2));
    overlay.lift('1');
    expect(visible(overlay)).toEqual([2, 1]);
    expect(overlay.has('1')).toBe(false);
  });
});
