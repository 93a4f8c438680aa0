import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVault, fromBase64Url, toBase64Url, type KeyStore, type Vault } from '../../../lib/engine/seal';
import { createShare } from '../../../lib/engine/seal-parts';
import { ana, anaId } from './support';

const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const random = (bytes: number): Uint8Array<ArrayBuffer> => webcrypto.getRandomValues(new Uint8Array(bytes));

function fakeStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & {
  readonly values: Map<string, string>;
} {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

function fakeKeys(): KeyStore & { readonly keys: Map<string, CryptoKey>; readonly key: CryptoKey | null } {
  const keys = new Map<string, CryptoKey>();
  return {
    keys,
    get key() {
      return [...keys.values()][0] ?? null;
    },
    async load(account, create, of) {
      const name = of === 'items' ? `${account}.items` : account;
      if (!keys.has(name) && create)
        keys.set(name, await subtle.importKey('raw', random(32), 'HKDF', false, ['deriveKey']));
      return keys.get(name) ?? null;
    },
    any: () => Promise.resolve(keys.size > 0),
    name: (account) => Promise.resolve(account),
    items: () =>
      Promise.resolve(
        [...keys].flatMap(([name, key]) =>
          name.endsWith('.items') ? [[name.slice(0, -'.items'.length), key] as const] : [],
        ),
      ),
    drop: (account, of) => {
      keys.delete(account);
      if (of === 'all') keys.delete(`${account}.items`);
      return Promise.resolve();
    },
    clear: () => Promise.resolve(keys.clear()),
  };
}

/** A browser: its key, its cookie; tabs of it have storages of their own. */
function fakeBrowser(): {
  readonly keys: ReturnType<typeof fakeKeys>;
  cookie: Uint8Array<ArrayBuffer> | null;
  offline: boolean;
  readonly asked: string[];
  readonly log: string[];
  tab(): { readonly vault: Vault; readonly storage: ReturnType<typeof fakeStorage> };
} {
  const browser = {
    keys: fakeKeys(),
    cookie: null as Uint8Array<ArrayBuffer> | null,
    offline: false,
    asked: [] as string[],
    log: [] as string[],
    tab: () => {
      const storage = fakeStorage();
      const vault = createVault({
        subtle,
        random,
        keys: browser.keys,
        share: (which) => {
          browser.asked.push(which);
          if (browser.offline) return Promise.reject(new TypeError('Failed to fetch'));
          if (which === 'new') browser.cookie = random(32);
          return Promise.resolve(browser.cookie);
        },
        revoke: () => {
          browser.asked.push('revoke');
          browser.cookie = null;
          return Promise.resolve();
        },
        storage,
        log: (_, text) => browser.log.push(text),
      });
      return { vault, storage };
    },
  };
  return browser;
}

describe('the vault', () => {
  it('opens after a reload what it sealed, and holds nothing in clear', async () => {
    const browser = fakeBrowser();
    const { vault, storage } = browser.tab();
    const sealed = await vault.seal(anaId, ana);
    expect(vault.kept()).toEqual([[anaId, sealed]]);
    expect(await vault.open(anaId, sealed ?? '')).toEqual(ana);
    const dump = JSON.stringify([...storage.values]) + browser.log.join();
    expect(dump).not.toContain(ana.password);
    expect(dump).not.toContain(btoa(ana.password).slice(0, 8));
    expect(browser.keys.key?.extractable).toBe(false);
  });

  it('keeps several accounts, each with a key of its own: forgetting one leaves the other, the last gives both halves back', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    const ben = { ...ana, user: 'ben@example.org', password: 'another horse' };
    const benId = 'default:ben@example.org';
    const sealed = await vault.seal(anaId, ana);
    const sealedBen = await vault.seal(benId, ben);
    expect(browser.asked).toEqual(['new', 'known']);
    expect(vault.kept().map(([account]) => account)).toEqual([anaId, benId]);
    expect(await vault.open(anaId, sealed ?? '')).toEqual(ana);
    expect(await vault.open(benId, sealedBen ?? '')).toEqual(ben);
    // A form belongs to its account: under another name it does not open, and is forgotten.
    expect(await vault.open('default:eve@example.org', sealed ?? '')).toBeNull();

    // A tab that was away still keeps what was sealed: it opens nowhere any more.
    const away = browser.tab().vault;
    away.keep(anaId, sealed ?? '');
    await vault.forget(anaId);
    expect(browser.asked).not.toContain('revoke');
    expect(await away.open(anaId, sealed ?? '')).toBeNull();
    expect(await vault.open(benId, sealedBen ?? '')).toEqual(ben);
    await vault.forget(benId);
    expect(browser.asked.at(-1)).toBe('revoke');
    expect(browser.keys.key).toBeNull();
    expect(vault.kept()).toEqual([]);
  });

  it('never asks the bridge for a share this browser cannot have', async () => {
    const browser = fakeBrowser();
    await browser.tab().vault.seal(anaId, ana);
    expect(browser.asked).toEqual(['new']);
    await browser.tab().vault.seal('other', ana);
    expect(browser.asked).toEqual(['new', 'known']);
  });

  it('opens in another tab of the browser', async () => {
    const browser = fakeBrowser();
    const sealed = (await browser.tab().vault.seal(anaId, ana)) ?? '';
    const { vault } = browser.tab();
    vault.keep(anaId, sealed);
    expect(await vault.open(anaId, sealed)).toEqual(ana);
  });

  it.each([
    ['the ciphertext alone', (browser: ReturnType<typeof fakeBrowser>) => browser.keys.keys.clear()],
    ['no cookie', (browser: ReturnType<typeof fakeBrowser>) => void (browser.cookie = null)],
    ['another share', (browser: ReturnType<typeof fakeBrowser>) => void (browser.cookie = random(32))],
  ])('is useless to a thief with %s', async (_, rob) => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    const sealed = (await vault.seal(anaId, ana)) ?? '';
    rob(browser);
    expect(await vault.open(anaId, sealed)).toBeNull();
    expect(vault.kept()).toEqual([]);
  });

  it('keeps what it sealed while a half is out of reach, and opens it afterwards', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    const sealed = (await vault.seal(anaId, ana)) ?? '';
    browser.offline = true;
    expect(await vault.open(anaId, sealed)).toBe('later');
    expect(vault.kept()).toEqual([[anaId, sealed]]);
    browser.offline = false;
    expect(await vault.open(anaId, sealed)).toEqual(ana);
  });

  it('says when the bridge’s half is out of reach, makes no key without it, and seals when it is asked again', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    browser.offline = true;
    await expect(vault.seal(anaId, ana)).rejects.toThrow('Failed to fetch');
    expect(browser.keys.keys.size).toBe(0);
    expect(vault.kept()).toEqual([]);
    browser.offline = false;
    const sealed = await vault.seal(anaId, ana);
    expect(browser.asked).toEqual(['new', 'new']);
    expect(await vault.open(anaId, sealed ?? '')).toEqual(ana);
  });

  it('opens nothing for another account, and nothing that was touched', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    const sealed = (await vault.seal(anaId, ana)) ?? '';
    const last = sealed.endsWith('A') ? 'B' : 'A';
    for (const [account, form] of [
      ['default:eve', sealed],
      [anaId, sealed.slice(0, -2) + last + last],
      [anaId, `2${sealed.slice(1)}`],
      [anaId, 'x'.repeat(30_000)],
      [anaId, ''],
      [anaId, '1.%%.%%.%%'],
    ] as const) {
      expect(await vault.open(account, form)).toBeNull();
    }
  });

  it('tells nothing by its length, and never repeats itself', async () => {
    const { vault } = fakeBrowser().tab();
    const short = await vault.seal(anaId, { ...ana, password: 'x' });
    const long = await vault.seal(anaId, { ...ana, password: 'x'.repeat(60) });
    expect(short?.length).toBe(long?.length);
    expect(await vault.seal(anaId, ana)).not.toBe(await vault.seal(anaId, ana));
  });

  it('deletes the key of the browser with the last account', async () => {
    const browser = fakeBrowser();
    const { vault, storage } = browser.tab();
    await vault.seal('a', ana);
    await vault.seal('b', ana);
    await vault.forget('a');
    expect(browser.keys.key).not.toBeNull();
    expect(browser.asked).not.toContain('revoke');
    await vault.forget('b');
    expect(browser.keys.key).toBeNull();
    expect(browser.asked).toContain('revoke');
    expect(storage.values.size).toBe(0);
  });

  it('stays in memory when a half is missing or the storage is broken', async () => {
    const { storage } = fakeBrowser().tab();
    const parts = {
      subtle,
      random,
      keys: fakeKeys(),
      revoke: () => Promise.resolve(),
      storage,
      log: () => undefined,
    };
    expect(await createVault({ ...parts, share: () => Promise.resolve(null) }).seal(anaId, ana)).toBeNull();
    storage.values.set('tagline.sealed', '{"not":"ours"}');
    expect(createVault({ ...parts, share: () => Promise.resolve(null) }).kept()).toEqual([]);
    storage.values.set('tagline.sealed', '[[1,2],["a"],"x"]');
    expect(createVault({ ...parts, share: () => Promise.resolve(null) }).kept()).toEqual([]);
  });
});

describe('the key of what waits', () => {
  const iv = new Uint8Array(12);
  const seals = (key: CryptoKey, text: string) =>
    subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
  const opens = async (key: CryptoKey, box: ArrayBuffer) =>
    new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv }, key, box));

  it('is the same at every asking, another for each account, and none without the bridge’s half', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    await vault.seal(anaId, ana);
    const key = await vault.itemKey(anaId);
    const again = await browser.tab().vault.itemKey(anaId);
    const other = await vault.itemKey('default:bo@example.org');
    if (!key || !again || !other) throw new Error('no key');
    const box = await seals(key, 'waits');
    expect(await opens(again, box)).toBe('waits');
    await expect(opens(other, box)).rejects.toThrow();
    browser.cookie = null;
    expect(await vault.itemKey(anaId)).toBeNull();
    browser.offline = true;
    expect(await vault.itemKey(anaId)).toBeNull();
  });

  it('outlives a closed tab, whose form opens no more', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    const sealed = await vault.seal(anaId, ana);
    const key = await vault.itemKey(anaId);
    if (!key || sealed === null) throw new Error('no key');
    const box = await seals(key, 'waits');
    await vault.end(anaId);
    expect(vault.kept()).toEqual([]);
    expect(await browser.tab().vault.open(anaId, sealed)).toBeNull();
    const back = await browser.tab().vault.itemKey(anaId);
    expect(back && (await opens(back, box))).toBe('waits');
    await vault.forget(anaId);
    expect(await browser.tab().vault.itemKey(anaId)).toBeNull();
  });

  it('becomes another one with the bridge’s half, for each account of this browser, told with the one before', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    await vault.seal(anaId, ana);
    const boxes = new Map<string, ArrayBuffer>();
    for (const id of [anaId, 'default:bo@example.org']) {
      const key = await vault.itemKey(id);
      if (key) boxes.set(id, await seals(key, id));
    }
    const told: (readonly [string, CryptoKey | null, CryptoKey])[] = [];
    vault.onRenewed = (...one) => told.push(one);
    expect(await vault.renew()).toBe(true);
    expect(told.map(([name]) => name)).toEqual([...boxes.keys()]);
    for (const [id, before, now] of told) {
      const box = boxes.get(id);
      if (!before || !box) throw new Error('no key of before');
      expect(await opens(before, box)).toBe(id);
      const key = await vault.itemKey(id);
      expect(key && (await opens(key, await seals(now, 'anew')))).toBe('anew');
    }
  });

  it('is told without the one before when the bridge’s half was over, and somebody else signs in', async () => {
    const browser = fakeBrowser();
    const { vault } = browser.tab();
    await vault.seal(anaId, ana);
    expect(await vault.itemKey(anaId)).not.toBeNull();
    browser.cookie = null;
    const told: (readonly [string, CryptoKey | null])[] = [];
    vault.onRenewed = (name, before) => told.push([name, before]);
    await vault.seal('default:bo@example.org', { ...ana, user: 'bo@example.org' });
    expect(told).toEqual([[anaId, null]]);
  });
});

describe('the share', () => {
  const share = toBase64Url(random(32));
  const answer = async (
    status: number,
    body: unknown,
    which: 'known' | 'new' = 'known',
  ): Promise<unknown> => {
    const asked: [string, RequestInit][] = [];
    const ask = createShare({
      fetch: (url, init) => {
        asked.push([url, init]);
        return Promise.resolve(new Response(JSON.stringify(body), { status }));
      },
      url: '/session',
    });
    const result = await ask(which);
    expect(asked).toMatchObject([
      ['/session', { method: which === 'new' ? 'POST' : 'GET', headers: { 'X-Tagline': '1' } }],
    ]);
    return result;
  };

  it('is 32 octets, which the bridge gives while they live, whatever the clock of this device says', async () => {
    expect(await answer(200, { share, expires: 1 })).toEqual(fromBase64Url(share));
    expect(await answer(200, { share, expires: 2_000 }, 'new')).toEqual(fromBase64Url(share));
    expect(await answer(200, { share: 'AAAA', expires: 2_000 })).toBeNull();
    expect(await answer(200, [])).toBeNull();
    expect(await answer(401, { error: 'no-session' })).toBeNull();
    // A bridge that is busy, or a proxy before it, says nothing about the share.
    for (const status of [429, 500, 502, 503]) await expect(answer(status, {})).rejects.toThrow();
  });
});
