export {
  fileNameOf,
  membersOf,
  numberSetOf,
  toAppError,
  accountIdOf,
  toServerTarget,
  type AccountSnapshot,
  type DeviceFacts,
  type DeviceRoom,
  type ConversationSnapshot,
  type EngineClient,
  type EngineStatus,
  type JobAsk,
  type MessageListSnapshot,
  type MboxPiece,
  type NewMail,
  type NewsOfMail,
  type RawPlace,
  type RecentOp,
  type ServerTarget,
  type SiteConfig,
  type SiteServer,
  type WireSnapshot,
} from '../engine';
export {
  useAccounts,
  useAllFolders,
  useConnection,
  useEngineStatus,
  useFolderDates,
  useFolders,
  useMessage,
  useMessageList,
  useNewMail,
  useOpenAhead,
  useOps,
  useQuota,
  useSignOutReason,
  useUnsent,
  useEverywhere,
  useView,
  useWantRows,
  useWatchInboxes,
  type MessageQuery,
} from './hooks';
export { useRelated, type RelatedQuery } from './use-related';
export { useServerThreads, type ServerThreadsControl } from './use-server-threads';
export type { Gathered, OlderMessages } from './use-older-members';
export { useConversations, type Conversations } from './use-conversations';
export { EngineProvider, useEngine, type EngineProviderProps } from './provider';
export { siteConfigQuery } from './site-config';
export { useWire } from './use-wire';
export { FAULTS, isAdvice, type Fault, type FaultPlace, type FaultAdvice, type FaultStep } from '../mail';
export { placeOf, timeOf } from '../mail';
export { parseSearch, VIEW_ORDERS } from '../mail';
export type { EverywhereSnapshot, Hit } from '../engine';
export type {
  Coverage,
  EverywhereState,
  MailView,
  SearchNode,
  SearchProblem,
  ViewOrder,
  ViewState,
} from '../mail';
/** A word for something that does not tell what it is. */
export { hashOfId } from '../mail';
export type { RelatedMessage } from '../mail';
export type { ChosenSet, CutImport, FolderJob, FolderRequest, ImportResult, Quota } from '../mail';
export { filesAgain } from '../mail';
