'use client';

import { useEffect } from 'react';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder } from '@/lib/mail/types';

/** The badge of an installed app. Not every browser has it. */
interface Badge {
  readonly setAppBadge?: (count: number) => Promise<void>;
  readonly clearAppBadge?: () => Promise<void>;
}

/**
 * The unread of the inbox in the tab's title, before the folder that is open; on the app's icon, which stands for all accounts, of
 * all their inboxes.
 */
export function useUnreadBadge(
  folders: readonly Folder[],
  all: ReadonlyMap<AccountId, readonly Folder[]>,
  title: string,
): void {
  const t = useTranslations('app');
  const unread = unreadIn(folders);
  const total = [...all.values()].reduce((sum, some) => sum + unreadIn(some), 0);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} – ${t('name')}`;
  }, [unread, title, t]);
  useEffect(() => {
    const { setAppBadge, clearAppBadge } = navigator as Badge;
    const change = total > 0 ? setAppBadge?.call(navigator, total) : clearAppBadge?.call(navigator);
    // A page that is no installed app may be refused; its title says it all the same.
    change?.catch(() => undefined);
  }, [total]);
  useEffect(
    // Whoever signed out leaves no number behind.
    () => () => {
      document.title = t('name');
      (navigator as Badge).clearAppBadge?.call(navigator).catch(() => undefined);
    },
    [t],
  );
}

const unreadIn = (folders: readonly Folder[]): number =>
  folders.find((folder) => folder.role === 'inbox')?.unseen ?? 0;
