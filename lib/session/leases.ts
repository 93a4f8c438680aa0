/**
 * Who needs the mailbox that is selected on a connection: each holds a lease, and the mailbox changes only while there is
 * none. Whoever waits for another mailbox is served in turn, whoever wants it closed comes before them.
 */
import type { CommandFailure, MailboxName } from '../imap/types';
import type { AppError } from '../mail/types';
import { selectFailureToError } from './errors';
import type { Link } from './link';

export interface Lease {
  readonly link: Link;
  readonly release: () => void;
}

export type LeaseOutcome =
  | { readonly ok: true; readonly lease: Lease }
  /** `because`: our own reason, where the server was not even asked. */
  | { readonly ok: false; readonly failure: CommandFailure; readonly because?: AppError };

type Waiter = { readonly mailbox: MailboxName; readonly grant: (outcome: LeaseOutcome) => void };

export interface LeasesHost {
  readonly selected: () => MailboxName | null;
  /** A mailbox is being opened or closed. */
  readonly isChanging: () => boolean;
  readonly isLost: () => boolean;
  readonly select: (mailbox: MailboxName, done: (failure: CommandFailure | null) => void) => void;
  readonly unselect: (done: () => void) => void;
  /** A lease was given back. */
  readonly onReleased: () => void;
}

export class Leases {
  private readonly link: Link;
  private readonly host: LeasesHost;
  private leases = 0;
  private waiters: Waiter[] = [];
  private leavers: (() => void)[] = [];

  constructor(link: Link, host: LeasesHost) {
    this.link = link;
    this.host = host;
  }

  /** Nobody holds or waits for one. */
  get isFree(): boolean {
    return this.leases === 0 && this.waiters.length === 0;
  }

  lease(mailbox: MailboxName, grant: (outcome: LeaseOutcome) => void): void {
    if (this.host.selected() === mailbox && !this.host.isChanging() && this.waiters.length === 0) {
      grant(this.makeLease());
      return;
    }
    this.waiters.push({ mailbox, grant });
    this.serveWaiters();
  }

  leave(done: () => void): void {
    this.leavers.push(done);
    this.serveWaiters();
  }

  /** The connection went: whoever waits is told so. */
  lost(): void {
    const waiters = this.waiters;
    this.waiters = [];
    const failure = { kind: 'closed', sent: false, reason: 'connection lost' } as const;
    for (const waiter of waiters) waiter.grant({ ok: false, failure });
    const leavers = this.leavers;
    this.leavers = [];
    for (const leaver of leavers) leaver();
  }

  private makeLease(): LeaseOutcome {
    return { ok: true, lease: this.newLease() };
  }

  /** On no mailbox in particular: nothing else is selected here until it is given back. */
  newLease(): Lease {
    this.leases += 1;
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.leases -= 1;
      this.serveWaiters();
      this.host.onReleased();
    };
    return { link: this.link, release };
  }

  private serveWaiters(): void {
    if (this.leases > 0 || this.host.isChanging() || this.host.isLost()) return;
    const leaver = this.leavers.shift();
    if (leaver !== undefined) {
      this.host.unselect(() => {
        leaver();
        this.serveWaiters();
      });
      return;
    }
    const next = this.waiters[0];
    if (next === undefined) return;
    if (this.host.selected() === next.mailbox) {
      this.grantAll(next.mailbox);
      return;
    }
    this.host.select(next.mailbox, (failure) => {
      if (failure === null) {
        this.grantAll(next.mailbox);
        return;
      }
      const refused = this.waiters.filter((waiter) => waiter.mailbox === next.mailbox);
      this.waiters = this.waiters.filter((waiter) => waiter.mailbox !== next.mailbox);
      for (const waiter of refused) waiter.grant({ ok: false, failure });
      this.serveWaiters();
    });
  }

  private grantAll(mailbox: MailboxName): void {
    const served = this.waiters.filter((waiter) => waiter.mailbox === mailbox);
    this.waiters = this.waiters.filter((waiter) => waiter.mailbox !== mailbox);
    // All leases are counted before the first holder can give its own back.
    const grants = served.map((waiter) => ({ waiter, outcome: this.makeLease() }));
    for (const { waiter, outcome } of grants) waiter.grant(outcome);
  }
}

/** Why there is no lease, as a person is told. */
export function leaseError({ failure, because }: Exclude<LeaseOutcome, { readonly ok: true }>): AppError {
  return because ?? selectFailureToError(failure);
}
