/** The protocol layer: what other layers may import. `lib/imap-server` also uses the files of `wire/`. */
export { CapabilitySet } from './capabilities';
export * from './commands/index';
export { ImapConnection, type ConnectionOptions } from './connection';
export { PeerMemory } from './peer-memory';
export type { Output } from './outgoing';
export { assertNever, LocalProtocolError, protocolErrorTexts } from './errors';
export { defaultLimits, type ImapLimits } from './limits';
export type { ThreadForest } from './extension-types';
export type { PlainCode } from './response-codes';
export * from './types';
export { forgetStrings } from './wire/bytes';
export {
  formatNumberSet,
  intersectNumberSets,
  iterateNumberSet,
  normalizeNumberSet,
  numberSetContains,
  numberSetCount,
  numberSetOf,
  parseNumberSet,
  splitNumberSet,
  subtractNumberSet,
  unionNumberSets,
} from './wire/numset';
