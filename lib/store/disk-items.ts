/** Outbox and drafts of one account on disk, in clear or sealed. Each call is a transaction of its own, durable when it resolves. */
import type { IDBPObjectStore } from 'idb';
import * as v from 'valibot';
import {
  ITEM_STORES,
  openDatabase,
  type Database,
  type DatabaseSchema,
  type ItemStore,
  type OpenParts,
} from './database';
import { fromBytes, toBytes } from './plain-bytes';
import type { Sealer } from './sealer';
import { StoreError } from './trouble';
import type { StoredItem } from './types';

/** As it lies on disk: its name is no secret, what it holds may be sealed. */
const onDisk = v.union([
  v.object({ v: v.literal(1), id: v.string(), box: v.instance(Uint8Array<ArrayBuffer>) }),
  v.object({ v: v.literal(1), id: v.string(), value: v.unknown() }),
]);
type OnDisk = v.InferOutput<typeof onDisk>;

export class DiskItems {
  readonly #database: Database;
  readonly #sealer: Sealer | null;
  readonly #most: number;

  /** `sealer`: null for an account whose items may lie in clear. `most`: of each kind. */
  constructor(database: Database, sealer: Sealer | null, most: number) {
    this.#database = database;
    this.#sealer = sealer;
    this.#most = most;
  }

  /** An item that is put again keeps its place. */
  async put(kind: ItemStore, { id, value }: StoredItem): Promise<void> {
    const kept: OnDisk = this.#sealer
      ? { v: 1, id, box: await this.#sealer.seal(toBytes(value)) }
      : { v: 1, id, value };
    await this.#change(kind, async (store) => {
      const key = await store.index('id').getKey(id);
      if (key === undefined && (await store.count()) >= this.#most)
        throw new StoreError('store-items-too-many');
      await store.put(kept, key);
    });
  }

  async drop(kind: ItemStore, id: string): Promise<void> {
    await this.#change(kind, async (store) => {
      const key = await store.index('id').getKey(id);
      if (key !== undefined) await store.delete(key);
    });
  }

  /** In the order they were put first; `unread`: how many are there that cannot be read, or not with this key. */
  async all(kind: ItemStore): Promise<{ readonly items: readonly StoredItem[]; readonly unread: number }> {
    const values = await this.#database.getAll(kind);
    const items = await Promise.all(values.map((value) => this.#read(value)));
    const read = items.filter((item) => item !== null);
    return { items: read, unread: values.length - read.length };
  }

  /** Gives what an earlier session kept in clear the seal, or takes it off. */
  async convert(opener: Sealer | null): Promise<void> {
    for (const kind of ITEM_STORES) {
      const values = await this.#database.getAll(kind);
      for (const value of values) {
        if (!v.is(onDisk, value) || 'box' in value === (this.#sealer !== null)) continue;
        const item = await (this.#sealer ? this : new DiskItems(this.#database, opener, this.#most)).#read(
          value,
        );
        if (item) await this.put(kind, item);
      }
    }
  }

  /** The same items, written with another key from now on. */
  sealedBy(sealer: Sealer): DiskItems {
    return new DiskItems(this.#database, sealer, this.#most);
  }

  /** Seals anew what another key sealed, or `old` can read; what none of them opens stays as it is. */
  async reseal(before: Sealer | null, old: DiskItems): Promise<void> {
    const readers = before ? [this.sealedBy(before), old] : [old];
    for (const kind of ITEM_STORES) {
      for (const value of await this.#database.getAll(kind)) {
        if (!v.is(onDisk, value) || !('box' in value) || (await this.#read(value)) !== null) continue;
        for (const reader of readers) {
          const item = await reader.#read(value);
          if (!item) continue;
          await this.put(kind, item);
          break;
        }
      }
    }
  }

  async #read(value: unknown): Promise<StoredItem | null> {
    if (!v.is(onDisk, value)) return null;
    if (!('box' in value)) return { id: value.id, value: value.value };
    if (!this.#sealer) return null;
    const plain = await this.#sealer.open(value.box).catch(() => null);
    const opened = plain && fromBytes(plain);
    return opened ? { id: value.id, value: opened.value } : null;
  }

  async #change(kind: ItemStore, act: (store: Writable) => Promise<void>): Promise<void> {
    const transaction = this.#database.transaction(kind, 'readwrite', { durability: 'strict' });
    const [acted, done] = await Promise.allSettled([
      act(transaction.store).catch((error: unknown) => {
        abort(transaction);
        throw error;
      }),
      transaction.done,
    ]);
    if (acted.status === 'rejected') throw acted.reason;
    if (done.status === 'rejected') throw done.reason;
  }
}

/** The same for an account nobody opened here; nothing happens where it has no database, or one of another version. */
export async function resealClosed(
  place: Pick<OpenParts, 'factory' | 'name' | 'setTimer' | 'waitMs'>,
  before: Sealer,
  now: Sealer,
  most: number,
): Promise<void> {
  const opened = await openDatabase({ ...place, create: false, onLost: () => undefined });
  if (!opened.ok) return;
  const items = new DiskItems(opened.database, now, most);
  await items.reseal(before, items).catch(() => undefined);
  opened.database.close();
}

type Writable = IDBPObjectStore<DatabaseSchema, [ItemStore], ItemStore, 'readwrite'>;

/** One that failed has been given up already, and says so. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It is over.
  }
}
