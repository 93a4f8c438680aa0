export type { ScramHash, ServerCrypto } from './crypto';
export type { StoredMessage } from './message';
export { ImapServer, type ImapServerOptions } from './server';
export type { ServerSession } from './session';
export { seededRandom } from './random';
export { nextArrival, otherClientActs } from './seeds/arrivals';
export { demoUser, workUser } from './seeds/people';
export { createDemoServer } from './seeds/world';
