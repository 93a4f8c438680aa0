export { createMemoryStore, detailSize, MAX_DETAIL_BYTES, MAX_STRUCTURES } from './memory';
export type { MailboxKey, Store } from './types';
