import type { MailboxName } from '@/lib/imap/types';
import type { Folder } from '@/lib/mail/types';

/** A visible line of the tree with what ARIA asks to know of its siblings. */
export interface FolderLine {
  readonly folder: Folder;
  readonly hasChildren: boolean;
  readonly open: boolean;
  /** 1-based among siblings. */
  readonly position: number;
  readonly setSize: number;
}

/** The lines to draw: folders in tree order (parents first) without what lies in closed ones. Linear. */
export function flattenFolders(
  folders: readonly Folder[],
  closed: ReadonlySet<MailboxName>,
): readonly FolderLine[] {
  const siblings = new Map<MailboxName | null, number>();
  for (const folder of folders) siblings.set(folder.parent, (siblings.get(folder.parent) ?? 0) + 1);
  const positions = new Map<MailboxName | null, number>();
  const hidden = new Set<MailboxName>();
  const lines: FolderLine[] = [];
  for (const folder of folders) {
    const position = (positions.get(folder.parent) ?? 0) + 1;
    positions.set(folder.parent, position);
    const inClosed = folder.parent !== null && (hidden.has(folder.parent) || closed.has(folder.parent));
    if (inClosed) {
      hidden.add(folder.name);
      continue;
    }
    lines.push({
      folder,
      hasChildren: (siblings.get(folder.name) ?? 0) > 0,
      open: !closed.has(folder.name),
      position,
      setSize: siblings.get(folder.parent) ?? 1,
    });
  }
  return lines;
}
