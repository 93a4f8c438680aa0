export type { MailboxName, Uid, UidValidity } from '../imap/types';
export { placeOf, placesToAsk, samplePlaces, soundSamples, timeOf, type DateSample } from './date-marks';
export { assertNever } from './assert-never';
export { adjustFolders, FolderCounts, type Counts } from './counts';
export {
  FAULTS,
  isAdvice,
  mayPass,
  type Fault,
  type FaultAdvice,
  type FaultPlace,
  type FaultSafety,
  type FaultStep,
} from './faults';
export {
  checkFolderName,
  isAtOrBelow,
  lastSegment,
  nameAfterRename,
  nameInside,
  topLevelOf,
  endOfJob,
  JOB_SAYINGS,
  withLastSegment,
  type FolderRequest,
  type JobOrder,
  type JobSaying,
  type JobState,
  type TopLevel,
} from './folder-edit';
export { edgeOf, type EverywhereProgress, type EverywhereState, type FolderHits } from './everywhere';
export { numberIn, numbersIn, uidsIn } from './found-numbers';
export { guessRole } from './folder-names';
export { buildFolders, folderOfRole } from './folders';
export { Mailbox, type Applied, type FetchedItems, type OpenedMailbox } from './mailbox';
export { KnownUids } from './known-uids';
export { foldersAhead, isWorthReading } from './reading-ahead';
export { hasAttachment, rowFromFetch, withFlags } from './messages';
export {
  canUndo,
  describeOp,
  inverseId,
  inverseOp,
  isFinal,
  makeOp,
  withFlag,
  type OpInput,
  type OpLabel,
} from './ops';
export { Overlay, type CountDelta } from './overlay';
export { nearestQuota, shareOf, type Quota } from './quota';
export { setHolds, setOfUids, withoutUid, withUids } from './uid-set';
export type { RelatedMessage, RelatedMessages } from './related';
export { hashOfId, linksFromFetch, messageIds } from './thread-links';
export { areTied, keysOf, Threads, type Threadable } from './threads';
export { partOfSection } from './structure';
export { matchesRow, type Day, type KnownWords, type SearchNode } from './search-node';
export { wordLeaves, type WordLeaf } from './search-words';
export { foldText, isOneWord, wordsOf, wordsSought } from './words';
export { parseSearch, type ParsedSearch, type SearchProblem } from './search-text';
export type { StoreRefusal, StoreTrouble } from './storage-codes';
export * from './types';
export {
  filesAgain,
  nameOfFile,
  type CutImport,
  type ImportedFile,
  type ImportFailure,
  type ImportResult,
  type RawHead,
  type RawList,
  type RawPiece,
} from './transfer';
export {
  rowsOfView,
  sortRows,
  VIEW_ORDERS,
  type Coverage,
  type MailView,
  type ViewOrder,
  type ViewState,
} from './view';
export { WindowList, type Span } from './window-list';
