/**
 * The index of words as the engine uses it. It is fed by the store: by all that goes in there (`indexing-store`), and by what was in
 * there before, read in the pauses of everything else. Nothing is asked of a server for it.
 */
import type { MailboxName, Uid } from '../../imap/types';
import type { AccountId, MessageDetail, MessageRow, MimeAddress, SearchNode } from '../../mail';
import type { MailboxKey, Store } from '../../store';
import { IndexLink, type IndexPort } from './index-link';
import { FEED_AFTER_MS, FEED_PAUSE_MS, GREW_MS, MAX_EARLY, ROWS_AT_ONCE, TEXTS_AT_ONCE } from './limits';
import type { IndexFound, IndexOrder, RowWords, TextWords } from './messages';

export interface LocalIndexHost {
  readonly store: Store;
  readonly ask: (not: ReadonlySet<string>) => string | null;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** It knows more of an account than before; told now and then. */
  readonly onGrew: (account: AccountId) => void;
  readonly log: (level: 'info' | 'warn', text: string) => void;
}

export class LocalIndex {
  readonly #host: LocalIndexHost;
  readonly #link: IndexLink;
  /** Accounts that are open; each reading of the store belongs to one token. */
  readonly #accounts = new Map<AccountId, object>();
  /** What came before the index was there: it may not be in the store so soon. */
  readonly #early: IndexOrder[] = [];
  readonly #grown = new Set<AccountId>();
  #isTelling = false;

  constructor(host: LocalIndexHost) {
    this.#host = host;
    this.#link = new IndexLink({
      ask: host.ask,
      setTimer: host.setTimer,
      onReady: () => {
        for (const account of this.#accounts.keys()) this.#readStore(account, 0);
        for (const order of this.#early.splice(0)) this.#tell(order);
      },
      onTaken: (account) => this.#grew(account),
      log: (text) => host.log('warn', text),
    });
  }

  /** A page said hello: it may begin the worker. */
  want(): void {
    if (this.#accounts.size > 0) this.#link.want();
  }

  attach(tab: string, port: IndexPort | null): void {
    this.#link.attach(tab, port);
  }

  tabGone(tab: string): void {
    this.#link.tabGone(tab);
  }

  /** The account's store can be read. */
  opened(account: AccountId): void {
    this.#readStore(account, FEED_AFTER_MS);
    this.#link.want();
  }

  forget(account: AccountId): void {
    this.#accounts.delete(account);
    this.#grown.delete(account);
    const others = this.#early.splice(0).filter((order) => order.account !== account);
    this.#early.push(...others);
    this.#link.forget(account);
  }

  rows(key: MailboxKey, rows: readonly MessageRow[]): void {
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      this.#tell({ kind: 'rows', ...key, rows: rows.slice(at, at + ROWS_AT_ONCE).map(wordsOfRow) });
  }

  text(key: MailboxKey, detail: MessageDetail): void {
    this.#tell({ kind: 'texts', ...key, texts: [wordsOfDetail(detail)] });
  }

  drop(key: MailboxKey, uids: readonly Uid[]): void {
    this.#tell({ kind: 'drop', ...key, uids });
  }

  keepOnly(key: MailboxKey): void {
    this.#tell({ kind: 'keep-only', ...key });
  }

  rename(account: AccountId, from: MailboxName, to: MailboxName): void {
    this.#tell({ kind: 'rename', account, from, to });
  }

  keepFolders(account: AccountId, names: readonly MailboxName[]): void {
    this.#tell({ kind: 'folders', account, names });
  }

  find(
    account: AccountId,
    mailbox: MailboxName | null,
    search: SearchNode,
  ): Promise<readonly IndexFound[] | null> {
    return this.#accounts.has(account) ? this.#link.find(account, mailbox, search) : Promise.resolve(null);
  }

  #tell(order: IndexOrder): void {
    if (!this.#accounts.has(order.account)) return;
    if (!this.#link.isReady) {
      if (this.#early.length < MAX_EARLY) this.#early.push(order);
      return;
    }
    void this.#link.give(order).then((isTaken) => {
      // It is behind: what it misses is in the store.
      if (!isTaken && this.#link.isReady) this.#readStore(order.account, FEED_AFTER_MS);
    });
  }

  #grew(account: AccountId): void {
    this.#grown.add(account);
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#host.setTimer(GREW_MS, () => {
      this.#isTelling = false;
      const grown = [...this.#grown];
      this.#grown.clear();
      for (const one of grown) this.#host.onGrew(one);
    });
  }

  /** Begins to read all there is of an account, in place of what was being read. */
  #readStore(account: AccountId, afterMs: number): void {
    const token = {};
    this.#accounts.set(account, token);
    this.#host.setTimer(afterMs, () => {
      this.#read(account, token).catch(() => this.#host.log('warn', 'stored mail could not be indexed'));
    });
  }

  async #read(account: AccountId, token: object): Promise<void> {
    const { store } = this.#host;
    const goesOn = (): boolean => this.#accounts.get(account) === token && this.#link.isReady;
    if (!goesOn()) return;
    const folders = await store.folders(account);
    const names = (folders?.entries ?? []).map(({ name }) => name);
    const inbox = names.filter((name) => name === 'INBOX');
    for (const name of [...inbox, ...names.filter((one) => one !== 'INBOX')]) {
      if (!goesOn()) return;
      const stored = await store.mailbox(account, name);
      if (stored === null) continue;
      const key: MailboxKey = { account, mailbox: name, uidValidity: stored.numbers.uidValidity };
      for (const { uids } of [...stored.runs].reverse())
        for (let end = uids.length; end > 0; end -= ROWS_AT_ONCE)
          if (!(await this.#readRows(key, uids.slice(Math.max(0, end - ROWS_AT_ONCE), end), goesOn))) return;
      if (!(await this.#readTexts(key, goesOn))) return;
    }
  }

  async #readRows(key: MailboxKey, uids: Uint32Array, goesOn: () => boolean): Promise<boolean> {
    const stored = await this.#host.store.rows(key, [...uids] as Uid[]);
    const rows = stored.flatMap((row) => (row === undefined ? [] : [wordsOfRow(row)]));
    return rows.length === 0 ? goesOn() : this.#give({ kind: 'rows', ...key, rows }, goesOn);
  }

  async #readTexts(key: MailboxKey, goesOn: () => boolean): Promise<boolean> {
    const { store } = this.#host;
    const uids = await store.details(key);
    for (let at = 0; at < uids.length; at += TEXTS_AT_ONCE) {
      const texts: TextWords[] = [];
      for (const uid of uids.slice(at, at + TEXTS_AT_ONCE)) {
        const detail = await store.detail(key, uid, false);
        if (detail !== undefined) texts.push(wordsOfDetail(detail));
      }
      if (texts.length > 0 && !(await this.#give({ kind: 'texts', ...key, texts }, goesOn))) return false;
    }
    return goesOn();
  }

  /** False when this reading is over. */
  async #give(order: IndexOrder, goesOn: () => boolean): Promise<boolean> {
    if (!goesOn() || !(await this.#link.give(order))) return false;
    await new Promise<void>((resolve) => this.#host.setTimer(FEED_PAUSE_MS, resolve));
    return goesOn();
  }
}

const people = (list: readonly MimeAddress[]): string =>
  list.map(({ name, address }) => `${name} ${address}`).join(' ');

const wordsOfRow = ({ uid, from, to, subject }: MessageRow): RowWords => ({
  uid,
  from: people(from),
  to: people(to),
  subject,
});

const wordsOfDetail = ({ uid, to, cc, bcc, text, html }: MessageDetail): TextWords => ({
  uid,
  to: people(to),
  cc: people(cc),
  bcc: people(bcc),
  text,
  html: text === null ? html : null,
});
