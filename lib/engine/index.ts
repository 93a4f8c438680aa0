export { createEngineClient, type EngineClient, type EngineStatus, type FetchPartOptions } from './client';
export type { ClientPlatform, PageEvents, PageState } from './client-platform';
export { AppFailure, toAppError, toServerTarget, type SiteConfig, type SiteServer } from './config';
export type { FolderJobOptions, PageFolders } from './page-folders';
export type { MessageListSnapshot } from './page-list';
export type { NewMail, RecentOp, Touched } from './page-model';
export { emptyWire, type Wire, type WireSnapshot } from './page-wire';
export { browserPlatform } from './platform';
export * from './port';
