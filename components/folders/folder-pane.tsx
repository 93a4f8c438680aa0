'use client';

import { FolderPlus, LogOut } from 'lucide-react';
import { FolderTree } from '@/components/folders/folder-tree';
import { QuotaBar } from '@/components/folders/quota-bar';
import type { FolderManager } from '@/components/folders/use-folder-manager';
import { ConnectionLine } from '@/components/shell/connection-line';
import { IconButton } from '@/components/ui/icon-button';
import { Logo } from '@/components/ui/logo';
import { useTranslations } from '@/lib/i18n';
import type { AccountSnapshot } from '@/lib/engine/port';
import type { MailboxName } from '@/lib/imap/types';
import { useEngine, useFolders } from '@/lib/query';

interface FolderPaneProps {
  readonly account: AccountSnapshot;
  readonly manager: FolderManager;
  readonly selected: MailboxName | null;
  readonly onOpen: (mailbox: MailboxName) => void;
}

/** Account, folders, and at the foot the truth about the connection. */
export function FolderPane({ account, manager, selected, onOpen }: FolderPaneProps) {
  const t = useTranslations();
  const engine = useEngine();
  const folders = useFolders(account.account);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-14 shrink-0 items-center gap-2.5 ps-4 pe-2">
        <Logo />
        <div className="min-w-0 flex-1 leading-tight">
          <p className="text-sm font-semibold">{t('app.name')}</p>
          <p className="truncate text-[11.5px] text-ink-3" title={account.user}>
            <bdi>{account.user}</bdi>
          </p>
        </div>
        <IconButton
          icon={LogOut}
          label={t('folders.signOut')}
          onClick={() => void engine.signOut(account.account)}
        />
      </div>
      <nav aria-label={t('folders.label')} className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        {folders.length === 0 ? (
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
            <FolderTree folders={folders} manager={manager} selected={selected} onOpen={onOpen} />
            <button
              type="button"
              onClick={() => manager.ask({ kind: 'create', parent: null })}
              className="mt-1 flex h-8 w-full items-center gap-2 rounded-control px-2 text-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:h-11"
            >
              <FolderPlus size={17} strokeWidth={1.75} aria-hidden className="shrink-0" />
              {t('folders.newFolder')}
            </button>
          </>
        )}
      </nav>
      <QuotaBar account={account.account} />
      <ConnectionLine account={account.account} />
    </div>
  );
}
