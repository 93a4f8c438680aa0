/** New mail of an inbox that no tab shows: counters tell that there is some, and then the messages are asked for. */
import { rowFromFetch, type MailboxName, type MessageRow, type Result, type Uid } from '../mail';
import type { FetchItems, MailboxStatus } from '../imap/types';

export interface UnwatchedInboxHost {
  readonly isWatched: (mailbox: MailboxName) => boolean;
  /** Somebody wants to hear of mail now. */
  readonly wanted: () => boolean;
  readonly read: (mailbox: MailboxName, from: Uid, next: Uid) => Promise<Result<readonly FetchItems[]>>;
  readonly arrived: (rows: readonly MessageRow[]) => void;
}

export class UnwatchedInbox {
  readonly #host: UnwatchedInboxHost;
  /** UIDs below it are old; null until the server told one. */
  #next: Uid | null = null;
  #validity: number | null = null;

  constructor(host: UnwatchedInboxHost) {
    this.#host = host;
  }

  status(mailbox: MailboxName, { uidNext, uidValidity }: MailboxStatus): void {
    if (mailbox !== 'INBOX' || uidNext === undefined) return;
    const isOther = uidValidity !== undefined && this.#validity !== null && uidValidity !== this.#validity;
    const from = isOther ? null : this.#next;
    this.#validity = uidValidity ?? this.#validity;
    this.#next = from === null || uidNext > from || isOther ? uidNext : from;
    if (from === null || uidNext <= from || this.#host.isWatched(mailbox) || !this.#host.wanted()) return;
    void this.#host.read(mailbox, from, uidNext).then((result) => {
      // What could not be read is not told of; the counters show it all the same.
      if (!result.ok) return;
      const rows = result.value.map(rowFromFetch).filter((row) => row !== null);
      this.#host.arrived(rows.filter(({ uid }) => uid >= from));
    });
  }
}
