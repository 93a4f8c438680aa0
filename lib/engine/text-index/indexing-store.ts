/** A store whose index of words hears of all that comes in and goes: whoever writes mail into it need not know. */
import type { Store } from '../../store';
import type { LocalIndex } from './local-index';

export function indexingStore(store: Store, index: LocalIndex): Store {
  return {
    ...store,
    openAccount: async (account, kept) => {
      await store.openAccount(account, kept);
      index.opened(account);
    },
    saveFolders: (account, folders) => {
      store.saveFolders(account, folders);
      index.keepFolders(
        account,
        folders.entries.map(({ name }) => name),
      );
    },
    saveMailbox: (key, save) => {
      store.saveMailbox(key, save);
      index.rows(key, save.rows);
    },
    putDetail: (key, detail, formatted, emailId) => {
      store.putDetail(key, detail, formatted, emailId);
      index.text(key, detail);
    },
    drop: (key, uids) => {
      store.drop(key, uids);
      index.drop(key, uids);
    },
    keepOnly: (key) => {
      store.keepOnly(key);
      index.keepOnly(key);
    },
    renameMailbox: (account, from, to) => {
      store.renameMailbox(account, from, to);
      index.rename(account, from, to);
    },
    dropAccount: (account, keepsWork) => {
      index.forget(account);
      return store.dropAccount(account, keepsWork);
    },
  };
}
