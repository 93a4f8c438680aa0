/** The views of one account: at most one a tab, of the mailbox the tab shows. */
import type { MailboxName, Uid } from '../imap/types';
import type {
  Applied,
  ChosenSet,
  Mailbox,
  MailView,
  MessageRow,
  Op,
  Result,
  SearchNode,
  WindowList,
} from '../mail';
import type { Lookup } from '../session/lookup';
import type { Change } from './port';
import type { Tab } from './tabs';
import type { FoundHere } from './text-index/search-here';
import { ViewList } from './view-list';

export interface ViewsHost {
  readonly lookup: () => Lookup;
  /** Null while the mailbox is not open. */
  readonly model: (mailbox: MailboxName) => Mailbox | null;
  /** A search answered by the index of words; null where it knows nothing. */
  readonly here: (
    mailbox: MailboxName,
    search: SearchNode,
    isOver: () => boolean,
  ) => Promise<FoundHere | null>;
  /** Rows that are kept here though they are not in memory. */
  readonly stored: (mailbox: MailboxName, uids: readonly Uid[]) => Promise<readonly MessageRow[]>;
  readonly push: (tab: Tab, change: Change) => void;
  readonly now: () => number;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
}

interface Shown {
  readonly mailbox: MailboxName;
  readonly list: ViewList;
}

export class Views {
  readonly #host: ViewsHost;
  readonly #byTab = new Map<Tab, Shown>();

  constructor(host: ViewsHost) {
    this.#host = host;
  }

  /** `key` names the view to the page; null: the tab shows the mailbox as it is. */
  show(tab: Tab, mailbox: MailboxName, key: string, view: MailView | null): void {
    this.drop(tab);
    if (view === null) return;
    const { lookup, model, here, stored, push, now, setTimer } = this.#host;
    const list = new ViewList(view, {
      model: () => model(mailbox),
      here: (search, isOver) => here(mailbox, search, isOver),
      stored: (uids) => stored(mailbox, uids),
      find: (request, onShare) => lookup().find(mailbox, request, onShare),
      rows: (uidValidity, uids) => lookup().rows({ mailbox, uidValidity }, uids),
      tell: (change) => push(tab, { kind: 'view', mailbox, view: key, change }),
      tellState: (state) => push(tab, { kind: 'view-state', mailbox, view: key, state }),
      now,
      setTimer,
    });
    this.#byTab.set(tab, { mailbox, list });
    list.start();
  }

  want(tab: Tab, first: number, last: number): void {
    this.#byTab.get(tab)?.list.want(first, last);
  }

  /** What the tab shows of this mailbox, where that is a view. */
  listOf(tab: Tab, mailbox: MailboxName): Pick<WindowList, 'positionOf' | 'rowAt'> | undefined {
    const shown = this.#byTab.get(tab);
    return shown?.mailbox === mailbox ? shown.list.list : undefined;
  }

  /** All messages of the view the tab shows of this mailbox, loaded or not. */
  async choose(tab: Tab, mailbox: MailboxName): Promise<Result<ChosenSet>> {
    const shown = this.#byTab.get(tab);
    if (shown?.mailbox === mailbox) return shown.list.choose();
    return { ok: false, error: { code: 'mailbox-changed' } };
  }

  /** The tab shows something else, or is gone. */
  drop(tab: Tab): void {
    this.#byTab.get(tab)?.list.end();
    this.#byTab.delete(tab);
  }

  dropAll(): void {
    for (const tab of this.#byTab.keys()) this.drop(tab);
  }

  applied(mailbox: MailboxName, applied: Applied): void {
    for (const list of this.#of(mailbox)) list.applied(applied);
  }

  done(op: Op): void {
    for (const list of this.#of(op.mailbox)) list.done(op);
  }

  live(): void {
    for (const { list } of this.#byTab.values()) list.live();
  }

  /** The index of words knows more than before. */
  grew(): void {
    for (const { list } of this.#byTab.values()) list.grew();
  }

  *#of(mailbox: MailboxName): Generator<ViewList> {
    for (const shown of this.#byTab.values()) if (shown.mailbox === mailbox) yield shown.list;
  }
}
