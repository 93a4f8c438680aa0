/**
 * Mailboxes that take their connection with them: a server process that runs out of memory, or trips over one broken message,
 * whenever it opens the folder or reads its rows. Opening it again and again would end the other folders' connections too, and
 * never help; so after a few such ends it is left alone until a person asks for it.
 */
import type { MailboxName } from '../imap/types';
import type { AppError } from '../mail/types';
import { CRASHES_BEFORE_GIVING_UP, CRASHES_WITHIN } from './limits';

export class Crashes {
  private readonly now: () => number;
  private readonly endsByMailbox = new Map<MailboxName, readonly number[]>();
  private readonly leftAlone = new Set<MailboxName>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** The folder is not opened by itself. */
  has(mailbox: MailboxName): boolean {
    return this.leftAlone.has(mailbox);
  }

  /** A connection ended while it opened this folder or read its rows; true when that was once too often. */
  ended(mailbox: MailboxName, error: AppError | null): boolean {
    // A line that broke says nothing about the folder: only the server's own doing does.
    if (error === null || !ENDED_BY_SERVER.has(error.code)) return false;
    const since = this.now() - CRASHES_WITHIN;
    const ends = [...(this.endsByMailbox.get(mailbox) ?? []).filter((at) => at > since), this.now()];
    this.endsByMailbox.delete(mailbox);
    this.endsByMailbox.set(mailbox, ends);
    for (const oldest of this.endsByMailbox.keys()) {
      if (this.endsByMailbox.size <= MAX_MAILBOXES) break;
      this.endsByMailbox.delete(oldest);
    }
    if (ends.length < CRASHES_BEFORE_GIVING_UP) return false;
    this.leftAlone.add(mailbox);
    return true;
  }

  /** A person wants it all the same: one more try; ending once more leaves it alone again. */
  forgive(mailbox: MailboxName): boolean {
    const ends = this.endsByMailbox.get(mailbox);
    if (ends !== undefined) this.endsByMailbox.set(mailbox, ends.slice(1 - CRASHES_BEFORE_GIVING_UP));
    return this.leftAlone.delete(mailbox);
  }
}

const ENDED_BY_SERVER: ReadonlySet<AppError['code']> = new Set(['server-bye', 'too-slow']);
const MAX_MAILBOXES = 50;
