/** What is read ahead of one account, by what people do there: which folders they go through, and which message comes after the open one. */
import type { MailboxName, MailboxStatus, Uid } from '../imap/types';
import type { AccountLists } from './account-lists';
import { AHEAD_NEXT } from './limits';
import { ReadingAhead, type ReadingAheadHost } from './reading-ahead';
import type { Tab } from './tabs';
import type { Views } from './views';

export interface AccountAheadHost extends Omit<ReadingAheadHost, 'recent' | 'prepare' | 'model' | 'keyOf'> {
  readonly lists: AccountLists;
  readonly views: Views;
}

export class AccountAhead {
  readonly #lists: AccountLists;
  readonly #views: Views;
  readonly #ahead: ReadingAhead | null;
  /** Folders that tabs showed, the latest last. */
  readonly #shown = new Set<MailboxName>();

  /** `isOn` false: nothing is ever read that nobody asked for. */
  constructor(isOn: boolean, host: AccountAheadHost) {
    const { lists, views } = host;
    this.#lists = lists;
    this.#views = views;
    const mail = {
      recent: () => [...this.#shown].reverse(),
      prepare: (mailbox: MailboxName) => lists.prepare(mailbox),
      model: (mailbox: MailboxName) => lists.open(mailbox),
      keyOf: (mailbox: MailboxName) => lists.keyOf(mailbox),
    };
    this.#ahead = isOn ? new ReadingAhead({ ...host, ...mail }) : null;
  }

  /** A tab shows the folder. */
  shows(mailbox: MailboxName): void {
    this.#shown.delete(mailbox);
    this.#shown.add(mailbox);
  }

  /** A tab shows this message: those that follow it there, the way the tab goes, come next. */
  reads(tab: Tab, mailbox: MailboxName, uid: Uid): void {
    const list = this.#views.listOf(tab, mailbox) ?? this.#lists.open(mailbox)?.list;
    const at = list?.positionOf(uid);
    if (list === undefined || at === undefined) return;
    const before = tab.readAt;
    tab.readAt = { mailbox, position: at };
    const way = before?.mailbox === mailbox && before.position > at ? -1 : 1;
    const places = Array.from({ length: AHEAD_NEXT }, (_, away) => at + way * (away + 1));
    this.#ahead?.next(
      mailbox,
      places.flatMap((place) => list.rowAt(place)?.uid ?? []),
    );
  }

  /** Resolves when this message, if it is being read ahead at this moment, is kept. */
  async coming(mailbox: MailboxName, uid: Uid): Promise<void> {
    await this.#ahead?.coming(mailbox, uid);
  }

  /** Somebody did something, or began to look: what is read ahead waits, and what is worth it may be something else. */
  disturbed(): void {
    this.#ahead?.disturbed();
    this.#ahead?.wake();
  }

  /** Something may be worth reading that was not before. */
  wake(): void {
    this.#ahead?.wake();
  }

  told(mailbox: MailboxName, status: MailboxStatus): void {
    this.#ahead?.told(mailbox, status);
  }

  stop(): void {
    this.#ahead?.stop();
  }
}
