/**
 * The mailboxes that tabs show: which of them are worth a connection, what is followed on which, and what becomes of one that cannot
 * be opened.
 */
import type { SelectedMailbox } from '../imap';
import type { MailboxName, UidValidity, UntaggedEvent } from '../imap/types';
import type { AppError } from '../mail/types';
import type { Checking } from './checking';
import { Crashes, type EndedLink, type Reading } from './crashes';
import type { Link } from './link';
import type { Pool } from './pool';
import { tellsChanges } from './tasks/introduce';
import type { Telling } from './telling';
import type { ModelView, PictureNumbers, SessionEnvironment, SessionListener } from './types';
import { WatchedMailbox } from './watch';
import { Watches } from './watches';

export interface FollowingHost {
  readonly isRunning: () => boolean;
  readonly pool: () => Pool;
  readonly checking: () => Checking;
  /** It is about to be renamed or deleted. */
  readonly isLeaving: (mailbox: MailboxName) => boolean;
  readonly onRows: () => void;
  readonly recount: (mailbox: MailboxName) => void;
  readonly onUidsVoid: (mailbox: MailboxName, uidValidity: UidValidity | null) => void;
  /** Nothing can be opened without a connection. */
  readonly reconnect: () => void;
  /** What waited for a folder that was left alone may be tried. */
  readonly onPardoned: () => void;
}

const CRASHES: AppError = { code: 'mailbox-crashes' };

export class Following {
  readonly watches: Watches;
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly view: ModelView;
  private readonly telling: Telling;
  private readonly host: FollowingHost;
  private readonly crashes: Crashes;

  constructor(
    env: SessionEnvironment,
    listener: SessionListener,
    view: ModelView,
    telling: Telling,
    host: FollowingHost,
  ) {
    this.env = env;
    this.listener = listener;
    this.view = view;
    this.telling = telling;
    this.host = host;
    this.crashes = new Crashes(env.now);
    this.watches = new Watches(
      env,
      (mailbox) => this.newWatch(mailbox),
      () => this.assign(),
    );
  }

  stop(): void {
    this.watches.stop();
  }

  /** Wanted mailboxes, the most recently wanted first. */
  wanted(of: readonly MailboxName[] = this.watches.shown): readonly MailboxName[] {
    return of.filter((mailbox) => !this.host.isLeaving(mailbox) && !this.crashes.has(mailbox));
  }

  /** Whoever is worth a connection gets one. */
  assign(): void {
    if (!this.host.isRunning()) return;
    this.host.pool().assign({ wanted: this.wanted(), held: this.wanted(this.watches.held) });
  }

  /** The mailbox a new account begins with: what tabs show, else `otherwise`; null: that one ends connections. */
  begin(link: Link, otherwise: MailboxName): void {
    const wanted = this.wanted();
    const first = wanted[0] ?? (this.crashes.has(otherwise) ? null : otherwise);
    if (first !== null) this.watches.follow(first);
    link.home = first;
    if (first === null || wanted.length > 0) this.assign();
    else this.host.pool().assign({ wanted: [first], held: [first] });
  }

  show(tab: string, mailbox: MailboxName | null, visible: boolean): void {
    this.watches.show(tab, mailbox, visible);
    if (!this.host.isRunning()) return;
    this.assign();
    if (mailbox !== null && this.crashes.has(mailbox)) this.listener.mailboxFailed(mailbox, CRASHES);
  }

  wantRows(tab: string, mailbox: MailboxName, firstSeq: number, lastSeq: number): void {
    const watched = this.watches.get(mailbox);
    if (watched === undefined) return;
    watched.want(tab, firstSeq, lastSeq);
    // More folders are shown than there are connections: the one somebody scrolls in gets its turn.
    if (watched.link !== null || !this.watches.renew(tab, mailbox)) return;
    this.assign();
    this.host.checking().want(mailbox);
  }

  remember(mailbox: MailboxName, numbers: PictureNumbers): boolean {
    this.watches.follow(mailbox);
    return this.watches.get(mailbox)?.remember(numbers) ?? false;
  }

  agreed(mailbox: MailboxName): PictureNumbers | null {
    return this.watches.get(mailbox)?.agreed ?? null;
  }

  refresh(mailbox: MailboxName): void {
    this.watches.get(mailbox)?.reopen();
    this.host.checking().want(mailbox);
  }

  reopen(mailbox: MailboxName): void {
    if (this.crashes.forgive(mailbox)) this.host.onPardoned();
    if (this.watches.get(mailbox)?.link) this.refresh(mailbox);
    else if (this.host.pool().ready.length > 0) this.assign();
    else this.host.reconnect();
  }

  isLeftAlone(mailbox: MailboxName): boolean {
    return this.crashes.has(mailbox);
  }

  isFollowed(mailbox: MailboxName, link: Link): boolean {
    return this.watches.followed(mailbox, link) !== null;
  }

  selecting(link: Link, mailbox: MailboxName): ReturnType<WatchedMailbox['resume']> | null {
    if (this.isBeside(link, mailbox)) return null;
    return this.watches.get(mailbox)?.resume(tellsChanges(link)) ?? null;
  }

  selected(link: Link, mailbox: MailboxName, info: SelectedMailbox): void {
    if (!this.isBeside(link, mailbox)) this.watches.get(mailbox)?.opened(link, info);
  }

  /**
   * Whether a mailbox is opened beside the connection it has for itself and is followed on, for something that is read there: the model stays
   * with the other one, or it would be followed nowhere once this one goes on to another mailbox.
   */
  private isBeside(link: Link, mailbox: MailboxName): boolean {
    const own = this.watches.get(mailbox)?.link ?? null;
    return own !== null && own !== link && own.home === mailbox && link.home !== mailbox;
  }

  deselected(link: Link, mailbox: MailboxName): void {
    this.watches.followed(mailbox, link)?.closed();
  }

  /** A command of the open mailbox was answered. */
  answered(link: Link): void {
    if (link.selected !== null) this.watches.followed(link.selected, link)?.answered();
  }

  untagged(link: Link, event: UntaggedEvent): void {
    if (link.selected !== null) this.watches.followed(link.selected, link)?.untagged(event);
  }

  failed(mailbox: MailboxName, error: AppError): void {
    const watched = this.watches.get(mailbox);
    if (watched !== undefined) watched.isRefused = true;
    this.listener.mailboxFailed(mailbox, error);
    this.tellServices();
  }

  /** A connection ended; true when the mailbox it read is left alone for that from now on. */
  ended(link: EndedLink, error: AppError | null): boolean {
    const { leftAlone, pardoned } = this.crashes.ended(link, error);
    if (leftAlone !== null) this.failed(leftAlone, CRASHES);
    if (pardoned.length > 0) this.pardoned();
    return leftAlone !== null;
  }

  /** Something asked of a mailbox was answered. */
  read(reading: Reading): void {
    this.crashes.answered(reading);
  }

  /** Folders are called otherwise now, or are gone (null). */
  renamed(rename: (mailbox: MailboxName) => MailboxName | null): void {
    this.watches.rename(rename);
    if (this.crashes.renamed(rename)) this.pardoned();
  }

  /** Which of the folders that are shown have no news of themselves, and how those get them. */
  tellServices(): void {
    if (this.host.isRunning()) this.telling.services(this.wanted(), this.host.pool(), this.host.checking());
  }

  private pardoned(): void {
    this.assign();
    this.host.onPardoned();
  }

  private newWatch(mailbox: MailboxName): WatchedMailbox {
    return new WatchedMailbox(mailbox, this.listener, this.view, {
      onRows: () => this.host.onRows(),
      onBlindFlags: () => this.host.recount(mailbox),
      now: this.env.now,
      onUidsVoid: (name, uidValidity) => this.host.onUidsVoid(name, uidValidity),
      onFault: (fault) => this.env.log('error', `${mailbox}: ${fault}`),
    });
  }
}
