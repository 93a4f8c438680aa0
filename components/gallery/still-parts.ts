import type { FolderDialog, FolderManager, FolderManagers } from '@/components/folders/use-folder-manager';
import type { SelectionControl } from '@/components/messages/use-selection';
import type { ActionContext, Desk } from '@/lib/actions';
import { toUid, type Uid, type UidValidity } from '@/lib/imap/types';
import type { ChosenSet, MessageRow } from '@/lib/mail/types';
import type { EngineClient, MessageListSnapshot } from '@/lib/query';
import { FOLDERS, INBOX } from './invented-mail';
import { ACCOUNT } from './still-engine';

const nothing = () => undefined;
const no = () => false;
const VALIDITY = 1 as UidValidity;

/** Asks nothing, does nothing; every request is refused. */
export const stillManager = (
  dialog: FolderDialog | null = null,
  ask: FolderManager['ask'] = nothing,
): FolderManager => ({
  account: ACCOUNT,
  whose: null,
  folders: FOLDERS,
  dialog,
  editing: null,
  ask,
  start: nothing,
  stopEditing: nothing,
  submit: () => Promise.resolve({ code: 'folder-exists' }),
  refused: nothing,
  empty: nothing,
  work: nothing,
});

export const stillManagers = (manager = stillManager()): FolderManagers => ({
  of: () => manager,
  asking: manager,
  tasks: [],
});

export const stillContext = (engine: EngineClient, targets: readonly MessageRow[]): ActionContext => ({
  engine,
  account: ACCOUNT,
  folders: FOLDERS,
  mailbox: INBOX,
  uidValidity: VALIDITY,
  readOnly: false,
  targets,
  chosen: null,
});

export const stillDesk: Desk = {
  selecting: false,
  messageOpen: true,
  hasTarget: true,
  canUndo: true,
  undoes: null,
  canExpunge: true,
  folderOf: (role) => FOLDERS.find((folder) => folder.role === role),
  step: no,
  extend: no,
  open: no,
  back: no,
  toggle: no,
  selectAll: no,
  selectFolder: no,
  search: no,
  expungeNow: no,
  clearSelection: no,
  goTo: no,
  archiveAndStep: no,
  move: no,
  more: no,
  undo: no,
  help: no,
  jump: no,
  hasDates: true,
  toDate: no,
  palette: no,
  wire: no,
  print: no,
  save: no,
  canImport: true,
  canExport: true,
  importMail: no,
  exportFolder: no,
  notifications: no,
  conversations: no,
  conversationOpen: false,
  stepInside: no,
  expandAll: no,
};

export const noSelection: SelectionControl = {
  has: no,
  count: 0,
  skipped: 0,
  chosen: null,
  targets: () => ({ rows: [], chosen: null }),
  toggle: nothing,
  extendTo: nothing,
  selectLoaded: nothing,
  choose: nothing,
  clear: nothing,
};

/** A list that holds these rows and never changes. */
export function stillList(
  rows: readonly MessageRow[],
  facts: Partial<MessageListSnapshot> = {},
): MessageListSnapshot {
  const positionOf = (uid: Uid) => {
    const at = rows.findIndex((row) => row.uid === uid);
    return at < 0 ? undefined : at;
  };
  return {
    status: 'ready',
    rowCount: rows.length,
    rowAt: (position) => rows[position],
    positionOf,
    isGone: (uid) => positionOf(uid) === undefined,
    version: 1,
    readOnly: false,
    uidValidity: VALIDITY,
    marked: rows.filter((row) => row.deleted).length,
    ...facts,
  };
}

export const NOBODY: Uid = toUid(4_000_000_000);

/** What the server named when a whole folder was meant. */
export const CHOSEN: ChosenSet = { uidValidity: VALIDITY, uids: [[1, 412]], count: 412, exact: false };
