'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { FolderItem } from '@/components/folders/folder-item';
import { FolderMenu } from '@/components/folders/folder-menu';
import { FolderNameField } from '@/components/folders/folder-name-field';
import type { FolderManager } from '@/components/folders/use-folder-manager';
import { flattenFolders, type FolderLine } from '@/components/folders/flatten-folders';
import { useTreeKeys } from '@/components/folders/use-tree-keys';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { Folder } from '@/lib/mail/types';

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

  const toggle = (changed: readonly FolderLine[]) => {
    const next = new Set(closed);
    for (const { folder } of changed) if (!next.delete(folder.name)) next.add(folder.name);
    setClosed(next);
  };

  const onKeyDown = useTreeKeys({
    lines,
    focusLine,
    toggle,
    onOpen: (folder) => onOpen(folder.name),
    onMenu: (folder, at) => setMenu({ folder, at }),
    onAction: manager.start,
  });

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
            onOpen={(by) => {
              onOpen(line.folder.name);
              // Letters typed after a press are meant for the mail: only who came by keys stays in the tree.
              if (by === 'pointer' && document.activeElement instanceof HTMLElement)
                document.activeElement.blur();
            }}
            onToggle={() => toggle([line])}
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
          onChoose={(id) => manager.start(id, menu.folder)}
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

/** The folder's name with another last segment, as the engine makes it. */
function nameWith({ name, delimiter }: Folder, label: string): MailboxName {
  const kept = delimiter === null ? 0 : name.lastIndexOf(delimiter) + 1;
  return toMailboxName(name.slice(0, kept) + label.normalize('NFC').trim());
}
