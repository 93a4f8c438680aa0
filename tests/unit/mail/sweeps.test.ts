import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMailboxName, type NumberSet, type UidValidity } from '../../../lib/imap';
import { Overlay, WindowList, type FolderJob, type ListChange, type OpAction } from '../../../lib/mail';
import { op, reset, row, seed, validity } from './support';

const FOLDER = toMailboxName('INBOX');
const read: OpAction = { kind: 'flag', flag: '\\Seen', add: true };
const unread: OpAction = { kind: 'flag', flag: '\\Seen', add: false };
const archive: OpAction = { kind: 'move', to: toMailboxName('Archive'), purpose: 'archive' };
const remove: OpAction = { kind: 'expunge' };

const within = (uids: NumberSet, of: UidValidity = validity) => ({ uidValidity: of, uids });
const job = (action: OpAction, uids: NumberSet | null = null): FolderJob => ({
  mailbox: FOLDER,
  within: uids === null ? null : within(uids),
  action,
});

/** A folder of messages with UIDs 1, 2, 3 ..., of which the newest `known` have rows. */
function setup(exists: number, known = exists, isOrdered = true) {
  const list = new WindowList();
  const overlay = new Overlay(list, isOrdered);
  const confirm = (change: ListChange): void => {
    list.apply(change);
    overlay.confirmed(change);
  };
  confirm(reset(exists));
  confirm({ kind: 'rows', start: 0, rows: Array.from({ length: known }, (_, p) => row(exists - p)) });
  return { list, overlay, confirm };
}

const seen = (overlay: Overlay): (number | undefined)[] =>
  Array.from({ length: overlay.visibleCount }, (_, at) => overlay.rowAt(at)?.uid);

describe('long work over a list', () => {
  it('hides what it moves in the frame it is asked for, the unknown rows between them too', () => {
    const { overlay, confirm } = setup(100_000, 50);
    overlay.startJob('j', job(archive, [[1, 99_990]]));
    expect(seen(overlay)).toEqual([
      100_000, 99_999, 99_998, 99_997, 99_996, 99_995, 99_994, 99_993, 99_992, 99_991,
    ]);
    expect(overlay.isHidden(row(99_990).uid)).toBe(true);
    expect(overlay.hiddenUnknown).toBe(99_950);
    // New mail is no part of it.
    confirm({ kind: 'arrived', count: 1 });
    confirm({ kind: 'rows', start: 0, rows: [row(100_001)] });
    expect(overlay.rowAt(0)?.uid).toBe(100_001);
    expect(overlay.visibleCount).toBe(11);
  });

  it('shows again what it did not get to, and nothing of what it did', () => {
    const { overlay, confirm } = setup(10);
    overlay.startJob('j', job(archive, [[1, 10]]));
    expect(overlay.visibleCount).toBe(0);
    confirm({ kind: 'removed', positions: [7, 8, 9] });
    overlay.endJob('j', within([[6, 10]]));
    // The server has 4 and 5 still in its list, and they are done.
    expect(seen(overlay)).toEqual([10, 9, 8, 7, 6]);
    confirm({ kind: 'removed', positions: [5, 6] });
    overlay.countersTold();
    expect(overlay.isEmpty).toBe(true);
    expect(overlay.visibleCount).toBe(5);
  });

  it('is taken off when nothing was done', () => {
    const { overlay } = setup(5);
    overlay.startJob('j', job(remove, [[2, 3]]));
    expect(seen(overlay)).toEqual([5, 4, 1]);
    overlay.liftJob('j');
    expect(seen(overlay)).toEqual([5, 4, 3, 2, 1]);
    expect(overlay.isEmpty).toBe(true);
  });

  it('paints flags over rows that come later, and keeps them until the server says the same', () => {
    const { overlay, confirm } = setup(4, 2);
    overlay.startJob('j', job(read, [[1, 4]]));
    confirm({ kind: 'rows', start: 2, rows: [row(2), row(1)] });
    expect([0, 1, 2, 3].map((at) => overlay.rowAt(at)?.seen)).toEqual([true, true, true, true]);
    overlay.endJob('j', null);
    overlay.countersTold();
    expect(overlay.rowAt(3)?.seen).toBe(true);
    expect(overlay.isEmpty).toBe(false);
    confirm({ kind: 'changed', rows: [4, 3, 2, 1].map((uid) => row(uid, { seen: true })) });
    expect(overlay.isEmpty).toBe(true);
    expect(overlay.rowAt(3)?.seen).toBe(true);
  });

  it('leaves the last word to what was asked for last', () => {
    const { overlay } = setup(3);
    overlay.add(op('before', unread, 3));
    overlay.startJob('j', job(read, [[1, 3]]));
    overlay.add(op('after', unread, 1));
    expect([0, 1, 2].map((at) => overlay.rowAt(at)?.seen)).toEqual([true, true, false]);
  });

  it('means by a whole folder what was in it when it was asked for', () => {
    const { overlay, confirm } = setup(3);
    overlay.startJob('j', job(read));
    confirm({ kind: 'arrived', count: 1 });
    confirm({ kind: 'rows', start: 0, rows: [row(4)] });
    expect([0, 1, 2, 3].map((at) => overlay.rowAt(at)?.seen)).toEqual([false, true, true, true]);
  });

  it('is nothing to a folder that was made anew', () => {
    const { overlay, confirm } = setup(3);
    overlay.startJob('other', { ...job(remove), within: within([[1, 3]], 8 as UidValidity) });
    expect(overlay.visibleCount).toBe(3);
    overlay.startJob('j', job(remove, [[1, 3]]));
    confirm({ kind: 'reset', uidValidity: 8 as UidValidity, exists: 3, readOnly: false });
    expect(overlay.visibleCount).toBe(3);
    expect(overlay.isEmpty).toBe(true);
  });

  it('says what is unread of a folder most of which is not known', () => {
    const { overlay } = setup(1_000, 4);
    expect(overlay.unreadLeft()).toBeNull();
    overlay.startJob('some', job(read, [[900, 999]]));
    expect(overlay.unreadLeft()).toBeNull();
    overlay.startJob('all', job(read, [[1, 999]]));
    // Only the newest is no part of it.
    expect(overlay.unreadLeft()).toBe(1);
  });

  it('counts what it hides until the counters have it', () => {
    const { overlay } = setup(1_000, 4);
    overlay.startJob('j', job(archive, [[1, 999]]));
    expect([...overlay.countDeltas()]).toEqual([[null, { total: -3, unseen: -3 }]]);
    expect(overlay.hiddenUnknown).toBe(996);
    overlay.endJob('j', null);
    overlay.countersTold();
    expect([...overlay.countDeltas()]).toEqual([]);
    expect(overlay.hiddenUnknown).toBe(0);
    // Still hidden: the list has not said that they went.
    expect(seen(overlay)).toEqual([1_000]);
  });

  it('hides no unknown row of a list that is sorted otherwise, but for work on all there is', () => {
    const { overlay, confirm } = setup(10, 3, false);
    overlay.startJob('some', job(archive, [[1, 9]]));
    expect(overlay.visibleCount).toBe(8);
    overlay.liftJob('some');
    overlay.startJob('all', job(archive, [[1, 10]]));
    expect(overlay.visibleCount).toBe(0);
    confirm({ kind: 'removed', positions: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
    expect(overlay.visibleCount).toBe(0);
  });

  it('maps positions there and back, whatever is hidden', () => {
    const ranges = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 12 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        ranges,
        fc.integer({ min: 0, max: 40 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
        (spans, known, ops) => {
          const { list, overlay } = setup(40, known);
          spans.forEach(([low, length], at) =>
            overlay.startJob(`j${at}`, job(archive, [[low, low + length]])),
          );
          if (ops.length > 0) overlay.add(op('o', remove, ...ops));
          const positions = Array.from({ length: overlay.visibleCount }, (_, at) => overlay.toConfirmed(at));
          expect(positions.map((position) => overlay.toVisible(position))).toEqual(
            positions.map((_, at) => at),
          );
          for (let position = 0; position < list.exists; position += 1) {
            const is = list.rowAt(position);
            if (is !== undefined) expect(positions.includes(position)).toBe(!overlay.isHidden(is.uid));
          }
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});
