import { describe, expect, it } from 'vitest';
import { isReopened, noteLeaving, takeLeaving } from '../../../lib/engine/closed-tab';
import { REOPENED_AFTER_MS } from '../../../lib/engine/limits';
import { ana, anaId, createWorld, fakeVault, settle } from './support';

const NOW = 1_800_000_000_000;
const LONG_AGO = NOW - REOPENED_AFTER_MS - 1;

describe('a tab that comes back', () => {
  it.each([
    ['F5', 'reload', false, LONG_AGO, false],
    ['a link, an address, a bookmark', 'navigate', false, LONG_AGO, false],
    ['back and forth in the tab', 'back_forward', false, NOW - 5_000, false],
    ['at the very limit', 'back_forward', false, NOW - REOPENED_AFTER_MS, false],
    ['a closed tab that was opened again', 'back_forward', false, LONG_AGO, true],
    ['a closed tab, a week later', 'back_forward', false, NOW - 7 * 86_400_000, true],
    ['a closed tab, after the clock was set back', 'back_forward', false, NOW + REOPENED_AFTER_MS + 1, true],
    ['a page the browser had thrown away', 'back_forward', true, LONG_AGO, false],
    ['a page that crashed', 'back_forward', false, null, false],
    ['a browser that does not tell', null, false, LONG_AGO, false],
  ] as const)('%s', (_, navigation, wasDiscarded, leftAt, reopened) => {
    expect(isReopened({ navigation, wasDiscarded, leftAt, now: NOW })).toBe(reopened);
  });

  it('reads the word of the page before once, and believes no other', () => {
    const values = new Map<string, string>();
    const storage = {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
      removeItem: (key: string) => void values.delete(key),
    };
    expect(takeLeaving(storage)).toBeNull();
    noteLeaving(storage, NOW);
    expect(takeLeaving(storage)).toBe(NOW);
    expect(takeLeaving(storage)).toBeNull();
    noteLeaving(storage, NOW);
    for (const key of values.keys()) values.set(key, 'yesterday');
    expect(takeLeaving(storage)).toBeNull();
    expect(values.size).toBe(0);
    expect(takeLeaving(null)).toBeNull();
    expect(() =>
      noteLeaving(
        {
          ...storage,
          setItem: () => {
            throw new Error('full');
          },
        },
        NOW,
      ),
    ).not.toThrow();
  });
});

describe('what a tab kept sealed', () => {
  const sealedVault = () => {
    const vault = fakeVault();
    vault.forms.set(anaId, JSON.stringify(ana));
    return vault;
  };

  it('signs in again after a reload', async () => {
    const world = createWorld();
    const { client } = await world.openTab({ vault: sealedVault() });
    await settle();
    expect(client.accounts).toHaveLength(1);
  });

  it('signs nobody in once the tab had been closed, is given up, and the page says why', async () => {
    const world = createWorld();
    const vault = sealedVault();
    const { client } = await world.openTab({ vault, reopened: true });
    await settle();
    expect(world.sessions).toHaveLength(0);
    expect(client.accounts).toEqual([]);
    expect(client.status).toBe('ready');
    expect(client.signOutReason).toEqual({ code: 'tab-reopened' });
    expect(vault.forms.size).toBe(0);
    expect(vault.ended).toEqual([anaId]);
  });

  it('says nothing where nothing was kept, and joins a session that another tab holds', async () => {
    const world = createWorld();
    const empty = await world.openTab({ vault: fakeVault(), reopened: true });
    expect(empty.client.signOutReason).toBeNull();
    const other = await world.openTab();
    await other.client.signIn(ana);
    const vault = sealedVault();
    const { client } = await world.openTab({ vault, reopened: true });
    await settle();
    expect(client.accounts).toHaveLength(1);
    expect(client.signOutReason).toBeNull();
  });

  it('is kept while the bridge is out of reach, and signs in when it is back', async () => {
    const world = createWorld();
    const vault = sealedVault();
    const { open } = vault;
    vault.open = () => Promise.resolve('later');
    const { client } = await world.openTab({ vault });
    await settle();
    expect(client.status).toBe('ready');
    expect(client.signOutReason).toEqual({ code: 'bridge-unreachable' });
    await world.clock.advance(60_000);
    expect(client.accounts).toEqual([]);
    vault.open = open;
    await world.clock.advance(30_000);
    await settle();
    expect(client.accounts).toHaveLength(1);
    expect(client.signOutReason).toBeNull();
    expect(vault.forms.size).toBe(1);
  });
});
