'use client';

import { FolderPlus, LogOut, RefreshCw } from 'lucide-react';
import { useMemo } from 'react';
import { AccountMenu } from '@/components/folders/account-menu';
import { FolderTree } from '@/components/folders/folder-tree';
import { QuotaBar } from '@/components/folders/quota-bar';
import type { FolderGroup } from '@/components/folders/tree-lines';
import type { FolderManagers } from '@/components/folders/use-folder-manager';
import { useSignOut } from '@/components/offline/sign-out';
import { ConnectionLine } from '@/components/shell/connection-line';
import type { MenuItem } from '@/components/ui/menu';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import { useEngine, type AccountSnapshot } from '@/lib/query';

export interface FolderPaneProps {
  readonly accounts: readonly AccountSnapshot[];
  /** The one in view. */
  readonly account: AccountSnapshot;
  readonly folders: ReadonlyMap<AccountId, readonly Folder[]>;
  readonly managers: FolderManagers;
  readonly mailbox: MailboxName;
  readonly onOpen: (account: AccountId, mailbox: MailboxName) => void;
  readonly onAddAccount: () => void;
  /** Says what was done. */
  readonly tell: (text: string) => void;
}

/** Accounts, folders, and at the foot the truth about the connection of the account in view. */
export function FolderPane(props: FolderPaneProps) {
  const { accounts, account, managers, mailbox, onOpen, onAddAccount, tell } = props;
  const t = useTranslations();
  const { groups, loading, create, menuOf } = useFolderPane(props);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <AccountMenu
        accounts={accounts}
        account={account}
        onAdd={onAddAccount}
        onGo={(one) => onOpen(one, toMailboxName('INBOX'))}
        tell={tell}
      />
      <nav aria-label={t('folders.label')} className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        {loading && accounts.length === 1 ? (
          <div
            aria-busy="true"
            aria-label={t('folders.loading')}
            role="status"
            className="space-y-3 px-2 pt-2"
          >
            {['w-24', 'w-20', 'w-16', 'w-28', 'w-20'].map((width, index) => (
              <div key={index} className={`skeleton h-4 ${width}`} />
            ))}
          </div>
        ) : (
          <>
            <FolderTree
              groups={groups}
              managerOf={managers.of}
              selected={{ account: account.account, mailbox }}
              onOpen={onOpen}
              menuOf={menuOf}
            />
            <button
              type="button"
              onClick={() => create(account.account)}
              className="mt-1 flex h-8 w-full items-center gap-2 rounded-control px-2 text-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:h-11"
            >
              <FolderPlus size={17} strokeWidth={1.75} aria-hidden className="shrink-0" />
              {t('folders.newFolder')}
            </button>
          </>
        )}
      </nav>
      <QuotaBar account={account.account} />
      <ConnectionLine account={account.account} label={accounts.length > 1 ? account.user : null} />
    </div>
  );
}

/** What the pane and the rail have in common. */
export function useFolderPane({ accounts, folders, managers }: FolderPaneProps): {
  readonly groups: readonly FolderGroup[];
  readonly loading: boolean;
  readonly create: (of: AccountId) => void;
  /** What the menu of an account's head offers. */
  readonly menuOf: (account: AccountSnapshot) => readonly MenuItem[];
} {
  const t = useTranslations();
  const engine = useEngine();
  const signOut = useSignOut();
  const groups = useMemo(
    () => accounts.map((one) => ({ account: one, folders: folders.get(one.account) ?? [] })),
    [accounts, folders],
  );
  const loading = groups.every((group) => group.folders.length === 0);
  const create = (of: AccountId) => managers.of(of)?.ask({ kind: 'create', parent: null });
  const menuOf = (one: AccountSnapshot): readonly MenuItem[] => [
    ...(engine.connection(one.account).kind === 'reconnecting'
      ? [
          {
            id: 'retry',
            label: t('connection.retry'),
            icon: RefreshCw,
            onSelect: () => engine.reconnect(one.account),
          },
        ]
      : []),
    {
      id: 'create',
      label: t('folders.newFolder'),
      icon: FolderPlus,
      disabled: (folders.get(one.account) ?? []).length === 0,
      onSelect: () => create(one.account),
    },
    {
      id: 'out',
      label: t('accounts.signOutOf', { account: one.user }),
      icon: LogOut,
      first: true,
      onSelect: () => signOut([one]),
    },
  ];
  return { groups, loading, create, menuOf };
}
