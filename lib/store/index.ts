export { createMemoryStore, detailSize } from './memory';
export type { MailboxKey, Store } from './types';
