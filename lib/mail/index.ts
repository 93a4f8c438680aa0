export type { MailboxName, Uid, UidValidity } from '../imap/types';
export { assertNever } from './assert-never';
export { adjustFolders, FolderCounts, type Counts } from './counts';
export { foldName, guessRole } from './folder-names';
export { buildFolders, folderOfRole } from './folders';
export { Mailbox, type Applied, type FetchedItems, type OpenedMailbox } from './mailbox';
export { hasAttachment, isUid, rowFromFetch, withFlags } from './messages';
export {
  canUndo,
  describeOp,
  hasFlag,
  inverseId,
  inverseOp,
  isFinal,
  makeOp,
  removesRows,
  withFlag,
  type OpInput,
  type OpLabel,
} from './ops';
export { Overlay, type CountDelta } from './overlay';
export { partOfSection } from './structure';
export * from './types';
export { WindowList, type Span } from './window-list';
