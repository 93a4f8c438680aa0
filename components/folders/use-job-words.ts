'use client';

import { useCallback } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import { useEngine, type JobAsk } from '@/lib/query';

/** Long work in words. */
export interface JobWords {
  /** The folder's name for people. */
  readonly name: string;
  /** What is being done, to which folder. */
  readonly label: string;
  /** Once all of it is done. */
  readonly sentence: (done: number) => string;
}

/** What long work is called; the same for work this page began and for work it found. */
export function useJobWords(): (account: AccountId, asks: readonly JobAsk[]) => JobWords {
  const folders = useTranslations('folders');
  const bulk = useTranslations('bulk');
  const done = useTranslations('done');
  const everywhere = useTranslations('everywhere');
  const engine = useEngine();
  return useCallback(
    (account, asks) => {
      const [ask] = asks;
      if (ask === undefined) throw new Error('work on nothing');
      const { says, job } = ask;
      const many = asks.length > 1 && { count: asks.length };
      const titleOf = (mailbox: MailboxName): string => {
        const found = engine.folders(account).find((folder) => folder.name === mailbox);
        if (found !== undefined) return folderTitle(found, (role) => folders(role));
        return mailbox === 'INBOX' ? folders('roles.inbox') : mailbox;
      };
      const name = many ? everywhere('folders', many) : titleOf(job.mailbox);
      const to = job.action.kind === 'move' ? titleOf(job.action.to) : '';
      // What is taken back out of one folder goes to many.
      const folder = says === 'undo' && many ? name : to;
      switch (says) {
        case 'all-read':
          return {
            name,
            label: folders('task.read', { name }),
            sentence: (count) => folders('allRead', { count, name }),
          };
        case 'emptied':
          return {
            name,
            label: folders('task.empty', { name }),
            sentence: (count) => folders('emptied', { count, name }),
          };
        case 'undo':
          return {
            name: folder === '' ? name : folder,
            label: bulk('task.undo', { name: folder === '' ? name : folder }),
            sentence: (count) => bulk('undone', { count }),
          };
        default:
          return {
            name,
            label: bulk(`task.${says}`, {
              name: many && (says === 'read' || says === 'unread') ? everywhere('mailOf', many) : name,
              folder,
            }),
            sentence: (count) => done(says, { count, folder }),
          };
      }
    },
    [engine, folders, bulk, done, everywhere],
  );
}
