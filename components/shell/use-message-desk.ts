'use client';

import type { RefObject } from 'react';
import type { ColumnHandle } from '@/components/conversation/conversation-column';
import { actedOn, allMembers, furtherOf } from '@/components/conversation/conversation-targets';
import type { ListHandle } from '@/components/messages/message-list';
import type { SwipeDeed } from '@/components/messages/swipe';
import type { SelectionControl } from '@/components/messages/use-selection';
import type { OverlayKind } from '@/components/shell/mail-overlays';
import type { Layout } from '@/components/shell/use-layout';
import type { OpenMessage } from '@/components/shell/use-open-message';
import { printOpenMessage } from '@/components/print/print-source';
import type { Transfers } from '@/components/transfer/use-transfers';
import type { Further, Triage } from '@/components/shell/use-triage';
import {
  archive,
  deleteMessages,
  folderOfRole,
  markRead,
  markUnread,
  type ActionContext,
  type Desk,
  type MailAction,
  type Targets,
} from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import { membersOf, useEngine, type MessageListSnapshot, type OlderMessages } from '@/lib/query';

/** What the desk works on and with. */
interface DeskParts {
  readonly account: AccountId;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  readonly list: MessageListSnapshot;
  readonly layout: Layout;
  readonly selection: SelectionControl;
  readonly opened: OpenMessage;
  readonly triage: Triage;
  /** What keys outside the list do to it; null while there is none. */
  readonly handle: RefObject<ListHandle | null>;
  /** The list stands in the order in which mail came. */
  readonly hasDates: boolean;
  /** The row keys act on. */
  readonly active: RefObject<MessageRow | undefined>;
  readonly show: (overlay: OverlayKind) => void;
  readonly openFolder: (mailbox: MailboxName) => void;
  readonly selectFolder: () => boolean;
  readonly search: () => boolean;
  readonly expungeNow: () => boolean;
  /** What comes in next may be what is taken back. */
  readonly beforeUndo: () => void;
  /** Null where there is no protocol drawer. */
  readonly toggleWire: (() => void) | null;
  /** The open folder, unless it is not listed, and what it is called. */
  readonly folder: Folder | undefined;
  readonly title: string;
  readonly transfers: Transfers;
  /** Switches between messages and conversations. */
  readonly conversations: () => boolean;
  /** The open conversation; null while there is none. */
  readonly column: RefObject<ColumnHandle | null>;
  /** What of conversations lies further down; null while messages are shown one by one. */
  readonly older: OlderMessages | null;
}

/** Everything keys, buttons, menus and the palette do to the messages of the open folder. */
export interface MessageDesk {
  readonly desk: Desk;
  /** The open message's row in the list, while it is loaded. */
  readonly openRow: MessageRow | undefined;
  /** What keys act on: the selected messages, else the open one, else the list's active row. */
  readonly targets: () => Targets;
  readonly contextOf: (targets: Targets) => ActionContext;
  /** These and the following answer whether there was anything to do. */
  readonly run: (action: MailAction, targets: Targets) => boolean;
  readonly moveTargets: (targets: Targets, to: Folder, name: string) => boolean;
  readonly askMove: (targets: Targets) => boolean;
  /** What a finger did to a row. */
  readonly swipe: (row: MessageRow, deed: SwipeDeed) => void;
  readonly clear: () => boolean;
  readonly save: (targets: Targets) => boolean;
}

export function useMessageDesk(parts: DeskParts): MessageDesk {
  const { account, folders, mailbox, list, layout, selection, opened, triage, handle, active } = parts;
  const t = useTranslations();
  const engine = useEngine();
  const openUid = opened.uid;
  const openRow = openUid === null ? undefined : rowOf(list, openUid);
  const selecting = selection.count > 0;

  const contextOf = ({ rows, chosen, place }: Targets): ActionContext => ({
    engine,
    account,
    folders,
    mailbox: place?.mailbox ?? mailbox,
    uidValidity: place?.uidValidity ?? list.uidValidity,
    readOnly: place === undefined && list.readOnly,
    targets: allMembers(rows),
    chosen,
  });
  /** Asked before anything is done: what else belongs to these conversations, as far as the deed is about it. */
  const further = (on: Targets, about: (row: MessageRow) => boolean = () => true): Further | null => {
    const asked = on.place === undefined && on.chosen === null ? parts.older?.gather(on.rows) : null;
    if (!asked) return null;
    return asked.then((found) => ({ ...found, rows: found.rows.filter(about) }));
  };
  const targets = (): Targets => {
    if (selecting) return selection.targets();
    const row = openRow ?? active.current;
    return only(...(row === undefined ? [] : [row]));
  };

  /** The buttons for selected messages go with the selection: a focus on one of them goes back to the list before. */
  const leaveBulk = () => {
    if (document.activeElement?.closest('[data-slot^="bulk-"]')) handle.current?.focus();
  };
  /** Does what takes messages out of the folder: the open one is closed if it was among them, the focus stays near. */
  const remove = ({ rows, chosen, place }: Targets, act: () => boolean): boolean => {
    // Of a single message the row that takes its place is the nearest one already.
    const leaving = new Set(rows.map((row) => row.uid));
    const stepOff = rows.length > 1 ? handle.current?.stepOff(leaving) : undefined;
    if (!act()) return false;
    // What lies elsewhere leaves nothing here.
    if (place !== undefined) return true;
    // Long work goes on by itself; it may be asked about first.
    if (chosen !== null) return true;
    leaveBulk();
    stepOff?.();
    const gone = new Set(allMembers(rows).map((row) => row.uid));
    if (openUid === null || !gone.has(openUid)) return true;
    // Of a conversation the rest stays open.
    const rest = openRow === undefined ? undefined : membersOf(openRow).find((row) => !gone.has(row.uid));
    if (rest === undefined) opened.close();
    else opened.open(rest.uid, 'pointer');
    return true;
  };
  const run = (action: MailAction, on: Targets): boolean => {
    const act = () => {
      const context = contextOf({ ...on, rows: actedOn(action, on.rows) });
      const about = furtherOf(action, on.rows);
      return triage.perform(action, context, about && action.enabled(context) ? further(on, about) : null);
    };
    return action.removes ? remove(on, act) : act();
  };
  const moveTargets = (on: Targets, to: Folder, name: string) =>
    remove(on, () => triage.move(contextOf(on), to, name, further(on)));
  const show = (overlay: OverlayKind): boolean => {
    parts.show(overlay);
    return true;
  };
  const askMove = (on: Targets): boolean =>
    hasAny(on) && !contextOf(on).readOnly && show({ kind: 'move', targets: on });
  const swipe = (row: MessageRow, deed: SwipeDeed): void => {
    const action = { archive, delete: deleteMessages, seen: row.seen ? markUnread : markRead }[deed];
    run(action, only(row));
  };
  const clear = (): boolean => {
    if (!selecting) return false;
    selection.clear();
    triage.announce(t('triage.cleared'));
    leaveBulk();
    return true;
  };

  /** Opens the neighbour of the open message. Where that would hide the list or end the selection, the active row moves. */
  const step = (by: number): boolean => {
    if (selecting || (openUid === null && layout === 'one')) {
      handle.current?.move(by, false);
      return true;
    }
    const from =
      openUid === null ? list.positionOf(active.current?.uid ?? (0 as Uid)) : list.positionOf(openUid);
    const row = list.rowAt((from ?? -1) + (from === undefined ? 1 : by));
    if (row !== undefined) opened.open(newestOf(row), 'pointer');
    return true;
  };
  const archiveAndStep = (by: number): boolean => {
    const row = openRow ?? active.current;
    if (selecting || row === undefined) return run(archive, targets());
    const from = list.positionOf(row.uid);
    const next = from === undefined ? undefined : list.rowAt(from + by);
    if (openUid === null || next === undefined) return run(archive, only(row));
    const context = contextOf(only(row));
    if (!triage.perform(archive, context, archive.enabled(context) ? further(only(row)) : null)) return false;
    opened.open(newestOf(next), 'pointer');
    return true;
  };

  const save = (targets: Targets): boolean => {
    if (!hasAny(targets)) return false;
    const each = { ...targets, rows: allMembers(targets.rows) };
    const place = targets.place ?? { mailbox, uidValidity: list.uidValidity };
    parts.transfers.save(account, place, each, parts.title);
    return true;
  };
  const { folder } = parts;

  const desk: Desk = {
    selecting,
    messageOpen: openUid !== null,
    // Asked when a key comes, not when this was drawn: the list tells its active row after that.
    get hasTarget() {
      return hasAny(targets());
    },
    get canUndo() {
      return triage.canUndo();
    },
    get undoes() {
      return triage.nextUndo();
    },
    folderOf: (role) => folderOfRole({ folders }, role),
    step,
    extend: (by) => {
      handle.current?.move(by, true);
      return handle.current !== null;
    },
    open: () => {
      const row = active.current;
      if (row !== undefined) opened.open(newestOf(row), 'key');
      return row !== undefined;
    },
    back: () => {
      if (openUid !== null) opened.close();
      return openUid !== null;
    },
    toggle: () => {
      const row = (selecting ? undefined : openRow) ?? active.current;
      if (row === undefined || handle.current === null) return false;
      handle.current.toggle(row.uid);
      return true;
    },
    selectAll: () => {
      if (handle.current !== null) selection.selectLoaded();
      return handle.current !== null;
    },
    search: parts.search,
    selectFolder: () => list.rowCount > 0 && parts.selectFolder(),
    clearSelection: clear,
    goTo: (role) => {
      const to = folderOfRole({ folders }, role);
      if (to !== undefined) parts.openFolder(to.name);
      return to !== undefined;
    },
    archiveAndStep,
    move: () => askMove(targets()),
    more: () => {
      const at = handle.current?.menuPlace() ?? { x: window.innerWidth / 2, y: 64 };
      return hasAny(targets()) && show({ kind: 'menu', targets: targets(), at });
    },
    canExpunge: list.marked > 0 && !list.readOnly,
    expungeNow: parts.expungeNow,
    undo: () => {
      parts.beforeUndo();
      return triage.undo();
    },
    help: () => show({ kind: 'help' }),
    jump: () => show({ kind: 'jump' }),
    hasDates: parts.hasDates && list.rowCount > 0,
    toDate: () => show({ kind: 'date' }),
    palette: () => show({ kind: 'palette' }),
    wire: () => {
      parts.toggleWire?.();
      return parts.toggleWire !== null;
    },
    print: printOpenMessage,
    save: () => save(targets()),
    canImport: folder?.selectable === true && !list.readOnly,
    canExport: folder?.selectable === true && list.rowCount > 0,
    importMail: () => {
      if (folder !== undefined) parts.transfers.importInto(account, folder);
      return folder !== undefined;
    },
    exportFolder: () => {
      if (folder !== undefined) parts.transfers.exportFolder(account, folder);
      return folder !== undefined;
    },
    notifications: () => show({ kind: 'notify' }),
    conversations: parts.conversations,
    get conversationOpen() {
      return parts.column.current !== null;
    },
    stepInside: (by) => parts.column.current?.step(by) ?? false,
    expandAll: (expanded) => parts.column.current?.expandAll(expanded) ?? false,
  };
  return { desk, openRow, targets, contextOf, run, moveTargets, askMove, swipe, clear, save };
}

/** Of a conversation the message that is opened first. */
export const newestOf = (row: MessageRow): Uid => membersOf(row)[0]?.uid ?? row.uid;

/** These messages and no others. */
export const only = (...rows: readonly MessageRow[]): Targets => ({ rows, chosen: null });

const hasAny = ({ rows, chosen }: Targets): boolean => chosen !== null || rows.length > 0;

function rowOf(list: MessageListSnapshot, uid: Uid): MessageRow | undefined {
  const position = list.positionOf(uid);
  return position === undefined ? undefined : list.rowAt(position);
}
