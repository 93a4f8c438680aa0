/** What tabs see of an account other than its folders as they are: views, searches in all folders, and when mail came. */
import type { MailboxName } from '../imap/types';
import type { AccountId, Folder } from '../mail';
import type { Session } from '../session/types';
import type { MailboxKey, Store } from '../store';
import type { AccountLists } from './account-lists';
import { Dates } from './dates';
import type { Change } from './port';
import { Searches } from './searches';
import type { Tab } from './tabs';
import type { LocalIndex } from './text-index/local-index';
import { searchMailbox, searchMailboxes } from './text-index/search-here';
import { Views } from './views';

export interface AccountViewsHost {
  readonly account: () => AccountId;
  readonly session: () => Session;
  readonly lists: AccountLists;
  readonly folders: () => readonly Folder[];
  readonly keyOf: (mailbox: MailboxName) => MailboxKey | null;
  readonly store: Store;
  readonly index: LocalIndex;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Something was pushed. */
  readonly touched: () => void;
}

export class AccountViews {
  /** What tabs see searched or sorted. */
  readonly views: Views;
  /** When the messages of its folders came. */
  readonly dates: Dates;
  /** What tabs look for in all folders. */
  readonly searches: Searches;

  constructor(host: AccountViewsHost) {
    const { session, lists, store, now, setTimer } = host;
    const push = (tab: Tab, change: Change): void => {
      tab.push(host.account(), change);
      host.touched();
    };
    this.views = new Views({
      lookup: () => session().lookup,
      model: (mailbox) => lists.open(mailbox),
      here: (mailbox, search, isOver) =>
        searchMailbox(host, lists.keyOf(mailbox), search, {
          rowOf: (uid) => lists.open(mailbox)?.list.rowOf(uid),
          rows: (uids) => lists.stored(mailbox, uids),
          now: now(),
          isOver,
        }),
      stored: (mailbox, uids) => lists.stored(mailbox, uids),
      push,
      now,
      setTimer,
    });
    this.dates = new Dates({ session, store, model: (mailbox) => lists.open(mailbox), keyOf: host.keyOf });
    this.searches = new Searches({
      lookup: () => session().lookup,
      folders: host.folders,
      here: (search, isOver) =>
        searchMailboxes(host, host.account(), search, {
          open: (mailbox) => lists.open(mailbox)?.list,
          rows: (mailbox, uids) => lists.stored(mailbox, uids),
          now: now(),
          isOver,
        }),
      rowsOf: (mailbox, uidValidity, uids) => {
        const list = lists.open(mailbox)?.list;
        return list?.uidValidity === uidValidity ? uids.flatMap((uid) => list.rowOf(uid) ?? []) : [];
      },
      tell: (tab, key, hits, state) => push(tab, { kind: 'everywhere', key, hits, state }),
    });
  }

  /** The index of words knows more than before. */
  grew(): void {
    this.views.grew();
    this.searches.grew();
  }

  /** What it shows of these tabs ends. */
  dropAll(): void {
    this.views.dropAll();
    this.searches.dropAll();
  }
}
