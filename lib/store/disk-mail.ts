/**
 * The mail of one account on disk. Calls are done one after the other, in their order; writes are gathered in memory and go to disk
 * together after a short while. Whatever goes wrong costs the cache, never the caller: what cannot be read is not there.
 */
import type { Database, SetTimer } from './database';
import { DiskMailboxes } from './disk-mailboxes';
import { DiskMessages } from './disk-messages';
import { Gathered } from './gathered';
import { EVICT_TO, GATHER_MS, type StoreLimits } from './limits';
import { readFolders, record } from './records';
import { kindOf } from './trouble';
import type { KeptFacts, Store } from './types';

/** A store's calls about mail, of one account. */
export type MailStore = Omit<
  Store,
  'openAccount' | 'dropAccount' | 'putItem' | 'dropItem' | 'items' | 'facts' | 'reseal' | 'settled'
>;

export interface DiskMailParts {
  readonly database: Database;
  readonly limits: StoreLimits;
  readonly now: () => number;
  readonly setTimer: SetTimer;
  /** Something went because the disk is full. */
  readonly onEvicted: () => void;
  /** This account's disk is of no use any more; called once. */
  readonly onTrouble: (kind: 'full' | 'closed' | 'damaged') => void;
}

type Counted = Pick<KeptFacts, 'mailboxes' | 'bodies' | 'octets'>;
const NOTHING: Counted = { mailboxes: 0, bodies: 0, octets: 0 };

export class DiskMail implements MailStore {
  readonly #parts: DiskMailParts;
  readonly #gathered: Gathered;
  readonly #mailboxes: DiskMailboxes;
  readonly #messages: DiskMessages;
  #tail: Promise<unknown>;
  #cancelTimer: (() => void) | null = null;
  #isOver = false;
  /** Bodies were evicted since the last write that succeeded. */
  #madeRoom = 0;

  constructor(parts: DiskMailParts) {
    this.#parts = parts;
    this.#gathered = new Gathered(parts.database);
    this.#mailboxes = new DiskMailboxes(this.#gathered, parts.limits, parts.now);
    this.#messages = new DiskMessages(this.#gathered, this.#mailboxes, parts.limits, parts.now);
    this.#tail = this.#guarded(() => this.#mailboxes.load(), undefined);
  }

  saveFolders: MailStore['saveFolders'] = (_account, folders) =>
    this.#write(() => {
      this.#gathered.put('about', ['folders'], record(folders));
      return Promise.resolve();
    });

  folders: MailStore['folders'] = () =>
    this.#read(async () => {
      const [value] = await this.#gathered.get([['about', ['folders']]]);
      const known = readFolders(value);
      return known && { entries: known.entries, statuses: known.statuses };
    }, null);

  saveMailbox: MailStore['saveMailbox'] = (key, save) => this.#write(() => this.#mailboxes.save(key, save));

  mailbox: MailStore['mailbox'] = (_account, mailbox) =>
    this.#read(() => this.#mailboxes.mailbox(mailbox), null);

  rows: MailStore['rows'] = (key, uids) =>
    this.#read(
      () => this.#mailboxes.rows(key, uids),
      uids.map(() => undefined),
    );

  renameMailbox: MailStore['renameMailbox'] = (_account, from, to) =>
    this.#write(() => {
      this.#mailboxes.rename(from, to);
      return Promise.resolve();
    });

  putStructures: MailStore['putStructures'] = (key, structures) =>
    this.#write(() => this.#messages.putStructures(key, structures));

  structure: MailStore['structure'] = (key, uid) =>
    this.#read(() => this.#messages.structure(key, uid), undefined);

  putDetail: MailStore['putDetail'] = (key, detail, formatted, emailId) =>
    this.#write(() => this.#messages.putDetail(key, detail, formatted, emailId));

  detail: MailStore['detail'] = (key, uid, formatted, emailId) =>
    this.#read(() => this.#messages.detail(key, uid, formatted, emailId), undefined);

  hasDetail: MailStore['hasDetail'] = (key, uid, emailId) =>
    this.#read(() => this.#messages.hasDetail(key, uid, emailId), false);

  details: MailStore['details'] = (key) => this.#read(() => this.#messages.details(key), []);

  drop: MailStore['drop'] = (key, uids) => this.#write(() => this.#messages.drop(key, uids));

  keepOnly: MailStore['keepOnly'] = (key) =>
    this.#write(() => {
      this.#mailboxes.keepOnly(key);
      return Promise.resolve();
    });

  /** How much of it there is. */
  count(): Promise<Counted> {
    return this.#read(
      async () => ({ mailboxes: this.#mailboxes.count, ...(await this.#messages.count()) }),
      NOTHING,
    );
  }

  /** Resolves when every write made before is on disk, or has failed. */
  async settled(): Promise<void> {
    await this.#read(() => this.#flush(), undefined);
  }

  /** Evicts something that can be had again; false when there is nothing left. For outbox and drafts, which have the right of way. */
  makeRoom(): Promise<boolean> {
    return this.#read(() => this.#makeRoom(), false);
  }

  /** Nothing is written after this; what is gathered is forgotten. Resolves when what had begun is over. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#gathered.forget();
    await this.#tail;
  }

  #write(run: () => Promise<void>): void {
    void this.#read(run, undefined);
  }

  #read<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    const done = this.#tail.then(() => this.#guarded(run, otherwise));
    this.#tail = done;
    return done;
  }

  async #guarded<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.#isOver) return otherwise;
    try {
      const value = await run();
      if (!this.#gathered.isEmpty) this.#gather();
      return value;
    } catch (error) {
      this.#fail(error);
      return otherwise;
    }
  }

  #gather(): void {
    this.#cancelTimer ??= this.#parts.setTimer(GATHER_MS, () => void this.settled());
  }

  async #flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    for (;;) {
      this.#messages.gather();
      try {
        await this.#gathered.write();
        this.#madeRoom = 0;
        return;
      } catch (error) {
        if (kindOf(error) !== 'quota' || !(await this.#makeRoom())) throw error;
      }
    }
  }

  /** Bodies first, down to 80 %; then rows of the mailboxes opened longest ago; then the rest of the bodies. */
  async #makeRoom(): Promise<boolean> {
    this.#madeRoom += 1;
    const isDone =
      (this.#madeRoom === 1 && (await this.#messages.evictTo(EVICT_TO))) ||
      this.#mailboxes.evictOldest() ||
      (await this.#messages.evictTo(0));
    if (!isDone) return false;
    await this.#gathered.writeRemovals();
    this.#parts.onEvicted();
    return true;
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#gathered.forget();
    const kind = kindOf(error);
    this.#parts.onTrouble(kind === 'quota' ? 'full' : kind === 'closed' ? 'closed' : 'damaged');
  }
}
