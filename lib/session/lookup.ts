/** What a person looks for in a mailbox: which messages, in what order, and their rows. */
import type { FetchItems, MailboxName, Uid } from '../imap/types';
import type { Result, SearchNode } from '../mail';
import { WHOLE_ORDER } from './limits';
import type { Lease } from './leases';
import type { Link } from './link';
import type { Pool } from './pool';
import type { Reads } from './reads';
import { findEverywhere, type FoundEverywhere } from './tasks/find-everywhere';
import { findMessages, readRows, type FindRequest, type Found, type FoundIn } from './tasks/find-messages';
import { findRelated, readClues, type Clues, type RelatedRows } from './tasks/find-related';
import { threadMailbox, type ThreadedMailbox } from './tasks/thread-mailbox';
import type { RawPlace } from './transfer';
import type { WatchedMailbox } from './watch';

export type { FindRequest, Found, FoundEverywhere, FoundIn, RelatedRows, ThreadedMailbox };

/** An answer nobody may be waiting for any more. */
export interface Finding<T = Found> {
  /** Null: the server cannot do it without naming every message, or at all. After `cancel` it means nothing. */
  readonly result: Promise<Result<T | null>>;
  /** The server is not kept busy with it for longer than can be helped. */
  readonly cancel: () => void;
}

export interface Lookup {
  /** `onShare`: how much of its work the server has done, 0..1, where it says so. */
  find(
    mailbox: MailboxName,
    request: FindRequest,
    onShare: (share: number) => void,
    options?: LookupOptions,
  ): Finding;
  /** The same in many mailboxes at once, newest first in each; those in which nothing was found are missing. Null: they have to be asked one by one. */
  findEverywhere(mailboxes: readonly MailboxName[], search: SearchNode): Finding<FoundEverywhere>;
  /** Which messages of the whole mailbox are of one conversation. */
  threads(mailbox: MailboxName, onShare: (share: number) => void): Finding<ThreadedMailbox>;
  /** Rows in any order, without those of messages that are gone. */
  rows(
    place: RawPlace,
    uids: readonly Uid[],
    options?: LookupOptions,
  ): Promise<Result<readonly FetchItems[]>>;
  /** What these messages of a conversation name, the oldest first. */
  clues(mailbox: MailboxName, uids: readonly Uid[], options?: CluesOptions): Promise<Result<Clues>>;
  /** Messages of the conversation in this mailbox, over a connection nobody looks through as far as there is one. */
  related(mailbox: MailboxName, clues: Clues, options?: RelatedOptions): Promise<Result<RelatedRows>>;
  /** Resolves once what is to be read before anything is done to the mailbox was read, or cannot be; null: there is no such thing. */
  readBefore(mailbox: MailboxName): Promise<void> | null;
}

export interface CluesOptions {
  readonly signal?: AbortSignal;
  /** What is done to the mailbox waits for it: the messages may be gone afterwards. */
  readonly holds?: boolean;
}

export interface RelatedOptions {
  readonly signal?: AbortSignal;
  /** Of more, the newest. */
  readonly most?: number;
}

export interface LookupOptions {
  /** Over a connection that nobody looks through, as far as there is one; else that goes by how much there is. */
  readonly aside?: boolean;
}

/**
 * `watch`: whoever follows a mailbox; it knows how many messages there are, and gets the rows that are read, so that news of them
 * are news of known rows. `now`: epoch ms.
 */
export function createLookup(
  pool: Pool,
  reads: Reads,
  now: () => number,
  watch: (mailbox: MailboxName) => Pick<WatchedMailbox, 'exists' | 'rows'> | undefined,
): Lookup {
  const holding = new Map<MailboxName, Promise<void>>();
  /** Something that may take long, and may not be waited for any more. */
  const long = <T>(
    mailbox: MailboxName,
    ask: (link: Link) => Promise<Result<T | null>>,
    onShare: (share: number) => void,
    options: LookupOptions = {},
  ): Finding<T> => {
    let link: Link | null = null;
    let cancelled = false;
    // What takes long must not stand in the way of whoever opens a message meanwhile.
    const aside = options.aside ?? (watch(mailbox)?.exists ?? 0) > WHOLE_ORDER;
    const use = async (lent: Link): Promise<Result<T | null>> => {
      if (cancelled) return CANCELLED;
      link = lent;
      const tell: Link['onProgress'] = (done, goal) =>
        onShare(goal === null ? 0 : Math.min(1, done / Math.max(1, goal)));
      lent.onProgress = tell;
      const result = await ask(lent);
      link = null;
      if (lent.onProgress === tell) lent.onProgress = null;
      return result;
    };
    return {
      // What cannot be written as a command is a fault of ours, and must end like any other.
      result: reads.read(mailbox, use, { aside }).catch(() => FAULT),
      cancel: () => {
        cancelled = true;
        // A command that runs cannot be taken back; a connection of its own can.
        const isOwn = options.aside !== true || link?.home === null;
        if (link !== null && aside && isOwn) pool.discard(link);
      },
    };
  };
  return {
    find: (mailbox, request, onShare, options) =>
      long(mailbox, (link) => findMessages(link, request, now()), onShare, options),
    findEverywhere: (mailboxes, search) => {
      let lease: Lease | null = null;
      let cancelled = false;
      const ask = async (): Promise<Result<FoundEverywhere | null>> => {
        lease = await reads.hold();
        if (lease === null) return OFFLINE;
        if (cancelled) return CANCELLED;
        return findEverywhere(lease.link, mailboxes, search, now());
      };
      return {
        result: ask()
          .catch((): Result<null> => FAULT)
          .finally(() => {
            lease?.release();
            lease = null;
          }),
        cancel: () => {
          cancelled = true;
          if (lease !== null) pool.discard(lease.link);
        },
      };
    },
    threads: (mailbox, onShare) => long(mailbox, threadMailbox, onShare),
    rows: ({ mailbox, uidValidity }, uids, { aside = false } = {}) => {
      const use = async (link: Link): Promise<Result<readonly FetchItems[]>> => {
        if (link.selectedInfo?.uidValidity !== uidValidity)
          return { ok: false, error: { code: 'mailbox-changed' } };
        const read = await readRows(link, uids);
        if (!read.ok) return read;
        watch(mailbox)?.rows(link, read.value);
        return { ok: true, value: read.value.map(({ items }) => items) };
      };
      return reads.read(mailbox, use, { aside });
    },
    clues: (mailbox, uids, { signal, holds = false } = {}) => {
      const read = reads.read(mailbox, (link) => readClues(link, uids), { signal }).catch(() => FAULT);
      if (holds) {
        const before = holding.get(mailbox);
        const done = Promise.all([before, read]).then(() => {
          if (holding.get(mailbox) === done) holding.delete(mailbox);
          return undefined;
        });
        holding.set(mailbox, done);
      }
      return read;
    },
    related: (mailbox, clues, { signal, most } = {}) =>
      reads
        .read(mailbox, (link) => findRelated(link, clues, most), { signal, aside: true })
        .catch(() => FAULT),
    readBefore: (mailbox) => holding.get(mailbox) ?? null,
  };
}

const OFFLINE = { ok: false, error: { code: 'offline' } } as const;
const CANCELLED = { ok: true, value: null } as const;
const FAULT = { ok: false, error: { code: 'internal' } } as const;
