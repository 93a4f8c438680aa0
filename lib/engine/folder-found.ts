/** What the server found in one folder: every message by its UID, and the rows of the newest as far as somebody went down the list. */
import { toUid, type MailboxName, type Uid, type UidValidity } from '../imap/types';
import { numberSetOf } from '../imap/wire/numset';
import type { ChosenIn, FolderHits, MessageRow } from '../mail';
import type { FoundIn } from '../session/lookup';

export class FolderFound {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly #exact: boolean;
  /** Newest first. */
  #uids: Uint32Array;
  /** So many of them were read. */
  #read = 0;
  /** The server had no row of them, or they went elsewhere since. */
  readonly #gone = new Set<number>();
  #rows: MessageRow[] = [];
  /** Rows that were told of. */
  #told = 0;

  /** `uids` of the server's answer in descending order. */
  constructor(mailbox: MailboxName, { uidValidity, uids, exact }: FoundIn) {
    this.mailbox = mailbox;
    this.uidValidity = uidValidity;
    this.#uids = uids;
    this.#exact = exact;
  }

  get rows(): readonly MessageRow[] {
    return this.#rows;
  }

  /** As far as is known; rows that never came do not count. */
  get count(): number {
    return this.#rows.length + this.#uids.length - this.#read;
  }

  get hasMore(): boolean {
    return this.#read < this.#uids.length;
  }

  /** The messages that come next, newest first. */
  next(most: number): readonly Uid[] {
    return Array.from(this.#uids.subarray(this.#read, this.#read + most), toUid);
  }

  /** What there is of the messages that came next. */
  add(asked: readonly Uid[], rows: ReadonlyMap<Uid, MessageRow>): void {
    this.#read += asked.length;
    for (const uid of asked) {
      const row = rows.get(uid);
      if (row === undefined) this.#gone.add(uid);
      else this.#rows.push(row);
    }
  }

  /** The rest cannot be read. */
  cut(): void {
    this.#uids = this.#uids.slice(0, this.#read);
  }

  /** They lie elsewhere from now on. */
  left(uids: readonly Uid[]): void {
    for (const uid of uids) this.#gone.add(uid);
  }

  /** Rows that were not told of, and how many there are in all. */
  hits(): FolderHits {
    const { mailbox, uidValidity, count } = this;
    const from = this.#told;
    this.#told = this.#rows.length;
    return { mailbox, uidValidity, from, rows: this.#rows.slice(from), count };
  }

  /** All of it, read or not. */
  chosen(): ChosenIn {
    const uids = this.#uids.filter((uid) => !this.#gone.has(uid));
    const { mailbox, uidValidity } = this;
    return { mailbox, uidValidity, uids: numberSetOf(uids), count: uids.length, exact: this.#exact };
  }
}
