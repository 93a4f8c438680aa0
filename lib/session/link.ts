/**
 * One connection and the mailbox selected on it.
 *
 * Sequence numbers: a FETCH by sequence number is sent only while nothing that may bring EXPUNGE is in flight (IDLE is such
 * a thing). `whenNumbersHold` is the gate. Leases: whoever needs the selected mailbox holds a lease; the mailbox changes
 * only while there is none. IDLE runs whenever the connection has been quiet for a moment; where it is missing or refused,
 * NOOP every half minute stands in.
 */
import {
  compress,
  idle,
  noop,
  select,
  unselect,
  type Command,
  type PeerMemory,
  type QresyncState,
  type SelectedMailbox,
} from '../imap';
import {
  toMailboxName,
  type CommandFailure,
  type CommandOutcome,
  type MailboxName,
  type UntaggedEvent,
} from '../imap/types';
import type { AppError } from '../mail/types';
import { COMPRESSION } from './compression';
import { Driver, type DriverHandlers } from './driver';
import { selectFailureToError } from './errors';
import { IDLE_DELAY, IDLE_RENEW, IDLE_RENEW_LOOPBACK, POLL_EVERY } from './limits';
import type { CancelTimer, SessionEnvironment, SessionTarget } from './types';

export interface LinkHandlers {
  readonly onGreeting: (link: Link, preauth: boolean, text: string) => void;
  readonly onUntagged: (link: Link, event: UntaggedEvent) => void;
  /** What a mailbox that is about to be opened should ask of the server (QRESYNC); null: nothing. */
  readonly onSelecting: (link: Link, mailbox: MailboxName) => QresyncState | null;
  /** A command was answered in whose course the server must tell everything of the selected mailbox. */
  readonly onAnswered: (link: Link) => void;
  readonly onSelected: (link: Link, mailbox: MailboxName, result: SelectedMailbox) => void;
  /** The mailbox is no longer selected here. */
  readonly onDeselected: (link: Link, mailbox: MailboxName) => void;
  /** Nobody holds or wants a lease any more. */
  readonly onFree: (link: Link) => void;
  /** From now on it is asked for news instead of telling them. */
  readonly onPolled: (link: Link) => void;
  readonly onLost: (link: Link, error: AppError | null) => void;
}

export interface Lease {
  readonly link: Link;
  readonly release: () => void;
}

export type LeaseOutcome =
  | { readonly ok: true; readonly lease: Lease }
  /** `because`: our own reason, where the server was not even asked. */
  | { readonly ok: false; readonly failure: CommandFailure; readonly because?: AppError };

type Waiter = { readonly mailbox: MailboxName; readonly grant: (outcome: LeaseOutcome) => void };

export class Link {
  readonly driver: Driver;
  /** Signed in. */
  ready = false;
  selected: MailboxName | null = null;
  /** What SELECT told of it. */
  selectedInfo: SelectedMailbox | null = null;
  readonly target: SessionTarget;
  private readonly env: SessionEnvironment;
  private readonly handlers: LinkHandlers;
  /** Hears how far the server is with what it is doing for a command (INPROGRESS, RFC 9585); `goal` null: of how much is not known. */
  onProgress: ((done: number, goal: number | null) => void) | null = null;
  /** Why the connection ended. */
  lostBecause: AppError | null = null;
  /** The mailbox that is being opened, or whose rows are being read; once the connection is lost: that was then. */
  reading: MailboxName | null = null;
  private homeMailbox: MailboxName | null = null;
  private selecting: MailboxName | null = null;
  private leases = 0;
  private waiters: Waiter[] = [];
  private leavers: (() => void)[] = [];
  private expungers = 0;
  private numberWaiters: (() => void)[] = [];
  private idleInFlight = false;
  private idleRefused = false;
  private compressAsked = false;
  private cancelQuiet: CancelTimer | null = null;
  private cancelRenew: CancelTimer | null = null;

  constructor(
    name: string,
    target: SessionTarget,
    env: SessionEnvironment,
    handlers: LinkHandlers,
    peer: PeerMemory,
  ) {
    this.target = target;
    this.env = env;
    this.handlers = handlers;
    const hooks: DriverHandlers = {
      onGreeting: (preauth, _code, text) => handlers.onGreeting(this, preauth, text),
      onUntagged: (event) => {
        if (this.onProgress !== null && event.kind === 'status-response')
          tellProgress(event, this.onProgress);
        // What arrives while SELECT runs belongs to neither mailbox; the result carries the new one's numbers.
        if (this.selecting === null || !isAboutMailbox(event)) handlers.onUntagged(this, event);
      },
      onIdle: () => undefined,
      onLost: (error) => this.onLost(error),
    };
    this.driver = new Driver(name, target, env, hooks, peer);
  }

  /** The watched mailbox this connection belongs to; null: it is lent to whoever needs it. */
  get home(): MailboxName | null {
    return this.homeMailbox;
  }

  set home(mailbox: MailboxName | null) {
    if (this.homeMailbox === mailbox) return;
    this.homeMailbox = mailbox;
    this.tellLabel();
  }

  /** The server does not tell news by itself: it is asked now and then. */
  get isPolled(): boolean {
    return this.idleRefused || !this.driver.has('IDLE');
  }

  get isFree(): boolean {
    return this.leases === 0 && this.waiters.length === 0 && this.selecting === null;
  }

  /**
   * Sends a command. `keepsNumbers` is for those in whose course a server must not send EXPUNGE: FETCH, STORE and SEARCH
   * by sequence number (RFC 9051 section 7.5.1). What is given back withdraws a command that was not sent.
   */
  send<T>(
    command: Command<T>,
    done: (outcome: CommandOutcome<T>) => void,
    keepsNumbers = false,
  ): () => boolean {
    this.cancelQuiet?.();
    this.cancelQuiet = null;
    if (!keepsNumbers) this.expungers += 1;
    return this.driver.send(command, (outcome) => {
      if (!keepsNumbers) this.expungers -= 1;
      if (!keepsNumbers && outcome.ok && this.selecting === null) this.handlers.onAnswered(this);
      done(outcome);
      this.afterCommand();
    });
  }

  /** Aborted before it was sent, the command is withdrawn and its outcome `cancelled`; later `signal` changes nothing. */
  run<T>(command: Command<T>, signal?: AbortSignal): Promise<CommandOutcome<T>> {
    if (signal?.aborted === true) return Promise.resolve({ ok: false, failure: { kind: 'cancelled' } });
    return new Promise((resolve) => {
      const withdraw = this.send(command, (outcome) => {
        signal?.removeEventListener('abort', withdraw);
        resolve(outcome);
      });
      signal?.addEventListener('abort', withdraw);
    });
  }

  /** Runs `use` as soon as no command that may bring EXPUNGE is in flight; at once where there is none. */
  whenNumbersHold(use: () => void): void {
    if (this.expungers === 0) {
      use();
      return;
    }
    this.numberWaiters.push(use);
    if (this.idleInFlight) this.driver.stopIdle();
  }

  /** A lease on `mailbox`, selecting it when the connection is free for that. */
  lease(mailbox: MailboxName, grant: (outcome: LeaseOutcome) => void): void {
    if (this.selected === mailbox && this.selecting === null && this.waiters.length === 0) {
      grant(this.makeLease());
      return;
    }
    this.waiters.push({ mailbox, grant });
    this.serveWaiters();
  }

  /** A lease on no mailbox in particular: nothing else is selected here until it is given back. */
  hold(): Lease {
    return this.newLease();
  }

  /** SELECT without waiting for a lease: for the flight right after sign-in, when nobody can hold one. */
  select(mailbox: MailboxName, done: (failure: CommandFailure | null) => void): void {
    const left = this.selected;
    this.selecting = mailbox;
    this.reading = mailbox;
    this.selected = null;
    if (left !== null) this.handlers.onDeselected(this, left);
    this.sendSelect(mailbox, this.handlers.onSelecting(this, mailbox), done);
  }

  private sendSelect(
    mailbox: MailboxName,
    qresync: QresyncState | null,
    done: (failure: CommandFailure | null) => void,
  ): void {
    // QRESYNC holds CONDSTORE in it (RFC 7162 3.2.3), said or not.
    const condstore = this.driver.has('CONDSTORE') || this.driver.has('QRESYNC');
    this.send(select(mailbox, qresync === null ? { condstore } : { qresync }), (outcome) => {
      // Not understood although it is offered: from now on it is done without (the driver's memory says so).
      if (!outcome.ok && outcome.failure.kind === 'bad' && qresync !== null) {
        this.driver.forget('QRESYNC', outcome.failure.text);
        this.sendSelect(mailbox, null, done);
        return;
      }
      this.selecting = null;
      if (!isClosed(outcome)) this.reading = null;
      if (outcome.ok) {
        this.selected = mailbox;
        this.selectedInfo = outcome.value;
        this.tellLabel();
        this.handlers.onSelected(this, mailbox, outcome.value);
      }
      done(outcome.ok ? null : outcome.failure);
    });
  }

  /**
   * Closes the selected mailbox once nobody holds a lease: servers end the connection of whoever has a mailbox open that is
   * renamed or deleted. By UNSELECT, never by CLOSE, which would expunge; where that is missing, INBOX takes its place.
   */
  leave(done: () => void): void {
    this.leavers.push(done);
    this.serveWaiters();
  }

  /** Has the server tell what is new of the selected mailbox now, instead of when it sees fit. */
  ask(): void {
    if (this.ready && !this.driver.isLost) this.send(noop(), () => undefined);
  }

  /** Asks the server for a sign of life; the connection is dropped when none comes. */
  probe(): void {
    if (!this.ready || this.driver.isLost) return;
    if (this.idleInFlight) this.driver.stopIdle();
    else this.send(noop(), () => undefined);
    // Also while `+` of IDLE is awaited: whatever comes next is a sign of life.
    this.driver.expectAnswer();
  }

  /** The next lease selects its mailbox again, also the one that is selected now. */
  forgetSelection(): void {
    this.selected = null;
    this.selectedInfo = null;
  }

  close(error: AppError | null): void {
    this.driver.close(error);
  }

  /** Starts the clock of IDLE; called after sign-in. */
  settle(): void {
    this.afterCommand();
  }

  private tellLabel(): void {
    const role = this.home === null ? 'work' : 'watch';
    this.env.transcript.label(this.driver.name, { mailbox: this.selected, role });
  }

  private makeLease(): LeaseOutcome {
    return { ok: true, lease: this.newLease() };
  }

  private newLease(): Lease {
    this.leases += 1;
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.leases -= 1;
      this.serveWaiters();
      if (this.isFree && !this.driver.isLost) this.handlers.onFree(this);
    };
    return { link: this, release };
  }

  private serveWaiters(): void {
    if (this.leases > 0 || this.selecting !== null || this.driver.isLost) return;
    const leaver = this.leavers.shift();
    if (leaver !== undefined) {
      this.unselect(() => {
        leaver();
        this.serveWaiters();
      });
      return;
    }
    const next = this.waiters[0];
    if (next === undefined) return;
    if (this.selected === next.mailbox) {
      this.grantAll(next.mailbox);
      return;
    }
    this.select(next.mailbox, (failure) => {
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

  private unselect(done: () => void): void {
    const left = this.selected;
    if (left === null) {
      done();
      return;
    }
    if (!this.driver.has('UNSELECT')) {
      this.select(toMailboxName('INBOX'), done);
      return;
    }
    this.selecting = left;
    this.forgetSelection();
    this.handlers.onDeselected(this, left);
    this.send(unselect(), (outcome) => {
      this.selecting = null;
      // Refused, it is still open.
      if (outcome.ok || isClosed(outcome)) done();
      else this.select(toMailboxName('INBOX'), done);
    });
  }

  private grantAll(mailbox: MailboxName): void {
    const served = this.waiters.filter((waiter) => waiter.mailbox === mailbox);
    this.waiters = this.waiters.filter((waiter) => waiter.mailbox !== mailbox);
    // All leases are counted before the first holder can give its own back.
    const grants = served.map((waiter) => ({ waiter, outcome: this.makeLease() }));
    for (const { waiter, outcome } of grants) waiter.grant(outcome);
  }

  private afterCommand(): void {
    if (this.driver.isLost) return;
    while (this.expungers === 0 && this.numberWaiters.length > 0) this.numberWaiters.shift()?.();
    if (!this.ready || this.driver.busy || this.idleInFlight || this.cancelQuiet !== null) return;
    const polling = this.isPolled || this.selected === null;
    const compressing = !this.compressAsked && this.driver.canCompress;
    this.cancelQuiet = this.env.setTimer(polling && !compressing ? POLL_EVERY : IDLE_DELAY, () => {
      this.cancelQuiet = null;
      if (compressing) this.compress();
      else if (polling) this.send(noop(), () => undefined);
      else this.startIdle();
    });
  }

  /** In the first quiet moment: nobody waits for the round trip it takes, in which nothing else may be sent. */
  private compress(): void {
    this.compressAsked = true;
    this.send(compress(), (outcome) => {
      if (outcome.ok) return;
      const { failure } = outcome;
      // Not answered in a way that can be understood, or never: the next connection would end in the same way.
      const isStrange = failure.kind === 'closed' ? failure.sent : failure.kind !== 'no';
      if (isStrange) this.driver.forget(COMPRESSION, failure.kind);
    });
  }

  private startIdle(): void {
    const renewAfter = this.driver.facts?.security === 'loopback' ? IDLE_RENEW_LOOPBACK : IDLE_RENEW;
    this.idleInFlight = true;
    this.send(idle(), (outcome) => {
      this.idleInFlight = false;
      this.cancelRenew?.();
      this.cancelRenew = null;
      if (!outcome.ok && (outcome.failure.kind === 'no' || outcome.failure.kind === 'bad')) {
        this.idleRefused = true;
        this.handlers.onPolled(this);
      }
    });
    this.cancelRenew = this.env.setTimer(renewAfter, () => {
      this.cancelRenew = null;
      this.driver.stopIdle();
    });
  }

  private onLost(error: AppError | null): void {
    this.lostBecause = error;
    this.ready = false;
    this.cancelQuiet?.();
    this.cancelRenew?.();
    const left = this.selected;
    this.selected = null;
    this.selecting = null;
    const waiters = this.waiters;
    this.waiters = [];
    const failure = { kind: 'closed', sent: false, reason: 'connection lost' } as const;
    for (const waiter of waiters) waiter.grant({ ok: false, failure });
    const leavers = this.leavers;
    this.leavers = [];
    for (const leaver of leavers) leaver();
    if (left !== null) this.handlers.onDeselected(this, left);
    const numberWaiters = this.numberWaiters;
    this.numberWaiters = [];
    for (const use of numberWaiters) use();
    this.handlers.onLost(this, error);
  }
}

/** Cut, not answered. */
export const isClosed = (outcome: CommandOutcome<unknown>): boolean =>
  !outcome.ok && outcome.failure.kind === 'closed';

/** Why there is no lease, as a person is told. */
export function leaseError({ failure, because }: Exclude<LeaseOutcome, { readonly ok: true }>): AppError {
  return because ?? selectFailureToError(failure);
}

/** INPROGRESS (RFC 9585), or Dovecot's words: `Searched 12% of the mailbox, ETA 0:05`. */
function tellProgress(
  { code, text }: Extract<UntaggedEvent, { kind: 'status-response' }>,
  tell: (done: number, goal: number | null) => void,
): void {
  const share = /^[A-Z][a-z]+ (\d{1,3})% of the mailbox/u.exec(text.slice(0, 100))?.[1];
  if (code?.kind === 'inprogress') tell(code.done ?? 0, code.goal);
  else if (share !== undefined) tell(Number(share), 100);
}

function isAboutMailbox(event: UntaggedEvent): boolean {
  return (
    event.kind === 'exists' ||
    event.kind === 'expunge' ||
    event.kind === 'vanished' ||
    event.kind === 'fetch' ||
    event.kind === 'flags' ||
    event.kind === 'recent'
  );
}
