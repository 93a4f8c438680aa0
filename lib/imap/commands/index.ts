/** Every command; each factory returns a `Command<T>` for `ImapConnection.enqueue`. */
export { deleteAcl, getAcl, listRights, myRights, setAcl, type ListedRights, type RightsChange } from './acl';
export { append, type AppendOptions, type AppendUid } from './append';
export {
  appendMany,
  catenate,
  replace,
  type AppendMessage,
  type AppendUids,
  type CatenatePart,
  type ReplaceOptions,
} from './append-many';
export { authenticate } from './authenticate';
export { capability } from './capability';
export { check } from './check';
export { close } from './close';
export { compress } from './compress';
export type { Command } from './command';
export { copy, move, type CopyOptions, type CopyUid } from './copy';
export { create } from './create';
export { deleteMailbox } from './delete';
export { enable } from './enable';
export { expunge } from './expunge';
export { fetch, type FetchOptions, type FetchRow } from './fetch';
export { fetchChanges, type FetchChangesOptions, type FetchedChanges } from './fetch-changes';
export type { FetchRequest, FetchWord } from './fetch-items';
export { id } from './id';
export { idle } from './idle';
export { list, type ListOptions, type ListPattern, type ListResult } from './list';
export { login } from './login';
export { logout } from './logout';
export { lsub } from './lsub';
export type { MailboxFilter } from './mailbox-filter';
export type { MessageSet } from './message-set';
export { getMetadata, setMetadata, type GetMetadataOptions } from './metadata';
export { multisearch, type MultisearchOptions, type SearchSource } from './multisearch';
export { namespace, type Namespaces } from './namespace';
export { noop } from './noop';
export { notify, type NotifyEvent, type NotifyGroup, type NotifyOptions } from './notify';
export { getQuota, getQuotaRoot, setQuota } from './quota';
export { rename } from './rename';
export { search, type SearchOptions } from './search';
export type { SearchCriteria } from './search-criteria';
export { examine, select, type QresyncState, type SelectedMailbox, type SelectOptions } from './select';
export { sort, type SortField, type SortKey, type SortOptions, type SortResult } from './sort';
export { starttls } from './starttls';
export { status, type StatusItem } from './status';
export { store, storeLabels, type Stored, type StoreLabelsOptions, type StoreOptions } from './store';
export { subscribe } from './subscribe';
export { thread, type ThreadOptions } from './thread';
export { uidExpunge } from './uid-expunge';
export { unselect } from './unselect';
export { unsubscribe } from './unsubscribe';
export { xlist } from './xlist';
