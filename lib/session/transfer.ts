/** Whole messages on their way in and out, over connections that nobody waits for as far as there are any. */
import type { FetchItems, MailboxName, Uid, UidValidity } from '../imap/types';
import type { RawHead, RawList, RawPiece, Result } from '../mail';
import { MAX_RAW_BODIES, MAX_RAW_HEADS } from './limits';
import type { Link } from './link';
import type { Reads } from './reads';
import { Appender, type AppendHooks, type AppendMark, type NewMessage } from './tasks/append-message';
import { readNews } from './tasks/read-news';
import { listRaw, rawHeads, rawPieces } from './tasks/read-raw';

export type { AppendMark, NewMessage };

/** One run of messages into a folder: each call comes after the answer to the one before. */
export type AppendRun = Pick<Appender, 'append' | 'skip' | 'mark'>;

/** UIDs of `uidValidity`; `mailbox-changed` when they name other messages by now. */
export interface RawPlace {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
}

export interface TransferWork {
  list(mailbox: MailboxName): Promise<Result<RawList>>;
  /** Of at most MAX_RAW_HEADS messages, in the order asked for, without those that are gone. */
  heads(place: RawPlace, uids: readonly Uid[]): Promise<Result<readonly RawHead[]>>;
  /** RAW_PIECE octets from `from` on of at most MAX_RAW_BODIES messages, in the same way. */
  pieces(place: RawPlace, uids: readonly Uid[], from: number): Promise<Result<readonly RawPiece[]>>;
  /** Senders and subjects of UIDs from `from` up to, but not with, `next`; of many the newest. */
  news(mailbox: MailboxName, from: Uid, next: Uid): Promise<Result<readonly FetchItems[]>>;
  /** `from`: where a run that was cut off was. `marked` is awaited before the first message of a new one is sent. */
  appender(mailbox: MailboxName, from?: AppendMark | null, marked?: AppendHooks['marked']): AppendRun;
  /** The run is over: counters and the space used are asked for. */
  appended(mailbox: MailboxName): void;
}

export interface TransferHooks {
  readonly isRunning: () => boolean;
  readonly appended: (mailbox: MailboxName) => void;
}

export class Transfer implements TransferWork {
  readonly #reads: Reads;
  readonly #hooks: TransferHooks;

  constructor(reads: Reads, hooks: TransferHooks) {
    this.#reads = reads;
    this.#hooks = hooks;
  }

  list(mailbox: MailboxName): Promise<Result<RawList>> {
    return this.#reads.read(mailbox, listRaw);
  }

  heads(place: RawPlace, uids: readonly Uid[]): Promise<Result<readonly RawHead[]>> {
    return this.#read(place, (link) => rawHeads(link, uids.slice(0, MAX_RAW_HEADS)));
  }

  pieces(place: RawPlace, uids: readonly Uid[], from: number): Promise<Result<readonly RawPiece[]>> {
    return this.#read(place, (link) => rawPieces(link, uids.slice(0, MAX_RAW_BODIES), from));
  }

  news(mailbox: MailboxName, from: Uid, next: Uid): Promise<Result<readonly FetchItems[]>> {
    return this.#reads.read(mailbox, (link) => readNews(link, from, next));
  }

  appender(
    mailbox: MailboxName,
    from: AppendMark | null = null,
    marked: AppendHooks['marked'] = () => Promise.resolve(),
  ): AppendRun {
    const hold = () => (this.#hooks.isRunning() ? this.#reads.hold() : Promise.resolve(null));
    return new Appender(mailbox, { hold, lease: (name) => this.#reads.lease(name), marked }, from);
  }

  appended(mailbox: MailboxName): void {
    if (this.#hooks.isRunning()) this.#hooks.appended(mailbox);
  }

  #read<T>({ mailbox, uidValidity }: RawPlace, use: (link: Link) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#reads.read(mailbox, async (link) =>
      link.selectedInfo?.uidValidity === uidValidity
        ? use(link)
        : { ok: false, error: { code: 'mailbox-changed' } },
    );
  }
}
