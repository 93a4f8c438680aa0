import type { LucideIcon } from 'lucide-react';
import type { EngineClient } from '../engine/engine-client';
import type { MailboxName, UidValidity } from '../imap/types';
import type { AccountId, AppError, Folder, FolderRole, MessageRow, Op } from '../mail/types';

/** What an action works on: some messages of one folder. */
export interface ActionContext {
  readonly engine: EngineClient;
  readonly account: AccountId;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly readOnly: boolean;
  readonly targets: readonly MessageRow[];
}

export type ActionId = 'star' | 'archive' | 'delete' | 'mark-unread' | 'mark-read';

/** What a person is told afterwards; `undo` offers the way back. Keys of lib/i18n. */
export interface ActionSaying {
  readonly key: 'archived' | 'trashed' | 'expunged' | 'moved' | 'starred' | 'unstarred' | 'read' | 'unread';
  readonly undo: boolean;
  /** Shown as a toast also for a single message; all others only tell the live region. */
  readonly toast: boolean;
  /** For `moved`: the destination's name for people. */
  readonly folder?: string;
}

export type ActionResult =
  | { readonly ok: true; readonly op: Op; readonly saying: ActionSaying }
  | { readonly ok: false; readonly error: AppError };

/** One object for the button, the key, the menu and the palette. */
export interface MailAction {
  readonly id: ActionId;
  /** Key under `actions` in lib/i18n: the accessible name of its button. */
  readonly label: 'star' | 'archive' | 'delete' | 'markUnread' | 'markRead';
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
  folderOf(role: FolderRole): Folder | undefined;
  /** To the neighbour, +1 being older: opens it, or moves the list's active row while messages are selected. */
  step(by: 1 | -1): boolean;
  /** Moves the active row and selects what lies between. */
  extend(by: 1 | -1): boolean;
  open(): boolean;
  back(): boolean;
  toggle(): boolean;
  selectAll(): boolean;
  clearSelection(): boolean;
  goTo(role: FolderRole): boolean;
  archiveAndStep(by: 1 | -1): boolean;
  move(): boolean;
  more(): boolean;
  undo(): boolean;
  help(): boolean;
  palette(): boolean;
  wire(): boolean;
}

export type CommandId =
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
  | 'clearSelection'
  | 'move'
  | 'more'
  | 'undo'
  | 'goInbox'
  | 'goStarred'
  | 'goSent'
  | 'goDrafts'
  | 'goAll'
  | 'palette'
  | 'help'
  | 'wire';

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
