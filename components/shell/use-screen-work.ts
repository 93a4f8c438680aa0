'use client';

import { useEffect } from 'react';
import { useNotifications } from '@/components/notify/use-notifications';
import { useUnreadBadge } from '@/components/notify/use-unread-badge';
import { usePagePrint } from '@/components/print/use-page-print';
import { warmUpReader } from '@/components/reader/warm-up';
import { afterPaint } from '@/components/shell/after-paint';
import { useFirstFocus } from '@/components/shell/focus-list';
import { loadFonts } from '@/components/shell/fonts';
import { useDepartures } from '@/components/shell/use-departures';
import { useReadingAhead } from '@/components/shell/use-reading-ahead';
import type { Triage } from '@/components/shell/use-triage';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder } from '@/lib/mail/types';
import { useWatchInboxes, type AccountSnapshot } from '@/lib/query';

interface ScreenWorkParts {
  readonly accounts: readonly AccountSnapshot[];
  readonly account: AccountSnapshot;
  readonly folders: readonly Folder[];
  readonly allFolders: ReadonlyMap<AccountId, readonly Folder[]>;
  /** What the window is called. */
  readonly title: string;
  /** There are rows to see, or known to be none. */
  readonly listStands: boolean;
  /** Rows that are selected, and whether they are conversations. */
  readonly selected: number;
  readonly together: boolean;
  readonly triage: Triage;
}

/** What a screen of mail does though nobody asks: tells, counts, prints, and makes ready what comes next. */
export function useScreenWork(parts: ScreenWorkParts): void {
  const { accounts, account, listStands, selected, together, triage } = parts;
  const t = useTranslations();
  // What comes to the other accounts is counted and told too.
  useWatchInboxes(accounts.map((one) => one.account).filter((one) => one !== account.account));
  useDepartures(accounts, triage.say);
  useUnreadBadge(parts.folders, parts.allFolders, parts.title);
  usePagePrint();
  useNotifications();
  useReadingAhead();
  useEffect(loadFonts, []);
  useEffect(() => (listStands ? afterPaint(warmUpReader) : undefined), [listStands]);
  useFirstFocus(listStands);
  const { announce } = triage;
  useEffect(() => {
    if (selected > 0)
      announce(t(together ? 'conversation.selectedShort' : 'triage.selected', { count: selected }));
  }, [selected, announce, t, together]);
}
