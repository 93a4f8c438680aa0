/** Two versions of the program in two tabs, or one version in two that share nothing: whose the database is, and what the other one does. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap';
import {
  account,
  INBOX,
  keyOf,
  openDisk,
  rawOpen,
  request,
  saveOf,
  startDisk,
  works,
  useIndexedDb,
} from './support';

useIndexedDb();
afterEach(() => {
  vi.restoreAllMocks();
});

describe('two versions of the program in two tabs', () => {
  it('the older one lets go of the database and goes on in memory', async () => {
    const older = await openDisk();
    older.store.saveMailbox(keyOf(), saveOf([1]));
    await older.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await older.store.settled();
    const newer = await openDisk(older.factory, { schema: 99 });
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
    const older = await openDisk(undefined, { claim });
    await older.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    older.store.saveMailbox(keyOf(), saveOf([1]));
    await older.store.settled();
    const newer = await openDisk(older.factory, { claim });
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
    const newer = await openDisk(undefined, { schema: 99 });
    const older = await openDisk(newer.factory);
    expect(older.troubles).toEqual(['store-newer']);
    expect(await works(older)).toBe(true);
    expect(newer.troubles).toEqual([]);
  });

  it('the newer one does not wait for an older one that does not let go, and says so', async () => {
    const older = await openDisk();
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
    const disk = await openDisk();
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
      const first = await openDisk();
      return [first, await openDisk(first.factory)] as const;
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
