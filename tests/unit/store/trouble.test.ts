/** No storage, a full disk, a damaged disk, two versions of the program in two tabs: what is lost, what never is, and what is said. */
import { faulty } from './faulty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap';
import { databaseName } from '../../../lib/store/disk-parts';
import type { DiskParts } from '../../../lib/store';
import {
  account,
  detail,
  from1to,
  INBOX,
  keyOf,
  newFactory,
  request,
  row,
  saveOf,
  startDisk,
  structureOf,
  useIndexedDb,
  type Disk,
} from './support';

useIndexedDb();
afterEach(() => {
  vi.restoreAllMocks();
});

const NAME = databaseName(account);
const start = async (factory?: IDBFactory | null, parts: Partial<DiskParts> = {}): Promise<Disk> => {
  const disk = startDisk(factory, parts);
  await disk.store.openAccount(account, true);
  return disk;
};
/** Mail is kept and read, wherever. */
const works = async ({ store }: Disk): Promise<boolean> => {
  store.saveMailbox(keyOf(), saveOf([1, 2]));
  await store.putItem(account, 'draft', { id: 'new', value: 1 });
  const rows = await store.rows(keyOf(), [toUid(2)]);
  const drafts = await store.items(account, 'draft');
  return rows[0]?.subject === row(2).subject && drafts.some((item) => item.id === 'new');
};
const rawOpen = (factory: IDBFactory, version?: number) => request(factory.open(NAME, version));

describe('without storage', () => {
  it('keeps all in memory where there is no IndexedDB', async () => {
    const disk = await start(null);
    expect(disk.troubles).toEqual(['store-none']);
    expect(await works(disk)).toBe(true);
  });

  it('keeps all in memory where opening throws or is refused (private mode)', async () => {
    const throws = newFactory();
    vi.spyOn(throws, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    expect((await start(throws)).troubles).toEqual(['store-none']);
    const refuses = newFactory();
    const open = refuses.open.bind(refuses);
    vi.spyOn(refuses, 'open').mockImplementation((name) => {
      const asked = open(name, 1);
      asked.addEventListener('upgradeneeded', () => asked.transaction?.abort());
      return asked;
    });
    const disk = await start(refuses);
    expect(disk.troubles).toEqual(['store-none']);
    expect(await works(disk)).toBe(true);
  });

  it('does not wait for a browser that never answers, and closes what opens after all', async () => {
    const factory = newFactory();
    const listeners = new Map<string, () => void>();
    const closing = { close: vi.fn() };
    const silent = {
      addEventListener: (kind: string, fn: () => void) => listeners.set(kind, fn),
      result: closing,
    };
    vi.spyOn(factory, 'open').mockReturnValue(silent as unknown as IDBOpenDBRequest);
    const disk = startDisk(factory);
    const opened = disk.store.openAccount(account, true);
    await new Promise((resolve) => setImmediate(resolve));
    disk.runTimers();
    await opened;
    expect(disk.troubles).toEqual(['store-unanswered']);
    listeners.get('success')?.();
    expect(closing.close).toHaveBeenCalledOnce();
    expect(await works(disk)).toBe(true);
  });
});

describe('a full disk', () => {
  const LONG = 'x'.repeat(10_000);
  const body = (uid: number) => detail(uid, { text: LONG });

  it('evicts the bodies used longest ago down to 80 % of the budget', async () => {
    const disk = await start(undefined, { limits: { bodyBytes: 250_000 } });
    const known = async () => {
      const found = await Promise.all(
        from1to(12).map((uid) => disk.store.detail(keyOf(), toUid(uid), false)),
      );
      return found.flatMap((one) => one?.uid ?? []);
    };
    for (const uid of from1to(11)) {
      disk.tick(1);
      disk.store.putDetail(keyOf(), body(uid), false);
    }
    await disk.store.detail(keyOf(), toUid(1), false);
    disk.store.putDetail(keyOf(), body(12), false);
    expect(await known()).toEqual([1, 5, 6, 7, 8, 9, 10, 11, 12]);
    await disk.store.settled();
    const next = await start(disk.factory);
    const again = await next.store.detail(keyOf(), toUid(1), false);
    expect(again?.text).toBe(LONG);
    expect(await next.store.detail(keyOf(), toUid(2), false)).toBeUndefined();
  });

  it('gives up bodies, then rows of the mailbox opened longest ago, never outbox and drafts', async () => {
    const disk = await start();
    const old = keyOf(7, 'Old');
    await disk.store.putItem(account, 'outbox', { id: 'a', value: LONG });
    disk.store.saveMailbox(old, saveOf([1]));
    for (const uid of from1to(10)) disk.store.putDetail(keyOf(), body(uid), false);
    disk.tick(1);
    disk.store.saveMailbox(keyOf(), saveOf([1]));
    await disk.store.settled();
    const quota = faulty.refuse(2);
    disk.store.putDetail(keyOf(), body(99), false);
    await disk.store.settled();
    quota.mockRestore();
    expect(new Set(disk.troubles)).toEqual(new Set(['store-evicted']));
    const next = await start(disk.factory);
    expect(await next.store.mailbox(account, old.mailbox)).toBeNull();
    expect((await next.store.rows(keyOf(), [toUid(1)]))[0]).toEqual(row(1));
    expect(await next.store.detail(keyOf(), toUid(1), false)).toBeUndefined();
    expect(await next.store.detail(keyOf(), toUid(99), false)).toEqual(body(99));
    expect(await next.store.items(account, 'outbox')).toEqual([{ id: 'a', value: LONG }]);
  });

  it('goes on in memory when nothing is left to give up, and says so', async () => {
    const disk = await start();
    await disk.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    const quota = faulty.refuse(Infinity);
    disk.store.saveMailbox(keyOf(), saveOf([1]));
    await disk.store.settled();
    expect(disk.troubles).toEqual(['store-full']);
    disk.store.saveMailbox(keyOf(), saveOf([1, 2]));
    expect((await disk.store.rows(keyOf(), [toUid(2)]))[0]).toEqual(row(2));
    await disk.store.putItem(account, 'outbox', { id: 'b', value: 2 });
    expect(disk.troubles).toEqual(['store-full', 'store-items-memory']);
    quota.mockRestore();
    expect(await disk.store.items(account, 'outbox')).toEqual([
      { id: 'a', value: 1 },
      { id: 'b', value: 2 },
    ]);
    await disk.store.putItem(account, 'outbox', { id: 'b', value: 3 });
    const next = await start(disk.factory);
    expect((await next.store.items(account, 'outbox')).map((item) => item.value)).toEqual([1, 3]);
  });

  it('makes room for a draft at the price of what can be had again', async () => {
    const disk = await start();
    for (const uid of from1to(10)) disk.store.putDetail(keyOf(), body(uid), false);
    await disk.store.settled();
    faulty.refuse(1);
    await disk.store.putItem(account, 'draft', { id: 'a', value: LONG });
    const next = await start(disk.factory);
    expect(await next.store.items(account, 'draft')).toEqual([{ id: 'a', value: LONG }]);
    expect(disk.troubles).toEqual(['store-evicted']);
  });
});

describe('what is kept, told', () => {
  it('counts folders, texts, what waits, and what cannot be opened', async () => {
    const disk = await start();
    disk.store.saveMailbox(keyOf(), saveOf([1, 2]));
    disk.store.putDetail(keyOf(), detail(1), false);
    await disk.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await disk.store.putItem(account, 'draft', { id: 'b', value: 2 });
    const facts = await disk.store.facts(account);
    expect(facts).toMatchObject({ onDisk: true, mailboxes: 1, bodies: 1, outbox: 1, drafts: 1, sealed: 0 });
    expect(facts.octets).toBeGreaterThan(2_000);
    expect(await (await start(null)).store.facts(account)).toMatchObject({
      onDisk: false,
      mailboxes: 0,
      outbox: 0,
    });
  });
});

describe('a damaged database', () => {
  const filled = async (): Promise<IDBFactory> => {
    const disk = await start();
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
        const { store, troubles } = await start(factory);
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
      const { store } = await start(factory);
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
      const { store } = await start(factory);
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
    const { store } = await start(factory);
    expect(await store.detail(keyOf(), toUid(300), false)).toBeUndefined();
    expect(await store.structure(keyOf(), toUid(300))).toEqual(structureOf(300));
    store.putDetail(keyOf(), detail(300), false);
    expect(await store.detail(keyOf(), toUid(300), false)).toEqual(detail(300));
  });

  it('does not show an item that is no item', async () => {
    const factory = await filled();
    await damage(factory, 'outbox', () => ({ v: 1, id: 'a' }));
    expect(await (await start(factory)).store.items(account, 'outbox')).toEqual([]);
  });

  it.each(['UnknownError', 'DataError'])(
    'is made anew after %s, with outbox and drafts as they were',
    async (name) => {
      const factory = await filled();
      const disk = await start(factory);
      const get = faulty.failReads(name);
      expect(await disk.store.rows(keyOf(), [toUid(1)])).toEqual([undefined]);
      get.mockRestore();
      await disk.store.settled();
      expect(disk.troubles).toEqual(['store-rebuilt']);
      expect(await disk.store.mailbox(account, INBOX)).toBeNull();
      expect(await disk.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
      disk.store.saveMailbox(keyOf(), saveOf([9]));
      await disk.store.settled();
      const next = await start(factory);
      expect((await next.store.rows(keyOf(), [toUid(9)]))[0]).toEqual(row(9));
      expect(await next.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
      expect(await next.store.items(account, 'draft')).toEqual([{ id: 'd', value: 'text' }]);
    },
  );

  it('is given up when it is damaged again, and its items are kept in memory', async () => {
    const factory = await filled();
    const disk = await start(factory);
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

describe('two versions of the program in two tabs', () => {
  it('the older one lets go of the database and goes on in memory', async () => {
    const older = await start();
    older.store.saveMailbox(keyOf(), saveOf([1]));
    await older.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await older.store.settled();
    const newer = await start(older.factory, { schema: 99 });
    expect(newer.troubles).toEqual([]);
    expect(older.troubles).toEqual(['store-newer']);
    // What can be asked for again is; what a person did is kept.
    expect((await newer.store.rows(keyOf(), [toUid(1)]))[0]).toBeUndefined();
    expect(await newer.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
    expect(await works(older)).toBe(true);
    expect(older.troubles).toEqual(['store-newer']);
  });

  it('of one layout, whoever comes last has the database, and the other goes on in memory', async () => {
    const held = new Map<string, () => void>();
    const claim = (name: string, onTaken: () => void): (() => void) => {
      held.get(name)?.();
      held.set(name, onTaken);
      return () => held.delete(name);
    };
    const older = await start(undefined, { claim });
    await older.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    older.store.saveMailbox(keyOf(), saveOf([1]));
    await older.store.settled();
    const newer = await start(older.factory, { claim });
    expect(older.troubles).toEqual(['store-newer']);
    older.store.saveMailbox(keyOf(), saveOf([1, 2, 3]));
    await older.store.settled();
    expect(await works(older)).toBe(true);
    const kept = await newer.store.mailbox(account, INBOX);
    expect(kept?.numbers.exists).toBe(1);
    expect(await newer.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
    expect(newer.troubles).toEqual([]);
    await newer.store.dropAccount(account);
    expect(held.size).toBe(0);
  });

  it('an older one that is loaded after the newer one keeps all in memory', async () => {
    const newer = await start(undefined, { schema: 99 });
    const older = await start(newer.factory);
    expect(older.troubles).toEqual(['store-newer']);
    expect(await works(older)).toBe(true);
    expect(newer.troubles).toEqual([]);
  });

  it('the newer one does not wait for an older one that does not let go, and says so', async () => {
    const older = await start();
    await older.store.settled();
    const stuck = await rawOpen(older.factory);
    const newer = startDisk(older.factory, { schema: 99 });
    const open = older.factory.open.bind(older.factory);
    const blocked = new Promise<void>((resolve) => {
      vi.spyOn(older.factory, 'open').mockImplementation((...of) => {
        const request = open(...of);
        request.addEventListener('blocked', () => resolve());
        return request;
      });
    });
    const opened = newer.store.openAccount(account, true);
    await blocked;
    newer.runTimers();
    await opened;
    expect(newer.troubles).toEqual(['store-blocked']);
    expect(await works(newer)).toBe(true);
    stuck.close();
  });

  it('signing out empties a database that another program holds', async () => {
    const disk = await start();
    disk.store.saveMailbox(keyOf(), saveOf([1]));
    await disk.store.putItem(account, 'outbox', { id: 'a', value: 'secret' });
    await disk.store.settled();
    const stuck = await rawOpen(disk.factory);
    const blocked = new Promise<void>((resolve) => {
      stuck.addEventListener('versionchange', () => resolve());
    });
    const dropped = disk.store.dropAccount(account);
    await blocked;
    disk.runTimers();
    await dropped;
    expect(disk.troubles).toEqual(['store-not-deleted']);
    for (const name of stuck.objectStoreNames) {
      expect(await request(stuck.transaction(name).objectStore(name).count())).toBe(0);
    }
    stuck.close();
  });

  it('signing out in one tab leaves nothing to the other', async () => {
    const [one, other] = await (async () => {
      const first = await start();
      return [first, await start(first.factory)] as const;
    })();
    one.store.saveMailbox(keyOf(7, 'Mine'), saveOf([1]));
    await one.store.settled();
    await one.store.dropAccount(account);
    expect(await other.store.mailbox(account, toMailboxName('Mine'))).toBeNull();
    expect(await one.factory.databases()).toEqual([]);
    expect([one.troubles, other.troubles]).toEqual([[], ['store-gone']]);
    expect(await works(other)).toBe(true);
  });
});
