import { describe, expect, it } from 'vitest';
import { textOf } from '../../../lib/engine/page-device';
import type { DeviceStorage } from '../../../lib/engine/page-device';
import { anaId, ana, createWorld, fakeVault, settle } from './support';

function fakeStorage(durable: boolean | null = false) {
  const asked: string[] = [];
  let known = false;
  const storage: DeviceStorage = {
    durable: () => Promise.resolve(durable),
    persist: () => {
      asked.push('persist');
      return Promise.resolve(true);
    },
    room: () => Promise.resolve({ used: 7, quota: null }),
    noteAsked: () => {
      const before = known;
      known = true;
      return before;
    },
  };
  return { asked, storage };
}

const onDevice = () => ({
  ...fakeVault(),
  device: {
    now: () => 0,
    all: () => Promise.resolve([]),
    put: () => Promise.resolve(),
    drop: () => Promise.resolve(),
  },
});

describe('durable storage', () => {
  it('is asked for when somebody says that this is their device, once, and not before', async () => {
    const { asked, storage } = fakeStorage();
    const world = createWorld();
    const { client } = await world.openTab({ vault: onDevice(), storage });
    await client.signIn(ana);
    await settle();
    expect(asked).toEqual([]);
    expect(await client.keep(anaId, true)).toBe(true);
    await settle();
    expect(asked).toEqual(['persist']);
    await client.keep(anaId, false);
    await client.keep(anaId, true);
    await settle();
    expect(asked).toEqual(['persist']);
    expect(await client.device.makeDurable()).toBe(true);
    expect(asked).toEqual(['persist', 'persist']);
  });

  it('is asked for when something waits for a server that is out of reach', async () => {
    const { asked, storage } = fakeStorage();
    const world = createWorld();
    const { client } = await world.openTab({ storage });
    await client.signIn(ana);
    world.session.listener.connection({ kind: 'offline', queued: 0 });
    await settle();
    expect(asked).toEqual([]);
    world.session.listener.connection({ kind: 'offline', queued: 1 });
    await settle();
    expect(asked).toEqual(['persist']);
  });

  it.each([true, null])('is not asked for where it is %s already', async (durable) => {
    const { asked, storage } = fakeStorage(durable);
    const world = createWorld();
    const { client } = await world.openTab({ vault: onDevice(), storage });
    await client.signIn(ana, true);
    await settle();
    expect(asked).toEqual([]);
  });

  it('is nothing where the browser tells nothing', async () => {
    const { client } = await createWorld().openTab();
    expect([
      await client.device.durable(),
      await client.device.room(),
      await client.device.makeDurable(),
    ]).toEqual([null, null, false]);
  });
});

describe('what waits, as a file', () => {
  it('is what the store has, by account', async () => {
    const world = createWorld();
    const { client } = await world.openTab();
    await client.signIn(ana);
    await world.session.keeper.put('one', { label: 'archive', uids: [4] });
    const result = await client.device.waitingAsText(anaId);
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.count).toBe(1);
    expect(JSON.parse(result.value.text)).toMatchObject({
      account: anaId,
      items: [{ kind: 'outbox', id: 'one', value: { label: 'archive', uids: [4] } }],
    });
    const facts = await client.device.facts(anaId);
    expect(facts).toMatchObject({ ok: true, value: { outbox: 1, drafts: 0, onDisk: false } });
  });

  it('writes down what JSON does not know', () => {
    const value = {
      modSeq: 5n,
      at: new Map([[1, new Set(['x'])]]),
      part: new TextEncoder().encode('octets'),
      words: Uint32Array.of(1, 2),
      raw: Uint8Array.of(255).buffer,
    };
    const text = textOf('a', 0, [{ kind: 'draft', id: 'd', value }]);
    expect((JSON.parse(text) as { items: { value: unknown }[] }).items[0]?.value).toEqual({
      modSeq: '5',
      at: { map: [[1, { set: ['x'] }]] },
      part: { base64: 'b2N0ZXRz' },
      words: [1, 2],
      raw: { base64: '/w==' },
    });
  });
});

describe('troubles of the storage', () => {
  it('reach every tab once of each kind, and those that come later', async () => {
    const world = createWorld();
    const first = await world.openTab();
    await first.client.signIn(ana);
    const second = await world.openTab();
    for (const trouble of ['store-full', 'store-full', 'store-items-memory'] as const)
      world.trouble(anaId, trouble);
    await settle();
    const third = await world.openTab();
    for (const { client } of [first, second, third])
      expect(client.accounts[0]?.storage).toEqual(['store-full', 'store-items-memory']);
    const told = first.posted.flatMap((message) => (message.kind === 'changes' ? message.changes : []));
    expect(told.filter((change) => change.kind === 'storage').length).toBeLessThanOrEqual(2);
  });

  it('are told of an account whose sign-in is being answered', async () => {
    const world = createWorld();
    const { client, posted } = await world.openTab();
    const signedIn = client.signIn(ana);
    for (let turn = 0; turn < 50 && world.sessions.length === 0; turn++) await Promise.resolve();
    while (!posted.some((message) => message.kind === 'reply')) {
      world.trouble(anaId, 'store-none');
      await Promise.resolve();
    }
    await signedIn;
    await settle();
    expect(client.accounts[0]?.storage).toEqual(['store-none']);
  });

  it('begin anew when what is kept is chosen anew, and are nobody else’s', async () => {
    const world = createWorld();
    const { client } = await world.openTab({ vault: onDevice() });
    await client.signIn(ana);
    world.trouble('default:bo@example.org', 'store-full');
    world.trouble(anaId, 'store-newer');
    await settle();
    expect(client.accounts[0]?.storage).toEqual(['store-newer']);
    await client.keep(anaId, true);
    await settle();
    expect(client.accounts[0]?.storage).toEqual([]);
  });

  it('of an account that signs out are said where the next one signs in', async () => {
    const world = createWorld();
    const { client } = await world.openTab();
    await client.signIn(ana);
    const out = client.signOut(anaId);
    await Promise.resolve();
    world.onDrop = () => world.trouble(anaId, 'store-not-deleted');
    await out;
    expect(client.signOutReason).toEqual({ code: 'store-not-deleted' });
  });
});
