/** Reading on behalf of a person: waits a little for a lost connection, and reads once more when one dies under it. */
import type { MailboxName } from '../imap/types';
import type { AppError, Result } from '../mail/types';
import { OPENINGS_AT_ONCE, READ_PATIENCE } from './limits';
import { leaseError, type Lease, type LeaseOutcome } from './leases';
import type { Link } from './link';
import type { Pool } from './pool';
import { Turns } from './turns';
import type { CancelTimer, SessionEnvironment } from './types';

/** Nobody hears it. */
const LEFT = { ok: false, error: { code: 'offline' } } as const;

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Over a connection that nobody looks through, as far as there is one. */
  readonly aside?: boolean;
}

export class Reads {
  private readonly env: SessionEnvironment;
  private readonly pool: Pool;
  private readonly mayReturn: () => boolean;
  private waiters: (() => void)[] = [];
  private readonly openings = new Turns(OPENINGS_AT_ONCE);

  /** `mayReturn`: whether a connection may come back, so that waiting makes sense. */
  constructor(env: SessionEnvironment, pool: Pool, mayReturn: () => boolean) {
    this.env = env;
    this.pool = pool;
    this.mayReturn = mayReturn;
  }

  /** A connection is there, or will never be again. */
  wake(): void {
    for (const wake of this.waiters.splice(0)) wake();
  }

  /** A message, of which only a few are read at once: who has gone on to another one by then wants it no more. */
  async open<T>(
    mailbox: MailboxName,
    use: (link: Link) => Promise<Result<T>>,
    signal?: AbortSignal,
  ): Promise<Result<T>> {
    return (await this.openings.run(() => this.read(mailbox, use, { signal }), signal)) ?? LEFT;
  }

  async read<T>(
    mailbox: MailboxName,
    use: (link: Link) => Promise<Result<T>>,
    { signal, aside = false }: ReadOptions = {},
  ): Promise<Result<T>> {
    for (let tries = 2; ; tries -= 1) {
      const lease = await this.acquire(mailbox, aside);
      if (signal?.aborted === true) {
        if (!('code' in lease)) lease.release();
        return LEFT;
      }
      if ('code' in lease) {
        if (lease.code === 'offline' && tries > 1 && this.mayReturn()) continue;
        return { ok: false, error: lease };
      }
      try {
        const result = await use(lease.link);
        // Reading twice is harmless: a connection that died under it is not the reader's matter.
        if (result.ok || result.error.code !== 'offline') return result;
        // The reason of the loss says more than that there was one.
        if (tries <= 1) return { ok: false, error: lease.link.lostBecause ?? result.error };
      } finally {
        lease.release();
      }
    }
  }

  /** A lease, waiting for a lost connection as a read does. */
  async lease(mailbox: MailboxName, aside = false): Promise<LeaseOutcome> {
    await this.awaitConnection();
    return this.pool.acquire(mailbox, aside);
  }

  /** A connection for long work that needs no mailbox; null: there is none. */
  async hold(): Promise<Lease | null> {
    await this.awaitConnection();
    return this.pool.hold();
  }

  /** Any connection, waiting for a lost one as a read does; null: there is none. */
  async link(): Promise<Link | null> {
    await this.awaitConnection();
    return this.pool.main;
  }

  private async acquire(mailbox: MailboxName, aside: boolean): Promise<Lease | AppError> {
    const outcome = await this.lease(mailbox, aside);
    return outcome.ok ? outcome.lease : leaseError(outcome);
  }

  private async awaitConnection(): Promise<void> {
    if (!this.mayReturn() || this.pool.ready.length > 0) return;
    let cancel: CancelTimer = () => undefined;
    await new Promise<void>((resolve) => {
      this.waiters.push(resolve);
      cancel = this.env.setTimer(READ_PATIENCE, resolve);
    });
    cancel();
  }
}
