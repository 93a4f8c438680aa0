/**
 * Writes gathered in memory until they go to disk together, in one transaction; reads look here first. What was gathered when a
 * tab dies is lost as a whole, and what is on disk is of one moment.
 */
import type { IDBPObjectStore } from 'idb';
import { CACHE_STORES, type CacheStore, type Database, type DatabaseSchema, type Key } from './database';

type Value = { readonly key: Key; readonly value: unknown };

interface Waiting {
  /** By key; a value of undefined is a removal. */
  readonly values: Map<string, Value>;
  /** Everything whose key begins so is removed, before the values are put. */
  readonly removed: Map<string, Key>;
}

export type Read = readonly [store: CacheStore, key: Key];

export class Gathered {
  readonly #database: Database;
  #waiting = new Map<CacheStore, Waiting>();

  constructor(database: Database) {
    this.#database = database;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  put(store: CacheStore, key: Key, value: unknown): void {
    this.#of(store).values.set(nameOf(key), { key, value });
  }

  remove(store: CacheStore, key: Key): void {
    this.put(store, key, undefined);
  }

  /** Removes every key of which this is the beginning. */
  removeUnder(store: CacheStore, prefix: Key): void {
    const { values, removed } = this.#of(store);
    const name = nameOf(prefix);
    for (const key of values.keys()) if (key.startsWith(name)) values.delete(key);
    removed.set(name, prefix);
  }

  /** In the order asked for; all that is on disk is of one moment. */
  async get(reads: readonly Read[]): Promise<readonly unknown[]> {
    const found = reads.map(([store, key]) => this.#known(store, key));
    const missing = reads.flatMap(([store], i) => (found[i] === null ? [store] : []));
    if (missing.length === 0) return found.map((one) => one?.value);
    const transaction = this.#database.transaction([...new Set(missing)], 'readonly');
    const values = await Promise.all(
      reads.map(([store, key], i) => {
        const known = found[i] ?? null;
        return known === null ? transaction.objectStore(store).get(key) : known.value;
      }),
    );
    await transaction.done;
    return values;
  }

  /** Everything of a store; only of those nothing is gathered of yet. */
  async all(store: CacheStore): Promise<readonly (readonly [Key, unknown])[]> {
    const transaction = this.#database.transaction(store, 'readonly');
    const [keys, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
    await transaction.done;
    return keys.map((key, i) => [key, values[i]] as const);
  }

  /** Rejects with what IndexedDB says; everything waits on then, to be tried again. */
  async write(): Promise<void> {
    await this.#transact(function* ({ values, removed }, store) {
      yield* removals(removed, store);
      for (const { key, value } of values.values()) {
        yield value === undefined ? store.delete(key) : store.put(value, key);
      }
    });
    this.#waiting = new Map();
  }

  /** The same of removals only: on a full disk they make room for the rest. What was removed may be asked to go again later. */
  async writeRemovals(): Promise<void> {
    await this.#transact(function* ({ values, removed }, store) {
      yield* removals(removed, store);
      for (const { key, value } of values.values()) if (value === undefined) yield store.delete(key);
    });
  }

  /** Forgets what waits. */
  forget(): void {
    this.#waiting = new Map();
  }

  /** One transaction, all of it or nothing. */
  async #transact(ask: (waiting: Waiting, store: Writable) => Iterable<Promise<unknown>>): Promise<void> {
    // A transaction that names fewer stores stands in fewer readers' way.
    const names = CACHE_STORES.filter((name) => this.#waiting.has(name));
    if (names.length === 0) return;
    const transaction = this.#database.transaction(names, 'readwrite', { durability: 'relaxed' });
    const requests: Promise<unknown>[] = [transaction.done];
    try {
      for (const name of names) {
        for (const request of ask(this.#of(name), transaction.objectStore(name))) requests.push(request);
      }
    } catch (error) {
      transaction.abort();
      requests.push(Promise.reject(error instanceof Error ? error : new Error('put failed')));
    }
    const results = await Promise.allSettled(requests);
    // The first failure is the cause; those after it only say that the transaction was given up.
    const causes = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    if (causes.length > 0) throw causes.find((one) => !isAbort(one)) ?? causes[0];
  }

  /** Null where the disk knows. */
  #known(store: CacheStore, key: Key): { readonly value: unknown } | null {
    const waiting = this.#waiting.get(store);
    if (!waiting) return null;
    const name = nameOf(key);
    const known = waiting.values.get(name);
    if (known) return known;
    for (const prefix of waiting.removed.keys()) if (name.startsWith(prefix)) return { value: undefined };
    return null;
  }

  #of(store: CacheStore): Waiting {
    const known = this.#waiting.get(store);
    if (known) return known;
    const made: Waiting = { values: new Map(), removed: new Map() };
    this.#waiting.set(store, made);
    return made;
  }
}

type Writable = IDBPObjectStore<DatabaseSchema, CacheStore[], CacheStore, 'readwrite'>;

function* removals(removed: Waiting['removed'], store: Writable): Iterable<Promise<unknown>> {
  for (const prefix of removed.values()) {
    yield prefix.length === 0 ? store.clear() : store.delete(rangeUnder(prefix));
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** Every element ends in a NUL, so that the name of [1] does not begin that of [12]. */
const nameOf = (key: Key): string => key.map((one) => `${one}\0`).join('');

/** Arrays sort after numbers and strings, so [..., []] is above every longer key with this beginning. */
export const rangeUnder = (prefix: Key): IDBKeyRange => IDBKeyRange.bound(prefix, [...prefix, []]);
