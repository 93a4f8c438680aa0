import { flattenFolders, type FolderLine } from '@/components/folders/flatten-folders';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

/** One account's folders. */
export interface FolderGroup {
  readonly account: AccountSnapshot;
  readonly folders: readonly Folder[];
}

/** Names a line of the whole tree. */
export type LineKey = string;

export const folderKey = (account: AccountId, mailbox: MailboxName): LineKey =>
  JSON.stringify([account, mailbox]);
export const accountKey = (account: AccountId): LineKey => JSON.stringify([account]);

/** The head of an account's group. There is none while one account is alone. */
export interface AccountLine {
  readonly kind: 'account';
  readonly key: LineKey;
  readonly account: AccountSnapshot;
  readonly open: boolean;
  /** 1-based among the accounts. */
  readonly position: number;
  readonly setSize: number;
  /** Unread in its inbox. */
  readonly unseen: number;
  readonly loading: boolean;
  readonly parentKey: null;
}

export interface FolderTreeLine extends FolderLine {
  readonly kind: 'folder';
  readonly key: LineKey;
  readonly account: AccountId;
  /** 1 is the top of the tree. */
  readonly level: number;
  /** What Left goes to. */
  readonly parentKey: LineKey | null;
}

export type TreeLine = AccountLine | FolderTreeLine;

/** What is drawn, from the top: a single account's folders, or each account's under its head. Linear. */
export function treeLines(groups: readonly FolderGroup[], closed: ReadonlySet<LineKey>): readonly TreeLine[] {
  const several = groups.length > 1;
  return groups.flatMap(({ account, folders }, index): readonly TreeLine[] => {
    const key = accountKey(account.account);
    const open = !closed.has(key);
    const head: readonly AccountLine[] = several
      ? [
          {
            kind: 'account',
            key,
            account,
            open,
            position: index + 1,
            setSize: groups.length,
            unseen: folders.find(({ role }) => role === 'inbox')?.unseen ?? 0,
            loading: folders.length === 0,
            parentKey: null,
          },
        ]
      : [];
    return several && !open ? head : [...head, ...folderLines(account.account, folders, closed, several)];
  });
}

/** What the rail has room for: accounts, the folders at their top, and the open one. Nothing in it folds. */
export function railLines(lines: readonly TreeLine[], selected: LineKey): readonly TreeLine[] {
  return lines
    .filter((line) => line.kind === 'account' || line.folder.depth === 0 || line.key === selected)
    .map((line) => (line.kind === 'folder' ? { ...line, hasChildren: false } : line));
}

function folderLines(
  account: AccountId,
  folders: readonly Folder[],
  closed: ReadonlySet<LineKey>,
  several: boolean,
): readonly FolderTreeLine[] {
  const closedHere = new Set(
    folders.map(({ name }) => name).filter((name) => closed.has(folderKey(account, name))),
  );
  return flattenFolders(folders, closedHere).map((line) => {
    const { name, parent, depth } = line.folder;
    const above = several ? accountKey(account) : null;
    return {
      ...line,
      kind: 'folder',
      key: folderKey(account, name),
      account,
      level: depth + (several ? 2 : 1),
      parentKey: parent === null ? above : folderKey(account, parent),
    };
  });
}
