'use client';

import { useEffect, useRef } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useGoTo, usePlaceIn } from '@/components/shell/place';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import { useEngine } from '@/lib/query';

interface Followed {
  readonly account: AccountId;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  readonly tell: Tell;
  /** We deleted it ourselves: nothing to explain. */
  readonly isOurs: (mailbox: MailboxName) => boolean;
}

/** The open folder goes along with its new name, or closes when it is gone, whoever did it. */
export function useFollowedFolder({ account, folders, mailbox, tell, isOurs }: Followed): void {
  const t = useTranslations('folders');
  const engine = useEngine();
  const { uid } = usePlaceIn(account);
  const go = useGoTo(account);
  /** The open folder while it was there: one that never was (a stale link) shows its error instead. */
  const seen = useRef<{ readonly account: AccountId; readonly folder: Folder } | null>(null);
  useEffect(() => {
    if (folders.length === 0) return;
    const folder = folders.find(({ name }) => name === mailbox);
    if (folder !== undefined) {
      seen.current = { account, folder };
      return;
    }
    const renamed = engine.folderDesk.renamedTo(account, mailbox);
    if (renamed !== null && folders.some(({ name }) => name === renamed)) {
      go(renamed, uid, 'replace');
      return;
    }
    const gone = seen.current;
    if (gone?.account !== account || gone.folder.name !== mailbox) return;
    seen.current = null;
    go(null, null, 'replace');
    if (!isOurs(mailbox)) tell({ kind: 'told', text: t('goneElsewhere', { name: gone.folder.label }) });
  }, [account, engine, folders, go, isOurs, mailbox, t, tell, uid]);
}
