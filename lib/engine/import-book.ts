/**
 * Imports written down as they go, beside waiting ops: a file cannot be kept, but which one it was, how many of its messages
 * are in, and since when the rest is uncertain can. Whoever comes after a cut is told, and goes on with the same file.
 *
 * The first mark is written before anything is sent; later ones follow when the one before is on the disk, so that what is
 * written may be behind what was done, never ahead. The run that goes on looks for what lies between.
 */
import * as v from 'valibot';
import { toMailboxName, type MailboxName } from '../imap/types';
import type { CutImport, ImportedFile, ImportResult, Result } from '../mail';
import type { AppendMark } from '../session/transfer';
import type { WorkBook } from '../session/work-book';
import type { ImportTally } from './import-files';
import { MAX_IMPORT_FILES } from './limits';

interface Journal extends CutImport {
  readonly mark: AppendMark | null;
  /** Messages gone through when that mark was made. */
  readonly since: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const keptImport = v.object({
  kind: v.literal('import'),
  version: v.literal(1),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  mailbox: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(10_000),
    v.transform((name) => toMailboxName(name)),
  ),
  files: v.pipe(
    v.array(v.object({ name: v.pipe(v.string(), v.maxLength(200)), size: count })),
    v.maxLength(MAX_IMPORT_FILES),
  ),
  total: count,
  handled: count,
  imported: count,
  failed: count,
  mark: v.nullable(
    v.object({
      uidValidity: v.nullable(
        v.pipe(
          count,
          v.transform((n) => n as NonNullable<AppendMark['uidValidity']>),
        ),
      ),
      uid: count,
    }),
  ),
  since: count,
});

/** Null: no import as this version writes it. */
function readImport(value: unknown): Journal | null {
  const parsed = v.safeParse(keptImport, value);
  if (!parsed.success) return null;
  const { kind: _kind, version: _version, ...journal } = parsed.output;
  return journal;
}

export interface ImportOrder {
  readonly id: string;
  readonly mailbox: MailboxName;
  readonly files: readonly ImportedFile[];
}

export class ImportBook {
  readonly #book: WorkBook;
  readonly #byId = new Map<string, Journal>();
  readonly #running = new Map<string, { readonly isWatched: () => boolean }>();
  #waiters: (() => void)[] = [];

  constructor(book: WorkBook) {
    this.#book = book;
  }

  /** What an earlier engine wrote down. */
  takeUp(items: readonly unknown[]): void {
    for (const item of items) {
      const journal = readImport(item);
      if (journal !== null && !this.#running.has(journal.id)) this.#byId.set(journal.id, journal);
    }
  }

  /**
   * Those that nobody goes on with and that got somewhere. One that still runs, of a page that is gone, may come to its end by
   * itself: that is awaited.
   */
  async cut(): Promise<readonly CutImport[]> {
    while ([...this.#running.values()].some(({ isWatched }) => !isWatched()))
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return [...this.#byId.values()]
      .filter(({ id, total }) => total > 0 && !this.#running.has(id))
      .map(({ mark: _mark, since: _since, ...cut }) => cut);
  }

  /** `isWatched`: the page that asked for it is there. */
  begin({ id, mailbox, files }: ImportOrder, isWatched: () => boolean): ImportRun {
    const known = this.#byId.get(id) ?? null;
    const run = new ImportRun(
      known ?? { id, mailbox, files, total: 0, handled: 0, imported: 0, failed: 0, mark: null, since: 0 },
      (journal) => {
        this.#byId.set(id, journal);
        return this.#book.put(keyOf(id), { kind: 'import', version: 1, ...journal });
      },
    );
    this.#running.set(id, { isWatched });
    return run;
  }

  /** It is over: what it left stays written down until somebody goes on with it, or puts it aside. */
  async end(run: ImportRun, result: Result<ImportResult> | null): Promise<void> {
    await run.written();
    this.#running.delete(run.id);
    const isWhole = result !== null && result.ok && result.value.handled === result.value.total;
    const isNothing = run.before.mark === null && run.mark === null;
    if (isWhole || isNothing) await this.forget(run.id);
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** Nobody will go on with it. One that runs stays written down. */
  async forget(id: string): Promise<void> {
    if (!this.#running.has(id) && this.#byId.delete(id)) await this.#book.drop(keyOf(id));
  }

  /** Folders are called otherwise now. */
  renamed(rename: (mailbox: MailboxName) => MailboxName): void {
    for (const [id, journal] of this.#byId) {
      const mailbox = rename(journal.mailbox);
      if (mailbox === journal.mailbox) continue;
      const moved = { ...journal, mailbox };
      this.#byId.set(id, moved);
      void this.#book.put(keyOf(id), { kind: 'import', version: 1, ...moved });
    }
  }
}

/** One run, from where the one before it was. */
export class ImportRun {
  readonly id: string;
  readonly before: Journal;
  readonly #put: (journal: Journal) => Promise<void>;
  #now: Journal;
  #writing: Promise<void> | null = null;
  #isDirty = false;

  constructor(before: Journal, put: (journal: Journal) => Promise<void>) {
    this.id = before.id;
    this.before = before;
    this.#now = before;
    this.#put = put;
  }

  get mark(): AppendMark | null {
    return this.#now.mark;
  }

  /** How many messages there are. */
  planned(total: number): void {
    this.#now = { ...this.#now, total };
  }

  /** Before the first message is sent. */
  async marked(mark: AppendMark): Promise<void> {
    this.#now = { ...this.#now, mark };
    await this.#put(this.#now);
  }

  /** `tally` counts what this run did, and goes through all that the one before went through. */
  note({ imported, handled, failed }: ImportTally, mark: AppendMark | null): void {
    const { before } = this;
    const isNew = mark?.uid !== this.#now.mark?.uid || mark?.uidValidity !== this.#now.mark?.uidValidity;
    this.#now = {
      ...this.#now,
      handled,
      imported: before.imported + imported,
      failed: before.failed + failed,
      mark,
      since: isNew ? handled : this.#now.since,
    };
    this.#isDirty = true;
    this.#writing ??= this.#write();
  }

  /** Resolves when everything noted is written down. */
  async written(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      await this.#put(this.#now);
    }
    this.#writing = null;
  }
}

const keyOf = (id: string): string => `import ${id}`;
