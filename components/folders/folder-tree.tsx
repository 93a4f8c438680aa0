'use client';

import clsx from 'clsx';
import {
  Archive,
  ChevronDown,
  ChevronRight,
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
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { flattenFolders, type FolderLine } from '@/components/folders/flatten-folders';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
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

interface FolderTreeProps {
  readonly folders: readonly Folder[];
  readonly selected: MailboxName | null;
  readonly onOpen: (mailbox: MailboxName) => void;
}

/** APG tree: one tab stop, arrows move, left and right fold, letters jump. */
export function FolderTree({ folders, selected, onOpen }: FolderTreeProps) {
  const t = useTranslations('folders');
  const [closed, setClosed] = useState<ReadonlySet<MailboxName>>(new Set());
  const [focused, setFocused] = useState<MailboxName | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const lines = useMemo(() => flattenFolders(folders, closed), [folders, closed]);
  const tabStop = lines.find((line) => line.folder.name === (focused ?? selected)) ?? lines[0];

  useEffect(() => {
    tree.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

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
    const open = line.hasChildren && line.open;
    if (event.key === 'ArrowDown') focusLine(lines[index + 1]);
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

  return (
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
        />
      ))}
    </div>
  );
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
}: FolderItemProps) {
  const t = useTranslations('folders');
  const { region } = useLocaleChoice();
  const { folder } = line;
  const Icon = folder.role === null ? FolderIcon : ICONS[folder.role];
  const Twisty = line.open ? ChevronDown : ChevronRight;
  const title = folderTitle(folder, t);
  // Drafts are unfinished work, so their number is what counts; elsewhere it is what is unread.
  const count = folder.role === 'drafts' ? folder.total : folder.unseen;
  const unread = folder.role !== 'drafts' && count !== null && count > 0;
  return (
    <div
      role="treeitem"
      data-index={index}
      aria-label={unread ? `${title}, ${t('unread', { count })}` : title}
      aria-level={folder.depth + 1}
      aria-selected={selected}
      aria-expanded={line.hasChildren ? line.open : undefined}
      aria-disabled={!folder.selectable}
      aria-setsize={line.setSize}
      aria-posinset={line.position}
      tabIndex={tabStop ? 0 : -1}
      title={title}
      onClick={folder.selectable ? onOpen : onToggle}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      style={{ paddingInlineStart: 8 + folder.depth * INDENT_PX }}
      className={clsx(
        'group relative flex h-8 items-center gap-2 rounded-control pe-2 text-sm pointer-coarse:h-11',
        selected ? 'bg-selected font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
        folder.selectable || 'text-ink-3',
      )}
    >
      {selected && <span className="absolute inset-y-1.5 start-0 w-0.5 rounded-full bg-accent" />}
      <Icon
        size={17}
        strokeWidth={1.75}
        aria-hidden
        className={clsx('shrink-0', selected && 'text-accent')}
      />
      <span className={clsx('min-w-0 flex-1 truncate', unread && 'font-semibold text-ink')}>
        <bdi>{title}</bdi>
      </span>
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
      {count !== null && count > 0 && (
        <span
          aria-hidden
          className={clsx('text-xs tabular-nums', unread ? 'font-semibold text-ink' : 'text-ink-3')}
        >
          {formatNumber(region, count)}
        </span>
      )}
    </div>
  );
}
