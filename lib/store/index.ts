export { createDiskStore } from './disk';
export type { DiskParts } from './disk-parts';
export { createMemoryStore, detailSize } from './memory';
export { createSealer, type Sealer } from './sealer';
export type { StoreTrouble } from './trouble';
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
