/**
 * The store on disk against the one in memory: the same, whatever is saved, dropped and renamed; and after a crash exactly what it
 * was at its last write, all of it of that one moment.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap';
import type { MessageRow } from '../../../lib/mail';
import { createMemoryStore, type MailboxSave, type Store } from '../../../lib/store';
import {
  account,
  detail,
  from1to,
  keyOf,
  newFactory,
  row,
  startDisk,
  structureOf,
  useIndexedDb,
} from '../../unit/store/support';

useIndexedDb();

const BOXES = ['INBOX', 'Projects'].map(toMailboxName);
/** UIDs come and go by blocks, so that pages fill, split and empty. */
const BLOCK = 70;
const BLOCKS = 12;
const ALL = from1to(BLOCK * BLOCKS).map(toUid);
const SOME = ALL.filter((uid) => uid % 90 === 1);

const blocks = fc.uniqueArray(fc.nat(BLOCKS - 1), { maxLength: BLOCKS });
const box = fc.constantFrom(...BOXES);
const validity = fc.constantFrom(1, 1, 1, 2);
const uidsOf = (block: number): number[] => from1to(BLOCK, block * BLOCK + 1);
const rowOf = (uid: number, change: number): MessageRow =>
  row(uid, {
    seen: (change & 1) === 1,
    keywords: change % 3 === 0 ? [] : [`k${(uid + change) % 4}`],
    subject: change % 4 === 0 ? `Other ${uid}` : `Mail ${uid}`,
    size: change % 9 === 0 ? 1 : 2,
    ...(change % 5 === 0
      ? {}
      : {
          thread: { id: 2 ** 47 + uid, group: change % 2, refs: [uid, 2 ** 40 + change].slice(change % 3) },
        }),
  });

const save = fc
  .record({ box, validity, known: blocks, fresh: blocks, change: fc.nat(20), step: fc.constantFrom(1, 1, 3) })
  .map(({ box: name, validity: number, known, fresh, change, step }) => (store: Store) => {
    const value: MailboxSave = {
      numbers: {
        uidValidity: number as UidValidity,
        uidNext: null,
        exists: ALL.length,
        highestModSeq: null,
        readOnly: change === 0,
      },
      runs: known
        .toSorted((a, b) => a - b)
        .map((block) => ({ start: block * BLOCK, uids: Uint32Array.from(uidsOf(block)) })),
      rows: fresh.flatMap((block) =>
        uidsOf(block)
          .filter((uid) => uid % step === 0)
          .map((uid) => rowOf(uid, change)),
      ),
    };
    store.saveMailbox(keyOf(number, name), value);
  });
const act = fc.oneof(
  { weight: 6, arbitrary: save },
  fc
    .record({ box, validity, uid: fc.constantFrom(...SOME), cut: fc.boolean() })
    .map((one) => (store: Store) => {
      const key = keyOf(one.validity, one.box);
      store.putDetail(key, detail(one.uid, { htmlTooLarge: one.cut }), one.cut);
      store.putStructures(key, [[one.uid, structureOf(one.uid)]]);
    }),
  fc.record({ box, validity, block: fc.nat(BLOCKS - 1) }).map((one) => (store: Store) => {
    store.drop(keyOf(one.validity, one.box), uidsOf(one.block).map(toUid));
  }),
  fc.record({ box, validity }).map((one) => (store: Store) => store.keepOnly(keyOf(one.validity, one.box))),
  fc.record({ from: box, to: box }).map(({ from, to }) => (store: Store) => {
    store.renameMailbox(account, from, to);
  }),
);
/** `write`: the gathered writes go to disk; `crash`: the program starts anew; `cut`: the same in the middle of writing. */
const step = fc.oneof(
  { weight: 8, arbitrary: act },
  { weight: 2, arbitrary: fc.constantFrom('write', 'look', 'crash', 'cut') },
);

async function everythingOf(store: Store): Promise<unknown> {
  const read = async (name: (typeof BOXES)[number], number: number) => {
    const key = keyOf(number, name);
    return {
      rows: await store.rows(key, ALL),
      details: await Promise.all(SOME.flatMap((uid) => [false, true].map((f) => store.detail(key, uid, f)))),
      structures: await Promise.all(SOME.map((uid) => store.structure(key, uid))),
    };
  };
  const places = BOXES.flatMap((name) => [1, 2].map((number) => read(name, number)));
  return [await Promise.all(BOXES.map((name) => store.mailbox(account, name))), await Promise.all(places)];
}

const limits = { structures: 1e6, detailBytes: 1e9, rows: 1e6 };

async function replayed(acts: readonly ((store: Store) => void)[]): Promise<unknown> {
  const store = createMemoryStore(limits);
  for (const one of acts) one(store);
  return everythingOf(store);
}

describe('the store on disk', () => {
  it('says what the store in memory says, and after a crash what it was at its last write', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const factory = newFactory();
        let disk = startDisk(factory);
        await disk.store.openAccount(account, true);
        let done: ((store: Store) => void)[] = [];
        let written = 0;
        for (const one of [...steps, 'look', 'crash'] as const) {
          if (typeof one === 'function') {
            one(disk.store);
            done.push(one);
          } else if (one === 'write') {
            await disk.store.settled();
            written = done.length;
          } else if (one === 'look') {
            expect(await everythingOf(disk.store)).toEqual(await replayed(done));
          } else {
            if (one === 'cut') disk.runTimers();
            disk = startDisk(factory);
            await disk.store.openAccount(account, true);
            const found = await everythingOf(disk.store);
            const before = await replayed(done.slice(0, written));
            const isAfter = one === 'cut' && !isSame(found, before);
            if (!isAfter) done = done.slice(0, written);
            expect(found).toEqual(isAfter ? await replayed(done) : before);
            written = done.length;
          }
        }
      }),
      { seed: 20261122, numRuns: 40 },
    );
  });
});

function isSame(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
