/** The store on disk: IndexedDB, one database an account (docs/adr/0031). */
import type { AccountId } from '../mail/types';
import { DiskAccount } from './disk-account';
import type { MailStore } from './disk-mail';
import { resealClosed } from './disk-items';
import { accountName, databaseOf, type DiskParts } from './disk-parts';
import { DEFAULT_LIMITS, OPEN_MS } from './limits';
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
  const write = (id: AccountId, call: (mail: MailStore) => void): void => {
    const known = accounts.get(id);
    if (known) known.run(call);
    else call(memory);
  };
  const read = <T>(id: AccountId, call: (mail: MailStore) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => write(id, (mail) => void call(mail).then(resolve, reject)));
  return {
    openAccount: (id, kept) => accountOf(id).open(kept),
    saveFolders: (id, folders) => write(id, (mail) => mail.saveFolders(id, folders)),
    folders: (id) => read(id, (mail) => mail.folders(id)),
    saveMailbox: (key, save) => write(key.account, (mail) => mail.saveMailbox(key, save)),
    mailbox: (id, mailbox) => read(id, (mail) => mail.mailbox(id, mailbox)),
    rows: (key, uids) => read(key.account, (mail) => mail.rows(key, uids)),
    putStructures: (key, structures) => write(key.account, (mail) => mail.putStructures(key, structures)),
    structure: (key, uid) => read(key.account, (mail) => mail.structure(key, uid)),
    putDetail: (key, detail, formatted, emailId) =>
      write(key.account, (mail) => mail.putDetail(key, detail, formatted, emailId)),
    detail: (key, uid, formatted, emailId) =>
      read(key.account, (mail) => mail.detail(key, uid, formatted, emailId)),
    hasDetail: (key, uid, emailId) => read(key.account, (mail) => mail.hasDetail(key, uid, emailId)),
    details: (key) => read(key.account, (mail) => mail.details(key)),
    drop: (key, uids) => write(key.account, (mail) => mail.drop(key, uids)),
    keepOnly: (key) => write(key.account, (mail) => mail.keepOnly(key)),
    renameMailbox: (id, from, to) => write(id, (mail) => mail.renameMailbox(id, from, to)),
    dropAccount: (id, keepsWork = false) => accountOf(id).drop(keepsWork),
    putItem: (id, kind, item) => accountOf(id).put(kind, item),
    dropItem: (id, kind, item) => accountOf(id).remove(kind, item),
    items: (id, kind) => accountOf(id).items(kind),
    facts: (id) => accountOf(id).facts(),
    reseal: async (name, before, now) => {
      const open = [...accounts].find(([id]) => accountName(id) === name)?.[1];
      const { factory, setTimer } = parts;
      if (open) return open.reseal(before, now);
      const place = { factory, name: databaseOf(name), setTimer, waitMs: OPEN_MS };
      if (factory && before) await resealClosed({ ...place, factory }, before, now, limits.items);
    },
    settled: async () => {
      await Promise.all(Array.from(accounts.values(), (account) => account.settled()));
    },
  };
}
