'use client';

import { useRef, type KeyboardEvent } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { FolderTreeLine, LineKey, TreeLine } from '@/components/folders/tree-lines';
import { focusList } from '@/components/shell/focus-list';
import { TYPE_AHEAD_MS, typeAhead } from '@/components/ui/type-ahead';
import { folderActionOfKey, type FolderActionId } from '@/lib/actions/folder-actions';
import { useTranslations } from '@/lib/i18n';

/** From the folder's edge to its menu, when keys ask for it. */
const MENU_INDENT_PX = 24;

interface TreeKeys {
  readonly lines: readonly TreeLine[];
  readonly focusLine: (line: TreeLine | undefined) => void;
  /** Folds or unfolds accounts, and folders that hold others. */
  readonly toggle: (keys: readonly LineKey[]) => void;
  readonly onOpen: (line: FolderTreeLine) => void;
  readonly onMenu: (line: TreeLine, at: { readonly x: number; readonly y: number }) => void;
  readonly onAction: (action: FolderActionId, line: FolderTreeLine) => void;
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

  const search = (event: KeyboardEvent, index: number): TreeLine | undefined => {
    const fresh = event.timeStamp - typed.current.at > TYPE_AHEAD_MS;
    typed.current = { text: (fresh ? '' : typed.current.text) + event.key, at: event.timeStamp };
    const labels = lines.map((line) =>
      line.kind === 'account' ? line.account.user : folderTitle(line.folder, t),
    );
    const found = typeAhead(labels, index, typed.current.text);
    return found === undefined ? undefined : lines[found];
  };

  return (event, index) => {
    const line = lines[index];
    if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.nativeEvent.isComposing) return;
    const action = line.kind === 'folder' ? folderActionOfKey(event.key) : undefined;
    const open = folds(line) && line.open;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = event.currentTarget.getBoundingClientRect();
      tree.onMenu(line, { x: box.left + MENU_INDENT_PX, y: box.bottom });
    } else if (line.kind === 'folder' && action !== undefined) {
      if (action.enabled(line.folder)) tree.onAction(action.id, line);
    } else if (event.key === 'ArrowDown') focusLine(lines[index + 1]);
    else if (event.key === 'ArrowUp') focusLine(lines[index - 1]);
    else if (event.key === 'Home') focusLine(lines[0]);
    else if (event.key === 'End') focusLine(lines.at(-1));
    else if (event.key === 'ArrowRight' && open) focusLine(lines[index + 1]);
    else if (event.key === 'ArrowRight' && folds(line)) toggle([line.key]);
    else if (event.key === 'ArrowLeft' && open) toggle([line.key]);
    else if (event.key === 'ArrowLeft') focusLine(lines.find(({ key }) => key === line.parentKey));
    else if (event.key === '*')
      toggle(
        lines
          .filter((other) => folds(other) && !other.open && other.parentKey === line.parentKey)
          .map(({ key }) => key),
      );
    else if (event.key === 'Enter' || event.key === ' ') {
      if (line.kind === 'account') toggle([line.key]);
      else if (line.folder.selectable) tree.onOpen(line);
    } else if (event.key === 'Escape') {
      // In the drawer, Escape is the drawer's.
      if (event.currentTarget.closest('dialog') !== null || !focusList()) return;
    } else if (/^[\p{L}\p{N}]$/u.test(event.key)) focusLine(search(event, index));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

const folds = (line: TreeLine): boolean => line.kind === 'account' || line.hasChildren;
