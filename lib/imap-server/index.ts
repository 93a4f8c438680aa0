export { ServerAccount } from './account';
export { allCapabilities } from './capabilities';
export type { ScramHash, ServerCrypto } from './crypto';
export { Mailbox } from './mailbox';
export { MessageContent, type StoredMessage } from './message';
export { ImapServer, type ImapServerOptions } from './server';
export type { ServerSession } from './session';
