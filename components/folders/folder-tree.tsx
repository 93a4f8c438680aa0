'use client';

import clsx from 'clsx';
import {
  Archive,
  ChevronDown,
  ChevronRight,
  Ellipsis,
  FilePenLine,
  Folder as FolderIcon,
  Inbox,
  Mails,
  OctagonAlert,
  Send,
  Star,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { FolderMenu } from '@/components/folders/folder-menu';
import { FolderNameField } from '@/components/folders/folder-name-field';
import { folderTitle } from '@/components/folders/folder-title';
import type { FolderManager } from '@/components/folders/use-folder-manager';
import { flattenFolders, type FolderLine } from '@/components/folders/flatten-folders';
import { folderActionOfKey } from '@/lib/actions/folder-actions';
import { useMessageDrop } from '@/components/shell/message-drag';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { Folder, FolderRole } from '@/lib/mail/types';

const ICONS: Readonly<Record<FolderRole, LucideIcon>> = {
  inbox: Inbox,
  drafts: FilePenLine,
  sent: Send,
  archive: Archive,
  junk: OctagonAlert,
  trash: Trash2,
  flagged: Star,
  all: Mails,
};

const INDENT_PX = 14;
/** From the folder's edge to its menu, when keys ask for it. */
const MENU_INDENT_PX = 24;

interface FolderTreeProps {
  readonly folders: readonly Folder[];
  readonly manager: FolderManager;
  readonly selected: MailboxName | null;
  readonly onOpen: (mailbox: MailboxName) => void;
}

/** APG tree: one tab stop, arrows move, left and right fold, letters jump; F2, Delete and the menu key act on the folder. */
export function FolderTree({ folders, manager, selected, onOpen }: FolderTreeProps) {
  const t = useTranslations('folders');
  const [closed, setClosed] = useState<ReadonlySet<MailboxName>>(new Set());
  const [focused, setFocused] = useState<MailboxName | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  /** A folder that was renamed here: it gets the focus as soon as it is there. */
  const [expected, setExpected] = useState<MailboxName | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const lines = useMemo(() => flattenFolders(folders, closed), [folders, closed]);
  const tabStop = lines.find((line) => line.folder.name === (focused ?? selected)) ?? lines[0];

  useEffect(() => {
    tree.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  useEffect(() => {
    const index = lines.findIndex(({ folder }) => folder.name === expected);
    if (expected === null || index < 0) return;
    setExpected(null);
    setFocused(expected);
    // The field that had it went with the old name; whoever went elsewhere meanwhile stays there.
    if (document.activeElement === document.body)
      tree.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
  }, [expected, lines]);

  const focusLine = (line: FolderLine | undefined) => {
    if (line === undefined) return;
    setFocused(line.folder.name);
    tree.current?.querySelector<HTMLElement>(`[data-index="${lines.indexOf(line)}"]`)?.focus();
  };

  const toggle = (line: FolderLine) => {
    const next = new Set(closed);
    if (!next.delete(line.folder.name)) next.add(line.folder.name);
    setClosed(next);
  };

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const line = lines[index];
    if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = folderActionOfKey(event.key);
    const open = line.hasChildren && line.open;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = event.currentTarget.getBoundingClientRect();
      setMenu({ folder: line.folder, at: { x: box.left + MENU_INDENT_PX, y: box.bottom } });
    } else if (action !== undefined) {
      if (action.enabled(line.folder)) manager.start(action.id, line.folder);
    } else if (event.key === 'ArrowDown') focusLine(lines[index + 1]);
    else if (event.key === 'ArrowUp') focusLine(lines[index - 1]);
    else if (event.key === 'Home') focusLine(lines[0]);
    else if (event.key === 'End') focusLine(lines.at(-1));
    else if (event.key === 'ArrowRight' && open) focusLine(lines[index + 1]);
    else if (event.key === 'ArrowRight' && line.hasChildren) toggle(line);
    else if (event.key === 'ArrowLeft' && open) toggle(line);
    else if (event.key === 'ArrowLeft')
      focusLine(lines.find((other) => other.folder.name === line.folder.parent));
    else if (event.key === 'Enter' || event.key === ' ') {
      if (line.folder.selectable) onOpen(line.folder.name);
    } else if (event.key.length === 1 && /\p{L}|\p{N}/u.test(event.key)) {
      const found = typeAhead(event, index);
      // A letter no folder begins with is a shortcut like anywhere else.
      if (found === undefined) return;
      focusLine(found);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Letters typed within a second of each other make one search, starting after the current line. */
  const typeAhead = (event: KeyboardEvent, index: number): FolderLine | undefined => {
    const fresh = event.timeStamp - typed.current.at > 1000;
    typed.current = {
      text: (fresh ? '' : typed.current.text) + event.key.toLocaleLowerCase(),
      at: event.timeStamp,
    };
    const from = fresh ? index + 1 : index;
    const order = [...lines.slice(from), ...lines.slice(0, from)];
    return order.find((line) =>
      folderTitle(line.folder, t).toLocaleLowerCase().startsWith(typed.current.text),
    );
  };

  /** Focus goes back to the folder before anything else is asked, so that a dialog gives it back there too. */
  const closeMenu = () => {
    const line = lines.find(({ folder }) => folder.name === menu?.folder.name);
    setMenu(null);
    focusLine(line);
  };
  const stopEditing = (name: MailboxName) => {
    manager.stopEditing();
    focusLine(lines.find(({ folder }) => folder.name === name));
  };
  const rename = async (folder: Folder, label: string) => {
    const failure = await manager.submit({ kind: 'rename', mailbox: folder.name, label });
    if (failure === null) setExpected(nameWith(folder, label));
    return failure;
  };

  return (
    <>
      <div ref={tree} role="tree" aria-label={t('label')} className="space-y-px" data-slot="folder-tree">
        {lines.map((line, index) => (
          <FolderItem
            key={line.folder.name}
            line={line}
            index={index}
            selected={line.folder.name === selected}
            tabStop={line === tabStop}
            onOpen={() => onOpen(line.folder.name)}
            onToggle={() => toggle(line)}
            onFocus={() => setFocused(line.folder.name)}
            onKeyDown={(event) => onKeyDown(event, index)}
            onMenu={(x, y) => setMenu({ folder: line.folder, at: { x, y } })}
            nameField={
              line.folder.name === manager.editing ? (
                <FolderNameField
                  folder={line.folder}
                  onRename={(label) => rename(line.folder, label)}
                  onEnd={() => stopEditing(line.folder.name)}
                />
              ) : null
            }
          />
        ))}
      </div>
      {menu !== null && (
        <FolderMenu
          folder={menu.folder}
          at={menu.at}
          onChoose={(id) => {
            closeMenu();
            manager.start(id, menu.folder);
          }}
          onClose={closeMenu}
        />
      )}
    </>
  );
}

interface OpenMenu {
  readonly folder: Folder;
  readonly at: { readonly x: number; readonly y: number };
}

interface FolderItemProps {
  readonly line: FolderLine;
  readonly index: number;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly onOpen: () => void;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The folder's menu at a point of the window. */
  readonly onMenu: (x: number, y: number) => void;
  /** In place of the name while it is typed. */
  readonly nameField: ReactNode;
}

function FolderItem({
  line,
  index,
  selected,
  tabStop,
  onOpen,
  onToggle,
  onFocus,
  onKeyDown,
  onMenu,
  nameField,
}: FolderItemProps) {
  const t = useTranslations('folders');
  const { region } = useLocaleChoice();
  const { folder } = line;
  const drop = useMessageDrop(folder);
  const Icon = folder.role === null ? FolderIcon : ICONS[folder.role];
  const Twisty = line.open ? ChevronDown : ChevronRight;
  const title = folderTitle(folder, t);
  // Drafts are unfinished work, so their number is what counts; elsewhere it is what is unread.
  const count = folder.role === 'drafts' ? folder.total : folder.unseen;
  const unread = folder.role !== 'drafts' && count !== null && count > 0;
  return (
    <div
      role="treeitem"
      {...drop.props}
      data-index={index}
      aria-label={nameOf(title, unread && t('unread', { count }))}
      aria-level={folder.depth + 1}
      aria-selected={selected}
      aria-expanded={line.hasChildren ? line.open : undefined}
      aria-disabled={!folder.selectable}
      aria-setsize={line.setSize}
      aria-posinset={line.position}
      tabIndex={tabStop ? 0 : -1}
      title={folder.subscribed ? title : `${title} (${t('notSubscribed')})`}
      onClick={folder.selectable ? onOpen : onToggle}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
      style={{ paddingInlineStart: 8 + folder.depth * INDENT_PX }}
      className={clsx(
        'group relative flex h-8 items-center gap-2 rounded-control pe-2 text-sm pointer-coarse:h-11',
        selected ? 'bg-selected font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
        (folder.selectable && folder.subscribed) || 'text-ink-3',
        folder.subscribed || 'italic',
      )}
    >
      {selected && <span className="absolute inset-y-1.5 start-0 w-0.5 rounded-full bg-accent" />}
      <Icon
        size={17}
        strokeWidth={1.75}
        aria-hidden
        className={clsx('shrink-0', selected && 'text-accent')}
      />
      {nameField ?? (
        <span className={clsx('min-w-0 flex-1 truncate', unread && 'font-semibold text-ink')}>
          <bdi>{title}</bdi>
        </span>
      )}
      {line.hasChildren && (
        <span
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          className="inline-flex size-6 items-center justify-center rounded text-ink-3 hover:bg-hover"
        >
          <Twisty size={14} strokeWidth={1.75} />
        </span>
      )}
      {nameField === null && (
        <span aria-hidden className="relative inline-flex h-6 min-w-6 items-center justify-end">
          {count !== null && count > 0 && (
            <span
              className={clsx(
                'text-xs tabular-nums group-hover:invisible',
                selected && 'pointer-coarse:invisible',
                unread ? 'font-semibold text-ink' : 'text-ink-3',
              )}
            >
              {formatNumber(region, count)}
            </span>
          )}
          <span
            data-slot="folder-more"
            onClick={(event) => {
              event.stopPropagation();
              const box = event.currentTarget.getBoundingClientRect();
              onMenu(box.left, box.bottom);
            }}
            className={clsx(
              'invisible absolute end-0 top-0 inline-flex size-6 items-center justify-center rounded text-ink-3 group-hover:visible hover:bg-hover pointer-coarse:-top-2.5 pointer-coarse:-end-2 pointer-coarse:size-11',
              selected && 'pointer-coarse:visible',
            )}
          >
            <Ellipsis size={15} strokeWidth={1.75} />
          </span>
        </span>
      )}
    </div>
  );
}

/** The folder's name with another last segment, as the engine makes it. */
function nameWith({ name, delimiter }: Folder, label: string): MailboxName {
  const kept = delimiter === null ? 0 : name.lastIndexOf(delimiter) + 1;
  return toMailboxName(name.slice(0, kept) + label.normalize('NFC').trim());
}

const nameOf = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join(', ');
