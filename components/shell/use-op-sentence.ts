'use client';

import { useCallback } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useTranslations } from '@/lib/i18n';
import { describeOp, type OpLabel } from '@/lib/actions';
import type { Op } from '@/lib/mail/types';
import { useEngine } from '@/lib/query';

const SENTENCES = {
  star: 'starred',
  unstar: 'unstarred',
  'mark-read': 'read',
  'mark-unread': 'unread',
  'mark-deleted': 'marked',
  undelete: 'undeleted',
  archive: 'archived',
  trash: 'trashed',
  junk: 'junked',
  move: 'moved',
  expunge: 'expunged',
} as const satisfies Record<OpLabel['key'], string>;

/** What an op did, in words, as it was said when it was done. */
export function useOpSentence(): (op: Op) => string {
  const t = useTranslations('done');
  const roles = useTranslations('folders');
  const engine = useEngine();
  return useCallback(
    (op) => {
      const { key, count, mailbox } = describeOp(op);
      const folder = engine.folders(op.account).find(({ name }) => name === mailbox);
      const title = folder === undefined ? (mailbox ?? '') : folderTitle(folder, (role) => roles(role));
      return t(SENTENCES[key], { count, folder: title });
    },
    [engine, t, roles],
  );
}
