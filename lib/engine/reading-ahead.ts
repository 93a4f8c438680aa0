/**
 * Reads ahead for one account, while somebody looks and nobody waits: the newest rows of the folders people use, then the texts of their
 * unread messages, so that both are there when they are opened.
 *
 * What the store has is never asked for again, so it goes on where it stopped, after a reload too. It waits whenever somebody does
 * something, stays within a quota, and leaves a server alone that refuses any of it (docs/adr/0035).
 */
import type { BodyStructure, MailboxName, MailboxStatus, Uid } from '../imap/types';
import {
  foldersAhead,
  isWorthReading,
  type AppError,
  type ErrorCode,
  type Folder,
  type Mailbox,
  type MessageDetail,
} from '../mail';
import type { AheadWork } from '../session/reading-ahead';
import type { PictureNumbers } from '../session/types';
import type { MailboxKey, Store } from '../store';
import {
  AHEAD_MESSAGE_OCTETS,
  AHEAD_NEXT_MS,
  AHEAD_OCTETS,
  AHEAD_PACE_MS,
  AHEAD_PERIOD_MS,
  AHEAD_QUIET_MS,
  AHEAD_REFUSED_MS,
  AHEAD_ROWS,
} from './limits';

export interface ReadingAheadHost {
  /** Somebody looks, wants it, and no data is to be saved. */
  readonly isWanted: () => boolean;
  /** Whether the browser has room left. */
  readonly hasRoom: () => Promise<boolean>;
  readonly work: () => AheadWork;
  readonly store: Store;
  readonly folders: () => readonly Folder[];
  /** Folders that were looked at, the latest first. */
  readonly recent: () => readonly MailboxName[];
  readonly isWatched: (mailbox: MailboxName) => boolean;
  /** What the model has is the server's; null: nothing of it is known, or not now. */
  readonly agreed: (mailbox: MailboxName) => PictureNumbers | null;
  /** Gives a model what the store has of its mailbox. */
  readonly prepare: (mailbox: MailboxName) => Promise<void>;
  readonly model: (mailbox: MailboxName) => Mailbox | null;
  readonly keyOf: (mailbox: MailboxName) => MailboxKey | null;
  /** Keeps a message that was read. */
  readonly keep: (mailbox: MailboxName, key: MailboxKey, detail: MessageDetail) => void;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  readonly now: () => number;
  readonly log: (level: 'warn', text: string) => void;
}

interface Wish {
  readonly mailbox: MailboxName;
  readonly uid: Uid;
}

export class ReadingAhead {
  readonly #host: ReadingAheadHost;
  #cancel: (() => void) | null = null;
  #isRunning = false;
  #isOver = false;
  /** Not before this. */
  #after = 0;
  /** Something may be worth reading that was not before. */
  #isStale = true;
  /** What somebody who reads one after the other will open next. */
  #next: Wish[] = [];
  #folders: MailboxName[] = [];
  #wishes: Wish[] = [];
  /** The latest counters of each folder. */
  readonly #told = new Map<MailboxName, MailboxStatus>();
  /** Folders that were opened for their counters as they are: once more would say the same. */
  readonly #openedFor = new Map<MailboxName, string>();
  /** Messages that cannot be had, or are too long. */
  readonly #left = new Set<string>();
  /** What is being read just now. */
  #reading: { readonly name: string; readonly done: Promise<unknown> } | null = null;
  #spent = 0;
  #spentSince = -Infinity;

  constructor(host: ReadingAheadHost) {
    this.#host = host;
  }

  /** There may be something new to read. */
  wake(): void {
    this.#isStale = true;
    this.#schedule(AHEAD_QUIET_MS);
  }

  /** The server said how many messages a folder has. */
  told(mailbox: MailboxName, status: MailboxStatus): void {
    const before = this.#told.get(mailbox);
    const now = { ...before, ...status };
    this.#told.set(mailbox, now);
    if (before === undefined || keyOf(before) !== keyOf(now)) this.wake();
  }

  /** These are all the folders there are. */
  keepOnly(names: ReadonlySet<MailboxName>): void {
    for (const name of this.#told.keys()) if (!names.has(name)) this.#told.delete(name);
    this.wake();
  }

  /** Somebody did something: whatever follows from it goes first. */
  disturbed(): void {
    this.#after = Math.max(this.#after, this.#host.now() + AHEAD_QUIET_MS);
    this.#schedule(AHEAD_QUIET_MS);
  }

  /** Somebody reads a message: these come next. They wait for nothing but a free connection. */
  next(mailbox: MailboxName, uids: readonly Uid[]): void {
    this.#next = uids.map((uid) => ({ mailbox, uid }));
    this.#cancel?.();
    this.#cancel = null;
    this.#schedule(AHEAD_NEXT_MS);
  }

  /** Resolves when a message that is being read at this moment is kept, or could not be had; at once for any other. */
  async coming(mailbox: MailboxName, uid: Uid): Promise<void> {
    const key = this.#host.keyOf(mailbox);
    if (key !== null && this.#reading?.name === nameOf(key, uid)) await this.#reading.done;
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(ms: number): void {
    if (this.#isOver || this.#isRunning || this.#cancel !== null) return;
    this.#cancel = this.#host.setTimer(ms, () => {
      this.#cancel = null;
      this.#isRunning = true;
      this.#step()
        .catch((error: unknown) => {
          this.#host.log('warn', `reading ahead: ${error instanceof Error ? error.message : 'failed'}`);
          return AHEAD_REFUSED_MS;
        })
        .then(
          (wait) => {
            this.#isRunning = false;
            if (wait !== null) this.#schedule(wait);
          },
          () => undefined,
        );
    });
  }

  /** One small reading. Resolves to the wait before the next; null: until something happens. */
  async #step(): Promise<number | null> {
    const host = this.#host;
    const now = host.now();
    // Whoever looks again wakes it.
    if (!host.isWanted()) return null;
    const next = this.#next[0];
    if (next !== undefined) {
      if (!host.work().isFree) return AHEAD_NEXT_MS;
      this.#next = this.#next.slice(1);
      return this.#read(next, true);
    }
    if (now < this.#after) return this.#after - now;
    if (!host.work().isFree) return AHEAD_QUIET_MS;
    if (now - this.#spentSince > AHEAD_PERIOD_MS) {
      this.#spent = 0;
      this.#spentSince = now;
    }
    if (this.#spent >= AHEAD_OCTETS || !(await host.hasRoom())) return AHEAD_REFUSED_MS;
    if (this.#isStale) {
      this.#isStale = false;
      await this.#plan();
    }
    const folder = this.#folders.shift();
    if (folder !== undefined) return this.#open(folder);
    const wish = this.#wishes.shift();
    return wish === undefined ? null : this.#read(wish, false);
  }

  async #plan(): Promise<void> {
    const host = this.#host;
    const folders = foldersAhead(host.folders(), host.recent());
    this.#folders = [];
    for (const folder of folders) if (await this.#isOld(folder)) this.#folders.push(folder);
    this.#wishes = [];
    for (const folder of folders) await this.#wish(folder);
  }

  /** Whether what is known of a folder that nobody shows is not what its counters say. */
  async #isOld(mailbox: MailboxName): Promise<boolean> {
    const host = this.#host;
    const told = this.#told.get(mailbox);
    // Without counters nobody knows; they come by themselves.
    if (told?.messages === undefined || host.isWatched(mailbox)) return false;
    if (this.#openedFor.get(mailbox) === keyOf(told)) return false;
    await host.prepare(mailbox);
    const numbers = host.agreed(mailbox);
    return numbers === null || differs(numbers, told);
  }

  async #open(mailbox: MailboxName): Promise<number> {
    const host = this.#host;
    const told = this.#told.get(mailbox);
    const result = await host.work().open(mailbox);
    if (result === null) {
      this.#isStale = true;
      return AHEAD_QUIET_MS;
    }
    if (told !== undefined) this.#openedFor.set(mailbox, keyOf(told));
    if (!result.ok) return waitAfter(result.error);
    await this.#wish(mailbox);
    return AHEAD_PACE_MS;
  }

  /** Its unread messages that are not kept yet, the newest first. */
  async #wish(mailbox: MailboxName): Promise<void> {
    const host = this.#host;
    const rows = host.model(mailbox)?.list.slice(0, AHEAD_ROWS - 1) ?? [];
    const key = host.keyOf(mailbox);
    if (key === null) return;
    for (const row of rows) {
      if (row === null || !isWorthReading(row) || this.#left.has(nameOf(key, row.uid))) continue;
      if (this.#wishes.some((wish) => wish.mailbox === mailbox && wish.uid === row.uid)) continue;
      if (await host.store.hasDetail(key, row.uid, row.emailId)) continue;
      this.#wishes.push({ mailbox, uid: row.uid });
    }
  }

  async #read(wish: Wish, isNext: boolean): Promise<number> {
    const host = this.#host;
    const { mailbox, uid } = wish;
    const key = host.keyOf(mailbox);
    const row = host.model(mailbox)?.list.rowOf(uid);
    // It went, was read, or was opened, meanwhile.
    if (key === null || !row || (!isNext && !isWorthReading(row))) return 0;
    if (await host.store.hasDetail(key, uid, row.emailId)) return 0;
    const structure = await host.store.structure(key, uid);
    if (structure === undefined) return 0;
    const done = this.#readNow(wish, key, structure);
    this.#reading = { name: nameOf(key, uid), done };
    const wait = await done;
    this.#reading = null;
    return wait;
  }

  async #readNow(wish: Wish, key: MailboxKey, structure: BodyStructure): Promise<number> {
    const host = this.#host;
    const { mailbox, uid } = wish;
    const work = host.work();
    const result = await work.message(mailbox, uid, structure, AHEAD_MESSAGE_OCTETS);
    if (result === null && !work.isFree) {
      this.#wishes.unshift(wish);
      return AHEAD_QUIET_MS;
    }
    if (result?.ok !== true && result?.error.code !== 'offline') this.#leave(key, uid);
    if (result === null) return 0;
    if (!result.ok) return waitAfter(result.error);
    const { html, text, inlineParts } = result.value;
    this.#spent += (html?.length ?? 0) + (text?.length ?? 0);
    for (const { bytes } of inlineParts) this.#spent += bytes.length;
    if (host.keyOf(mailbox)?.uidValidity === key.uidValidity) host.keep(mailbox, key, result.value);
    return AHEAD_PACE_MS;
  }

  #leave(key: MailboxKey, uid: Uid): void {
    if (this.#left.size >= MAX_LEFT) this.#left.clear();
    this.#left.add(nameOf(key, uid));
  }
}

/** What a server says about it in words is a wish to be left alone, whatever else it is. */
const waitAfter = ({ code, serverText }: AppError): number =>
  (serverText === undefined ? LATER_CODES.get(code) : undefined) ?? AHEAD_REFUSED_MS;

/** The server refused nothing: the line went, or the message did. */
const LATER_CODES: ReadonlyMap<ErrorCode, number> = new Map<ErrorCode, number>([
  ['offline', AHEAD_QUIET_MS],
  ['message-missing', AHEAD_PACE_MS],
]);
/** Messages remembered as not to be had. */
const MAX_LEFT = 10_000;

const nameOf = ({ mailbox, uidValidity }: MailboxKey, uid: Uid): string =>
  `${mailbox}\0${uidValidity}\0${uid}`;

const keyOf = ({ uidValidity, uidNext, messages, highestModSeq }: MailboxStatus): string =>
  [uidValidity, uidNext, messages, highestModSeq].join(' ');

const differs = (numbers: PictureNumbers, told: MailboxStatus): boolean =>
  numbers.exists !== told.messages ||
  (told.uidValidity ?? numbers.uidValidity) !== numbers.uidValidity ||
  (told.uidNext ?? numbers.uidNext) !== numbers.uidNext;
