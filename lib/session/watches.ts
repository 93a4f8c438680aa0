/** Which mailbox each tab shows, and the mailboxes that are followed for them. */
import type { MailboxName } from '../imap/types';
import type { Link } from './link';
import type { WatchedMailbox } from './watch';

/** Mailboxes whose numbers are remembered after nobody shows them. */
const MAX_REMEMBERED = 30;

export class Watches {
  private readonly make: (mailbox: MailboxName) => WatchedMailbox;
  /** The mailbox of each tab, the latest wish last. */
  private readonly mailboxByTab = new Map<string, MailboxName>();
  private readonly mailboxes = new Map<MailboxName, WatchedMailbox>();

  constructor(make: (mailbox: MailboxName) => WatchedMailbox) {
    this.make = make;
  }

  /** What tabs show, the most recently wanted first. */
  get shown(): readonly MailboxName[] {
    return [...new Set([...this.mailboxByTab.values()].reverse())];
  }

  /** The tab shows this mailbox (null: none); its wish is the latest now. */
  show(tab: string, mailbox: MailboxName | null): void {
    const before = this.mailboxByTab.get(tab);
    if (before !== undefined && before !== mailbox) this.mailboxes.get(before)?.forgetTab(tab);
    this.mailboxByTab.delete(tab);
    if (mailbox === null) return;
    this.mailboxByTab.set(tab, mailbox);
    this.follow(mailbox);
  }

  shows(tab: string, mailbox: MailboxName): boolean {
    return this.mailboxByTab.get(tab) === mailbox;
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
    for (const [name, old] of this.mailboxes) {
      if (this.mailboxes.size <= MAX_REMEMBERED) break;
      if (old.link === null && ![...this.mailboxByTab.values()].includes(name)) this.mailboxes.delete(name);
    }
  }

  /** Folders have other names, or are gone (null): what tabs show goes with them. */
  rename(rename: (mailbox: MailboxName) => MailboxName | null): void {
    for (const [tab, mailbox] of this.mailboxByTab) {
      const name = rename(mailbox);
      if (name === mailbox) continue;
      if (name === null) {
        this.mailboxByTab.delete(tab);
      } else {
        this.mailboxByTab.set(tab, name);
        this.follow(name);
      }
    }
    for (const mailbox of this.mailboxes.keys()) {
      if (rename(mailbox) !== mailbox) this.mailboxes.delete(mailbox);
    }
  }
}
