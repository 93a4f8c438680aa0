export { createMemoryStore, detailSize } from './memory';
export type {
  KnownRun,
  MailboxKey,
  MailboxNumbers,
  MailboxSave,
  Store,
  StoredFolders,
  StoredItem,
  StoredMailbox,
} from './types';
