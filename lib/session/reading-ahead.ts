/**
 * Reading what nobody has asked for yet, so that it is there when somebody does. It takes nothing from anybody: only over a connection
 * that is free at this moment, one small command at a time, each under a lease of its own. Whoever wants the connection meanwhile waits
 * for that one command at most. What to read is decided elsewhere (lib/engine/reading-ahead.ts).
 */
import type { BodyStructure, MailboxName, Uid } from '../imap/types';
import type { MessageDetail, Result } from '../mail/types';
import { leaseError, type LeaseOutcome } from './leases';
import { lendFollowed } from './lending';
import type { Link } from './link';
import type { Pool } from './pool';
import { octetsOf, openMessage } from './tasks/open-message';
import type { SessionEnvironment } from './types';
import type { WatchedMailbox } from './watch';

export interface AheadWork {
  /** Nothing that somebody asked for is under way, and no server turned us away lately. */
  readonly isFree: boolean;
  /**
   * Opens a mailbox that no tab shows for a moment: the model, which must follow it by then, gets what is new, or the newest rows. Null:
   * not now.
   */
  open(mailbox: MailboxName): Promise<Result<null> | null>;
  /** Reads what a message shows when it is opened, by one command. Null: not now, or it is longer than `maxOctets`. */
  message(
    mailbox: MailboxName,
    uid: Uid,
    structure: BodyStructure,
    maxOctets: number,
  ): Promise<Result<MessageDetail> | null>;
}

export interface ReadingAheadHost {
  readonly isRunning: () => boolean;
  /** What people did waits to be said to the server. */
  readonly hasWork: () => boolean;
  readonly follow: (mailbox: MailboxName) => WatchedMailbox | undefined;
}

export class ReadingAhead implements AheadWork {
  private readonly env: SessionEnvironment;
  private readonly pool: Pool;
  private readonly host: ReadingAheadHost;
  /** What had been sent over each connection when something was read ahead there. */
  private readonly sent = new WeakMap<Link, number>();

  constructor(env: SessionEnvironment, pool: Pool, host: ReadingAheadHost) {
    this.env = env;
    this.pool = pool;
    this.host = host;
  }

  get isFree(): boolean {
    if (!this.host.isRunning() || this.host.hasWork() || !this.env.visible() || !this.env.online())
      return false;
    const { ready, shortOf } = this.pool;
    return (
      ready.length > 0 && shortOf === null && ready.every(({ isFree, driver }) => isFree && !driver.busy)
    );
  }

  async open(mailbox: MailboxName): Promise<Result<null> | null> {
    const watched = this.host.follow(mailbox);
    if (!this.isFree || watched === undefined) return null;
    let isOurs = true;
    const acquire = async (): Promise<LeaseOutcome> => {
      const outcome = await this.pool.acquireIdle(mailbox, (link) => this.tell(link));
      isOurs &&= outcome !== null;
      return outcome ?? NOT_NOW;
    };
    const outcome = await lendFollowed(watched, acquire);
    if (!outcome.ok) return isOurs ? { ok: false, error: leaseError(outcome) } : null;
    await watched.settled();
    this.noteSent(outcome.lease.link);
    outcome.lease.release();
    return { ok: true, value: null };
  }

  async message(
    mailbox: MailboxName,
    uid: Uid,
    structure: BodyStructure,
    maxOctets: number,
  ): Promise<Result<MessageDetail> | null> {
    if (!this.isFree || octetsOf(structure) > maxOctets) return null;
    const outcome = await this.pool.acquireIdle(mailbox, (link) => this.tell(link));
    if (outcome === null) return null;
    if (!outcome.ok) return { ok: false, error: leaseError(outcome) };
    const { link } = outcome.lease;
    try {
      this.tell(link);
      return await openMessage(link, uid, structure, { formatted: false });
    } finally {
      this.noteSent(link);
      outcome.lease.release();
    }
  }

  /** The wire says why: once, until something else is said over this connection. */
  private tell(link: Link): void {
    if (this.sent.get(link) === link.sent) return;
    this.env.transcript.note(link.driver.name, 'ahead');
    this.noteSent(link);
  }

  private noteSent(link: Link): void {
    this.sent.set(link, link.sent);
  }
}

const NOT_NOW: LeaseOutcome = { ok: false, failure: { kind: 'cancelled' } };
