/** One account's database: its object stores, how it is opened, upgraded and deleted. Nothing here knows what is kept. */
import { wrap, type DBSchema, type IDBPDatabase } from 'idb';
import type { StoreTrouble } from './trouble';
import { kindOf } from './trouble';

/** Keys are lists of numbers, and one name in `about`. */
export type Key = (number | string)[];

/** Everything in here can be had again from the server. */
export const CACHE_STORES = [
  'about',
  'mailboxes',
  'tables',
  'marks',
  'pages',
  'structures',
  'bodies',
  'uses',
] as const;
export type CacheStore = (typeof CACHE_STORES)[number];
/** What is in here exists nowhere else. */
export const ITEM_STORES = ['outbox', 'draft'] as const;
export type ItemStore = (typeof ITEM_STORES)[number];

type Values = { [name in CacheStore]: { key: Key; value: unknown } };
type Items = { [name in ItemStore]: { key: number; value: unknown; indexes: { id: string } } };
export interface DatabaseSchema extends DBSchema, Values, Items {}
export type Database = IDBPDatabase<DatabaseSchema>;

/**
 * Version of the layout. A new one adds a step to `upgrade`: cache stores may be dropped and made anew, item stores are carried over.
 */
const SCHEMA = 2;

/** Waits out a browser that never answers; returns what cancels. */
export type SetTimer = (ms: number, fn: () => void) => () => void;

export interface OpenParts {
  readonly factory: IDBFactory;
  readonly name: string;
  readonly setTimer: SetTimer;
  readonly waitMs: number;
  /** The connection was closed by the browser, or for another tab that upgrades or deletes the database. */
  readonly onLost: (trouble: StoreTrouble) => void;
  /** False where a database that is not there must not be made. */
  readonly create?: boolean;
  /** Of tests: another version of the program. */
  readonly schema?: number;
}

export type Opened =
  | { readonly ok: true; readonly database: Database }
  | { readonly ok: false; readonly trouble: StoreTrouble };

/** Never rejects. A database that opens after all when nobody waits any more is closed at once. */
export function openDatabase(parts: OpenParts): Promise<Opened> {
  const { factory, name, setTimer, waitMs, onLost, create = true, schema = SCHEMA } = parts;
  return new Promise((resolve) => {
    let state: 'waiting' | 'blocked' | 'over' = 'waiting';
    const settle = (opened: Opened): void => {
      state = 'over';
      cancel();
      resolve(opened);
    };
    const cancel = setTimer(waitMs, () =>
      settle({ ok: false, trouble: state === 'blocked' ? 'store-blocked' : 'store-unanswered' }),
    );
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, schema);
    } catch {
      settle({ ok: false, trouble: 'store-none' });
      return;
    }
    request.addEventListener('upgradeneeded', (event) => {
      if (event.oldVersion === 0 && !create) request.transaction?.abort();
      else upgrade(request.result);
    });
    request.addEventListener('blocked', () => {
      if (state === 'waiting') state = 'blocked';
    });
    request.addEventListener('error', () => {
      if (state !== 'over') settle({ ok: false, trouble: openingTrouble(request.error) });
    });
    request.addEventListener('success', () => {
      const plain = request.result;
      if (state === 'over') {
        plain.close();
        return;
      }
      plain.addEventListener('versionchange', (event) => {
        plain.close();
        onLost(event.newVersion === null ? 'store-gone' : 'store-newer');
      });
      plain.addEventListener('close', () => onLost('store-gone'));
      settle({ ok: true, database: wrap(plain) as Database });
    });
  });
}

/** Deletes a database; false when that could not be done in time, as when another tab does not let go of it. */
export function deleteDatabase(
  parts: Pick<OpenParts, 'factory' | 'name' | 'setTimer' | 'waitMs'>,
): Promise<boolean> {
  const { factory, name, setTimer, waitMs } = parts;
  return new Promise((resolve) => {
    const settle = (gone: boolean): void => {
      cancel();
      resolve(gone);
    };
    const cancel = setTimer(waitMs, () => resolve(false));
    try {
      const request = factory.deleteDatabase(name);
      request.addEventListener('success', () => settle(true));
      request.addEventListener('error', () => settle(false));
    } catch {
      settle(false);
    }
  });
}

/** From any older version: the cache is made anew, items stay. */
function upgrade(database: IDBDatabase): void {
  const kept: readonly string[] = ITEM_STORES;
  for (const name of [...database.objectStoreNames])
    if (!kept.includes(name)) database.deleteObjectStore(name);
  for (const name of CACHE_STORES) database.createObjectStore(name);
  for (const name of ITEM_STORES) {
    if (database.objectStoreNames.contains(name)) continue;
    database.createObjectStore(name, { autoIncrement: true }).createIndex('id', 'id', { unique: true });
  }
}

/** Everything but outbox and drafts. */
export const emptyCache = (database: Database): Promise<void> => empty(database, CACHE_STORES);

export const emptyAll = (database: Database): Promise<void> =>
  empty(database, [...CACHE_STORES, ...ITEM_STORES]);

async function empty(database: Database, names: readonly (CacheStore | ItemStore)[]): Promise<void> {
  const transaction = database.transaction(names, 'readwrite', { durability: 'strict' });
  await Promise.all([...names.map((name) => transaction.objectStore(name).clear()), transaction.done]);
}

/** Items as they lie on disk, sealed or not. What cannot be read one by one is lost; the rest is not. */
export async function exportItems(database: Database): Promise<readonly (readonly [ItemStore, unknown])[]> {
  const found: (readonly [ItemStore, unknown])[] = [];
  for (const name of ITEM_STORES) {
    const keys = await database.getAllKeys(name).catch(() => []);
    for (const key of keys) {
      const value: unknown = await database.get(name, key).catch(() => undefined);
      if (value !== undefined) found.push([name, value]);
    }
  }
  return found;
}

export async function importItems(
  database: Database,
  items: readonly (readonly [ItemStore, unknown])[],
): Promise<void> {
  const transaction = database.transaction(ITEM_STORES, 'readwrite', { durability: 'strict' });
  const puts = items.map(([name, value]) => transaction.objectStore(name).put(value));
  await Promise.all([...puts, transaction.done]);
}

function openingTrouble(error: unknown): StoreTrouble {
  switch (kindOf(error)) {
    case 'newer':
      return 'store-newer';
    case 'quota':
      return 'store-full';
    // Private mode of older browsers.
    case 'closed':
      return 'store-none';
    case 'damaged':
      return error instanceof DOMException && error.name === 'SecurityError' ? 'store-none' : 'store-broken';
  }
}
