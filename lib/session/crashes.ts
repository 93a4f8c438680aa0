/**
 * Mailboxes that take their connection with them: a server process that runs out of memory, or trips over one broken message,
 * whenever it opens the folder or reads its rows. Opening it again and again would end the other folders' connections too, and
 * never help; so after a few such ends it is left alone until a person asks for it (docs/adr/0040).
 *
 * A line that breaks, and a server that restarts, look the same from one connection. What tells them apart: they end connections that
 * have nothing to do with the folder as well, and the folder can be opened in between.
 */
import type { MailboxName } from '../imap/types';
import type { AppError } from '../mail/types';
import { CRASHES_BEFORE_GIVING_UP, CRASHES_TOGETHER, CRASHES_WITHIN } from './limits';

/** What a connection was doing for a mailbox. `what` names it: the same words, the same question to the server. */
export interface Reading {
  readonly mailbox: MailboxName;
  readonly what: string;
}

export interface EndedLink {
  readonly reading: Reading | null;
  /** When it was dialled. */
  readonly since: number;
}

export interface Verdict {
  /** That was once too often: from now on it is not opened by itself. */
  readonly leftAlone: MailboxName | null;
  /** These were suspected without reason. */
  readonly pardoned: readonly MailboxName[];
}

interface End {
  readonly at: number;
  readonly what: string;
}

interface Loss {
  readonly at: number;
  readonly mailbox: MailboxName | null;
  /** What it counts as; null: it does not count. */
  readonly end: End | null;
}

export class Crashes {
  private readonly now: () => number;
  private readonly endsByMailbox = new Map<MailboxName, readonly End[]>();
  private readonly leftAlone = new Set<MailboxName>();
  /** Connections that ended a moment ago. */
  private losses: readonly Loss[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  /** The folder is not opened by itself. */
  has(mailbox: MailboxName): boolean {
    return this.leftAlone.has(mailbox);
  }

  /** A connection of the account ended, whatever it did; an `error` of null: on our own wish. */
  ended({ reading, since }: EndedLink, error: AppError | null): Verdict {
    if (error === null) return NOTHING;
    const at = this.now();
    const mailbox = reading?.mailbox ?? null;
    const recent = this.losses.filter((loss) => at - loss.at <= CRASHES_TOGETHER);
    const beside = recent.filter((loss) => loss.at > since);
    const others = beside.filter((loss) => loss.mailbox === null || loss.mailbox !== mailbox);
    // A line that broke says nothing about the folder: only the server's own doing does.
    const counts = reading !== null && ENDED_BY_SERVER.has(error.code) && beside.length === 0;
    const end = counts ? { at, what: reading.what } : null;
    this.losses = [...recent, { at, mailbox, end }].slice(-MAX_LOSSES);
    if (others.length > 0) return { leftAlone: null, pardoned: this.takeBack(beside) };
    if (end === null || mailbox === null) return NOTHING;
    const ends = [...this.endsOf(mailbox), end];
    this.keep(mailbox, ends);
    if (ends.length < CRASHES_BEFORE_GIVING_UP) return NOTHING;
    this.leftAlone.add(mailbox);
    return { leftAlone: mailbox, pardoned: [] };
  }

  /** The server answered this: whatever ended connections in the middle of it, it was not the folder. */
  answered({ mailbox, what }: Reading): void {
    const ends = this.endsByMailbox.get(mailbox);
    if (ends === undefined) return;
    this.keep(
      mailbox,
      ends.filter((end) => end.what !== what),
    );
  }

  /** A person wants it all the same: one more try; ending once more leaves it alone again. */
  forgive(mailbox: MailboxName): boolean {
    const ends = this.endsByMailbox.get(mailbox);
    if (ends !== undefined) this.keep(mailbox, ends.slice(1 - CRASHES_BEFORE_GIVING_UP));
    return this.leftAlone.delete(mailbox);
  }

  /** Folders are called otherwise, or gone (null); true when one of them was left alone: it is another now. */
  renamed(rename: (mailbox: MailboxName) => MailboxName | null): boolean {
    const before = this.leftAlone.size;
    for (const mailbox of new Set([...this.endsByMailbox.keys(), ...this.leftAlone])) {
      if (rename(mailbox) === mailbox) continue;
      this.endsByMailbox.delete(mailbox);
      this.leftAlone.delete(mailbox);
    }
    return this.leftAlone.size < before;
  }

  private takeBack(losses: readonly Loss[]): readonly MailboxName[] {
    return losses.flatMap(({ mailbox, end }) => {
      if (mailbox === null || end === null) return [];
      const ends = this.endsByMailbox.get(mailbox) ?? [];
      this.keep(
        mailbox,
        ends.filter((one) => one !== end),
      );
      return ends.includes(end) && this.leftAlone.delete(mailbox) ? [mailbox] : [];
    });
  }

  private endsOf(mailbox: MailboxName): readonly End[] {
    const since = this.now() - CRASHES_WITHIN;
    return (this.endsByMailbox.get(mailbox) ?? []).filter(({ at }) => at > since);
  }

  private keep(mailbox: MailboxName, ends: readonly End[]): void {
    this.endsByMailbox.delete(mailbox);
    if (ends.length === 0 && !this.leftAlone.has(mailbox)) return;
    this.endsByMailbox.set(mailbox, ends);
    for (const oldest of this.endsByMailbox.keys()) {
      if (this.endsByMailbox.size <= MAX_MAILBOXES) break;
      this.endsByMailbox.delete(oldest);
    }
  }
}

const NOTHING: Verdict = { leftAlone: null, pardoned: [] };
const ENDED_BY_SERVER: ReadonlySet<AppError['code']> = new Set(['server-bye', 'too-slow']);
const MAX_MAILBOXES = 50;
/** More connections than an account ever has. */
const MAX_LOSSES = 20;
