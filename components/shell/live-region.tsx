'use client';

import { useEffect, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder } from '@/lib/mail/types';
import { useConnection, useNewMail } from '@/lib/query';

/** One polite region for a listener: what was done, what came in, and when the connection changes its state. */
export function LiveRegion({
  account,
  folders,
  announcement,
}: {
  readonly account: AccountId;
  readonly folders: readonly Folder[];
  readonly announcement: string;
}) {
  const t = useTranslations();
  const newMail = useNewMail();
  const { kind } = useConnection(account);
  const [text, setText] = useState('');
  const lastKind = useRef(kind);
  const wasAway = useRef(false);

  useEffect(() => setText(announcement), [announcement]);
  useEffect(() => {
    if (newMail === null) return;
    const folder = folders.find((entry) => entry.name === newMail.mailbox);
    const title = folder === undefined ? newMail.mailbox : folderTitle(folder, (key) => t(`folders.${key}`));
    setText(t('list.newMail', { count: newMail.count, folder: title }));
    // Told once for each arrival, whatever else is drawn anew.
  }, [newMail, folders, t]);
  useEffect(() => {
    if (lastKind.current === kind) return;
    lastKind.current = kind;
    // Another folder may well be connected anew; only what was away and is back is worth a word.
    if (kind === 'live' && wasAway.current) setText(t('connection.live'));
    wasAway.current =
      kind === 'reconnecting' || kind === 'offline' || (wasAway.current && kind === 'connecting');
    if (kind === 'reconnecting') setText(t('connection.reconnectingNow'));
    if (kind === 'offline') setText(t('connection.offline'));
  }, [kind, t]);

  return (
    <p role="status" aria-live="polite" className="sr-only" data-slot="live-region">
      {text}
    </p>
  );
}
