/**
 * One connection and the mailbox selected on it.
 *
 * Sequence numbers: a FETCH by sequence number is sent only while nothing that may bring EXPUNGE is in flight (IDLE is such
 * a thing). `whenNumbersHold` is the gate. Who needs the selected mailbox holds a lease (leases.ts); what happens while
 * nobody asks anything is in quiet.ts.
 */
import {
  noop,
  select,
  unselect,
  type Command,
  type FetchRow,
  type PeerMemory,
  type QresyncState,
  type SelectedMailbox,
} from '../imap';
import {
  toMailboxName,
  type CommandFailure,
  type CommandOutcome,
  type MailboxName,
  type Uid,
  type UntaggedEvent,
} from '../imap/types';
import type { AppError } from '../mail/types';
import type { Reading } from './crashes';
import { Driver, type DriverHandlers } from './driver';
import { Leases, type Lease, type LeaseOutcome } from './leases';
import { Quiet } from './quiet';
import type { SessionEnvironment, SessionTarget } from './types';

export interface LinkHandlers {
  readonly onGreeting: (link: Link, preauth: boolean, text: string) => void;
  readonly onUntagged: (link: Link, event: UntaggedEvent) => void;
  /** What a mailbox that is about to be opened should ask of the server (QRESYNC); null: nothing. */
  readonly onSelecting: (link: Link, mailbox: MailboxName) => QresyncState | null;
  /** A command was answered in whose course the server must tell everything of the selected mailbox. */
  readonly onAnswered: (link: Link) => void;
  readonly onSelected: (link: Link, mailbox: MailboxName, result: SelectedMailbox) => void;
  /** The server answered what was asked of a mailbox, whatever it said. */
  readonly onRead: (link: Link, reading: Reading) => void;
  /** The mailbox is no longer selected here. */
  readonly onDeselected: (link: Link, mailbox: MailboxName) => void;
  /** Nobody holds or wants a lease any more. */
  readonly onFree: (link: Link) => void;
  /** From now on it is asked for news instead of telling them. */
  readonly onPolled: (link: Link) => void;
  readonly onLost: (link: Link, error: AppError | null) => void;
}

export class Link {
  readonly driver: Driver;
  /** Signed in. */
  ready = false;
  selected: MailboxName | null = null;
  /** What SELECT told of it. */
  selectedInfo: SelectedMailbox | null = null;
  /** Messages with lower UIDs are in the picture the server has of it for this connection, or are gone. */
  private heardBelow = 0;
  readonly target: SessionTarget;
  private readonly env: SessionEnvironment;
  private readonly handlers: LinkHandlers;
  /** Hears how far the server is with what it is doing for a command (INPROGRESS, RFC 9585); `goal` null: of how much is not known. */
  onProgress: ((done: number, goal: number | null) => void) | null = null;
  /** Why the connection ended. */
  lostBecause: AppError | null = null;
  /** The mailbox that is being opened, or whose rows are being read; once the connection is lost: that was then. */
  reading: Reading | null = null;
  /** When it was dialled. */
  readonly since: number;
  /** Commands that were given to it. */
  sent = 0;
  private homeMailbox: MailboxName | null = null;
  private selecting: MailboxName | null = null;
  private readonly leases: Leases;
  private readonly quiet: Quiet;
  private expungers = 0;
  private numberWaiters: (() => void)[] = [];

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
    this.since = env.now();
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
    this.leases = new Leases(this, {
      selected: () => this.selected,
      isChanging: () => this.selecting !== null,
      isLost: () => this.driver.isLost,
      select: (mailbox, done) => this.select(mailbox, done),
      unselect: (done) => this.unselect(done),
      onReleased: () => {
        if (this.isFree && !this.driver.isLost) handlers.onFree(this);
      },
    });
    this.quiet = new Quiet(env, {
      driver: () => this.driver,
      send: (command, done) => void this.send(command, done),
      isReady: () => this.ready,
      hasSelection: () => this.selected !== null,
      onPolled: () => handlers.onPolled(this),
    });
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
    return this.quiet.isPolled;
  }

  get isFree(): boolean {
    return this.leases.isFree && this.selecting === null;
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
    this.quiet.interrupt();
    this.sent += 1;
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
    this.quiet.endIdle();
  }

  /** A lease on `mailbox`, selecting it when the connection is free for that. */
  lease(mailbox: MailboxName, grant: (outcome: LeaseOutcome) => void): void {
    this.leases.lease(mailbox, grant);
  }

  /** A lease on no mailbox in particular: nothing else is selected here until it is given back. */
  hold(): Lease {
    return this.leases.newLease();
  }

  /** SELECT without waiting for a lease: for the flight right after sign-in, when nobody can hold one. */
  select(mailbox: MailboxName, done: (failure: CommandFailure | null) => void): void {
    const left = this.selected;
    this.selecting = mailbox;
    this.reading = { mailbox, what: 'select' };
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
      if (!isClosed(outcome)) this.wasRead();
      else if (!wasSent(outcome)) this.reading = null;
      if (outcome.ok) {
        this.selected = mailbox;
        this.selectedInfo = outcome.value;
        this.heardBelow = outcome.value.uidNext ?? 0;
        this.tellLabel();
        this.handlers.onSelected(this, mailbox, outcome.value);
      }
      done(outcome.ok ? null : outcome.failure);
    });
  }

  /** What was being read is read, or refused: the connection lives. */
  wasRead(): void {
    const { reading } = this;
    this.reading = null;
    if (reading !== null) this.handlers.onRead(this, reading);
  }

  /**
   * Closes the selected mailbox once nobody holds a lease: servers end the connection of whoever has a mailbox open that is
   * renamed or deleted. By UNSELECT, never by CLOSE, which would expunge; where that is missing, INBOX takes its place.
   */
  leave(done: () => void): void {
    this.leases.leave(done);
  }

  /**
   * A server knows of the selected mailbox what it told this connection: it does nothing, and says OK, for messages that came since. NOOP has
   * it look; its answer is waited for, as Dovecot works on what stands behind it in one packet before it looks. Fails only when it was cut.
   */
  async hear(): Promise<CommandFailure | null> {
    const outcome = await this.run(noop());
    return !outcome.ok && outcome.failure.kind === 'closed' ? outcome.failure : null;
  }

  /** The same where one of these messages may have come since. */
  async hearOf(uids: readonly Uid[]): Promise<CommandFailure | null> {
    const above = uids.reduce((highest, uid) => Math.max(highest, uid), 0) + 1;
    if (above <= this.heardBelow) return null;
    const failure = await this.hear();
    if (failure === null) this.heardBelow = Math.max(this.heardBelow, above);
    return failure;
  }

  /** Rows were read here: up to there the server has looked. */
  heard(rows: readonly FetchRow[]): void {
    for (const { items } of rows) this.heardBelow = Math.max(this.heardBelow, (items.uid ?? 0) + 1);
  }

  /** Has the server tell what is new of the selected mailbox now, instead of when it sees fit. */
  ask(): void {
    if (this.ready && !this.driver.isLost) this.send(noop(), () => undefined);
  }

  /** Asks the server for a sign of life; the connection is dropped when none comes. */
  probe(): void {
    if (!this.ready || this.driver.isLost) return;
    if (this.quiet.isIdling) this.quiet.endIdle();
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

  private afterCommand(): void {
    if (this.driver.isLost) return;
    while (this.expungers === 0 && this.numberWaiters.length > 0) this.numberWaiters.shift()?.();
    this.quiet.begin();
  }

  private onLost(error: AppError | null): void {
    this.lostBecause = error;
    this.ready = false;
    this.quiet.stop();
    const left = this.selected;
    this.selected = null;
    this.selecting = null;
    this.leases.lost();
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

/** Cut, and the server may have begun with it. */
const wasSent = (outcome: CommandOutcome<unknown>): boolean =>
  !outcome.ok && outcome.failure.kind === 'closed' && outcome.failure.sent;

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
