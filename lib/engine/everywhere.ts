/**
 * One tab's search in all folders. The index of words answers at once; then the server is asked folder by folder, over a connection
 * nobody looks through, or about all of them in one command where it can (MULTISEARCH). What it says of a folder replaces what was
 * known here.
 */
import { toUid, type MailboxName, type Uid, type UidValidity } from '../imap/types';
import {
  rowFromFetch,
  type EverywhereState,
  type Folder,
  type FolderHits,
  type MessageRow,
  type SearchNode,
} from '../mail';
import type { Finding, Lookup } from '../session/lookup';
import { MAX_FOLDER_HITS } from './limits';
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
  readonly #answered = new Set<MailboxName>();
  readonly #failed: MailboxName[] = [];
  #finding: Finding | null = null;
  #here: readonly FolderHere[] = [];
  #how: 'asking' | 'offline' | 'stopped' | 'whole' = 'asking';
  #ended = false;
  #asks = 0;

  constructor(search: SearchNode, host: EverywhereHost) {
    this.#search = search;
    this.#host = host;
    this.#left = foldersToSearch(host.folders());
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

  /** There is a connection again. */
  live(): void {
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
        if (!this.#answered.has(mailbox)) this.#tell({ mailbox, uidValidity, rows, count: rows.length });
      if (this.#how !== 'whole') this.#tellProgress(this.#how);
    });
  }

  async #ask(): Promise<void> {
    const ask = ++this.#asks;
    const isOver = (): boolean => this.#ended || ask !== this.#asks;
    for (let mailbox = this.#left[0]; mailbox !== undefined; mailbox = this.#left[0]) {
      const outcome = await this.#askFolder(mailbox, isOver);
      if (isOver()) return;
      if (outcome === 'offline') return this.#tellProgress('offline');
      this.#left.shift();
      if (outcome === 'failed') this.#failed.push(mailbox);
      this.#tellProgress('asking');
    }
    this.#how = 'whole';
    this.#host.tell(null, { kind: 'whole', failed: this.#failed });
  }

  async #askFolder(mailbox: MailboxName, isOver: () => boolean): Promise<'done' | 'failed' | 'offline'> {
    const view = { search: this.#search, order: 'newest' } as const;
    const finding = this.#host.lookup().find(mailbox, { view, from: 0 }, () => undefined, { aside: true });
    this.#finding = finding;
    const result = await finding.result;
    this.#finding = null;
    if (isOver()) return 'done';
    if (!result.ok) return result.error.code === 'offline' ? 'offline' : 'failed';
    if (result.value === null) return 'failed';
    const { uidValidity, uids } = result.value;
    const newest = Array.from(uids.subarray(0, MAX_FOLDER_HITS), toUid);
    const rows = new Map(this.#host.rowsOf(mailbox, uidValidity, newest).map((row) => [row.uid, row]));
    const absent = newest.filter((uid) => !rows.has(uid));
    if (absent.length > 0) {
      const read = await this.#host.lookup().rows({ mailbox, uidValidity }, absent, { aside: true });
      if (isOver()) return 'done';
      if (!read.ok) return read.error.code === 'offline' ? 'offline' : 'failed';
      for (const items of read.value) {
        const row = rowFromFetch(items);
        if (row) rows.set(row.uid, row);
      }
    }
    this.#answered.add(mailbox);
    const found = newest.flatMap((uid) => rows.get(uid) ?? []);
    this.#tell({ mailbox, uidValidity, rows: found, count: Math.max(uids.length, found.length) });
    return 'done';
  }

  #tell(hits: FolderHits): void {
    if (!this.#ended && this.#how !== 'whole') this.#host.tell(hits, this.#progress(this.#how));
  }

  #tellProgress(how: 'asking' | 'offline' | 'stopped'): void {
    if (this.#ended) return;
    this.#how = how;
    this.#host.tell(null, this.#progress(how));
  }

  #progress(how: 'asking' | 'offline' | 'stopped'): EverywhereState {
    const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
    const of = sum(this.#host.folders().map(({ total }) => total ?? 0));
    const here = Math.min(of, sum(this.#here.map((one) => one.here)));
    const texts = Math.min(here, sum(this.#here.map((one) => one.texts)));
    const progress = { done: this.#folders - this.#left.length, folders: this.#folders, here, texts, of };
    return how === 'asking' ? { kind: 'asking', ...progress } : { kind: 'partly', why: how, ...progress };
  }
}

/** Where every message lies in one folder too, that one stands for the others; what is thrown away comes last. */
function foldersToSearch(folders: readonly Folder[]): MailboxName[] {
  const able = folders.filter(({ selectable, total }) => selectable && total !== 0);
  const last = (folder: Folder): boolean => folder.role === 'trash' || folder.role === 'junk';
  const all = able.filter(({ role }) => role === 'all');
  const first = all.length > 0 ? all : able.filter((folder) => !last(folder));
  return [...first, ...able.filter(last)].map(({ name }) => name);
}
