/** Which mailbox each tab shows, and the mailboxes that are followed for them. */
import type { MailboxName } from '../imap/types';
import type { Link } from './link';
import type { WatchedMailbox } from './watch';

/** Mailboxes whose numbers are remembered after nobody shows them. */
const MAX_REMEMBERED = 30;

interface Showing {
  readonly mailbox: MailboxName;
  readonly visible: boolean;
}

export class Watches {
  private readonly make: (mailbox: MailboxName) => WatchedMailbox;
  /** What each tab shows, the latest wish last. */
  private readonly showingByTab = new Map<string, Showing>();
  private readonly mailboxes = new Map<MailboxName, WatchedMailbox>();

  constructor(make: (mailbox: MailboxName) => WatchedMailbox) {
    this.make = make;
  }

  /** What tabs show: what people look at first, of that and of the rest the most recently wanted. */
  get shown(): readonly MailboxName[] {
    const latest = [...this.showingByTab.values()].reverse();
    const seen = latest.filter(({ visible }) => visible);
    return [...new Set([...seen, ...latest].map(({ mailbox }) => mailbox))];
  }

  /** The tab shows this mailbox (null: none); its wish is the latest now. */
  show(tab: string, mailbox: MailboxName | null, visible: boolean): void {
    const before = this.showingByTab.get(tab)?.mailbox;
    if (before !== undefined && before !== mailbox) this.mailboxes.get(before)?.forgetTab(tab);
    this.showingByTab.delete(tab);
    if (mailbox === null) return;
    this.showingByTab.set(tab, { mailbox, visible });
    this.follow(mailbox);
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
    for (const [tab, { mailbox, visible }] of this.showingByTab) {
      const name = rename(mailbox);
      if (name === mailbox) continue;
      if (name === null) {
        this.showingByTab.delete(tab);
      } else {
        this.showingByTab.set(tab, { mailbox: name, visible });
        this.follow(name);
      }
    }
    for (const mailbox of this.mailboxes.keys()) {
      if (rename(mailbox) !== mailbox) this.mailboxes.delete(mailbox);
    }
  }
}
