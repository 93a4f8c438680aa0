import type { LucideIcon } from 'lucide-react';
import type { EngineClient } from '../engine/client';
import type { MailboxName, UidValidity } from '../imap/types';
import type { AccountId, AppError, Folder, MessageRow, Op } from '../mail/types';

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
  readonly key: 'archived' | 'trashed' | 'expunged' | 'starred' | 'unstarred' | 'read' | 'unread';
  readonly undo: boolean;
  /** Shown as a toast; all others only tell the live region. */
  readonly toast: boolean;
}

export type ActionResult =
  | { readonly ok: true; readonly op: Op; readonly saying: ActionSaying }
  | { readonly ok: false; readonly error: AppError };

/** One object for the button, the key and (later) the menu and the palette. */
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
