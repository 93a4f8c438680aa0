/** A damaged disk: each record costs itself only, outbox and drafts last, and what is said. */
import { faulty } from './faulty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toUid } from '../../../lib/imap';
import {
  account,
  detail,
  from1to,
  INBOX,
  keyOf,
  openDisk,
  rawOpen,
  request,
  row,
  saveOf,
  structureOf,
  works,
  useIndexedDb,
} from './support';

useIndexedDb();
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a damaged database', () => {
  const filled = async (): Promise<IDBFactory> => {
    const disk = await openDisk();
    const uids = from1to(600);
    disk.store.saveMailbox(keyOf(), saveOf(uids));
    disk.store.saveMailbox(keyOf(7, 'Other'), saveOf([1]));
    disk.store.saveFolders(account, { entries: [], statuses: [] });
    for (const uid of [1, 300]) {
      disk.store.putDetail(keyOf(), detail(uid), false);
      disk.store.putStructures(keyOf(), [[toUid(uid), structureOf(uid)]]);
    }
    await disk.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await disk.store.putItem(account, 'draft', { id: 'd', value: 'text' });
    await disk.store.settled();
    return disk.factory;
  };
  const damage = async (
    factory: IDBFactory,
    name: string,
    change: (value: unknown) => unknown,
  ): Promise<void> => {
    const database = await rawOpen(factory);
    const store = database.transaction(name, 'readwrite').objectStore(name);
    const keys = await request(store.getAllKeys());
    const [key] = keys;
    if (key !== undefined) {
      const value: unknown = await request(store.get(key));
      await request(store.put(change(value), key));
    }
    database.close();
  };
  const nonsense = [null, 7, 'x', [], { v: 99 }, new Uint8Array(3)];

  it.each(['tables', 'marks', 'mailboxes'])(
    'costs one mailbox when its record of %s is bad',
    async (name) => {
      for (const bad of [...nonsense, { v: 1 }]) {
        const factory = await filled();
        await damage(factory, name, () => bad);
        const { store, troubles } = await openDisk(factory);
        expect(await store.mailbox(account, INBOX)).toBeNull();
        expect(await store.rows(keyOf(), [toUid(1)])).toEqual([undefined]);
        expect((await store.rows(keyOf(7, 'Other'), [toUid(1)]))[0]).toEqual(row(1));
        store.saveMailbox(keyOf(), saveOf([5]));
        expect((await store.rows(keyOf(), [toUid(5)]))[0]).toEqual(row(5));
        expect(troubles).toEqual([]);
      }
    },
  );

  it('costs the rows of one page when a page is bad, and they can be kept again', async () => {
    const changes: readonly ((page: object) => unknown)[] = [
      ...nonsense.map((bad) => () => bad),
      (page) => ({ ...page, uids: Uint32Array.of(2, 1) }),
      (page) => ({ ...page, texts: new TextEncoder().encode('[[1],[],[],[]]') }),
      (page) => ({ ...page, texts: new TextEncoder().encode('[[') }),
    ];
    for (const change of changes) {
      const factory = await filled();
      await damage(factory, 'pages', (value) => change(value as object));
      const { store } = await openDisk(factory);
      const found = await store.rows(keyOf(), [1, 300, 600].map(toUid));
      expect(found).toEqual([undefined, row(300), row(600)]);
      store.saveMailbox(keyOf(), saveOf(from1to(600), [row(1)]));
      expect(await store.rows(keyOf(), [1, 2, 300].map(toUid))).toEqual([row(1), undefined, row(300)]);
    }
  });

  it('costs bodies, structures, the folder list each by itself', async () => {
    for (const bad of nonsense) {
      const factory = await filled();
      for (const name of ['structures', 'bodies', 'about']) await damage(factory, name, () => bad);
      const { store } = await openDisk(factory);
      expect(await store.structure(keyOf(), toUid(1))).toBeUndefined();
      expect(await store.structure(keyOf(), toUid(300))).toEqual(structureOf(300));
      expect(await store.detail(keyOf(), toUid(1), false)).toBeUndefined();
      expect(await store.detail(keyOf(), toUid(300), false)).toEqual(detail(300));
      expect(await store.folders(account)).toBeNull();
      expect(await store.rows(keyOf(), [toUid(1)])).toEqual([row(1)]);
    }
  });

  it('costs all bodies when nobody knows which are there, and none of the rest', async () => {
    const factory = await filled();
    await damage(factory, 'uses', () => ({ v: 1, ids: Uint32Array.of(1) }));
    const { store } = await openDisk(factory);
    expect(await store.detail(keyOf(), toUid(300), false)).toBeUndefined();
    expect(await store.structure(keyOf(), toUid(300))).toEqual(structureOf(300));
    store.putDetail(keyOf(), detail(300), false);
    expect(await store.detail(keyOf(), toUid(300), false)).toEqual(detail(300));
  });

  it('does not show an item that is no item', async () => {
    const factory = await filled();
    await damage(factory, 'outbox', () => ({ v: 1, id: 'a' }));
    expect(await (await openDisk(factory)).store.items(account, 'outbox')).toEqual([]);
  });

  it.each(['UnknownError', 'DataError'])(
    'is made anew after %s, with outbox and drafts as they were',
    async (name) => {
      const factory = await filled();
      const disk = await openDisk(factory);
      const get = faulty.failReads(name);
      expect(await disk.store.rows(keyOf(), [toUid(1)])).toEqual([undefined]);
      get.mockRestore();
      await disk.store.settled();
      expect(disk.troubles).toEqual(['store-rebuilt']);
      expect(await disk.store.mailbox(account, INBOX)).toBeNull();
      expect(await disk.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
      disk.store.saveMailbox(keyOf(), saveOf([9]));
      await disk.store.settled();
      const next = await openDisk(factory);
      expect((await next.store.rows(keyOf(), [toUid(9)]))[0]).toEqual(row(9));
      expect(await next.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
      expect(await next.store.items(account, 'draft')).toEqual([{ id: 'd', value: 'text' }]);
    },
  );

  it('is given up when it is damaged again, and its items are kept in memory', async () => {
    const factory = await filled();
    const disk = await openDisk(factory);
    for (const _ of [1, 2]) {
      const get = faulty.failReads('UnknownError');
      await disk.store.folders(account);
      get.mockRestore();
      await disk.store.settled();
    }
    expect(disk.troubles).toEqual(['store-rebuilt', 'store-broken']);
    expect(await disk.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
    expect(await disk.store.items(account, 'draft')).toEqual([{ id: 'd', value: 'text' }]);
    expect(await works(disk)).toBe(true);
  });
});
