'use client';

import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { AccountItem } from '@/components/folders/account-item';
import { FolderItem } from '@/components/folders/folder-item';
import { FolderMenu } from '@/components/folders/folder-menu';
import { FolderNameField } from '@/components/folders/folder-name-field';
import {
  accountKey,
  folderKey,
  railLines,
  treeLines,
  type FolderGroup,
  type FolderTreeLine,
  type LineKey,
  type TreeLine,
} from '@/components/folders/tree-lines';
import { useClosedLines } from '@/components/folders/use-closed-lines';
import type { FolderManager } from '@/components/folders/use-folder-manager';
import { useTreeKeys } from '@/components/folders/use-tree-keys';
import { afterPaint } from '@/components/shell/after-paint';
import { Menu, type MenuItem } from '@/components/ui/menu';
import type { FolderActionId } from '@/lib/actions/folder-actions';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

interface FolderTreeProps {
  readonly groups: readonly FolderGroup[];
  readonly managerOf: (account: AccountId) => FolderManager | undefined;
  readonly selected: { readonly account: AccountId; readonly mailbox: MailboxName };
  readonly onOpen: (account: AccountId, mailbox: MailboxName) => void;
  /** Icons alone: the top of the tree and what is open. */
  readonly rail?: boolean;
  /** What the menu of an account's head offers. */
  readonly menuOf: (account: AccountSnapshot) => readonly MenuItem[];
}

/**
 * APG tree: one tab stop, arrows move, left and right fold, letters jump; F2, Delete and the menu key act on the folder. Accounts
 * side by side are one tree: the keys go from one to the next.
 */
export function FolderTree({ rail = false, groups, managerOf, selected, onOpen, menuOf }: FolderTreeProps) {
  const t = useTranslations('folders');
  const [focused, setFocused] = useState<LineKey | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  /** A folder that was renamed here: it gets the focus as soon as it is there. */
  const [expected, setExpected] = useState<LineKey | null>(null);
  /** A renaming was done, and its field is not gone yet. */
  const renamed = useRef(false);
  const tree = useRef<HTMLDivElement>(null);
  const heads = useMemo(() => groups.map(({ account }) => accountKey(account.account)), [groups]);
  const { closed, toggle } = useClosedLines(heads);
  const selectedKey = folderKey(selected.account, selected.mailbox);
  const lines = useMemo(() => {
    const all = treeLines(groups, closed);
    return rail ? railLines(all, selectedKey) : all;
  }, [groups, closed, rail, selectedKey]);
  const tabStop =
    lines.find(({ key }) => key === (focused ?? selectedKey)) ??
    lines.find(({ key }) => key === accountKey(selected.account)) ??
    lines[0];

  useEffect(
    () =>
      afterPaint(() =>
        tree.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      ),
    [selectedKey],
  );

  const editing = groups.some(({ account }) => (managerOf(account.account)?.editing ?? null) !== null);
  useEffect(() => {
    const index = lines.findIndex(({ key }) => key === expected);
    // The new name may be there before the field of the old one is gone.
    if (expected === null || index < 0 || editing) return;
    setExpected(null);
    setFocused(expected);
    // The field that had it went with the old name; whoever went elsewhere meanwhile stays there.
    if (document.activeElement === document.body)
      tree.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
  }, [expected, lines, editing]);

  const focusLine = (line: TreeLine | undefined) => {
    if (line === undefined) return;
    setFocused(line.key);
    tree.current?.querySelector<HTMLElement>(`[data-index="${lines.indexOf(line)}"]`)?.focus();
  };
  const focusKey = (key: LineKey | undefined) => focusLine(lines.find((line) => line.key === key));

  const onKeyDown = useTreeKeys({
    lines,
    focusLine,
    toggle,
    onOpen: ({ account, folder }) => onOpen(account, folder.name),
    onMenu: (line, at) => setMenu({ line, at }),
    onAction: (action, { account, folder }) => start(managerOf(account), action, folder, rail),
  });

  /** Focus goes back to the line before anything else is asked, so that a dialog gives it back there too. */
  const closeMenu = () => {
    const key = menu?.line.key;
    setMenu(null);
    focusKey(key);
  };
  const rename = async (manager: FolderManager, folder: Folder, label: string) => {
    const failure = await manager.submit({ kind: 'rename', mailbox: folder.name, label });
    if (failure !== null) return failure;
    renamed.current = true;
    setExpected(folderKey(manager.account, nameWith(folder, label)));
    return null;
  };
  const nameField = ({ key, account, folder }: FolderTreeLine) => {
    const manager = managerOf(account);
    return manager === undefined || folder.name !== manager.editing ? null : (
      <FolderNameField
        folder={folder}
        onRename={(label) => rename(manager, folder, label)}
        onEnd={() => {
          manager.stopEditing();
          // After a renaming the line of this key is gone, or about to go.
          if (renamed.current) renamed.current = false;
          else focusKey(key);
        }}
      />
    );
  };

  return (
    <>
      <div ref={tree} role="tree" aria-label={t('label')} className="space-y-px" data-slot="folder-tree">
        {lines.map((line, index) => {
          const common = {
            index,
            rail,
            tabStop: line === tabStop,
            onToggle: () => toggle([line.key]),
            onFocus: () => setFocused(line.key),
            onKeyDown: (event: KeyboardEvent) => onKeyDown(event, index),
            onMenu: (x: number, y: number) => setMenu({ line, at: { x, y } }),
          };
          return line.kind === 'account' ? (
            <AccountItem
              key={line.key}
              line={line}
              inView={line.account.account === selected.account}
              {...common}
            />
          ) : (
            <FolderItem
              key={line.key}
              line={line}
              selected={line.key === selectedKey}
              onOpen={(by) => {
                onOpen(line.account, line.folder.name);
                // Letters typed after a press are meant for the mail: only who came by keys stays in the tree.
                if (by === 'pointer' && document.activeElement instanceof HTMLElement)
                  document.activeElement.blur();
              }}
              nameField={rail ? null : nameField(line)}
              {...common}
            />
          );
        })}
      </div>
      {menu !== null && (
        <LineMenu menu={menu} rail={rail} managerOf={managerOf} menuOf={menuOf} onClose={closeMenu} />
      )}
    </>
  );
}

interface OpenMenu {
  readonly line: TreeLine;
  readonly at: { readonly x: number; readonly y: number };
}

interface HeadMenuProps extends Pick<FolderTreeProps, 'menuOf'> {
  readonly account: AccountSnapshot;
  readonly at: OpenMenu['at'];
  readonly onClose: () => void;
}

/** What it offered when it was opened: nothing may move under the pointer because the connection came back. */
function HeadMenu({ account, at, menuOf, onClose }: HeadMenuProps) {
  const [items] = useState(() => menuOf(account));
  return <Menu label={account.user} at={at} items={items} onClose={onClose} />;
}

function LineMenu({
  menu: { line, at },
  rail,
  managerOf,
  menuOf,
  onClose,
}: Pick<FolderTreeProps, 'managerOf' | 'menuOf'> & {
  readonly menu: OpenMenu;
  readonly rail: boolean;
  readonly onClose: () => void;
}) {
  if (line.kind === 'account')
    return <HeadMenu account={line.account} at={at} menuOf={menuOf} onClose={onClose} />;
  return (
    <FolderMenu
      folder={line.folder}
      at={at}
      onChoose={(id) => start(managerOf(line.account), id, line.folder, rail)}
      onClose={onClose}
    />
  );
}

/** Begins what a menu or a key asks for; in the rail there is no room to type a name in its place. */
function start(
  manager: FolderManager | undefined,
  action: FolderActionId,
  folder: Folder,
  rail: boolean,
): void {
  if (rail && action === 'rename') manager?.ask({ kind: 'rename', folder });
  else manager?.start(action, folder);
}

/** The folder's name with another last segment, as the engine makes it. */
function nameWith({ name, delimiter }: Folder, label: string): MailboxName {
  const kept = delimiter === null ? 0 : name.lastIndexOf(delimiter) + 1;
  return toMailboxName(name.slice(0, kept) + label.normalize('NFC').trim());
}
