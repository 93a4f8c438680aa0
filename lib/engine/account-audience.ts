/** Who hears of an account: every tab of the engine, or the tabs that show one of its folders. */
import type { MailboxName } from '../imap/types';
import type { AccountId, ListChange, Mailbox } from '../mail';
import type { Change } from './port';
import type { Tab } from './tabs';

export interface AudienceHost {
  /** Empty while nobody is signed in: then nobody is told. */
  readonly account: () => AccountId;
  readonly tabs: () => Iterable<Tab>;
  readonly touched: () => void;
}

export class Audience {
  readonly #host: AudienceHost;

  constructor(host: AudienceHost) {
    this.#host = host;
  }

  *watchers(mailbox: MailboxName): Generator<Tab> {
    const account = this.#host.account();
    if (account === '') return;
    for (const tab of this.#host.tabs()) if (tab.watched.get(account) === mailbox) yield tab;
  }

  isWatched(mailbox: MailboxName): boolean {
    return !this.watchers(mailbox).next().done;
  }

  tellAll(change: Change): void {
    const account = this.#host.account();
    if (account === '') return;
    for (const tab of this.#host.tabs()) tab.push(account, change);
    this.#host.touched();
  }

  tellWatchers(mailbox: MailboxName, change: Change): void {
    for (const tab of this.watchers(mailbox)) this.tell(tab, change);
    this.#host.touched();
  }

  /** One change of a list, to all who show it. */
  changed(mailbox: MailboxName, change: ListChange): void {
    this.tellWatchers(mailbox, { kind: 'list', mailbox, change });
  }

  /** It leaves at the end of the turn. */
  tell(tab: Tab, change: Change): void {
    tab.push(this.#host.account(), change);
  }

  /** Nothing is told of a stretch of which nothing is known. Positions: 0 is the newest. */
  tellRows(tab: Tab, mailbox: MailboxName, model: Mailbox, first: number, last: number): void {
    const rows = model.list.slice(first, last);
    if (rows.every((row) => row === null)) return;
    this.tell(tab, { kind: 'list', mailbox, change: { kind: 'rows', start: Math.max(0, first), rows } });
  }
}
