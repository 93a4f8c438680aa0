import type { LucideIcon } from 'lucide-react';
import type { EngineClient } from '../engine/engine-client';
import type { MailboxName, UidValidity } from '../imap/types';
import type {
  AccountId,
  AppError,
  ChosenSet,
  Folder,
  FolderJob,
  FolderRole,
  MessageRow,
  Op,
} from '../mail/types';

/** What a person means: these messages, or a whole set of which they are some that are loaded. */
export interface Targets {
  readonly rows: readonly MessageRow[];
  readonly chosen: ChosenSet | null;
  /** Where they lie, when that is not the folder in view. */
  readonly place?: { readonly mailbox: MailboxName; readonly uidValidity: UidValidity };
}

/** What an action works on: some messages of one folder. */
export interface ActionContext {
  readonly engine: EngineClient;
  readonly account: AccountId;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly readOnly: boolean;
  readonly targets: readonly MessageRow[];
  /** All messages of this set, of which `targets` are some; null: only `targets`. */
  readonly chosen: ChosenSet | null;
}

export type ActionId = 'star' | 'archive' | 'delete' | 'mark-unread' | 'mark-read' | 'undelete';

/** What a person is told afterwards; `undo` offers the way back. Keys of lib/i18n. */
export interface ActionSaying {
  readonly key:
    | 'archived'
    | 'trashed'
    | 'expunged'
    | 'moved'
    | 'starred'
    | 'unstarred'
    | 'read'
    | 'unread'
    | 'undeleted';
  readonly undo: boolean;
  /** Shown as a toast also for a single message; all others only tell the live region. */
  readonly toast: boolean;
  /** For `moved`: the destination's name for people. */
  readonly folder?: string;
}

export type ActionResult =
  | { readonly ok: true; readonly kind: 'op'; readonly op: Op; readonly saying: ActionSaying }
  /** Too many for one op: long work, which the caller starts. */
  | { readonly ok: true; readonly kind: 'job'; readonly job: FolderJob; readonly saying: ActionSaying }
  | { readonly ok: false; readonly error: AppError };

/** One object for the button, the key, the menu and the palette. */
export interface MailAction {
  readonly id: ActionId;
  /** Key under `actions` in lib/i18n: the accessible name of its button. */
  readonly label: 'star' | 'archive' | 'delete' | 'markUnread' | 'markRead' | 'undelete';
  readonly icon: LucideIcon;
  /** Characters as typed (`event.key`), so that every layout can type them. */
  readonly keys: readonly string[];
  /** How the key is shown in a tooltip. */
  readonly shortcut: string;
  /** For a toggle: whether it is on for all targets. */
  readonly pressed?: (context: ActionContext) => boolean;
  readonly enabled: (context: ActionContext) => boolean;
  /** The messages leave the folder. */
  readonly removes: boolean;
  readonly perform: (context: ActionContext) => ActionResult;
}

/** What the screen does for commands; every function answers whether there was anything to do. */
export interface Desk {
  /** Some messages are selected. */
  readonly selecting: boolean;
  readonly messageOpen: boolean;
  /** There is a message that keys act on: selected, open, or the list's active row. */
  readonly hasTarget: boolean;
  readonly canUndo: boolean;
  /** Messages in sight are marked as deleted, and the folder may be changed. */
  readonly canExpunge: boolean;
  folderOf(role: FolderRole): Folder | undefined;
  /** To the neighbour, +1 being older: opens it, or moves the list's active row while messages are selected. */
  step(by: 1 | -1): boolean;
  /** Moves the active row and selects what lies between. */
  extend(by: 1 | -1): boolean;
  open(): boolean;
  back(): boolean;
  toggle(): boolean;
  selectAll(): boolean;
  /** Every message of the folder, loaded or not. */
  selectFolder(): boolean;
  /** Goes to the search field of the folder. */
  search(): boolean;
  clearSelection(): boolean;
  goTo(role: FolderRole): boolean;
  archiveAndStep(by: 1 | -1): boolean;
  move(): boolean;
  more(): boolean;
  /** Removes what other clients marked as deleted, after asking. */
  expungeNow(): boolean;
  undo(): boolean;
  /** What that takes back, in words. */
  readonly undoes: string | null;
  help(): boolean;
  /** To a folder whose name is typed. */
  jump(): boolean;
  /** The folder stands in the order in which mail came, and has some. */
  readonly hasDates: boolean;
  /** To a day that is typed. */
  toDate(): boolean;
  palette(): boolean;
  wire(): boolean;
  /** The open message on paper. */
  print(): boolean;
  /** Messages as files: one as .eml, several as .mbox. */
  save(): boolean;
  /** The open folder can take messages, and has some to give. */
  readonly canImport: boolean;
  readonly canExport: boolean;
  importMail(): boolean;
  exportFolder(): boolean;
  notifications(): boolean;
  /** Messages are shown one by one, or as conversations, from now on. */
  conversations(): boolean;
  /** Several messages are open, one below the other. */
  readonly conversationOpen: boolean;
  /** To the neighbouring message of the open conversation, +1 being newer. */
  stepInside(by: 1 | -1): boolean;
  /** Every message of it, or only the newest. */
  expandAll(expanded: boolean): boolean;
}

export type CommandId =
  | 'date'
  | 'open'
  | 'back'
  | 'older'
  | 'newer'
  | 'archiveNewer'
  | 'archiveOlder'
  | 'select'
  | 'extendOlder'
  | 'extendNewer'
  | 'selectAll'
  | 'selectFolder'
  | 'search'
  | 'clearSelection'
  | 'move'
  | 'more'
  | 'expungeNow'
  | 'undo'
  | 'goInbox'
  | 'goStarred'
  | 'goSent'
  | 'goDrafts'
  | 'goAll'
  | 'goFolder'
  | 'palette'
  | 'help'
  | 'wire'
  | 'print'
  | 'save'
  | 'import'
  | 'export'
  | 'notifications'
  | 'conversations'
  | 'previousMessage'
  | 'nextMessage'
  | 'expandAll'
  | 'collapseAll';

export type CommandGroup = 'read' | 'select' | 'act' | 'go' | 'app';

/** A step of the person that changes no message by itself; same shape as an action, another thing to work on. */
export interface Command {
  /** Also its key under `triage.commands` in lib/i18n. */
  readonly id: CommandId;
  readonly icon: LucideIcon;
  readonly group: CommandGroup;
  /** As in keys.ts: characters as typed, sequences with a space, 'mod+' for Ctrl or Command. */
  readonly keys: readonly string[];
  /** Shown with the keys that others handle. */
  readonly shownKey?: string;
  readonly enabled: (desk: Desk) => boolean;
  readonly perform: (desk: Desk) => boolean;
}
