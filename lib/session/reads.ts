/** Reading on behalf of a person: waits a little for a lost connection, and reads once more when one dies under it. */
import type { MailboxName } from '../imap/types';
import type { AppError, Result } from '../mail/types';
import { failureToError } from './errors';
import { READ_PATIENCE } from './limits';
import type { Lease, Link } from './link';
import type { Pool } from './pool';
import type { CancelTimer, SessionEnvironment } from './types';

export class Reads {
  private readonly env: SessionEnvironment;
  private readonly pool: Pool;
  private readonly mayReturn: () => boolean;
  private waiters: (() => void)[] = [];

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

  async read<T>(mailbox: MailboxName, use: (link: Link) => Promise<Result<T>>): Promise<Result<T>> {
    for (let tries = 2; ; tries -= 1) {
      const lease = await this.acquire(mailbox);
      if ('code' in lease) {
        if (lease.code === 'offline' && tries > 1 && this.mayReturn()) continue;
        return { ok: false, error: lease };
      }
      try {
        const result = await use(lease.link);
        // Reading twice is harmless: a connection that died under it is not the reader's matter.
        if (result.ok || result.error.code !== 'offline' || tries <= 1) return result;
      } finally {
        lease.release();
      }
    }
  }

  private async acquire(mailbox: MailboxName): Promise<Lease | AppError> {
    if (this.mayReturn() && this.pool.ready.length === 0) {
      let cancel: CancelTimer = () => undefined;
      await new Promise<void>((resolve) => {
        this.waiters.push(resolve);
        cancel = this.env.setTimer(READ_PATIENCE, resolve);
      });
      cancel();
    }
    const outcome = await this.pool.acquire(mailbox);
    return outcome.ok ? outcome.lease : failureToError(outcome.failure, 'mailbox-missing');
  }
}
