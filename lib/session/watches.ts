/** Which mailbox each tab shows, and the mailboxes that are followed for them. */
import type { MailboxName } from '../imap/types';
import { REST_AFTER } from './limits';
import type { Link } from './link';
import type { CancelTimer, SessionEnvironment } from './types';
import type { WatchedMailbox } from './watch';

/** Mailboxes whose numbers are remembered after nobody shows them. */
const MAX_REMEMBERED = 30;

interface Showing {
  readonly mailbox: MailboxName;
  readonly visible: boolean;
  /** Since when nobody looks at it. */
  readonly hiddenAt: number;
}

export class Watches {
  private readonly make: (mailbox: MailboxName) => WatchedMailbox;
  /** What each tab shows, the latest wish last. */
  private readonly showingByTab = new Map<string, Showing>();
  private readonly mailboxes = new Map<MailboxName, WatchedMailbox>();
  private readonly env: Pick<SessionEnvironment, 'now' | 'setTimer'>;
  private readonly onRest: () => void;
  private cancelRest: CancelTimer | null = null;

  /** `onRest`: a tab has been hidden for so long that its mailbox needs no connection of its own. */
  constructor(
    env: Pick<SessionEnvironment, 'now' | 'setTimer'>,
    make: (mailbox: MailboxName) => WatchedMailbox,
    onRest: () => void,
  ) {
    this.env = env;
    this.make = make;
    this.onRest = onRest;
  }

  /**
   * Of what tabs show, what is worth a connection: all but what is shown only in tabs that nobody looked at for `REST_AFTER`. Where that
   * is nothing, the first: one connection is kept, so that whoever looks again need not sign in first.
   */
  get held(): readonly MailboxName[] {
    const since = this.env.now() - REST_AFTER;
    const held = new Set<MailboxName>();
    for (const { mailbox, visible, hiddenAt } of this.showingByTab.values())
      if (visible || hiddenAt > since) held.add(mailbox);
    const { shown } = this;
    return held.size === 0 ? shown.slice(0, 1) : shown.filter((mailbox) => held.has(mailbox));
  }

  stop(): void {
    this.cancelRest?.();
    this.cancelRest = null;
  }

  /** What tabs show: what people look at first, of that and of the rest the most recently wanted. */
  get shown(): readonly MailboxName[] {
    const latest = [...this.showingByTab.values()].reverse();
    const seen = latest.filter(({ visible }) => visible);
    return [...new Set([...seen, ...latest].map(({ mailbox }) => mailbox))];
  }

  /** The tab shows this mailbox (null: none); its wish is the latest now. */
  show(tab: string, mailbox: MailboxName | null, visible: boolean): void {
    const before = this.showingByTab.get(tab);
    if (before !== undefined && before.mailbox !== mailbox)
      this.mailboxes.get(before.mailbox)?.forgetTab(tab);
    this.showingByTab.delete(tab);
    if (mailbox !== null) {
      const hiddenAt = before?.visible === false ? before.hiddenAt : this.env.now();
      this.showingByTab.set(tab, { mailbox, visible, hiddenAt });
      this.follow(mailbox);
    }
    this.armRest();
  }

  private armRest(): void {
    this.stop();
    const hidden = [...this.showingByTab.values()].filter(({ visible }) => !visible);
    const dueAt = hidden.map(({ hiddenAt }) => hiddenAt + REST_AFTER).filter((at) => at > this.env.now());
    if (dueAt.length === 0) return;
    this.cancelRest = this.env.setTimer(Math.min(...dueAt) - this.env.now(), () => {
      this.cancelRest = null;
      this.armRest();
      this.onRest();
    });
  }

  /** The tab wants more of what it shows: its wish is the latest now. False when it shows something else. */
  renew(tab: string, mailbox: MailboxName): boolean {
    const showing = this.showingByTab.get(tab);
    if (showing?.mailbox !== mailbox) return false;
    this.show(tab, mailbox, showing.visible);
    return true;
  }

  isSeen(mailbox: MailboxName): boolean {
    return [...this.showingByTab.values()].some((one) => one.mailbox === mailbox && one.visible);
  }

  get(mailbox: MailboxName): WatchedMailbox | undefined {
    return this.mailboxes.get(mailbox);
  }

  /** The mailbox if the model follows it on this very connection. */
  followed(mailbox: MailboxName, link: Link): WatchedMailbox | null {
    const watched = this.mailboxes.get(mailbox);
    return watched !== undefined && watched.link === link ? watched : null;
  }

  follow(mailbox: MailboxName): void {
    if (this.mailboxes.has(mailbox)) return;
    this.mailboxes.set(mailbox, this.make(mailbox));
    const shown = new Set(this.shown);
    for (const [name, old] of this.mailboxes) {
      if (this.mailboxes.size <= MAX_REMEMBERED) break;
      if (old.link === null && !shown.has(name)) this.mailboxes.delete(name);
    }
  }

  /** Folders have other names, or are gone (null): what tabs show goes with them. */
  rename(rename: (mailbox: MailboxName) => MailboxName | null): void {
    for (const [tab, showing] of this.showingByTab) {
      const name = rename(showing.mailbox);
      if (name === showing.mailbox) continue;
      if (name === null) {
        this.showingByTab.delete(tab);
      } else {
        this.showingByTab.set(tab, { ...showing, mailbox: name });
        this.follow(name);
      }
    }
    for (const mailbox of this.mailboxes.keys()) {
      if (rename(mailbox) !== mailbox) this.mailboxes.delete(mailbox);
    }
  }
}
