import {
  BellMinus,
  BellPlus,
  CheckCheck,
  FileInput,
  FileOutput,
  FolderInput,
  FolderPlus,
  PenLine,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import type { Folder } from '../mail/types';

export type FolderActionId =
  | 'createInside'
  | 'rename'
  | 'move'
  | 'markAllRead'
  | 'empty'
  | 'subscribe'
  | 'unsubscribe'
  | 'import'
  | 'export'
  | 'delete';

/** One object for the folder's menu, its keys and (later) the palette. */
export interface FolderAction {
  /** Also its key under `folders.actions` in lib/i18n. */
  readonly id: FolderActionId;
  readonly icon: LucideIcon;
  /** `event.key` while the folder has the focus. */
  readonly key?: string;
  /** Cannot be taken back. */
  readonly danger?: true;
  /** Begins a group of the menu. */
  readonly first?: true;
  readonly enabled: (folder: Folder) => boolean;
}

const isInbox = (folder: Folder): boolean => folder.role === 'inbox';
/** Views of the server over all mail (Gmail): what they hold is not theirs. */
const isView = (folder: Folder): boolean => folder.role === 'all' || folder.role === 'flagged';

/** Whether folders can be made inside. */
export const canHold = (folder: Folder): boolean => folder.delimiter !== null && folder.leaf !== true;

/** Every action on a folder, in the order its menu shows them. */
export const FOLDER_ACTIONS: readonly FolderAction[] = [
  {
    id: 'markAllRead',
    icon: CheckCheck,
    enabled: (folder) => folder.selectable && (folder.unseen === null || folder.unseen > 0),
  },
  {
    id: 'empty',
    icon: Trash2,
    danger: true,
    enabled: (folder) => folder.role === 'trash' || folder.role === 'junk',
  },
  { id: 'createInside', icon: FolderPlus, first: true, enabled: canHold },
  {
    id: 'rename',
    icon: PenLine,
    key: 'F2',
    enabled: (folder) => !isInbox(folder) && !isView(folder),
  },
  {
    id: 'move',
    icon: FolderInput,
    enabled: (folder) => folder.role === null && folder.delimiter !== null,
  },
  { id: 'import', icon: FileInput, first: true, enabled: (folder) => folder.selectable },
  { id: 'export', icon: FileOutput, enabled: (folder) => folder.selectable && folder.total !== 0 },
  {
    id: 'subscribe',
    icon: BellPlus,
    first: true,
    enabled: (folder) => folder.selectable && !folder.subscribed,
  },
  {
    id: 'unsubscribe',
    icon: BellMinus,
    first: true,
    enabled: (folder) => folder.selectable && folder.subscribed && !isInbox(folder),
  },
  {
    id: 'delete',
    icon: Trash2,
    key: 'Delete',
    danger: true,
    enabled: (folder) => !isInbox(folder) && !isView(folder),
  },
];

export function folderActionOfKey(key: string): FolderAction | undefined {
  return FOLDER_ACTIONS.find((action) => action.key === key);
}
