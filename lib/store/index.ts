export { createDiskStore } from './disk';
export { accountName, type DiskParts } from './disk-parts';
export { createMemoryStore, detailSize } from './memory';
export { createSealer, type Sealer } from './sealer';
export type { StoreTrouble } from './trouble';
export type {
  KeptFacts,
  KnownRun,
  MailboxKey,
  MailboxNumbers,
  MailboxSave,
  Store,
  StoredFolders,
  StoredItem,
  StoredMailbox,
} from './types';
