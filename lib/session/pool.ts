/**
 * The connections of one account: one a watched mailbox, at most `MAX_CONNECTIONS`. The connection of the first watched mailbox
 * does all other work too. A command for a mailbox nobody watches borrows a connection that has no watch, opens one more, or, at
 * the bound, breaks into a watch, which is restored (and synchronised) right after.
 */
import type { CommandFailure, MailboxName, UntaggedEvent } from '../imap/types';
import type { QresyncState, SelectedMailbox } from '../imap';
import type { AppError, Result } from '../mail/types';
import type { Reading } from './crashes';
import { Dials } from './dials';
import { selectFailureToError } from './errors';
import { SPARE_LIFE } from './limits';
import type { Lease, LeaseOutcome } from './leases';
import type { Link } from './link';
import { Room } from './room';
import type { CancelTimer, SessionEnvironment, SessionTarget, SignedIn, SignIn } from './types';

export interface PoolHooks {
  readonly onUntagged: (link: Link, event: UntaggedEvent) => void;
  readonly onSelecting: (link: Link, mailbox: MailboxName) => QresyncState | null;
  readonly onAnswered: (link: Link) => void;
  readonly onSelected: (link: Link, mailbox: MailboxName, info: SelectedMailbox) => void;
  readonly onDeselected: (link: Link, mailbox: MailboxName) => void;
  readonly onMailboxFailed: (mailbox: MailboxName, error: AppError) => void;
  /** A signed-in connection went; it is out of the pool already. */
  /** The server answered what was asked of a mailbox. */
  readonly onRead: (reading: Reading) => void;
  readonly onLost: (error: AppError | null, link: Link) => void;
  /** A connection nobody needed was closed; others are there. */
  readonly onSpared: (link: Link) => void;
  /** One more connection is signed in and wants its first flight. */
  readonly onExtra: (link: Link) => void;
  /** Which mailbox has which connection may be another now, or how that one hears of news. */
  readonly onServices: () => void;
  /** There are more or fewer connections to be had than before. */
  readonly onRoom: () => void;
  /** The mailbox is not opened any more, since doing so ends connections. */
  readonly isLeftAlone: (mailbox: MailboxName) => boolean;
  /** Connections that are found dead now were lost in a sleep, or with a network: others may be opened at once. */
  readonly isWaking: () => boolean;
  /** Whether the model follows this mailbox on this very connection. */
  readonly isFollowed: (mailbox: MailboxName, link: Link) => boolean;
}

/** What tabs show, the most wanted first; `held`: without what rests in tabs nobody looks at. */
export interface Wanted {
  readonly wanted: readonly MailboxName[];
  readonly held: readonly MailboxName[];
}

const LEFT_ALONE: LeaseOutcome = {
  ok: false,
  failure: { kind: 'cancelled' },
  because: { code: 'mailbox-crashes' },
};
const CLOSED: CommandFailure = { kind: 'closed', sent: false, reason: 'no connection' };

export class Pool {
  private readonly env: SessionEnvironment;
  private readonly hooks: PoolHooks;
  private links: Link[] = [];
  private readonly dials: Dials;
  private credentials: SignIn | null = null;
  private readonly room: Room;
  private readonly spareTimers = new Map<Link, CancelTimer>();
  private extra: Promise<Link | null> | null = null;
  /** What tabs show, the most wanted first. */
  private wanted: readonly MailboxName[] = [];
  /** Those of them that are worth a connection of their own now. */
  private held: readonly MailboxName[] = [];

  constructor(env: SessionEnvironment, hooks: PoolHooks) {
    this.env = env;
    this.hooks = hooks;
    this.room = new Room(env, () => this.hooks.onRoom());
    this.dials = new Dials(env, {
      onUntagged: (link, event) => hooks.onUntagged(link, event),
      onSelecting: (link, mailbox) => hooks.onSelecting(link, mailbox),
      onAnswered: (link) => hooks.onAnswered(link),
      onSelected: (link, mailbox, info) => hooks.onSelected(link, mailbox, info),
      onRead: (_link, reading) => hooks.onRead(reading),
      onDeselected: (link, mailbox) => hooks.onDeselected(link, mailbox),
      onFree: (link) => this.onFree(link),
      onPolled: () => hooks.onServices(),
      onLost: (link, error) => this.onLost(link, error),
    });
  }

  /** Signed-in connections, the oldest first. */
  get ready(): readonly Link[] {
    return this.links.filter((link) => link.ready);
  }

  /** The connection for what needs no mailbox. */
  get main(): Link | null {
    return this.ready[0] ?? null;
  }

  prepare(target: SessionTarget): void {
    this.dials.prepare(target);
  }

  /** Dials (or takes the prepared connection) and signs in. The credentials are kept for further connections. */
  signIn(credentials: SignIn): Promise<Result<{ readonly link: Link; readonly signedIn: SignedIn }>> {
    return this.dials.signIn(credentials, (link) => {
      this.credentials = credentials;
      this.links.push(link);
    });
  }

  /** Gives every mailbox that is worth one (most wanted first) a connection of its own, as far as there are any. */
  assign({ wanted, held }: Wanted): void {
    this.wanted = wanted;
    this.held = held;
    this.house(held.slice(0, this.room.max));
    this.hooks.onServices();
  }

  /** Why mailboxes that are worth a connection of their own have none; null: nobody said. */
  get shortOf(): AppError | null {
    return this.room.because;
  }

  /** The server complains of too many connections. */
  warned(error: AppError): void {
    this.room.warned(error, this.ready.length);
  }

  /** The connection that watches a mailbox; 'opening': it will have one; null: there is none for it. */
  serviceOf(mailbox: MailboxName): Link | 'opening' | null {
    const link = this.ready.find(({ home }) => home === mailbox);
    if (link !== undefined) return link;
    return this.extra !== null && this.held.slice(0, this.room.max).includes(mailbox) ? 'opening' : null;
  }

  private house(first: readonly MailboxName[]): void {
    for (const link of this.ready) {
      if (link.home !== null && !first.includes(link.home)) {
        link.home = null;
        this.onFree(link);
      }
    }
    for (const mailbox of first) {
      const ready = this.ready;
      const homeless = ready.filter((link) => link.home === null);
      const link =
        ready.find(({ home }) => home === mailbox) ??
        homeless.find(({ selected }) => selected === mailbox) ??
        homeless.find(({ isFree }) => isFree) ??
        homeless[0];
      if (link !== undefined) {
        link.home = mailbox;
        this.goHome(link);
      } else if (this.canOpen()) {
        void this.openExtra();
        return;
      }
    }
  }

  /**
   * A lease on the mailbox, wherever that costs least; `aside`: first of all not where somebody looks. Refused as 'closed' when
   * no connection is there.
   */
  async acquire(mailbox: MailboxName, aside = false): Promise<LeaseOutcome> {
    if (this.hooks.isLeftAlone(mailbox)) return LEFT_ALONE;
    const ready = this.ready;
    const idle = ready.find(({ home, isFree }) => home === null && isFree);
    const apart =
      aside && ready.length > 0 ? (idle ?? (this.canOpen() ? await this.openExtra() : null)) : null;
    let link =
      apart ??
      ready.find(({ selected }) => selected === mailbox) ??
      ready.find(({ home }) => home === mailbox) ??
      idle;
    // What a tab shows that nobody looks at is read in passing, over what is there.
    const isResting = this.wanted.includes(mailbox) && !this.held.includes(mailbox);
    if (link === undefined && ready.length > 0 && !isResting && this.canOpen())
      link = (await this.openExtra()) ?? undefined;
    const chosen = link ?? this.leastWanted();
    if (chosen === undefined) return { ok: false, failure: CLOSED };
    this.spareTimers.get(chosen)?.();
    return new Promise((resolve) => chosen.lease(mailbox, resolve));
  }

  /**
   * A lease for what nobody asked for, on a connection that is free at this moment; null: there is none. One more is opened only where
   * another could be after it. `choose` hears which it is, before anything is said there.
   */
  async acquireIdle(mailbox: MailboxName, choose: (link: Link) => void): Promise<LeaseOutcome | null> {
    if (this.hooks.isLeftAlone(mailbox)) return LEFT_ALONE;
    const free = this.ready.filter(({ isFree, driver }) => isFree && !driver.busy);
    const isRoom = this.canOpen() && this.extra === null && this.links.length < this.room.max - 1;
    const link =
      free.find(({ selected }) => selected === mailbox) ??
      free.find(({ home }) => home === null) ??
      (isRoom ? await this.openExtra() : null);
    if (link?.isFree !== true) return null;
    this.spareTimers.get(link)?.();
    choose(link);
    return new Promise((resolve) => link.lease(mailbox, resolve));
  }

  /** A connection for long work that needs no mailbox: one that nobody looks through, as far as there is one. */
  async hold(): Promise<Lease | null> {
    const aside = this.ready.find(({ home, isFree }) => home === null && isFree);
    const extra =
      aside === undefined && this.ready.length > 0 && this.canOpen() ? await this.openExtra() : null;
    const link = aside ?? extra ?? this.main;
    if (link === null) return null;
    this.spareTimers.get(link)?.();
    return link.hold();
  }

  /** The connection whose own mailbox can wait best; one without any before all others. */
  private leastWanted(): Link | undefined {
    const rank = ({ home }: Link): number => (home === null ? Infinity : this.wanted.indexOf(home));
    return [...this.ready].sort((a, b) => rank(b) - rank(a))[0];
  }

  /** No connection has any of these open or will open it of itself: they are about to be renamed or deleted. */
  async leave(isLeft: (mailbox: MailboxName) => boolean): Promise<void> {
    const leaving: Promise<void>[] = [];
    for (const link of this.ready) {
      if (link.home !== null && isLeft(link.home)) link.home = null;
      if (link.selected !== null && isLeft(link.selected))
        leaving.push(new Promise((resolve) => link.leave(resolve)));
    }
    await Promise.all(leaving);
  }

  /** Ends a connection that nobody looks through: the only way to stop what its server is doing. */
  discard(link: Link): void {
    if (link.home !== null || this.ready.length < 2) return;
    this.spareTimers.get(link)?.();
    this.spareTimers.delete(link);
    this.links = this.links.filter((other) => other !== link);
    link.close(null);
    this.hooks.onSpared(link);
  }

  probe(silentFor: number): void {
    for (const link of this.ready) if (link.driver.silentFor >= silentFor) link.probe();
    this.dials.lookAtClock();
  }

  /** Ends all connections without a word. */
  closeAll(): void {
    this.credentials = null;
    this.dials.dropPrepared();
    this.room.stop();
    for (const cancel of this.spareTimers.values()) cancel();
    this.spareTimers.clear();
    const links = [...this.links, ...this.dials.takeOpening()];
    this.links = [];
    for (const link of links) link.close(null);
  }

  /** A first one is the reconnection's to open, which waits between its tries. */
  private canOpen(): boolean {
    if (this.credentials === null || this.ready.length === 0) return false;
    return this.extra !== null || this.links.length < this.room.max;
  }

  /** One further connection; callers at the same time share it. */
  private openExtra(): Promise<Link | null> {
    if (this.extra !== null) return this.extra;
    const credentials = this.credentials;
    if (credentials === null) return Promise.resolve(null);
    const opening = this.signIn(credentials).then((result) => {
      this.extra = null;
      if (result.ok) {
        if (this.credentials === null) {
          result.value.link.close(null);
          return null;
        }
        this.hooks.onExtra(result.value.link);
        return result.value.link;
      }
      this.room.refused(result.error, this.ready.length);
      return null;
    });
    this.extra = opening;
    return opening;
  }

  /** Selects the home mailbox unless the model already follows it here. */
  private goHome(link: Link): void {
    const home = link.home;
    if (home === null || link.driver.isLost) return;
    this.spareTimers.get(link)?.();
    this.spareTimers.delete(link);
    if (link.selected === home) {
      if (this.hooks.isFollowed(home, link)) return;
      // Borrowed until now: its numbers were not passed on, so they are read anew, once nobody holds it.
      if (!link.isFree) return;
      link.forgetSelection();
    }
    link.lease(home, (outcome) => {
      if (outcome.ok) {
        outcome.lease.release();
      } else if (outcome.failure.kind !== 'closed') {
        link.home = null;
        this.hooks.onMailboxFailed(home, selectFailureToError(outcome.failure));
      }
    });
  }

  private onFree(link: Link): void {
    if (link.home !== null) {
      this.goHome(link);
      return;
    }
    if (this.ready.length < 2 || !link.isFree) return;
    this.spareTimers.get(link)?.();
    this.spareTimers.set(
      link,
      this.env.setTimer(SPARE_LIFE, () => {
        this.spareTimers.delete(link);
        if (link.isFree) this.discard(link);
      }),
    );
  }

  private onLost(link: Link, error: AppError | null): void {
    this.spareTimers.get(link)?.();
    this.spareTimers.delete(link);
    if (!this.links.includes(link)) return;
    this.links = this.links.filter((other) => other !== link);
    if (this.ready.length > 0 && this.hooks.isWaking()) {
      this.hooks.onLost(error, link);
      this.hooks.onRoom();
      return;
    }
    if (this.ready.length > 0) this.room.lost(error, this.ready.length);
    this.hooks.onLost(error, link);
  }
}
