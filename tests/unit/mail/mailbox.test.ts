import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUid, type FetchItems, type Uid } from '../../../lib/imap';
import { Mailbox, WindowList, type Applied, type FetchedItems } from '../../../lib/mail';
import { MAX_EXISTS } from '../../../lib/mail/limits';
import { items, seed, validity } from './support';

function opened(exists: number): Mailbox {
  const mailbox = new Mailbox();
  mailbox.opened({ uidValidity: validity, exists, readOnly: false, resumed: false });
  return mailbox;
}

/** A mailbox of UIDs 10, 20, 30 ... all known. */
function known(exists: number): Mailbox {
  const mailbox = opened(exists);
  mailbox.fetched(Array.from({ length: exists }, (_, i) => ({ seq: i + 1, items: items((i + 1) * 10) })));
  return mailbox;
}

const uidsOf = (list: WindowList): (number | null)[] =>
  list.slice(0, list.exists).map((row) => row?.uid ?? null);

describe('Mailbox', () => {
  it('turns sequence numbers into positions', () => {
    const mailbox = known(3);
    expect(mailbox.exists(4).changes).toEqual([{ kind: 'arrived', count: 1 }]);
    expect(mailbox.expunged(2).changes).toEqual([{ kind: 'removed', positions: [2] }]);
    expect(uidsOf(mailbox.list)).toEqual([null, 30, 10]);
    expect(mailbox.knownRows()).toEqual([
      { seq: 1, uid: 10 },
      { seq: 2, uid: 30 },
    ]);
    expect([1, 2, 3].map((seq) => mailbox.isKnown(seq))).toEqual([true, true, false]);
  });

  it('groups the rows of one answer into runs', () => {
    const mailbox = opened(10);
    const applied = mailbox.fetched([10, 9, 8, 3].map((seq) => ({ seq, items: items(seq) })));
    expect(applied.changes).toMatchObject([
      { kind: 'rows', start: 0, rows: [{ uid: 10 }, { uid: 9 }, { uid: 8 }] },
      { kind: 'rows', start: 7, rows: [{ uid: 3 }] },
    ]);
    expect(applied.loaded).toHaveLength(4);
  });

  it('changes flags of known rows, with and without UID', () => {
    const mailbox = known(2);
    const applied = mailbox.fetched([
      { seq: 2, items: { flags: ['\\Seen', '\\FLAGGED', '$Forwarded', 'work'] } },
      { seq: 1, items: { uid: toUid(10), flags: [] } },
    ]);
    expect(applied.changes).toMatchObject([
      {
        kind: 'changed',
        rows: [{ uid: 20, seen: true, starred: true, forwarded: true, keywords: ['work'] }],
      },
    ]);
    expect(applied.changed.map(([before]) => before.uid)).toEqual([20]);
  });

  it('keeps rows when the session resumed, and forgets them when not', () => {
    const mailbox = known(2);
    const info = { uidValidity: validity, exists: 2, readOnly: false };
    expect(mailbox.opened({ ...info, resumed: true }).changes).toEqual([]);
    expect(mailbox.list.loaded).toBe(2);
    expect(mailbox.opened({ ...info, exists: 3, resumed: true }).changes).toMatchObject([
      { kind: 'reset', exists: 3 },
    ]);
    expect(mailbox.list.loaded).toBe(0);
  });

  const impossible: [string, (mailbox: Mailbox) => Applied][] = [
    ['EXPUNGE 0', (mailbox) => mailbox.expunged(0)],
    ['EXPUNGE beyond EXISTS', (mailbox) => mailbox.expunged(4)],
    ['EXISTS shrinks', (mailbox) => mailbox.exists(2)],
    ['EXISTS beyond 32 bits', (mailbox) => mailbox.exists(2 ** 33)],
    ['FETCH beyond EXISTS', (mailbox) => mailbox.fetched([{ seq: 4, items: items(40) }])],
    ['UID 0', (mailbox) => mailbox.fetched([{ seq: 1, items: items(0) }])],
    ['UID of another message', (mailbox) => mailbox.fetched([{ seq: 1, items: items(11) }])],
    ['VANISHED of a UID that cannot be', (mailbox) => mailbox.vanished([[15, 15]])],
    ['VANISHED *', (mailbox) => mailbox.vanished([[1, Infinity]])],
    ['VANISHED 0', (mailbox) => mailbox.vanished([[0, 0]])],
  ];
  it.each(impossible)('asks for a resync and changes nothing: %s', (_, act) => {
    const mailbox = known(3);
    const applied = act(mailbox);
    expect(applied.resync).toMatch(/./);
    expect(applied.changes).toEqual([]);
    expect(uidsOf(mailbox.list)).toEqual([30, 20, 10]);
  });

  it('does not count out four thousand million messages that vanished', () => {
    const mailbox = opened(MAX_EXISTS);
    const applied = mailbox.vanished([[1, MAX_EXISTS]]);
    expect(applied).toMatchObject({ changes: [], resync: expect.stringContaining('VANISHED') as string });
    expect(mailbox.list.exists).toBe(MAX_EXISTS);
  });

  it('asks once a SELECT when UIDs do not ascend', () => {
    const mailbox = opened(4);
    expect(mailbox.fetched([1, 2].map((seq) => ({ seq, items: items(10 - seq) }))).resync).toMatch(
      'out of order',
    );
    expect(mailbox.fetched([{ seq: 3, items: items(2) }]).resync).toBeNull();
  });

  it('ignores what nobody asked for', () => {
    const mailbox = opened(2);
    const unasked: FetchedItems[] = [
      { seq: 1, items: { flags: ['\\Seen'] } },
      { seq: 2, items: { uid: toUid(20) } },
    ];
    expect(mailbox.fetched(unasked).changes).toEqual([]);
    expect(mailbox.list.loaded).toBe(0);
  });

  it('takes messages that vanished out of unknown runs', () => {
    const mailbox = opened(6);
    mailbox.fetched([
      { seq: 2, items: items(20) },
      { seq: 5, items: items(50) },
    ]);
    expect(mailbox.vanished([[30, 31]]).resync).toBeNull();
    expect(uidsOf(mailbox.list)).toEqual([null, 50, 20, null]);
    expect(mailbox.vanished([[20, 20]]).removed.map((row) => row.uid)).toEqual([20]);
    expect(uidsOf(mailbox.list)).toEqual([null, 50, null]);
  });

  it('agrees with an array and with a page that follows its changes, whatever the server does', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('exists' as const), more: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('expunge' as const), pick: fc.nat() }),
      fc.record({
        kind: fc.constant('fetch' as const),
        pick: fc.nat(),
        length: fc.integer({ min: 1, max: 30 }),
      }),
      fc.record({ kind: fc.constant('flags' as const), pick: fc.nat(), seen: fc.boolean() }),
      fc.record({ kind: fc.constant('vanished' as const), pick: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.array(step, { maxLength: 80 }), (exists, steps) => {
        const mailbox = new Mailbox();
        const page = new WindowList();
        const follow = (applied: Applied): void => {
          expect(applied.resync).toBeNull();
          for (const change of applied.changes) page.apply(structuredClone(change));
        };
        let next = 1;
        const truth: { readonly uid: Uid; seen: boolean; known: boolean }[] = [];
        const arrive = (count: number): void => {
          for (let i = 0; i < count; i++) truth.push({ uid: toUid((next += 2)), seen: false, known: false });
        };
        arrive(exists);
        follow(mailbox.opened({ uidValidity: validity, exists, readOnly: false, resumed: false }));
        for (const s of steps) {
          if (s.kind === 'exists') {
            arrive(s.more);
            follow(mailbox.exists(truth.length));
            continue;
          }
          if (truth.length === 0) continue;
          const index = s.pick % truth.length;
          const slot = truth[index];
          if (!slot) continue;
          if (s.kind === 'expunge') {
            truth.splice(index, 1);
            follow(mailbox.expunged(index + 1));
          } else if (s.kind === 'vanished') {
            truth.splice(index, 1);
            follow(mailbox.vanished([[slot.uid, slot.uid]]));
          } else if (s.kind === 'fetch') {
            const rows = truth.slice(index, index + s.length).map((message, i) => {
              message.known = true;
              return { seq: index + i + 1, items: items(message.uid, message.seen ? ['\\Seen'] : []) };
            });
            follow(mailbox.fetched(rows.reverse()));
          } else {
            slot.seen = s.seen;
            const flags: FetchItems = { flags: s.seen ? ['\\Seen'] : [] };
            follow(mailbox.fetched([{ seq: index + 1, items: flags }]));
          }
        }
        const wanted = truth
          .map((message) => (message.known ? { uid: message.uid, seen: message.seen } : null))
          .reverse();
        for (const list of [mailbox.list, page]) {
          const shown = list.slice(0, list.exists).map((row) => row && { uid: row.uid, seen: row.seen });
          expect(shown).toEqual(wanted);
        }
      }),
      { seed, numRuns: 150 },
    );
  });
});
