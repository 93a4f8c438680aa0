'use client';

import { useCallback } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { Tell } from '@/components/folders/use-folder-manager';
import type { StartRow } from '@/components/transfer/use-transfers';
import { folderOfRole, type ActionContext } from '@/lib/actions';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { Uid } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import { numberSetOf, toAppError } from '@/lib/query';

export interface OtherAccount {
  readonly account: AccountId;
  readonly user: string;
}

/**
 * Messages into a folder of another account: read here, put there one after the other, each once (as an import), and only when all of
 * them are there the originals go to Trash. Whatever ends it before leaves every original where it is.
 */
export function useAcross(tell: Tell, start: StartRow) {
  const t = useTranslations('across');
  const folders = useTranslations('folders');
  const { region } = useLocaleChoice();

  const move = useCallback(
    async (from: ActionContext, to: OtherAccount, folder: Folder) => {
      const { engine, account, mailbox, uidValidity } = from;
      const wanted = from.targets.length;
      const name = folderTitle(folder, folders);
      const row = start(t('task', { name, account: to.user }), t('reading'));
      const change = (done: number, total: number) =>
        row.change({
          done,
          total,
          detail: t('progress', { done: formatNumber(region, done), total: formatNumber(region, total) }),
        });
      const stopped = (done: number) =>
        tell({ kind: 'told', text: t('stopped', { done, total: wanted, name, account: to.user }) });
      try {
        const lumps: Blob[] = [];
        const uids: Uid[] = [];
        for await (const piece of engine.transfer.mbox(
          account,
          { mailbox, uidValidity },
          numberSetOf(from.targets.map(({ uid }) => uid)),
        )) {
          if (row.signal.aborted) return stopped(0);
          // The browser may put a lump on disk; a piece alone would stay in memory.
          if (piece.bytes.length > 0) lumps.push(new Blob(piece.bytes as Uint8Array<ArrayBuffer>[]));
          if (piece.whole !== undefined) uids.push(piece.whole);
        }
        // What others deleted meanwhile is nobody's loss. What the server did not give is not there either, and stays where it is.
        const read = uids.length;
        if (read === 0) return stopped(0);
        const result = await engine.transfer.importFiles(to.account, folder.name, [new File(lumps, 'mbox')], {
          signal: row.signal,
          onProgress: ({ done, total }) => (total === 0 ? undefined : change(done, total)),
        });
        if (!result.ok) return tell({ kind: 'error', error: result.error });
        const { imported, stopped: error } = result.value;
        if (imported !== read)
          return error !== null && imported === 0 ? tell({ kind: 'error', error }) : stopped(imported);
        const trash = from.readOnly ? undefined : folderOfRole(from, 'trash');
        const goes = trash !== undefined && trash.name !== mailbox;
        if (goes)
          engine.dispatch({
            account,
            mailbox,
            uidValidity,
            uids,
            action: { kind: 'move', to: trash.name, purpose: 'trash' },
            aside: true,
          });
        tell({ kind: 'told', text: t(goes ? 'moved' : 'copied', { count: read, name, account: to.user }) });
      } catch (error) {
        tell({ kind: 'error', error: toAppError(error) });
      } finally {
        row.end();
      }
    },
    [folders, region, start, t, tell],
  );
  return useCallback(
    (from: ActionContext, to: OtherAccount, folder: Folder) => void move(from, to, folder),
    [move],
  );
}
