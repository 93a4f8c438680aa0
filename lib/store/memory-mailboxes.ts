/** Mailboxes, folder lists and waiting work in memory. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import type { AccountId, MessageRow } from '../mail/types';
import { soundRuns } from './runs';
import type { MailboxKey, MailboxSave, Store, StoredFolders, StoredItem, StoredMailbox } from './types';

interface Kept {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly stored: StoredMailbox;
  readonly rows: Map<number, MessageRow>;
}

type Part = Pick<
  Store,
  | 'saveFolders'
  | 'folders'
  | 'saveMailbox'
  | 'mailbox'
  | 'rows'
  | 'renameMailbox'
  | 'putItem'
  | 'dropItem'
  | 'items'
>;

/** A Map keeps the order of insertion: the first mailbox is the one saved longest ago, and gives way. */
export class MemoryMailboxes implements Part {
  readonly #maxRows: number;
  readonly #folders = new Map<AccountId, StoredFolders>();
  readonly #mailboxes = new Map<string, Kept>();
  readonly #items = new Map<string, Map<string, StoredItem>>();
  #rows = 0;

  /** `maxRows` of all accounts together. */
  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  saveFolders(account: AccountId, folders: StoredFolders): void {
    this.#folders.set(account, folders);
  }

  folders(account: AccountId): Promise<StoredFolders | null> {
    return Promise.resolve(this.#folders.get(account) ?? null);
  }

  saveMailbox(key: MailboxKey, { numbers, runs: told, rows }: MailboxSave): void {
    const runs = soundRuns(told, this.#maxRows);
    const name = nameOf(key.account, key.mailbox);
    const before = this.#mailboxes.get(name);
    const known = before?.uidValidity === key.uidValidity ? before.rows : new Map<number, MessageRow>();
    const fresh = new Map(rows.map((row) => [row.uid as number, row]));
    const kept = new Map<number, MessageRow>();
    for (const { uids } of runs) {
      for (const uid of uids) {
        const row = fresh.get(uid) ?? known.get(uid);
        if (row !== undefined) kept.set(uid, row);
      }
    }
    this.#remove(name);
    this.#mailboxes.set(name, { ...key, stored: { numbers, runs }, rows: kept });
    this.#rows += kept.size;
    for (const oldest of this.#mailboxes.keys()) {
      if (this.#rows <= this.#maxRows || this.#mailboxes.size === 1) break;
      this.#remove(oldest);
    }
  }

  mailbox(account: AccountId, mailbox: MailboxName): Promise<StoredMailbox | null> {
    return Promise.resolve(this.#mailboxes.get(nameOf(account, mailbox))?.stored ?? null);
  }

  rows(key: MailboxKey, uids: readonly Uid[]): Promise<readonly (MessageRow | undefined)[]> {
    const kept = this.#mailboxes.get(nameOf(key.account, key.mailbox));
    const rows = kept?.uidValidity === key.uidValidity ? kept.rows : null;
    return Promise.resolve(uids.map((uid) => rows?.get(uid)));
  }

  /** What tells one message from another that has its UID (L07); null where no row is kept. */
  guard(key: MailboxKey, uid: Uid): string | null {
    const kept = this.#mailboxes.get(nameOf(key.account, key.mailbox));
    const row = kept?.uidValidity === key.uidValidity ? kept.rows.get(uid) : undefined;
    return row ? guardOf(row) : null;
  }

  /** What names the message itself; undefined where no row is kept, or has none. */
  emailId(key: MailboxKey, uid: Uid): string | undefined {
    const kept = this.#mailboxes.get(nameOf(key.account, key.mailbox));
    return kept?.uidValidity === key.uidValidity ? kept.rows.get(uid)?.emailId : undefined;
  }

  renameMailbox(account: AccountId, from: MailboxName, to: MailboxName): void {
    if (from === to) return;
    this.#remove(nameOf(account, to));
    const name = nameOf(account, from);
    const kept = this.#mailboxes.get(name);
    if (!kept) return;
    this.#mailboxes.delete(name);
    this.#mailboxes.set(nameOf(account, to), { ...kept, mailbox: to });
  }

  keepOnly(key: MailboxKey): void {
    const name = nameOf(key.account, key.mailbox);
    if (this.#mailboxes.get(name)?.uidValidity !== key.uidValidity) this.#remove(name);
  }

  dropAccount(account: AccountId, keepsWork: boolean): void {
    this.#folders.delete(account);
    for (const [name, kept] of this.#mailboxes) if (kept.account === account) this.#remove(name);
    if (!keepsWork) for (const kind of ['outbox', 'draft']) this.#items.delete(nameOf(account, kind));
  }

  putItem(account: AccountId, kind: 'outbox' | 'draft', item: StoredItem): Promise<void> {
    const name = nameOf(account, kind);
    const items = this.#items.get(name) ?? new Map<string, StoredItem>();
    this.#items.set(name, items.set(item.id, item));
    return Promise.resolve();
  }

  dropItem(account: AccountId, kind: 'outbox' | 'draft', id: string): Promise<void> {
    this.#items.get(nameOf(account, kind))?.delete(id);
    return Promise.resolve();
  }

  items(account: AccountId, kind: 'outbox' | 'draft'): Promise<readonly StoredItem[]> {
    return Promise.resolve([...(this.#items.get(nameOf(account, kind))?.values() ?? [])]);
  }

  #remove(name: string): void {
    this.#rows -= this.#mailboxes.get(name)?.rows.size ?? 0;
    this.#mailboxes.delete(name);
  }
}

export const guardOf = (row: MessageRow): string => `${row.size} ${row.date} ${row.thread?.id ?? 0}`;

/** Whether a row may be of the message that something was kept of: its size, its date, and its Message-ID where both know it. */
export function isSameGuard(kept: string, now: string): boolean {
  const [size, date, id = '0'] = kept.split(' ');
  const [sizeNow, dateNow, idNow = '0'] = now.split(' ');
  return size === sizeNow && date === dateNow && (id === idNow || id === '0' || idNow === '0');
}

// Names of accounts and mailboxes cannot hold a NUL.
const nameOf = (account: AccountId, rest: string): string => `${account}\0${rest}`;
