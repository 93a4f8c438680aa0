/**
 * News of the mailboxes that tabs show and no connection watches: there are more of them than connections, or the server gives
 * fewer. Each is asked for its counters now and then (or tells them itself, by NOTIFY); when they differ from what the model
 * has, the mailbox is opened for a moment on a borrowed connection and read.
 */
import { status, type StatusItem } from '../imap';
import type { MailboxName, MailboxStatus } from '../imap/types';
import type { AppError } from '../mail/types';
import { CHECK_GAP, CHECK_HIDDEN, CHECK_VISIBLE } from './limits';
import { leaseError, type LeaseOutcome } from './leases';
import { lendFollowed } from './lending';
import type { Pool } from './pool';
import { COUNTED } from './tasks/counters';
import type { CancelTimer, SessionEnvironment } from './types';
import type { WatchedMailbox } from './watch';

export interface CheckingHost {
  readonly watched: (mailbox: MailboxName) => WatchedMailbox | undefined;
  /** Somebody looks at it. */
  readonly isSeen: (mailbox: MailboxName) => boolean;
  readonly onStatus: (mailbox: MailboxName, status: MailboxStatus) => void;
  readonly onFailed: (mailbox: MailboxName, error: AppError) => void;
}

interface Checked {
  seen: boolean;
  /** When it is asked next. */
  dueAt: number;
  readAt: number;
  /** All that is known of its counters. */
  counters: MailboxStatus;
  /** Of the counters for which it was read last: the same once more say nothing new. */
  readFor: string;
  /** Its counters, or what a tab wants, say that it has to be read. */
  stale: boolean;
}

const ITEMS: readonly StatusItem[] = COUNTED;
const ITEMS_CONDSTORE: readonly StatusItem[] = [...COUNTED, 'highestmodseq'];

export class Checking {
  private readonly env: SessionEnvironment;
  private readonly pool: Pool;
  private readonly host: CheckingHost;
  private readonly checked = new Map<MailboxName, Checked>();
  private cancel: CancelTimer | null = null;
  private working = false;

  constructor(env: SessionEnvironment, pool: Pool, host: CheckingHost) {
    this.env = env;
    this.pool = pool;
    this.host = host;
  }

  /** Milliseconds between two looks at this mailbox. */
  interval(mailbox: MailboxName): number {
    return this.host.isSeen(mailbox) ? CHECK_VISIBLE : CHECK_HIDDEN;
  }

  /** The mailboxes nobody watches are these now. */
  update(mailboxes: readonly MailboxName[]): void {
    for (const mailbox of this.checked.keys()) if (!mailboxes.includes(mailbox)) this.checked.delete(mailbox);
    for (const mailbox of mailboxes) {
      const seen = this.host.isSeen(mailbox);
      const known = this.checked.get(mailbox);
      if (known === undefined) {
        const watched = this.host.watched(mailbox);
        this.checked.set(mailbox, {
          seen,
          dueAt: this.env.now(),
          readAt: -Infinity,
          counters: {},
          readFor: '',
          stale: watched?.isOpened === false && !watched.isRefused,
        });
      } else if (seen !== known.seen) {
        known.seen = seen;
        // Looked at again: at once. Looked away from: the longer wait begins.
        known.dueAt = this.env.now() + (seen ? 0 : this.interval(mailbox));
      }
    }
    this.arm();
  }

  /** A tab wants rows of it. */
  want(mailbox: MailboxName): void {
    const checked = this.checked.get(mailbox);
    if (checked === undefined) return;
    checked.stale = true;
    this.arm();
  }

  /** The connection is a new one: nothing that was known need be true. */
  restart(): void {
    for (const checked of this.checked.values()) checked.dueAt = this.env.now();
    this.arm();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
    this.checked.clear();
  }

  /** Counters came, asked for or not. */
  told(mailbox: MailboxName, counters: MailboxStatus): void {
    const checked = this.checked.get(mailbox);
    const watched = this.host.watched(mailbox);
    if (checked === undefined || watched === undefined) return;
    if (watched.link !== null) return;
    const unseen = checked.counters.unseen;
    checked.counters = { ...checked.counters, ...counters };
    // Where the server counts no changes, other flags show in the unread at best.
    const flagsMoved = unseen !== undefined && checked.counters.unseen !== unseen;
    if (!flagsMoved && !watched.isContradictedBy(counters)) return;
    if (keyOf(checked.counters) === checked.readFor) return;
    checked.stale = true;
    this.arm();
  }

  private arm(): void {
    this.cancel?.();
    this.cancel = null;
    if (this.working || this.checked.size === 0) return;
    const at = Math.min(...[...this.checked.values()].map((checked) => this.nextAt(checked)));
    this.cancel = this.env.setTimer(Math.max(0, at - this.env.now()), () => {
      this.cancel = null;
      void this.work();
    });
  }

  private nextAt(checked: Checked): number {
    return checked.stale ? Math.min(checked.dueAt, checked.readAt + CHECK_GAP) : checked.dueAt;
  }

  /** One mailbox after the other: each reading may break into what another tab watches. */
  private async work(): Promise<void> {
    this.working = true;
    for (const [mailbox, checked] of this.checked) {
      if (this.nextAt(checked) > this.env.now()) continue;
      checked.dueAt = this.env.now() + this.interval(mailbox);
      if (!checked.stale) await this.ask(mailbox);
      if (
        checked.stale &&
        this.checked.get(mailbox) === checked &&
        checked.readAt + CHECK_GAP <= this.env.now()
      )
        await this.read(mailbox, checked);
    }
    this.working = false;
    this.arm();
  }

  private async ask(mailbox: MailboxName): Promise<void> {
    const link = this.pool.main;
    // STATUS is not for the selected mailbox (RFC 9051 6.3.11); whoever borrowed it has it read.
    if (link === null || link.selected === mailbox) return;
    const outcome = await link.run(status(mailbox, link.driver.has('CONDSTORE') ? ITEMS_CONDSTORE : ITEMS));
    if (!outcome.ok) return;
    this.host.onStatus(mailbox, outcome.value);
    this.told(mailbox, outcome.value);
  }

  private async read(mailbox: MailboxName, checked: Checked): Promise<void> {
    checked.stale = false;
    checked.readAt = this.env.now();
    checked.readFor = keyOf(checked.counters);
    const watched = this.host.watched(mailbox);
    const outcome = await this.lend(mailbox);
    if (!outcome.ok) {
      const { failure } = outcome;
      if (failure.kind !== 'closed' && watched?.isRefused !== true)
        this.host.onFailed(mailbox, leaseError(outcome));
      return;
    }
    // The connection is lent until the model has what there is: giving it back returns it to its own mailbox at once.
    await watched?.settled();
    outcome.lease.release();
  }

  private lend(mailbox: MailboxName): Promise<LeaseOutcome> {
    return lendFollowed(this.host.watched(mailbox), () => this.pool.acquire(mailbox));
  }
}

const keyOf = ({ uidValidity, uidNext, messages, unseen, highestModSeq }: MailboxStatus): string =>
  [uidValidity, uidNext, messages, unseen, highestModSeq].join(' ');
