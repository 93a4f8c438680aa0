'use client';

import { useEffect } from 'react';
import { useTranslations } from '@/lib/i18n';
import type { Folder } from '@/lib/mail/types';

/** The badge of an installed app. Not every browser has it. */
interface Badge {
  readonly setAppBadge?: (count: number) => Promise<void>;
  readonly clearAppBadge?: () => Promise<void>;
}

/** The unread of the inbox in the tab's title, before the folder that is open, and on the app's icon. */
export function useUnreadBadge(folders: readonly Folder[], title: string): void {
  const t = useTranslations('app');
  const unread = folders.find((folder) => folder.role === 'inbox')?.unseen ?? 0;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} – ${t('name')}`;
  }, [unread, title, t]);
  useEffect(() => {
    const { setAppBadge, clearAppBadge } = navigator as Badge;
    const change = unread > 0 ? setAppBadge?.call(navigator, unread) : clearAppBadge?.call(navigator);
    // A page that is no installed app may be refused; its title says it all the same.
    change?.catch(() => undefined);
  }, [unread]);
  useEffect(
    // Whoever signed out leaves no number behind.
    () => () => void (navigator as Badge).clearAppBadge?.call(navigator).catch(() => undefined),
    [],
  );
}
