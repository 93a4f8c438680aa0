'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AppFailure, toAppError } from '../engine';
import type { AccountId, AppError, Folder, MailboxName, MessageRow, RelatedMessages } from '../mail';
import { keys } from './keys';
import { useEngine } from './provider';

export interface RelatedQuery {
  readonly status: 'pending' | 'error' | 'success';
  readonly data: RelatedMessages | undefined;
  readonly error: AppError | null;
  /** Where the server is asked. */
  readonly folders: readonly MailboxName[];
}

/**
 * Messages of a conversation that lie outside its folder: in what one sent, and on a server that keeps all mail in one folder, there. What is
 * known of other folders is among them. `members` newest first.
 */
export function useRelated(
  account: AccountId,
  mailbox: MailboxName,
  members: readonly MessageRow[],
  folders: readonly Folder[],
): RelatedQuery {
  const engine = useEngine();
  const asked = useMemo(() => foldersFor(mailbox, folders), [mailbox, folders]);
  const uids = useMemo(() => members.map((row) => row.uid).toReversed(), [members]);
  const key = keys.related(account, mailbox, uids);
  const { status, data, error } = useQuery({
    queryKey: [...key, asked.join(' ')],
    // An answer came: what was found is shown until it is looked for again.
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
      const result = await engine.related(account, { mailbox, uids, folders: asked }, signal);
      if (!result.ok) throw new AppFailure(result.error);
      return result.value;
    },
  });
  return { status, data, error: error ? toAppError(error) : null, folders: asked };
}

/** All mail holds what was sent too, and each message once. */
function foldersFor(mailbox: MailboxName, folders: readonly Folder[]): readonly MailboxName[] {
  const of = (role: Folder['role']) => folders.find((folder) => folder.role === role && folder.selectable);
  const all = of('all') ?? of('sent');
  return all === undefined || all.name === mailbox ? [] : [all.name];
}
