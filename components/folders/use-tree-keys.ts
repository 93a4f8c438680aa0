'use client';

import { useRef, type KeyboardEvent } from 'react';
import type { FolderLine } from '@/components/folders/flatten-folders';
import { folderTitle } from '@/components/folders/folder-title';
import { focusList } from '@/components/shell/focus-list';
import { TYPE_AHEAD_MS, typeAhead } from '@/components/ui/type-ahead';
import { folderActionOfKey, type FolderActionId } from '@/lib/actions/folder-actions';
import { useTranslations } from '@/lib/i18n';
import type { Folder } from '@/lib/mail/types';

/** From the folder's edge to its menu, when keys ask for it. */
const MENU_INDENT_PX = 24;

interface TreeKeys {
  readonly lines: readonly FolderLine[];
  readonly focusLine: (line: FolderLine | undefined) => void;
  /** Folds or unfolds folders that hold others. */
  readonly toggle: (lines: readonly FolderLine[]) => void;
  readonly onOpen: (folder: Folder) => void;
  readonly onMenu: (folder: Folder, at: { readonly x: number; readonly y: number }) => void;
  readonly onAction: (action: FolderActionId, folder: Folder) => void;
}

/**
 * Keys of the folder tree (APG). Letters and figures are always the tree's own, found or not: whoever types a folder's name must
 * never archive a message by its third letter. Signs, sequences begun elsewhere and combinations stay shortcuts; Escape goes to
 * the list, where letters are shortcuts again.
 */
export function useTreeKeys(tree: TreeKeys): (event: KeyboardEvent, index: number) => void {
  const { lines, focusLine, toggle } = tree;
  const t = useTranslations('folders');
  const typed = useRef({ text: '', at: Number.NEGATIVE_INFINITY });

  const search = (event: KeyboardEvent, index: number): FolderLine | undefined => {
    const fresh = event.timeStamp - typed.current.at > TYPE_AHEAD_MS;
    typed.current = { text: (fresh ? '' : typed.current.text) + event.key, at: event.timeStamp };
    const labels = lines.map((line) => folderTitle(line.folder, t));
    const found = typeAhead(labels, index, typed.current.text);
    return found === undefined ? undefined : lines[found];
  };

  return (event, index) => {
    const line = lines[index];
    if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.nativeEvent.isComposing) return;
    const action = folderActionOfKey(event.key);
    const open = line.hasChildren && line.open;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = event.currentTarget.getBoundingClientRect();
      tree.onMenu(line.folder, { x: box.left + MENU_INDENT_PX, y: box.bottom });
    } else if (action !== undefined) {
      if (action.enabled(line.folder)) tree.onAction(action.id, line.folder);
    } else if (event.key === 'ArrowDown') focusLine(lines[index + 1]);
    else if (event.key === 'ArrowUp') focusLine(lines[index - 1]);
    else if (event.key === 'Home') focusLine(lines[0]);
    else if (event.key === 'End') focusLine(lines.at(-1));
    else if (event.key === 'ArrowRight' && open) focusLine(lines[index + 1]);
    else if (event.key === 'ArrowRight' && line.hasChildren) toggle([line]);
    else if (event.key === 'ArrowLeft' && open) toggle([line]);
    else if (event.key === 'ArrowLeft')
      focusLine(lines.find((other) => other.folder.name === line.folder.parent));
    else if (event.key === '*')
      toggle(lines.filter((other) => other.hasChildren && !other.open && isSibling(other, line)));
    else if (event.key === 'Enter' || event.key === ' ') {
      if (line.folder.selectable) tree.onOpen(line.folder);
    } else if (event.key === 'Escape') {
      // In the drawer, Escape is the drawer's.
      if (event.currentTarget.closest('dialog') !== null || !focusList()) return;
    } else if (/^[\p{L}\p{N}]$/u.test(event.key)) focusLine(search(event, index));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

const isSibling = (one: FolderLine, other: FolderLine): boolean => one.folder.parent === other.folder.parent;
