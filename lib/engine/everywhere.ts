/**
 * One tab's search in all folders. The index of words answers at once; then the server is asked folder by folder, over a connection
 * nobody looks through, or about all of them in one command where it can (MULTISEARCH). What it says of a folder replaces what was
 * known here.
 */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import {
  edgeOf,
  rowFromFetch,
  type ChosenIn,
  type EverywhereState,
  type Folder,
  type FolderHits,
  type MessageRow,
  type Op,
  type SearchNode,
} from '../mail';
import type { Finding, FoundIn, Lookup } from '../session/lookup';
import { FolderFound } from './folder-found';
import { FIRST_ROWS, FOLDER_HITS, MAX_FOUND_ROWS } from './limits';
import type { FoundHere } from './text-index/search-here';

export interface EverywhereHost {
  readonly lookup: () => Lookup;
  readonly folders: () => readonly Folder[];
  /** What the index of words knows, folder by folder; null: nothing. */
  readonly here: (search: SearchNode, isOver: () => boolean) => Promise<readonly FolderHere[] | null>;
  /** Rows that are known of an open folder. */
  readonly rowsOf: (
    mailbox: MailboxName,
    uidValidity: UidValidity,
    uids: readonly Uid[],
  ) => readonly MessageRow[];
  /** Folders that are empty by their counters are asked too. */
  readonly withEmpty: boolean;
  readonly tell: (hits: FolderHits | null, state: EverywhereState) => void;
}

export interface FolderHere extends FoundHere {
  readonly mailbox: MailboxName;
}

export class Everywhere {
  readonly #search: SearchNode;
  readonly #host: EverywhereHost;
  readonly #left: MailboxName[];
  readonly #folders: number;
  /** Folders the server has answered for. */
  readonly #found = new Map<MailboxName, FolderFound>();
  readonly #failed: MailboxName[] = [];
  /** What the server found in all of them at once; null: it was not asked so, or could not say. */
  #together: ReadonlyMap<MailboxName, FoundIn> | null = null;
  /** Times it may be asked so: a connection may end on the way, and should not a third time. */
  #tries = 2;
  #finding: Pick<Finding, 'cancel'> | null = null;
  #here: readonly FolderHere[] = [];
  #how: 'asking' | 'offline' | 'stopped' | 'whole' = 'asking';
  #ended = false;
  #asks = 0;
  /** So many rows somebody may see soon. */
  #wanted = FIRST_ROWS;
  #reading = false;

  constructor(search: SearchNode, host: EverywhereHost) {
    this.#search = search;
    this.#host = host;
    this.#left = foldersToSearch(host.folders(), host.withEmpty);
    this.#folders = this.#left.length;
  }

  start(): void {
    this.#tellProgress('asking');
    this.grew();
    void this.#ask();
  }

  /** Nothing is told any more. */
  end(): void {
    this.#ended = true;
    this.#finding?.cancel();
  }

  /** The person has seen enough: what was found stays. */
  stop(): void {
    if (this.#how !== 'asking') return;
    this.#asks += 1;
    this.#finding?.cancel();
    this.#tellProgress('stopped');
  }

  /** So many rows may be on screen soon, from the newest on. */
  want(rows: number): void {
    this.#wanted = Math.min(Math.max(this.#wanted, rows), MAX_FOUND_ROWS);
    void this.#more();
  }

  /** All that the server found, folder by folder. */
  choose(): readonly ChosenIn[] {
    return [...this.#found.values()].map((folder) => folder.chosen()).filter(({ count }) => count > 0);
  }

  /** An op of our own was done: what was found may lie elsewhere now. */
  done({ mailbox, uidValidity, uids, action }: Op): void {
    const folder = this.#found.get(mailbox);
    if (action.kind !== 'flag' && folder?.uidValidity === uidValidity) folder.left(uids);
  }

  /** There is a connection again. */
  live(): void {
    void this.#more();
    if (this.#how !== 'offline') return;
    this.#tellProgress('asking');
    void this.#ask();
  }

  /** The index of words knows more than before. */
  grew(): void {
    const isOver = (): boolean => this.#ended || this.#how === 'whole';
    if (isOver()) return;
    void this.#host.here(this.#search, isOver).then((found) => {
      if (found === null || isOver()) return;
      this.#here = found;
      for (const { mailbox, uidValidity, rows } of found)
        if (!this.#found.has(mailbox))
          this.#tell({ mailbox, uidValidity, from: 0, rows, count: rows.length });
      this.#host.tell(null, this.#state());
    });
  }

  async #ask(): Promise<void> {
    const ask = ++this.#asks;
    const isOver = (): boolean => this.#ended || ask !== this.#asks;
    await this.#askTogether();
    if (isOver()) return;
    for (let mailbox = this.#left[0]; mailbox !== undefined; mailbox = this.#left[0]) {
      const outcome = await this.#askFolder(mailbox, isOver);
      if (isOver()) return;
      if (outcome === 'offline') return this.#tellProgress('offline');
      this.#left.shift();
      if (outcome === 'failed') this.#failed.push(mailbox);
      this.#tellProgress('asking');
    }
    this.#how = 'whole';
    this.#host.tell(null, this.#state());
    void this.#more();
  }

  /** One question about all that are left, where the server takes it. Whatever it does not surely answer is asked folder by folder. */
  async #askTogether(): Promise<void> {
    if (this.#together !== null || this.#left.length < 2 || this.#tries === 0) return;
    this.#tries -= 1;
    const finding = this.#host.lookup().findEverywhere(this.#left, this.#search);
    this.#finding = finding;
    const result = await finding.result;
    if (this.#finding === finding) this.#finding = null;
    if (!result.ok) return;
    this.#together = result.value;
    if (result.value === null) this.#tries = 0;
  }

  async #askFolder(mailbox: MailboxName, isOver: () => boolean): Promise<'done' | 'failed' | 'offline'> {
    const known = this.#together?.get(mailbox);
    if (this.#together !== null && known === undefined) {
      this.#tell({ mailbox, uidValidity: NO_VALIDITY, from: 0, rows: [], count: 0 });
      return 'done';
    }
    if (known !== undefined) {
      const read = await this.#readFirst(mailbox, known, isOver);
      // The folder was made anew since: what it has now is asked of itself.
      if (read !== 'failed' || isOver()) return read;
    }
    const view = { search: this.#search, order: 'newest' } as const;
    const finding = this.#host.lookup().find(mailbox, { view, from: 0 }, () => undefined, { aside: true });
    this.#finding = finding;
    const result = await finding.result;
    this.#finding = null;
    if (isOver()) return 'done';
    if (!result.ok) return result.error.code === 'offline' ? 'offline' : 'failed';
    if (result.value === null) return 'failed';
    return this.#readFirst(mailbox, result.value, isOver);
  }

  /** The newest rows of a folder, and those that are known here as far as they follow. */
  async #readFirst(
    mailbox: MailboxName,
    found: FoundIn,
    isOver: () => boolean,
  ): Promise<'done' | 'failed' | 'offline'> {
    const folder = new FolderFound(mailbox, found);
    const known = this.#known(folder, folder.next(MAX_FOUND_ROWS));
    const follow = folder.next(MAX_FOUND_ROWS).findIndex((uid) => !known.has(uid));
    const outcome = await this.#read(folder, follow < 0 ? MAX_FOUND_ROWS : Math.max(FOLDER_HITS, follow));
    if (outcome !== 'done' || isOver()) return outcome;
    this.#found.set(mailbox, folder);
    this.#tell(folder.hits());
    return 'done';
  }

  async #read(folder: FolderFound, most: number): Promise<'done' | 'failed' | 'offline'> {
    const { mailbox, uidValidity } = folder;
    const next = folder.next(most);
    const rows = this.#known(folder, next);
    const absent = next.filter((uid) => !rows.has(uid));
    for (let at = 0; at < absent.length; at += FOLDER_HITS) {
      const uids = absent.slice(at, at + FOLDER_HITS);
      const read = await this.#host.lookup().rows({ mailbox, uidValidity }, uids, { aside: true });
      if (this.#ended) return 'done';
      if (!read.ok) return read.error.code === 'offline' ? 'offline' : 'failed';
      for (const items of read.value) {
        const row = rowFromFetch(items);
        if (row) rows.set(row.uid, row);
      }
    }
    folder.add(next, rows);
    return 'done';
  }

  /** Rows that need not be asked for. */
  #known({ mailbox, uidValidity }: FolderFound, uids: readonly Uid[]): Map<Uid, MessageRow> {
    const wanted = new Set(uids);
    const here = this.#here.find((one) => one.mailbox === mailbox && one.uidValidity === uidValidity);
    const kept = here?.rows.filter(({ uid }) => wanted.has(uid)) ?? [];
    return new Map([...kept, ...this.#host.rowsOf(mailbox, uidValidity, uids)].map((row) => [row.uid, row]));
  }

  /** Reads on, folder by folder, until as many rows as are wanted stand where they belong. */
  async #more(): Promise<void> {
    if (this.#reading || this.#ended) return;
    this.#reading = true;
    for (let folder = this.#next(); folder !== null; folder = this.#next()) {
      const outcome = await this.#read(folder, FOLDER_HITS);
      if (this.#ended || outcome === 'offline') break;
      if (outcome === 'failed') {
        folder.cut();
        this.#failed.push(folder.mailbox);
      }
      this.#tell(folder.hits());
    }
    this.#reading = false;
  }

  /** The folder whose next messages come next of all; null: there is enough. */
  #next(): FolderFound | null {
    const folders = [...this.#found.values()];
    const empty = folders.find(({ rows, hasMore }) => hasMore && rows.length === 0);
    if (empty !== undefined) return empty;
    const edge = edgeOf(folders);
    const rows = folders.flatMap((folder) => folder.rows);
    if (edge === -Infinity || rows.length >= MAX_FOUND_ROWS) return null;
    if (rows.filter(({ date }) => date >= edge).length >= this.#wanted) return null;
    return folders.find((folder) => folder.hasMore && folder.rows.at(-1)?.date === edge) ?? null;
  }

  #tell(hits: FolderHits): void {
    if (!this.#ended) this.#host.tell(hits, this.#state());
  }

  #tellProgress(how: 'asking' | 'offline' | 'stopped'): void {
    if (this.#ended) return;
    this.#how = how;
    this.#host.tell(null, this.#state());
  }

  #state(): EverywhereState {
    const how = this.#how;
    if (how === 'whole') return { kind: 'whole', failed: [...this.#failed] };
    const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
    const of = sum(this.#host.folders().map(({ total }) => total ?? 0));
    const here = Math.min(of, sum(this.#here.map((one) => one.here)));
    const texts = Math.min(here, sum(this.#here.map((one) => one.texts)));
    const progress = { done: this.#folders - this.#left.length, folders: this.#folders, here, texts, of };
    return how === 'asking' ? { kind: 'asking', ...progress } : { kind: 'partly', why: how, ...progress };
  }
}

/** Where every message lies in one folder too, that one stands for the others; what is thrown away comes last. */
function foldersToSearch(folders: readonly Folder[], withEmpty: boolean): MailboxName[] {
  const able = folders.filter(({ selectable, total }) => selectable && (withEmpty || total !== 0));
  const last = (folder: Folder): boolean => folder.role === 'trash' || folder.role === 'junk';
  const all = able.filter(({ role }) => role === 'all');
  const first = all.length > 0 ? all : able.filter((folder) => !last(folder));
  return [...first, ...able.filter(last)].map(({ name }) => name);
}

/** Of a folder in which nothing was found. */
const NO_VALIDITY = 0 as UidValidity;
