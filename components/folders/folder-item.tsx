'use client';

import clsx from 'clsx';
import { ChevronDown, ChevronRight, Ellipsis, type LucideIcon } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { folderIcon } from '@/components/folders/folder-icon';
import { folderTitle } from '@/components/folders/folder-title';
import type { FolderTreeLine } from '@/components/folders/tree-lines';
import { rem } from '@/components/shell/text-scale';
import { RailTip } from '@/components/folders/rail-tip';
import { useMessageDrop } from '@/components/shell/message-drag';
import { useFileDrop } from '@/components/transfer/file-drop';
import type { DropTarget } from '@/components/ui/drop-target';
import { initialsOf } from '@/components/ui/avatar';
import { formatCompact, formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';

const INDENT_PX = 14;

interface FolderItemProps {
  readonly line: FolderTreeLine;
  readonly index: number;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly onOpen: (by: 'pointer' | 'key') => void;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The folder's menu at a point of the window. */
  readonly onMenu: (x: number, y: number) => void;
  /** In place of the name while it is typed. */
  readonly nameField: ReactNode;
  /** Drawn as an icon with its count; the name shows while it is pointed at or has the focus. */
  readonly rail: boolean;
}

/** One line of the tree: the folder, what is unread in it, and what can be done with it. */
export function FolderItem({
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
  rail,
}: FolderItemProps) {
  const t = useTranslations('folders');
  const { region } = useLocaleChoice();
  const { folder } = line;
  const drop = useMessageDrop(line.account, folder);
  const files = useFileDrop(line.account, folder);
  const Icon = folderIcon(folder);
  const Twisty = line.open ? ChevronDown : ChevronRight;
  const title = folderTitle(folder, t);
  // Drafts are unfinished work, so their number is what counts; elsewhere it is what is unread.
  const count = folder.role === 'drafts' ? folder.total : folder.unseen;
  const unread = folder.role !== 'drafts' && count !== null && count > 0;
  return (
    <div
      role="treeitem"
      {...together(drop, files)}
      data-index={index}
      data-account={line.account}
      aria-label={nameOf(title, unread && t('unread', { count }))}
      aria-level={line.level}
      aria-selected={selected}
      aria-expanded={line.hasChildren ? line.open : undefined}
      aria-disabled={!folder.selectable}
      aria-setsize={line.setSize}
      aria-posinset={line.position}
      tabIndex={tabStop ? 0 : -1}
      title={tooltipOf(rail, folder.subscribed ? title : `${title} (${t('notSubscribed')})`)}
      onClick={(event) => {
        if (folder.selectable) onOpen(event.detail > 0 ? 'pointer' : 'key');
        else onToggle();
      }}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
      style={rail ? undefined : { paddingInlineStart: rem(8 + folder.depth * INDENT_PX) }}
      className={clsx(
        'group relative flex items-center rounded-control text-sm',
        rail ? 'h-11 w-11 flex-col justify-center' : 'h-8 gap-2 pe-2 pointer-coarse:h-11',
        selected ? 'bg-selected font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
        (folder.selectable && folder.subscribed) || 'text-ink-3',
        folder.subscribed || 'italic',
        (drop.over || files.over) && 'bg-selected ring-1 ring-accent ring-inset',
      )}
    >
      {selected && <span className="absolute inset-y-1.5 start-0 w-0.5 rounded-full bg-accent" />}
      {rail ? (
        <RailFace icon={folder.role === null ? null : Icon} title={title} count={count} unread={unread} />
      ) : (
        <>
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
              className="inline-flex size-6 items-center justify-center rounded text-ink-3 hover:bg-hover pointer-coarse:size-11"
            >
              <Twisty size={14} strokeWidth={1.75} className="rtl:-scale-x-100" />
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
        </>
      )}
    </div>
  );
}

/** In the rail the name is drawn; the browser's own tooltip would come over it. */
const tooltipOf = (rail: boolean, text: string): string | undefined => (rail ? undefined : text);

interface RailFaceProps {
  /** Null: one of many, told by its first letter. */
  readonly icon: LucideIcon | null;
  readonly title: string;
  readonly count: number | null;
  readonly unread: boolean;
}

function RailFace({ icon: Icon, title, count, unread }: RailFaceProps) {
  const t = useTranslations('folders');
  const { region } = useLocaleChoice();
  const counted = count !== null && count > 0;
  return (
    <>
      {Icon === null ? (
        <span
          aria-hidden
          className="inline-flex size-4.5 shrink-0 items-center justify-center rounded border border-current text-fine leading-none font-medium"
        >
          {initialsOf(title).slice(0, 1)}
        </span>
      ) : (
        <Icon size={18} strokeWidth={1.75} aria-hidden className="shrink-0 group-aria-selected:text-accent" />
      )}
      {counted && (
        <span
          aria-hidden
          className={clsx(
            'mt-0.5 text-fine leading-none tabular-nums',
            unread ? 'font-semibold text-ink' : 'text-ink-3',
          )}
        >
          {formatCompact(region, count)}
        </span>
      )}
      <RailTip>
        <bdi>{title}</bdi>
        {unread && count !== null && <span className="ps-2 opacity-75">{t('unread', { count })}</span>}
      </RailTip>
    </>
  );
}

const nameOf = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join(', ');

/** Messages and files may be dropped on the same folder; each takes its own. */
const together = ({ props: one }: DropTarget, { props: other }: DropTarget): DropTarget['props'] => ({
  onDragOver: (event) => {
    one.onDragOver(event);
    other.onDragOver(event);
  },
  onDragLeave: (event) => {
    one.onDragLeave(event);
    other.onDragLeave(event);
  },
  onDrop: (event) => {
    one.onDrop(event);
    other.onDrop(event);
  },
});
