/** The state of the account's connections as the model hears it: only when it is another than before. */
import type { MailboxName } from '../imap/types';
import type { ConnectionStatus } from '../mail/types';
import type { Checking } from './checking';
import { POLL_EVERY } from './limits';
import type { Link } from './link';
import type { Pool } from './pool';
import type { Reconnection } from './reconnection';
import type { Service, SessionListener } from './types';

/** `held`: opened without a password, which may come. */
export type Phase = 'signed-out' | 'signing-in' | 'running' | 'ended' | 'held';

export interface StatusFacts {
  readonly phase: Phase;
  readonly queued: number;
  readonly online: boolean;
  readonly main: Link | null;
  readonly reconnection: Pick<Reconnection, 'isFirst' | 'next'>;
}

export function statusOf({ phase, queued, online, main, reconnection }: StatusFacts): ConnectionStatus {
  if (phase === 'signed-out' || phase === 'ended') return { kind: 'signed-out', error: null };
  if (phase === 'signing-in') return { kind: 'connecting' };
  if (main !== null) return { kind: 'live', roundTripMs: main.driver.roundTripMs, queued };
  if (phase === 'held' || !online) return { kind: 'offline', queued };
  if (reconnection.isFirst) return { kind: 'connecting' };
  return { kind: 'reconnecting', queued, ...reconnection.next };
}

export class Telling {
  private readonly listener: SessionListener;
  private connectionTold = '';
  private servicesTold = '[]';

  constructor(listener: SessionListener) {
    this.listener = listener;
  }

  connection(status: ConnectionStatus): void {
    const key = JSON.stringify(status);
    if (key === this.connectionTold) return;
    this.connectionTold = key;
    this.listener.connection(status);
  }

  /** The next state is told whatever it is. */
  forget(): void {
    this.connectionTold = '';
  }

  /** Which of the mailboxes that are shown have no news of themselves, and how those get them. */
  services(shown: readonly MailboxName[], pool: Pool, checking: Checking): void {
    const services = new Map<MailboxName, Service>();
    const unserved: MailboxName[] = [];
    for (const mailbox of shown) {
      const service = pool.serviceOf(mailbox);
      if (service === 'opening') services.set(mailbox, service);
      else if (service === null) unserved.push(mailbox);
      else if (service.isPolled) services.set(mailbox, { everyMs: POLL_EVERY, because: null });
    }
    checking.update(unserved);
    for (const mailbox of unserved)
      services.set(mailbox, { everyMs: checking.interval(mailbox), because: pool.shortOf });
    const key = JSON.stringify([...services]);
    if (key === this.servicesTold) return;
    this.servicesTold = key;
    this.listener.services(services);
  }
}
