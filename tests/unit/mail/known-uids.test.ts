/** What is known of where messages stand, against the plainest picture of it there can be: an array. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap/types';
import { KnownUids, Mailbox, type UidRun } from '../../../lib/mail';
import { row } from './support';

const step = fc.oneof(
  fc.record({ do: fc.constant('remove' as const), at: fc.nat(2_999) }),
  fc.record({ do: fc.constant('know' as const), at: fc.nat(2_999) }),
  fc.record({ do: fc.constant('forget' as const), at: fc.nat(2_999) }),
  fc.record({ do: fc.constant('window' as const), at: fc.nat(2_999) }),
);

/** A mailbox whose UIDs are three apart; null: not known. */
class Plain {
  readonly truth = Array.from({ length: 3_000 }, (_, i) => (i + 1) * 3);
  readonly known: (number | null)[] = this.truth.map(() => null);

  runs(): [number, number[]][] {
    const runs: [number, number[]][] = [];
    for (const [i, uid] of this.known.entries()) {
      const last = runs.at(-1);
      if (uid === null) continue;
      if (last && last[0] + last[1].length === i) last[1].push(uid);
      else runs.push([i, [uid]]);
    }
    return runs;
  }
}

const plainRuns = (runs: readonly UidRun[]): [number, number[]][] =>
  runs.map(({ start, uids }) => [start, [...uids]]);

describe('known UIDs', () => {
  it('are what an array would say, whatever comes to be known, is forgotten and goes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(9_000), (steps, probe) => {
        const plain = new Plain();
        const known = new KnownUids();
        const know = (index: number): void => {
          const uid = plain.truth[index];
          if (uid === undefined) return;
          plain.known[index] = uid;
          known.set(index, toUid(uid));
        };
        for (const one of steps) {
          const at = one.at % plain.truth.length;
          if (one.do === 'know') know(at);
          else if (one.do === 'window') for (let i = at; i < at + 1_500; i++) know(i);
          else if (one.do === 'forget') {
            plain.known[at] = null;
            known.forget(at);
          } else {
            plain.truth.splice(at, 1);
            plain.known.splice(at, 1);
            known.remove(at);
          }
        }
        expect(plainRuns(known.runs())).toEqual(plain.runs());
        expect(known.count).toBe(plain.known.filter((uid) => uid !== null).length);
        const again = new KnownUids();
        again.load(known.runs(), plain.truth.length);
        expect(plainRuns(again.runs())).toEqual(plain.runs());
        for (const [index, uid] of plain.known.entries()) {
          if (known.at(index) !== (uid ?? undefined)) throw new Error(`at ${index}`);
          if (uid !== null && known.indexOf(toUid(uid)) !== index) throw new Error(`of ${uid}`);
        }
        const uid = toUid(probe + 1);
        const inside = plain.known.flatMap((one, i) =>
          one !== null && one >= uid && one <= uid + 300 ? [i] : [],
        );
        expect(known.within(uid, uid + 300)).toEqual(inside);
        const above = plain.known.findIndex((one) => one !== null && one >= uid);
        const top = above < 0 ? plain.truth.length : above;
        const below = plain.known.slice(0, top).findLastIndex((one) => one !== null);
        expect(known.gapOf(uid, plain.truth.length)).toEqual(top - below < 2 ? null : [below + 1, top - 1]);
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });

  it('say nothing where UIDs do not ascend, and take nothing that does not fit', () => {
    const known = new KnownUids();
    known.set(0, toUid(9));
    known.set(1, toUid(5));
    expect(known.runs()).toEqual([]);
    const run = { start: 2, uids: Uint32Array.from([7, 8]) };
    known.load(
      [run, { start: 3, uids: Uint32Array.from([9]) }, { start: 9, uids: Uint32Array.from([10, 11]) }],
      10,
    );
    expect(plainRuns(known.runs())).toEqual([[2, [7, 8]]]);
  });

  it('a UID stands in one place: the last that was said', () => {
    const known = new KnownUids();
    known.load([{ start: 0, uids: Uint32Array.from([4, 5, 6]) }], 5);
    known.set(4, toUid(6));
    expect(plainRuns(known.runs())).toEqual([
      [0, [4, 5]],
      [4, [6]],
    ]);
  });

  it('a million are a thousand pieces: nothing looks at all of them but the one who takes all', () => {
    const known = new KnownUids();
    known.load([{ start: 0, uids: Uint32Array.from({ length: 1_000_000 }, (_, i) => i * 2 + 1) }], 1_000_000);
    expect(known.at(999_999)).toBe(1_999_999);
    for (let i = 0; i < 1_000; i++) known.remove(500_000);
    expect(known.count).toBe(999_000);
    expect(known.indexOf(toUid(1_999_999))).toBe(998_999);
    expect(known.indexOf(toUid(1_000_001))).toBeUndefined();
  });
});

describe('a mailbox that was opened from the store', () => {
  const info = { uidValidity: 7 as never, exists: 10, readOnly: false };
  const runs = [
    { start: 2, uids: Uint32Array.from([20, 30, 40]) },
    { start: 8, uids: Uint32Array.from([80, 90]) },
  ];

  function hydrated(): Mailbox {
    const mailbox = new Mailbox();
    mailbox.hydrate(info, runs);
    return mailbox;
  }

  it('knows places without rows, fills them by UID, and is not opened twice', () => {
    const mailbox = hydrated();
    expect(mailbox.isKnown(3)).toBe(false);
    mailbox.fill([row(30), row(90), row(55)]);
    expect(mailbox.list.rowAt(6)?.uid).toBe(30);
    expect(mailbox.list.rowAt(0)?.uid).toBe(90);
    expect(mailbox.list.loaded).toBe(2);
    expect(mailbox.hydrate({ ...info, exists: 3 }, []).changes).toEqual([]);
    expect(mailbox.opened({ ...info, resumed: true }).changes).toEqual([]);
    expect(mailbox.list.loaded).toBe(2);
    mailbox.opened({ ...info, resumed: false });
    expect(mailbox.known.count).toBe(0);
  });

  it('tells the flags of rows that rest in the store, and that another message stands in a place', () => {
    const mailbox = hydrated();
    const applied = mailbox.fetched([{ seq: 3, items: { uid: toUid(20), flags: ['\\Seen' as never] } }]);
    expect(applied).toMatchObject({ resync: null, unseen: [[20, ['\\Seen']]], changes: [] });
    expect(mailbox.fetched([{ seq: 4, items: { uid: toUid(31), flags: [] } }]).resync).toMatch(
      /UID 30 became 31/,
    );
  });

  it('takes away what vanished: known ones, all between them, and as many beside as must be', () => {
    const all = hydrated();
    expect(all.vanished([[20, 20]])).toMatchObject({ resync: null, gone: [20] });
    expect(all.list.exists).toBe(9);
    expect(all.vanished([[30, 31]])).toMatchObject({ resync: expect.stringMatching(/unknown/), gone: [] });
    const inGap = all.vanished([[50, 52]]);
    expect(inGap).toMatchObject({ resync: null, gone: [] });
    expect(plainRuns(all.known.runs())).toEqual([[2, [30, 40, 80, 90]]]);
    const edge = all.vanished([[79, 81]]);
    expect(edge.resync).toMatch(/unknown/);
    const lowest = all.vanished([[28, 30]]);
    expect(lowest).toMatchObject({ resync: null, gone: [30] });
    expect(all.list.exists).toBe(3);
    expect(plainRuns(all.known.runs())).toEqual([[0, [40, 80, 90]]]);
  });
});
