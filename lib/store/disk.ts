/** The store on disk: IndexedDB, one database an account (docs/adr/0026). */
import type { AccountId } from '../mail/types';
import { DiskAccount, type DiskParts } from './disk-account';
import type { MailStore } from './disk-mail';
import { DEFAULT_LIMITS } from './limits';
import { createMemoryStore } from './memory';
import type { Store } from './types';

/** Where nothing can be kept on disk, or must not, the same store in memory stands in, and `parts.report` says why. */
export function createDiskStore(parts: DiskParts): Store {
  const limits = { ...DEFAULT_LIMITS, ...parts.limits };
  const memory = createMemoryStore();
  const accounts = new Map<AccountId, DiskAccount>();
  const accountOf = (id: AccountId): DiskAccount => {
    const known = accounts.get(id) ?? new DiskAccount(id, parts, limits, memory);
    accounts.set(id, known);
    return known;
  };
  const mailOf = (id: AccountId): MailStore => accounts.get(id)?.mail ?? memory;
  return {
    openAccount: (id, kept) => accountOf(id).open(kept),
    saveFolders: (id, folders) => mailOf(id).saveFolders(id, folders),
    folders: (id) => mailOf(id).folders(id),
    saveMailbox: (key, save) => mailOf(key.account).saveMailbox(key, save),
    mailbox: (id, mailbox) => mailOf(id).mailbox(id, mailbox),
    rows: (key, uids) => mailOf(key.account).rows(key, uids),
    putStructures: (key, structures) => mailOf(key.account).putStructures(key, structures),
    structure: (key, uid) => mailOf(key.account).structure(key, uid),
    putDetail: (key, detail, formatted) => mailOf(key.account).putDetail(key, detail, formatted),
    detail: (key, uid, formatted) => mailOf(key.account).detail(key, uid, formatted),
    drop: (key, uids) => mailOf(key.account).drop(key, uids),
    keepOnly: (key) => mailOf(key.account).keepOnly(key),
    renameMailbox: (id, from, to) => mailOf(id).renameMailbox(id, from, to),
    dropAccount: (id, keepsWork = false) => accountOf(id).drop(keepsWork),
    putItem: (id, kind, item) => accountOf(id).put(kind, item),
    dropItem: (id, kind, item) => accountOf(id).remove(kind, item),
    items: (id, kind) => accountOf(id).items(kind),
    settled: async () => {
      await Promise.all(Array.from(accounts.values(), (account) => account.settled()));
    },
  };
}
