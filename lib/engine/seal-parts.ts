/** The two halves of the reload key as a browser has them: IndexedDB, and the bridge's `/session`. */
import type { AccountId } from '../mail';
import { fromBase64Url, type KeyStore } from './seal';

const DATABASE = 'tagline-keys';
const OBJECT_STORE = 'keys';
/** After the name of a key of what waits. */
const ITEMS = '.items';
const SHARE_BYTES = 32;
const REVOKE_MS = 5_000;
/** A bridge that says nothing for so long is out of reach: what the device keeps is shown meanwhile. */
const SHARE_MS = 5_000;
/** The bridge has looked, and there is no half for this browser; anything else (busy, broken, a proxy's page) may pass. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404]);

/** Key material nobody can export, not even this page. */
export function createKeyStore(factory: IDBFactory, crypto: Crypto): KeyStore {
  const run = async <T>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const database = await opened(factory);
    try {
      const transaction = database.transaction(OBJECT_STORE, mode);
      const value = await settled(act(transaction.objectStore(OBJECT_STORE)));
      return value;
    } finally {
      database.close();
    }
  };
  const get = (name: string): Promise<unknown> =>
    run('readonly', (store) => store.get(name) as IDBRequest<unknown>);
  // Whoever reads the storage of a browser finds no addresses in it; the same name as the account's database has.
  const nameOf = async (account: AccountId): Promise<string> => {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(account));
    return Array.from(new Uint8Array(hash, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  return {
    load: async (account, create, of) => {
      const name = `${await nameOf(account)}${of === 'items' ? ITEMS : ''}`;
      const known = await get(name);
      if (known instanceof CryptoKey) return known;
      if (!create) return null;
      const bytes = crypto.getRandomValues(new Uint8Array(32));
      const made = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
      bytes.fill(0);
      // Another tab may have been quicker: `add` fails then, and its key is the one.
      await run('readwrite', (store) => store.add(made, name)).catch(() => undefined);
      const kept = await get(name);
      return kept instanceof CryptoKey ? kept : null;
    },
    any: async () => (await run('readonly', (store) => store.count())) > 0,
    name: nameOf,
    items: async () => {
      const database = await opened(factory);
      try {
        const store = database.transaction(OBJECT_STORE).objectStore(OBJECT_STORE);
        const [names, keys] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
        return names.flatMap((name, i) => {
          const key: unknown = keys[i];
          if (typeof name !== 'string' || !name.endsWith(ITEMS) || !(key instanceof CryptoKey)) return [];
          return [[name.slice(0, -ITEMS.length), key] as const];
        });
      } finally {
        database.close();
      }
    },
    drop: async (account, of) => {
      const name = await nameOf(account);
      await run('readwrite', (store) => store.delete(name));
      if (of === 'all') await run('readwrite', (store) => store.delete(`${name}${ITEMS}`));
    },
    clear: async () => {
      await run('readwrite', (store) => store.clear());
    },
  };
}

export interface ShareParts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly url: string;
}

/** Asks the bridge for its half. Rejects when there is no answer, or one that says nothing about the half. */
export function createShare(
  parts: ShareParts,
): (which: 'known' | 'new') => Promise<Uint8Array<ArrayBuffer> | null> {
  return async (which) => {
    const method = which === 'new' ? 'POST' : 'GET';
    const response = await parts.fetch(parts.url, {
      method,
      headers: { 'X-Tagline': '1' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(SHARE_MS),
    });
    if (!response.ok) {
      if (REFUSALS.has(response.status)) return null;
      throw new Error(`answered with ${response.status}`);
    }
    const json: unknown = await response.json();
    if (typeof json !== 'object' || json === null || !('share' in json)) return null;
    // When it ends is the bridge's to say, by its own clock.
    const { share } = json;
    if (typeof share !== 'string') return null;
    const bytes = fromBase64Url(share);
    return bytes.length === SHARE_BYTES ? bytes : null;
  };
}

/** Ends the cookie behind the bridge's half (`POST /logout`). */
export function createRevoke(parts: Pick<ShareParts, 'fetch' | 'url'>): () => Promise<void> {
  return async () => {
    const response = await parts.fetch(parts.url, {
      method: 'POST',
      headers: { 'X-Tagline': '1' },
      credentials: 'same-origin',
      // Whoever signs out may leave the page in the same moment.
      keepalive: true,
      signal: AbortSignal.timeout(REVOKE_MS),
    });
    if (!response.ok) throw new Error(`refused with ${response.status}`);
  };
}

function opened(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(OBJECT_STORE);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}
