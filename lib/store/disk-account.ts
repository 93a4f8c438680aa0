/** One account's storage: which part of it is on disk, which in memory, and what happens when the disk fails. */
import type { AccountId } from '../mail/types';
import {
  deleteDatabase,
  emptyAll,
  emptyCache,
  exportItems,
  importItems,
  openDatabase,
  type Database,
  type Opened,
} from './database';
import { DiskItems, resealClosed } from './disk-items';
import { DiskMail, type MailStore } from './disk-mail';
import { databaseName, type DiskParts } from './disk-parts';
import { MAX_REBUILDS, OPEN_MS, type StoreLimits } from './limits';
import type { Sealer } from './sealer';
import { checkItem } from './plain-bytes';
import { kindOf, StoreError, type StoreTrouble } from './trouble';
import type { KeptFacts, Store, StoredItem } from './types';

type Kind = 'outbox' | 'draft';

export class DiskAccount {
  readonly #id: AccountId;
  readonly #parts: DiskParts;
  readonly #limits: StoreLimits;
  readonly #memory: Store;
  /** What is being opened, made anew or deleted; calls about items wait for it. */
  #ready: Promise<void> = Promise.resolve();
  #turn: Promise<void> = Promise.resolve();
  #kept: boolean | null = null;
  #database: Database | null = null;
  #mail: DiskMail | null = null;
  #items: DiskItems | null = null;
  #rebuilds = 0;
  /** Gives the database back to whoever wants it. */
  #release: () => void = nothing;
  /** Calls about mail made while nobody knows yet where it is kept, in their order. */
  #early: ((mail: MailStore) => void)[] | null = null;

  constructor(id: AccountId, parts: DiskParts, limits: StoreLimits, memory: Store) {
    this.#id = id;
    this.#parts = parts;
    this.#limits = limits;
    this.#memory = memory;
  }

  /** Runs a call about mail: now, or as soon as it is known whether it is kept on disk. */
  run(call: (mail: MailStore) => void): void {
    if (this.#early) this.#early.push(call);
    else call(this.#mail ?? this.#memory);
  }

  /** Resolves when its mail can be asked for; outbox and drafts may wait longer, for what opens their seal. */
  open(kept: boolean): Promise<void> {
    this.#early ??= [];
    return this.#next(async () => {
      if (this.#kept !== kept) await this.#openAs(kept);
      const early = this.#early ?? [];
      this.#early = null;
      for (const call of early) this.run(call);
    });
  }

  /** Resolves when nothing of it is left, but for outbox and drafts with `keepsWork`. */
  drop(keepsWork: boolean): Promise<void> {
    return this.#next(async () => {
      const { factory, report } = this.#parts;
      await this.#mail?.stop();
      this.#mail = null;
      this.#kept = null;
      await this.#memory.dropAccount(this.#id, keepsWork);
      if (factory === null) return;
      if (keepsWork) {
        if (this.#database)
          await emptyCache(this.#database).catch((error: unknown) => this.#itemsFailed(error));
        return;
      }
      // Another tab may keep the database from being deleted, but not from being emptied.
      const database = this.#database ?? (await this.#find());
      if (database) await emptyAll(database).catch(() => undefined);
      await this.#close(database);
      const gone = await deleteDatabase(this.#place(factory));
      if (!gone) report(this.#id, 'store-not-deleted');
    });
  }

  put(kind: Kind, item: StoredItem): Promise<void> {
    return this.#inTurn(async () => {
      checkItem(item.value);
      if (!(await this.#putOnDisk(kind, item))) await this.#memory.putItem(this.#id, kind, item);
    });
  }

  remove(kind: Kind, id: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#memory.dropItem(this.#id, kind, id);
      await this.#items?.drop(kind, id).catch((error: unknown) => this.#itemsFailed(error));
    });
  }

  /** What is on disk and, above it, what could only be kept in memory. */
  items(kind: Kind): Promise<readonly StoredItem[]> {
    return this.#inTurn(async () => {
      const found = await this.#items?.all(kind).catch((error: unknown) => {
        this.#itemsFailed(error);
        return null;
      });
      const items = new Map((found?.items ?? []).map((item) => [item.id, item]));
      for (const item of await this.#memory.items(this.#id, kind)) items.set(item.id, item);
      return [...items.values()];
    });
  }

  facts(): Promise<KeptFacts> {
    return this.#inTurn(async () => {
      const counted = await this.#mail?.count();
      const items = await this.#items?.all('outbox').catch(() => null);
      const drafts = await this.#items?.all('draft').catch(() => null);
      const inMemory = await this.#memory.facts(this.#id);
      return {
        onDisk: this.#mail !== null,
        ...(counted ?? { mailboxes: 0, bodies: 0, octets: 0 }),
        outbox: (items?.items.length ?? 0) + inMemory.outbox,
        drafts: (drafts?.items.length ?? 0) + inMemory.drafts,
        sealed: (items?.unread ?? 0) + (drafts?.unread ?? 0),
      };
    });
  }

  /** `before`: null for what seals now. */
  reseal(before: Sealer | null, now: Sealer): Promise<void> {
    return this.#inTurn(async () => {
      // What a kept account has on disk is not sealed.
      if (this.#kept === true) return;
      const open = this.#items;
      if (open) {
        this.#items = open.sealedBy(now);
        await this.#items.reseal(before, open).catch((error: unknown) => this.#itemsFailed(error));
        return;
      }
      const { factory } = this.#parts;
      if (factory && before) await resealClosed(this.#place(factory), before, now, this.#limits.items);
    });
  }

  async settled(): Promise<void> {
    await this.#settle();
    await this.#mail?.settled();
    // What failed just now may have begun to make the database anew.
    await this.#settle();
    await this.#turn;
  }

  /** One call about items after the other: sealing takes its time, and what was dropped must not come back. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      await this.#settle();
      return run();
    });
    this.#turn = done.then(nothing, nothing);
    return done;
  }

  /** Until nothing is being opened, made anew or deleted: one such step may begin another. */
  async #settle(): Promise<void> {
    for (let seen: Promise<void> | null = null; seen !== this.#ready;) {
      seen = this.#ready;
      await seen;
    }
  }

  #next(run: () => Promise<void>): Promise<void> {
    this.#ready = this.#ready.then(run);
    return this.#ready;
  }

  async #openAs(kept: boolean): Promise<void> {
    await this.#close();
    this.#kept = kept;
    const database = kept ? await this.#openDatabase() : null;
    if (database) this.#openMail(database);
    void this.#next(() => (kept ? this.#openKept(database) : this.#openSealed()));
  }

  async #openKept(database: Database | null): Promise<void> {
    if (!database || database !== this.#database) return;
    const items = new DiskItems(database, null, this.#limits.items);
    this.#items = items;
    if ((await this.#unread()) === 0) return;
    // An earlier session sealed them. Its key may have to come from a page first.
    const sealer = await this.#sealer();
    if (sealer) await items.convert(sealer).catch((error: unknown) => this.#itemsFailed(error));
    if ((await this.#unread()) > 0) this.#report('store-items-sealed');
  }

  /** Mail in memory; on disk only outbox and drafts, and nobody can read them there. */
  async #openSealed(): Promise<void> {
    const sealer = await this.#sealer();
    if (!sealer) return this.#openMemory();
    const database = await this.#openDatabase();
    if (!database) return;
    const items = new DiskItems(database, sealer, this.#limits.items);
    this.#items = items;
    await emptyCache(database).catch((error: unknown) => this.#itemsFailed(error));
    await items.convert(null).catch((error: unknown) => this.#itemsFailed(error));
    if ((await this.#unread()) > 0) this.#report('store-items-sealed');
  }

  /** Nothing may be on disk in clear, and nothing can be sealed: what an earlier session left comes into memory. */
  async #openMemory(): Promise<void> {
    this.#report('store-items-memory');
    const database = this.#parts.factory && (await this.#find());
    if (!database) return;
    const clear = new DiskItems(database, null, this.#limits.items);
    for (const kind of ['outbox', 'draft'] as const) {
      const found = await clear.all(kind).catch(() => null);
      for (const item of found?.items ?? []) {
        await this.#memory.putItem(this.#id, kind, item);
        await clear.drop(kind, item.id).catch(() => undefined);
      }
    }
    await emptyCache(database).catch(() => undefined);
    database.close();
  }

  #openMail(database: Database): void {
    const { now, setTimer } = this.#parts;
    this.#mail = new DiskMail({
      database,
      limits: this.#limits,
      now,
      setTimer,
      onEvicted: () => this.#report('store-evicted'),
      onTrouble: (kind) => {
        this.#mail = null;
        if (kind === 'damaged') void this.#next(() => this.#rebuild());
        if (kind !== 'full') return;
        this.#report('store-full');
        void this.#next(() => emptyCache(database).catch(() => undefined));
      },
    });
  }

  /** The cache is worth nothing, outbox and drafts everything: they are taken out, and put back into a new database. */
  async #rebuild(): Promise<void> {
    const { factory } = this.#parts;
    const damaged = this.#database;
    if (!damaged || factory === null || this.#kept === null) return;
    const items = await exportItems(damaged);
    const readable = await this.#readable();
    await this.#close();
    this.#rebuilds += 1;
    const gone = this.#rebuilds <= MAX_REBUILDS && (await deleteDatabase(this.#place(factory)));
    const database = gone ? await this.#openDatabase() : null;
    const isBack = database !== null && (await importItems(database, items).then(yes, no));
    if (isBack) {
      this.#items = new DiskItems(database, null, this.#limits.items);
      this.#openMail(database);
      this.#report('store-rebuilt');
      return;
    }
    for (const [kind, item] of readable) await this.#memory.putItem(this.#id, kind, item);
    this.#report('store-broken');
  }

  async #readable(): Promise<readonly (readonly [Kind, StoredItem])[]> {
    const kinds = ['outbox', 'draft'] as const;
    const found = await Promise.all(
      kinds.map(async (kind) => {
        const all = await this.#items?.all(kind).catch(() => null);
        return (all?.items ?? []).map((item) => [kind, item] as const);
      }),
    );
    return found.flat();
  }

  /** False when it can only be kept in memory. Rejects with StoreError. */
  async #putOnDisk(kind: Kind, item: StoredItem): Promise<boolean> {
    for (;;) {
      const items = this.#items;
      if (!items) return false;
      try {
        await items.put(kind, item);
        // An older state of it may have had to stay in memory.
        await this.#memory.dropItem(this.#id, kind, item.id);
        return true;
      } catch (error) {
        if (error instanceof StoreError) throw error;
        const isFull = kindOf(error) === 'quota';
        if (isFull && (await this.#mail?.makeRoom())) continue;
        this.#itemsFailed(error);
        return false;
      }
    }
  }

  #itemsFailed(error: unknown): void {
    if (kindOf(error) !== 'quota') this.#items = null;
    this.#report('store-items-memory');
  }

  /** Null where nothing can be sealed or opened now. */
  #sealer(): Promise<Sealer | null> {
    return this.#parts.sealer(this.#id).catch(() => null);
  }

  /** How many items are on disk that cannot be read. */
  async #unread(): Promise<number> {
    const kinds = ['outbox', 'draft'] as const;
    let unread = 0;
    for (const kind of kinds) unread += (await this.#items?.all(kind).catch(() => null))?.unread ?? 0;
    return unread;
  }

  async #close(database: Database | null = this.#database): Promise<void> {
    await this.#mail?.stop();
    database?.close();
    this.#database = null;
    this.#mail = null;
    this.#items = null;
    this.#release();
    this.#release = nothing;
  }

  async #openDatabase(): Promise<Database | null> {
    const { factory } = this.#parts;
    const opened: Opened =
      factory === null ? { ok: false, trouble: 'store-none' } : await this.#opened(factory, true);
    if (!opened.ok) this.#report(opened.trouble);
    this.#database = opened.ok ? opened.database : null;
    if (opened.ok) {
      const { database } = opened;
      this.#release = this.#parts.claim?.(databaseName(this.#id), () => this.#taken(database)) ?? nothing;
    }
    return this.#database;
  }

  /** The database, if there is one. */
  async #find(): Promise<Database | null> {
    const { factory } = this.#parts;
    const opened = factory && (await this.#opened(factory, false));
    return opened?.ok ? opened.database : null;
  }

  #opened(factory: IDBFactory, create: boolean): Promise<Opened> {
    const { schema } = this.#parts;
    return openDatabase({
      ...this.#place(factory),
      create,
      ...(schema === undefined ? {} : { schema }),
      onLost: (trouble) => this.#lost(trouble),
    });
  }

  /** Another version of the program, in another tab, has it now. */
  #taken(database: Database): void {
    if (this.#database !== database) return;
    database.close();
    this.#lost('store-newer');
  }

  /** Its connection is closed: another tab signed the account out or runs a newer version, or the disk failed. */
  #lost(trouble: StoreTrouble): void {
    if (this.#database === null) return;
    void this.#mail?.stop();
    this.#database = null;
    this.#mail = null;
    this.#items = null;
    this.#report(trouble);
  }

  #place(factory: IDBFactory) {
    const { setTimer } = this.#parts;
    return { factory, name: databaseName(this.#id), setTimer, waitMs: OPEN_MS };
  }

  #report(trouble: StoreTrouble): void {
    this.#parts.report(this.#id, trouble);
  }
}

const nothing = (): void => undefined;
const yes = (): boolean => true;
const no = (): boolean => false;
