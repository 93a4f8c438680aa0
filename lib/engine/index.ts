export { accountIdOf } from './account-id';
export { createEngineClient } from './client';
export type { FolderDates } from './dates';
export type { EngineClient, EngineStatus, FetchPartOptions } from './engine-client';
export type { ClientPlatform, PageEvents, PageState } from './client-platform';
export { AppFailure, toAppError, toServerTarget, type SiteConfig, type SiteServer } from './config';
export type { DeviceFacts } from './device-work';
export type { DeviceRoom, DeviceStorage, PageDevice } from './page-device';
export type { FolderJobOptions, JobAsk, PageFolders } from './page-folders';
export {
  ConversationList,
  membersOf,
  namedByServer,
  type OlderMembers,
  type ConversationRow,
  type ConversationSnapshot,
  type ServerThreads,
} from './conversation-list';
export type { MessageListSnapshot } from './page-list';
export type { RelatedRequest } from './related';
export type { NewsOfMail, PageNotices } from './page-notices';
export { fileNameOf, type MboxPiece, type PageTransfer } from './page-transfer';
export type { RawPlace } from '../session/transfer';
export { numberSetOf } from '../imap';
export type { EverywhereSnapshot, Hit, PageEverywhere } from './page-everywhere';
export type { NewMail } from './page-model';
export type { RecentOp } from './page-ops';
export { asOpsLeave, type OpsStanding } from './standing-ops';
export type { Touched } from './page-touched';
export { emptyWire, type Wire, type WireSnapshot } from './page-wire';
export { browserPlatform } from './platform';
export * from './port';
