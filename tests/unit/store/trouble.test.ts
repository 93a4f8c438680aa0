/** No storage, or a full disk: what is lost, what never is, and what is said. */
import { faulty } from './faulty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toUid } from '../../../lib/imap';
import {
  account,
  detail,
  from1to,
  keyOf,
  newFactory,
  openDisk,
  row,
  saveOf,
  startDisk,
  works,
  useIndexedDb,
} from './support';

useIndexedDb();
afterEach(() => {
  vi.restoreAllMocks();
});

describe('without storage', () => {
  it('keeps all in memory where there is no IndexedDB', async () => {
    const disk = await openDisk(null);
    expect(disk.troubles).toEqual(['store-none']);
    expect(await works(disk)).toBe(true);
  });

  it('keeps all in memory where opening throws or is refused (private mode)', async () => {
    const throws = newFactory();
    vi.spyOn(throws, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    expect((await openDisk(throws)).troubles).toEqual(['store-none']);
    const refuses = newFactory();
    const open = refuses.open.bind(refuses);
    vi.spyOn(refuses, 'open').mockImplementation((name) => {
      const asked = open(name, 1);
      asked.addEventListener('upgradeneeded', () => asked.transaction?.abort());
      return asked;
    });
    const disk = await openDisk(refuses);
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
    const disk = await openDisk(undefined, { limits: { bodyBytes: 250_000 } });
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
    const next = await openDisk(disk.factory);
    const again = await next.store.detail(keyOf(), toUid(1), false);
    expect(again?.text).toBe(LONG);
    expect(await next.store.detail(keyOf(), toUid(2), false)).toBeUndefined();
  });

  it('gives up bodies, then rows of the mailbox opened longest ago, never outbox and drafts', async () => {
    const disk = await openDisk();
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
    const next = await openDisk(disk.factory);
    expect(await next.store.mailbox(account, old.mailbox)).toBeNull();
    expect((await next.store.rows(keyOf(), [toUid(1)]))[0]).toEqual(row(1));
    expect(await next.store.detail(keyOf(), toUid(1), false)).toBeUndefined();
    expect(await next.store.detail(keyOf(), toUid(99), false)).toEqual(body(99));
    expect(await next.store.items(account, 'outbox')).toEqual([{ id: 'a', value: LONG }]);
  });

  it('goes on in memory when nothing is left to give up, and says so', async () => {
    const disk = await openDisk();
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
    const next = await openDisk(disk.factory);
    expect((await next.store.items(account, 'outbox')).map((item) => item.value)).toEqual([1, 3]);
  });

  it('makes room for a draft at the price of what can be had again', async () => {
    const disk = await openDisk();
    for (const uid of from1to(10)) disk.store.putDetail(keyOf(), body(uid), false);
    await disk.store.settled();
    faulty.refuse(1);
    await disk.store.putItem(account, 'draft', { id: 'a', value: LONG });
    const next = await openDisk(disk.factory);
    expect(await next.store.items(account, 'draft')).toEqual([{ id: 'a', value: LONG }]);
    expect(disk.troubles).toEqual(['store-evicted']);
  });
});

describe('what is kept, told', () => {
  it('counts folders, texts, what waits, and what cannot be opened', async () => {
    const disk = await openDisk();
    disk.store.saveMailbox(keyOf(), saveOf([1, 2]));
    disk.store.putDetail(keyOf(), detail(1), false);
    await disk.store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await disk.store.putItem(account, 'draft', { id: 'b', value: 2 });
    const facts = await disk.store.facts(account);
    expect(facts).toMatchObject({ onDisk: true, mailboxes: 1, bodies: 1, outbox: 1, drafts: 1, sealed: 0 });
    expect(facts.octets).toBeGreaterThan(2_000);
    expect(await (await openDisk(null)).store.facts(account)).toMatchObject({
      onDisk: false,
      mailboxes: 0,
      outbox: 0,
    });
  });
});
