/** Mailboxes of one account on disk: numbers, runs, flags and rows. Called one at a time; nothing is on disk until it is written. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import type { MessageRow } from '../mail/types';
import { headOfUid, NO_PAGES, pageIndex, placeRows, withoutEmpty } from './disk-pages';
import type { Gathered } from './gathered';
import { DECODED_PAGES, LOADED_MAILBOXES, MAX_VALIDITIES, type StoreLimits } from './limits';
import { flagsAt, hasRow, MarksEditor, NO_MARKS, type Marks } from './marks';
import { isKeepable, packPage, unpackPage, type RowHead } from './pages';
import { guardOf } from './memory-mailboxes';
import { Recent } from './recent';
import {
  readMailbox,
  readMarks,
  readTable,
  record,
  tableRecord,
  type MailboxRecord,
  type Table,
} from './records';
import { areEqual, indexOf, NO_RUNS, soundRuns, toRuns, toTable } from './runs';
import type { MailboxKey, MailboxSave, StoredMailbox } from './types';

interface Known {
  readonly id: number;
  record: MailboxRecord;
  /** Null until its table was read. */
  rows: Rows | null;
}

interface Rows {
  readonly table: Table;
  readonly marks: Marks;
}

const NO_ROWS: Rows = { table: { ...NO_RUNS, ...NO_PAGES }, marks: NO_MARKS };

/** Keys that begin so are gone: of structures only, or of bodies too. */
export type OnRemoved = (prefix: readonly number[], what: 'structures' | 'all') => void;

export class DiskMailboxes {
  readonly #gathered: Gathered;
  readonly #limits: StoreLimits;
  readonly #now: () => number;
  readonly #known = new Map<MailboxName, Known>();
  readonly #pages = new Recent<readonly RowHead[]>(DECODED_PAGES);
  /** Whose table is in memory, the one used longest ago first. */
  readonly #loaded = new Set<Known>();
  #nextId = 1;
  onRemoved: OnRemoved = () => undefined;

  constructor(gathered: Gathered, limits: StoreLimits, now: () => number) {
    this.#gathered = gathered;
    this.#limits = limits;
    this.#now = now;
  }

  /** Mailboxes whose rows are kept. */
  get count(): number {
    return [...this.#known.values()].filter(({ record: { numbers } }) => numbers !== null).length;
  }

  /** Reads the small records of all mailboxes; bad ones go, with all that is under them. */
  async load(): Promise<void> {
    for (const [key, value] of await this.#gathered.all('mailboxes')) {
      const id = Number(key[0]);
      const found = readMailbox(value);
      this.#nextId = Math.max(this.#nextId, id + 1);
      if (found && !this.#known.has(found.name))
        this.#known.set(found.name, { id, record: found, rows: null });
      else this.#removeAll(id);
    }
  }

  async save(key: MailboxKey, { numbers, runs, rows }: MailboxSave): Promise<void> {
    const known = this.#make(key.mailbox);
    if (known.record.numbers?.uidValidity !== key.uidValidity) this.#clearRows(known);
    const before = await this.#load(known);
    const table = toTable(soundRuns(runs, this.#limits.rows));
    const isSame = before !== NO_ROWS && areEqual(before.table.uids, table.uids);
    const editor = new MarksEditor(before.marks, before.table.uids, isSame ? before.table.uids : table.uids);
    // Rows stand for their heads: the flags in them are never looked at.
    const fresh: RowHead[] = [];
    for (const row of sorted(rows)) {
      const index = indexOf(table.uids, row.uid);
      if (index < 0) continue;
      if (!isKeepable(row)) editor.clear(index);
      else if (editor.set(index, row)) fresh.push(row);
    }
    const isLive = (uid: number): boolean => {
      const index = indexOf(table.uids, uid);
      return index >= 0 && editor.hasRow(index);
    };
    const indexes = [...new Set(fresh.map((head) => pageIndex(before.table, head.uid)))].filter(
      (at) => at >= 0,
    );
    const heads = await this.#read(
      known.id,
      indexes.map((at) => before.table.pages[at] ?? 0),
    );
    const old = new Map(indexes.map((at, i) => [at, heads[i] ?? null]));
    const placing = placeRows({ before: before.table, fresh, isLive, headsOf: (at) => old.get(at) ?? null });
    for (const [page, written] of placing.written) this.#putPage(known.id, page, written);
    const [directory, emptied] = isSame
      ? [placing.directory, []]
      : withoutEmpty(placing.directory, table.uids, (index) => editor.hasRow(index));
    for (const page of emptied) this.#removePage(known.id, page);
    const next: Rows = { table: { ...table, ...directory }, marks: editor.done() };
    if (!isSame || !areSameTables(before.table, next.table))
      this.#gathered.put('tables', [known.id], tableRecord(next.table));
    if (!isSame || rows.length > 0) this.#gathered.put('marks', [known.id], record(next.marks));
    known.rows = next;
    this.#put(known, { numbers: { ...numbers, uidValidity: key.uidValidity }, at: this.#now() });
  }

  async mailbox(name: MailboxName): Promise<StoredMailbox | null> {
    const known = this.#known.get(name);
    if (!known?.record.numbers) return null;
    const { table } = await this.#load(known);
    const { numbers } = known.record;
    // Its table was damaged, and all that lines up with it is gone.
    if (!numbers) return null;
    this.#put(known, { at: this.#now() });
    return { numbers, runs: toRuns(table) };
  }

  async rows(key: MailboxKey, uids: readonly Uid[]): Promise<readonly (MessageRow | undefined)[]> {
    const known = this.#known.get(key.mailbox);
    if (known?.record.numbers?.uidValidity !== key.uidValidity) return uids.map(() => undefined);
    const { table, marks } = await this.#load(known);
    const places = uids.map((uid) => {
      const index = indexOf(table.uids, uid);
      return index >= 0 && hasRow(marks, index) ? { index, page: table.pages[pageIndex(table, uid)] } : null;
    });
    const pages = [...new Set(places.flatMap((place) => place?.page ?? []))];
    const heads = await this.#read(known.id, pages);
    const byPage = new Map(pages.map((page, i) => [page, heads[i] ?? []]));
    return uids.map((uid, i) => {
      const place = places[i];
      const head = place?.page === undefined ? undefined : headOfUid(byPage.get(place.page) ?? [], uid);
      return place && head ? { ...head, ...flagsAt(marks, place.index) } : undefined;
    });
  }

  /** What tells one message from another that has its UID (L07); null where no row is kept. */
  async guard(key: MailboxKey, uid: Uid): Promise<string | null> {
    const [row] = await this.rows(key, [uid]);
    return row ? guardOf(row) : null;
  }

  rename(from: MailboxName, to: MailboxName): void {
    if (from === to) return;
    this.#forget(to);
    const known = this.#known.get(from);
    if (!known) return;
    this.#known.delete(from);
    this.#known.set(to, known);
    this.#put(known, { name: to });
  }

  keepOnly({ mailbox, uidValidity }: MailboxKey): void {
    const known = this.#known.get(mailbox);
    if (!known) return;
    const { numbers, validities } = known.record;
    if (numbers && numbers.uidValidity !== uidValidity) this.#clearRows(known);
    if (validities.every((one) => one === uidValidity)) return;
    for (const one of validities) if (one !== uidValidity) this.#removeMessages(known.id, one);
    this.#put(known, { validities: validities.filter((one) => one === uidValidity) });
  }

  /** What keys of bodies and structures begin with; null when there is nothing of it. */
  idOf({ mailbox, uidValidity }: MailboxKey): number | null {
    const known = this.#known.get(mailbox);
    return known?.record.validities.includes(uidValidity) ? known.id : null;
  }

  /** The same, for something that is about to be kept. */
  idFor({ mailbox, uidValidity }: MailboxKey): number {
    const known = this.#make(mailbox);
    const { validities } = known.record;
    if (validities.includes(uidValidity)) return known.id;
    const kept = [...validities, uidValidity];
    for (const old of kept.splice(0, kept.length - MAX_VALIDITIES)) this.#removeMessages(known.id, old);
    this.#put(known, { validities: kept });
    return known.id;
  }

  /** Rows and structures of the mailbox opened longest ago go, never those of the newest; false when there is no other. */
  evictOldest(): boolean {
    const kept = [...this.#known.values()].filter((one) => one.record.numbers !== null);
    const [oldest] = kept.toSorted((a, b) => a.record.at - b.record.at);
    if (!oldest || kept.length < 2) return false;
    this.#clearRows(oldest);
    this.#gathered.removeUnder('structures', [oldest.id]);
    this.onRemoved([oldest.id], 'structures');
    return true;
  }

  #make(name: MailboxName): Known {
    const found = this.#known.get(name);
    if (found) return found;
    if (this.#known.size >= this.#limits.mailboxes) {
      const [oldest] = [...this.#known.values()].toSorted((a, b) => a.record.at - b.record.at);
      if (oldest) this.#forget(oldest.record.name);
    }
    const known: Known = {
      id: this.#nextId,
      record: record({ name, numbers: null, at: this.#now(), validities: [] }),
      rows: NO_ROWS,
    };
    this.#nextId += 1;
    this.#known.set(name, known);
    return known;
  }

  #put(known: Known, change: Partial<Omit<MailboxRecord, 'v'>>): void {
    known.record = { ...known.record, ...change };
    this.#gathered.put('mailboxes', [known.id], known.record);
  }

  #forget(name: MailboxName): void {
    const known = this.#known.get(name);
    if (!known) return;
    this.#known.delete(name);
    this.#loaded.delete(known);
    this.#removeAll(known.id);
  }

  #removeAll(id: number): void {
    for (const store of ['mailboxes', 'tables', 'marks', 'pages', 'structures', 'bodies'] as const)
      this.#gathered.removeUnder(store, [id]);
    this.#pages.clear();
    this.onRemoved([id], 'all');
  }

  #removeMessages(id: number, validity: UidValidity): void {
    this.#gathered.removeUnder('structures', [id, validity]);
    this.#gathered.removeUnder('bodies', [id, validity]);
    this.onRemoved([id, validity], 'all');
  }

  #clearRows(known: Known): void {
    known.rows = NO_ROWS;
    for (const store of ['tables', 'marks', 'pages'] as const) this.#gathered.removeUnder(store, [known.id]);
    this.#pages.clear();
    if (known.record.numbers !== null) this.#put(known, { numbers: null });
  }

  async #load(known: Known): Promise<Rows> {
    this.#loaded.delete(known);
    this.#loaded.add(known);
    for (const oldest of this.#loaded) {
      if (this.#loaded.size <= LOADED_MAILBOXES) break;
      // What it had is on disk, or gathered.
      if (oldest.record.numbers !== null) oldest.rows = null;
      this.#loaded.delete(oldest);
    }
    if (known.rows !== null) return known.rows;
    const [first, second] = await this.#gathered.get([
      ['tables', [known.id]],
      ['marks', [known.id]],
    ]);
    const table = readTable(first);
    const marks = table && readMarks(second, table.uids.length);
    if (table && marks) known.rows = { table, marks };
    else this.#clearRows(known);
    return known.rows ?? NO_ROWS;
  }

  /** Null for a page that is missing or damaged. */
  async #read(id: number, pages: readonly number[]): Promise<readonly (readonly RowHead[] | null)[]> {
    const read = new Map(pages.map((page) => [page, this.#pages.get(`${id} ${page}`) ?? null]));
    const missing = pages.filter((page) => read.get(page) === null);
    if (missing.length > 0) {
      const values = await this.#gathered.get(missing.map((page) => ['pages', [id, page]]));
      missing.forEach((page, i) => {
        const heads = unpackPage(values[i]);
        read.set(page, heads);
        if (heads) this.#pages.set(`${id} ${page}`, heads);
      });
    }
    return pages.map((page) => read.get(page) ?? null);
  }

  #putPage(id: number, page: number, heads: readonly RowHead[]): void {
    if (heads.length === 0) {
      this.#removePage(id, page);
      return;
    }
    this.#gathered.put('pages', [id, page], packPage(heads));
    this.#pages.set(`${id} ${page}`, heads);
  }

  #removePage(id: number, page: number): void {
    this.#gathered.remove('pages', [id, page]);
    this.#pages.delete(`${id} ${page}`);
  }
}

/** Ascending, each UID once, the last one said. */
function sorted(rows: readonly MessageRow[]): readonly MessageRow[] {
  const isSorted = rows.every((row, i) => i === 0 || row.uid > (rows[i - 1]?.uid ?? 0));
  if (isSorted) return rows;
  return [...new Map(rows.map((row) => [row.uid, row])).values()].sort((a, b) => a.uid - b.uid);
}

const areSameTables = (a: Table, b: Table): boolean =>
  (['uids', 'starts', 'lengths', 'firsts', 'pages'] as const).every((name) => areEqual(a[name], b[name]));
