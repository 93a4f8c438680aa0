import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDeviceShelf, type DeviceForm } from '../../../lib/engine/device-shelf';
import { createKeyStore } from '../../../lib/engine/seal-parts';
import { accountName } from '../../../lib/store';
import { dump, newFactory, request, useIndexedDb } from '../store/support';
import { ana, anaId } from './support';

useIndexedDb();

const who = { server: ana.server, user: ana.user };
const form = (change: Partial<DeviceForm> = {}): DeviceForm => ({
  account: anaId,
  sealed: '1.salt.iv.box',
  who,
  sealedAt: 1,
  usedAt: 2,
  ...change,
});

describe('the shelf of a device', () => {
  it('keeps one form an account, the latest, until it is dropped', async () => {
    const factory = newFactory();
    const shelf = createDeviceShelf(factory, () => 7);
    expect(shelf.now()).toBe(7);
    expect(await shelf.all()).toEqual([]);
    await shelf.put(form());
    await shelf.put(form({ usedAt: 9 }));
    await shelf.put(form({ account: 'b', who: { ...who, address: 'b@example.org' } }));
    const later = createDeviceShelf(factory, () => 8);
    expect(await later.all()).toEqual([
      form({ account: 'b', who: { ...who, address: 'b@example.org' } }),
      form({ usedAt: 9 }),
    ]);
    await later.drop('b');
    await later.drop('nobody');
    expect((await shelf.all()).map(({ account }) => account)).toEqual([anaId]);
  });

  it('leaves out what another version wrote, or damage', async () => {
    const factory = newFactory();
    const shelf = createDeviceShelf(factory, () => 0);
    await shelf.put(form());
    const database = await request(factory.open('tagline-device'));
    const [name = ''] = database.objectStoreNames;
    const bad = [
      { account: 'a1' },
      { ...form({ account: 'a2' }), sealed: 4 },
      { ...form({ account: 'a3' }), usedAt: 'yesterday' },
      { ...form({ account: 'a4' }), who: { user: 'x' } },
      { ...form({ account: 'a5' }), who: { ...who, server: { ...who.server, tls: 'maybe' } } },
      { ...form({ account: 'a6' }), who: null },
    ];
    for (const value of bad) {
      await request(database.transaction(name, 'readwrite').objectStore(name).put(value));
    }
    database.close();
    expect(await shelf.all()).toEqual([form()]);
  });

  it('never holds a password', async () => {
    const factory = newFactory();
    await createDeviceShelf(factory, () => 0).put(form());
    expect(await dump(factory)).not.toContain(ana.password);
  });
});

describe('the keys of a browser', () => {
  const crypto = webcrypto as unknown as Crypto;

  it('are named as the databases are, two an account, and dropped by halves or whole', async () => {
    const factory = newFactory();
    const keys = createKeyStore(factory, crypto);
    expect(await keys.name(anaId)).toBe(accountName(anaId));
    expect([await keys.any(), await keys.load(anaId, false, 'sign-in')]).toEqual([false, null]);
    for (const of of ['sign-in', 'items'] as const) expect(await keys.load(anaId, true, of)).not.toBeNull();
    await keys.load('default:bo@example.org', true, 'sign-in');
    expect((await keys.items()).map(([name]) => name)).toEqual([accountName(anaId)]);
    expect(await dump(factory)).not.toContain('ana@');
    await keys.drop(anaId, 'sign-in');
    expect(await keys.load(anaId, false, 'sign-in')).toBeNull();
    expect(await keys.load(anaId, false, 'items')).not.toBeNull();
    await keys.drop(anaId, 'all');
    expect([await keys.items(), await keys.any()]).toEqual([[], true]);
    await keys.clear();
    expect(await keys.any()).toBe(false);
  });
});
