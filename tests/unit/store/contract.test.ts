/** What every store does, in memory and on disk; on disk also when each thing is asked of the next start of the program. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type ModSeq, type UidValidity } from '../../../lib/imap';
import { createMemoryStore, type Store } from '../../../lib/store';
import { MAX_ITEM_BYTES } from '../../../lib/store/limits';
import {
  account,
  detail,
  from1to,
  INBOX,
  keyOf,
  newFactory,
  row,
  rowsOf,
  saveOf,
  startDisk,
  structureOf,
  useIndexedDb,
} from './support';

useIndexedDb();

const KINDS = { draft: 'drafts', outbox: 'outbox' } as const;

interface World {
  readonly store: Store;
  /** The store as it is asked after what was done: the same, or another one on what is left on disk. */
  readonly later: () => Promise<Store>;
}

const WORLDS: readonly (readonly [string, () => Promise<World>])[] = [
  [
    'in memory',
    async () => {
      const store = createMemoryStore();
      await store.openAccount(account, true);
      return { store, later: () => Promise.resolve(store) };
    },
  ],
  [
    'on disk, before anything is written',
    async () => {
      const { store } = startDisk();
      await store.openAccount(account, true);
      return { store, later: () => Promise.resolve(store) };
    },
  ],
  [
    'on disk, at the next start',
    async () => {
      const factory = newFactory();
      const { store } = startDisk(factory);
      await store.openAccount(account, true);
      return {
        store,
        later: async () => {
          await store.settled();
          const next = startDisk(factory).store;
          await next.openAccount(account, true);
          return next;
        },
      };
    },
  ],
];

const subjects = async (store: Store, uids: readonly number[], key = keyOf()) =>
  (await store.rows(key, uids.map(toUid))).map((one) => one?.subject);

describe('a store on disk that is being opened', () => {
  it('answers as soon as it is open, and keeps what was said meanwhile, in its order', async () => {
    const factory = newFactory();
    const before = startDisk(factory).store;
    void before.openAccount(account, true);
    before.saveMailbox(keyOf(), saveOf([1, 2]));
    before.saveMailbox(keyOf(), saveOf([2, 3], rowsOf(3)));
    const early = await Promise.all([
      subjects(before, [1, 2, 3]),
      before.putItem(account, 'outbox', { id: 'a', value: 1 }),
    ]);
    expect(early[0]).toEqual([undefined, 'Mail 2 ✓', 'Mail 3 ✓']);
    await before.settled();
    const { store } = startDisk(factory);
    void store.openAccount(account, true);
    const [mailbox, items] = await Promise.all([
      store.mailbox(account, INBOX),
      store.items(account, 'outbox'),
    ]);
    expect(mailbox?.runs).toEqual([{ start: 0, uids: Uint32Array.of(2, 3) }]);
    expect(items).toEqual([{ id: 'a', value: 1 }]);
  });
});

describe.each(WORLDS)('a store %s', (_, begin) => {
  it('gives rows back as they were, in the order asked', async () => {
    const { store, later } = await begin();
    const rows = [
      row(1, { seen: true, keywords: ['$Forwarded', 'work'], to: [], subject: '\ud800 lone' }),
      row(2, { starred: true, answered: true, forwarded: true, draft: true, deleted: true }),
      row(3, { keywords: ['work'], from: [{ name: 'A\0', address: 'b' }], date: -5.5 }),
    ];
    store.saveMailbox(keyOf(), saveOf([1, 2, 3], rows));
    const found = await (await later()).rows(keyOf(), [3, 9, 1, 2].map(toUid));
    expect(found).toEqual([rows[2], undefined, rows[0], rows[1]]);
  });

  it('keeps rows over saves that bring only what changed, and drops those that are in no run', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(), saveOf([1, 2, 3]));
    store.saveMailbox(keyOf(), saveOf([2, 3, 4], [row(3, { subject: 'Read', seen: true }), row(4)]));
    const next = await later();
    expect(await subjects(next, [4, 3, 2, 1])).toEqual(['Mail 4 ✓', 'Read', 'Mail 2 ✓', undefined]);
    const mailbox = await next.mailbox(account, INBOX);
    expect(mailbox?.numbers).toEqual(saveOf([2, 3, 4]).numbers);
    expect(mailbox?.runs).toEqual([{ start: 0, uids: Uint32Array.of(2, 3, 4) }]);
  });

  it('does not show the old row of a message that went and came back', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(), saveOf([1, 2, 3]));
    store.saveMailbox(keyOf(), saveOf([1, 3], []));
    store.saveMailbox(keyOf(), saveOf([1, 2, 3], []));
    expect(await subjects(await later(), [1, 2, 3])).toEqual(['Mail 1 ✓', undefined, 'Mail 3 ✓']);
  });

  it('keeps runs that are apart, and leaves out what contradicts a newer one', async () => {
    const { store, later } = await begin();
    const apart = [
      { start: 0, uids: Uint32Array.of(1, 5) },
      { start: 10, uids: Uint32Array.of(20, 21) },
    ];
    const save = saveOf([1, 5, 20, 21]);
    store.saveMailbox(keyOf(), { ...save, runs: apart });
    const wrong = [
      { start: 0, uids: Uint32Array.of(1, 30) },
      { start: 4, uids: Uint32Array.of(9, 8) },
    ];
    store.saveMailbox(keyOf(1, 'Odd'), {
      ...save,
      runs: [...wrong, { start: 10, uids: Uint32Array.of(20, 21) }],
    });
    const next = await later();
    expect((await next.mailbox(account, INBOX))?.runs).toEqual(apart);
    expect((await next.mailbox(account, toMailboxName('Odd')))?.runs).toEqual([apart[1]]);
    expect(await subjects(next, [1, 20], keyOf(1, 'Odd'))).toEqual([undefined, 'Mail 20 ✓']);
  });

  it('keeps thousands of rows, whatever order their windows came in', async () => {
    const { store, later } = await begin();
    const uids = from1to(3_000).map((n) => n * 3);
    const windows = from1to(30).map((n) => (n * 7) % 30);
    for (const window of windows) {
      const rows = uids.slice(window * 100, window * 100 + 100).map((uid) => row(uid));
      store.saveMailbox(keyOf(), saveOf(uids, rows));
    }
    const next = await later();
    const found = await next.rows(keyOf(), uids.map(toUid));
    expect(found).toEqual(uids.map((uid) => row(uid)));
    expect(await subjects(next, [1, 2, 4])).toEqual([undefined, undefined, undefined]);
  });

  it('keeps many mailboxes apart, also when they take turns', async () => {
    const { store, later } = await begin();
    const keys = from1to(20).map((n) => keyOf(n, `Box ${n}`));
    keys.forEach((key, n) => store.saveMailbox(key, saveOf([n + 1, 100], rowsOf(n + 1), key.uidValidity)));
    keys.forEach((key, n) => store.saveMailbox(key, saveOf([n + 1, 100], rowsOf(100), key.uidValidity)));
    const next = await later();
    for (const [n, key] of keys.entries()) {
      expect(await next.rows(key, [n + 1, n + 2, 100].map(toUid))).toEqual([row(n + 1), undefined, row(100)]);
      const runs = (await next.mailbox(account, key.mailbox))?.runs;
      expect(runs).toEqual([{ start: 0, uids: Uint32Array.of(n + 1, 100) }]);
    }
  });

  it('lets flags and keywords come and go', async () => {
    const { store, later } = await begin();
    const uids = from1to(600);
    store.saveMailbox(keyOf(), saveOf(uids));
    const changed = from1to(50, 300).map((uid) => row(uid, { seen: true, keywords: [`k${uid % 7}`, 'x'] }));
    store.saveMailbox(keyOf(), saveOf(uids, changed));
    store.saveMailbox(keyOf(), saveOf(uids, rowsOf(301)));
    const found = await (await later()).rows(keyOf(), [299, 300, 301].map(toUid));
    expect(found).toEqual([row(299), changed[0], row(301)]);
  });

  it('belongs to one UIDVALIDITY', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(7), saveOf([1]));
    store.putDetail(keyOf(7), detail(1), false);
    store.putStructures(keyOf(7), [[toUid(1), structureOf(1)]]);
    expect(await store.rows(keyOf(8), [toUid(1)])).toEqual([undefined]);
    expect(await store.structure(keyOf(8), toUid(1))).toBeUndefined();
    store.keepOnly(keyOf(8));
    const next = await later();
    expect(await next.mailbox(account, INBOX)).toBeNull();
    expect(await next.detail(keyOf(7), toUid(1), false)).toBeUndefined();
    expect(await next.structure(keyOf(7), toUid(1))).toBeUndefined();
  });

  it('begins a mailbox anew that is saved with another UIDVALIDITY', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(7), saveOf([1, 2]));
    store.saveMailbox(keyOf(8), saveOf([1, 2], rowsOf(2), 8));
    const next = await later();
    expect(await subjects(next, [1, 2], keyOf(8))).toEqual([undefined, 'Mail 2 ✓']);
    expect(await subjects(next, [1, 2], keyOf(7))).toEqual([undefined, undefined]);
    expect((await next.mailbox(account, INBOX))?.numbers.uidValidity).toBe(8);
  });

  it('keeps structures and opened messages until they are dropped', async () => {
    const { store, later } = await begin();
    const cut = detail(2, { htmlTooLarge: true });
    store.putStructures(
      keyOf(),
      [1, 2, 200].map((uid) => [toUid(uid), structureOf(uid)]),
    );
    store.putDetail(keyOf(), detail(1), false);
    store.putDetail(keyOf(), cut, false);
    store.putDetail(keyOf(), detail(3), true);
    const next = await later();
    expect(await next.structure(keyOf(), toUid(200))).toEqual(structureOf(200));
    expect(await next.detail(keyOf(), toUid(1), true)).toEqual(detail(1));
    expect(await next.detail(keyOf(), toUid(2), false)).toEqual(cut);
    expect(await next.detail(keyOf(), toUid(2), true)).toBeUndefined();
    expect(await next.detail(keyOf(), toUid(3), false)).toBeUndefined();
    expect(await next.detail(keyOf(), toUid(3), true)).toEqual(detail(3));
    next.drop(keyOf(), [1, 200].map(toUid));
    expect(await next.detail(keyOf(), toUid(1), false)).toBeUndefined();
    expect(await next.structure(keyOf(), toUid(200))).toBeUndefined();
    expect(await next.structure(keyOf(), toUid(2))).toEqual(structureOf(2));
  });

  it('keeps a message once that has a name of its own, wherever it lies and whatever UIDs it gets', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(), saveOf([1, 2], [row(1, { emailId: '17' }), row(2)]));
    store.putDetail(keyOf(), detail(1), false);
    store.putDetail(keyOf(), detail(2), false);
    store.drop(keyOf(), [toUid(1), toUid(2)]);
    store.saveMailbox(keyOf(9, 'Archive'), saveOf([40], [row(40, { emailId: '17' })], 9));
    const next = await later();
    expect(await next.detail(keyOf(9, 'Archive'), toUid(40), false)).toEqual({ ...detail(1), uid: 40 });
    expect(await next.hasDetail(keyOf(9, 'Archive'), toUid(41), '17')).toBe(true);
    expect(await next.hasDetail(keyOf(9, 'Archive'), toUid(41), '18')).toBe(false);
    // Named where it was read last; read in this order, what was used longest ago stays that.
    next.putDetail(keyOf(9, 'Archive'), detail(3), false);
    const named = await next.details(keyOf(9, 'Archive'));
    expect(named.at(-1)).toBe(3);
    expect(await next.details(keyOf(9, 'Nowhere'))).not.toContain(3);
    expect(await next.detail(keyOf(), toUid(2), false)).toBeUndefined();
    next.keepOnly(keyOf(10, 'Archive'));
    expect(await next.detail(keyOf(10, 'Archive'), toUid(1), true, '17')).toEqual(detail(1));
    expect(
      await next.detail(keyOf(7, 'INBOX', 'demo:ben@example.org'), toUid(1), false, '17'),
    ).toBeUndefined();
  });

  it('does not show the body of a message whose UID is another message now', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(), saveOf([1, 2]));
    for (const uid of [1, 2]) {
      store.putDetail(keyOf(), detail(uid), false);
      store.putStructures(keyOf(), [[toUid(uid), structureOf(uid)]]);
    }
    store.saveMailbox(keyOf(), saveOf([1, 2], [row(1, { seen: true }), row(2, { size: 5 })]));
    const next = await later();
    expect(await next.detail(keyOf(), toUid(1), false)).toEqual(detail(1));
    expect(await next.detail(keyOf(), toUid(2), false)).toBeUndefined();
    expect(await next.structure(keyOf(), toUid(2))).toBeUndefined();
  });

  it('tells messages of one size and date by their Message-ID, as far as it is known', async () => {
    const { store, later } = await begin();
    const of = (uid: number, id?: number) =>
      row(uid, id === undefined ? {} : { thread: { id, refs: [], group: 0 } });
    store.saveMailbox(keyOf(), saveOf([1, 2, 3], [of(1, 11), of(2, 22), of(3)]));
    for (const uid of [1, 2, 3]) store.putDetail(keyOf(), detail(uid), false);
    store.saveMailbox(keyOf(), saveOf([1, 2, 3], [of(1, 12), of(2), of(3, 33)]));
    const next = await later();
    const kept = [1, 2, 3].map((uid) => next.detail(keyOf(), toUid(uid), false));
    expect((await Promise.all(kept)).map((one) => one?.uid)).toEqual([undefined, 2, 3]);
  });

  it('keeps the folder list', async () => {
    const { store, later } = await begin();
    const folders = {
      entries: [{ name: INBOX, delimiter: '/', attributes: ['\\hasnochildren'] }],
      statuses: [
        [INBOX, { messages: 3, unseen: 1, highestModSeq: 9n as ModSeq, uidValidity: 1 as UidValidity }],
      ],
    } as const;
    expect(await store.folders(account)).toBeNull();
    store.saveFolders(account, folders);
    expect(await (await later()).folders(account)).toEqual(folders);
  });

  it('follows a new name, and takes the place of what had it', async () => {
    const { store, later } = await begin();
    const named = keyOf(7, 'Projects');
    store.saveMailbox(keyOf(), saveOf([1]));
    store.saveMailbox(named, saveOf([9]));
    store.renameMailbox(account, INBOX, named.mailbox);
    const next = await later();
    expect(await next.mailbox(account, INBOX)).toBeNull();
    expect(await subjects(next, [1, 9], named)).toEqual(['Mail 1 ✓', undefined]);
  });

  it('keeps items in the order they were put in, also when one is put again', async () => {
    const { store, later } = await begin();
    await store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await store.putItem(account, 'outbox', { id: 'b', value: { uids: [1n], bytes: new Uint8Array([1]) } });
    await store.putItem(account, 'outbox', { id: 'a', value: 3 });
    await store.putItem(account, 'draft', { id: 'a', value: 4 });
    const next = await later();
    expect(await next.items(account, 'outbox')).toEqual([
      { id: 'a', value: 3 },
      { id: 'b', value: { uids: [1n], bytes: new Uint8Array([1]) } },
    ]);
    await next.dropItem(account, 'outbox', 'a');
    expect((await next.items(account, 'outbox')).map((item) => item.id)).toEqual(['b']);
    expect(await next.items(account, 'draft')).toEqual([{ id: 'a', value: 4 }]);
  });

  it.each(['draft', 'outbox'] as const)('puts, lists, replaces and removes what waits: %s', async (kind) => {
    const { store, later } = await begin();
    const attachment = [new Uint8Array(70_000).fill(7), new Uint8Array([1, 2])];
    const first = { to: 'ben@example.org', text: 'first', parts: attachment };
    await store.putItem(account, kind, { id: 'one', value: first });
    await store.putItem(account, kind, { id: 'two', value: { text: 'second' } });
    await store.putItem(account, kind, { id: 'one', value: { ...first, text: 'written on' } });
    let next = await later();
    expect(await next.items(account, kind)).toEqual([
      { id: 'one', value: { ...first, text: 'written on' } },
      { id: 'two', value: { text: 'second' } },
    ]);
    expect(await next.facts(account)).toMatchObject({ drafts: 0, outbox: 0, ...{ [KINDS[kind]]: 2 } });
    await next.dropItem(account, kind, 'one');
    next = kind === 'draft' ? next : await later();
    expect((await next.items(account, kind)).map((item) => item.id)).toEqual(['two']);
    expect(await next.items(account, kind === 'draft' ? 'outbox' : 'draft')).toEqual([]);
  });

  it.each([
    ['a file', { file: new Blob(['octets']) }, 'store-item-unsupported'],
    ['a function', { run: () => 1 }, 'store-item-unsupported'],
    ['what is too large', { parts: [new Uint8Array(MAX_ITEM_BYTES)] }, 'store-item-too-large'],
  ])('refuses %s, and what was there stays', async (_, value, code) => {
    const { store, later } = await begin();
    await store.putItem(account, 'draft', { id: 'one', value: 'before' });
    await expect(store.putItem(account, 'draft', { id: 'one', value })).rejects.toMatchObject({ code });
    expect(await (await later()).items(account, 'draft')).toEqual([{ id: 'one', value: 'before' }]);
  });

  it('has nothing of an account that signed out, and the work of one that ended by itself', async () => {
    const { store, later } = await begin();
    store.saveMailbox(keyOf(), saveOf([1]));
    store.saveFolders(account, { entries: [], statuses: [] });
    store.putDetail(keyOf(), detail(1), false);
    await store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await store.dropAccount(account, true);
    const next = await later();
    expect(await next.mailbox(account, INBOX)).toBeNull();
    expect(await next.folders(account)).toBeNull();
    expect(await next.detail(keyOf(), toUid(1), false)).toBeUndefined();
    expect(await next.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
    await next.dropAccount(account);
    expect(await next.items(account, 'outbox')).toEqual([]);
  });
});
