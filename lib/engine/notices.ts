/**
 * News of mail for whoever looks elsewhere. The engine decides, so that however many tabs there are, a message is told of
 * once: only while no tab is in sight, only by one tab of those that may, and never more than sender and subject.
 */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import type { AccountId, MessageRow } from '../mail';
import { MAX_NOTICE_TEXT, MAX_NOTICES, MAX_NOTICES_KNOWN } from './limits';
import type { Tab } from './tabs';

/** One message to tell of; plain text, safe to show, bounded. */
export interface Notice {
  readonly mailbox: MailboxName;
  readonly uid: Uid;
  /** Name of the sender, else the address; '' when there is none. */
  readonly from: string;
  readonly subject: string;
}

export interface Arrival {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity | null;
  readonly rows: readonly MessageRow[];
}

export class Notices {
  readonly #tabs: () => Iterable<Tab>;
  /** Messages that were told of, or seen to come: a mailbox may be looked at in two ways. */
  readonly #known = new Set<string>();

  constructor(tabs: () => Iterable<Tab>) {
    this.#tabs = tabs;
  }

  /** Somebody wants to hear of mail, and nobody looks. */
  get wanted(): boolean {
    return this.#teller() !== null;
  }

  arrived({ account, mailbox, uidValidity, rows }: Arrival): void {
    const fresh = rows.filter(({ uid }) => this.#isFirst(`${account} ${uidValidity ?? 0} ${uid}`));
    const unread = fresh.filter(({ seen, deleted }) => !seen && !deleted).sort((a, b) => b.uid - a.uid);
    const tab = this.#teller();
    if (tab === null || unread.length === 0) return;
    tab.post({
      kind: 'notices',
      account,
      count: unread.length,
      notices: unread.slice(0, MAX_NOTICES).map((row) => noticeOf(mailbox, row)),
    });
  }

  /** The tab that was looked at last, of those that may show them; null while one is in sight. */
  #teller(): Tab | null {
    let teller: Tab | null = null;
    for (const tab of this.#tabs()) {
      if (tab.visible) return null;
      if (tab.notifies && (teller === null || tab.seenAt >= teller.seenAt)) teller = tab;
    }
    return teller;
  }

  #isFirst(key: string): boolean {
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    for (const old of this.#known) {
      if (this.#known.size <= MAX_NOTICES_KNOWN) break;
      this.#known.delete(old);
    }
    return true;
  }
}

function noticeOf(mailbox: MailboxName, { uid, from, subject }: MessageRow): Notice {
  const [sender] = from;
  return {
    mailbox,
    uid,
    from: bounded(sender === undefined ? '' : sender.name || sender.address),
    subject: bounded(subject),
  };
}

const bounded = (text: string): string =>
  text.length <= MAX_NOTICE_TEXT ? text : `${text.slice(0, MAX_NOTICE_TEXT).toWellFormed()}…`;
