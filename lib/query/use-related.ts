'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AppFailure, asOpsLeave, toAppError, type RelatedRequest } from '../engine';
import type { AccountId, AppError, Folder, MailboxName, MessageRow, RelatedMessages, Uid } from '../mail';
import { useStandingOps } from './hooks';
import { keys } from './keys';
import { useEngine } from './provider';

export interface RelatedQuery {
  readonly status: 'pending' | 'error' | 'success';
  /** As what was done to them leaves them. */
  readonly data: RelatedMessages | undefined;
  /** What was found, as the server has it, and for which messages; undefined while that is looked for. */
  readonly found: { readonly uids: readonly Uid[]; readonly answer: RelatedMessages } | undefined;
  readonly error: AppError | null;
  /** Where the server is asked. */
  readonly folders: readonly MailboxName[];
}

/**
 * Messages of a conversation that are not shown with it: in what one sent, and on a server that keeps all mail in one folder, there; and with
 * `own` in its own folder, where it is not all here. What is known of other folders is among them. `members` newest first.
 */
export function useRelated(
  account: AccountId,
  mailbox: MailboxName,
  members: readonly MessageRow[],
  folders: readonly Folder[],
  own: RelatedRequest['own'],
): RelatedQuery {
  const engine = useEngine();
  const { ops, returned } = useStandingOps(account);
  const asked = useMemo(() => foldersFor(mailbox, folders), [mailbox, folders]);
  const uids = useMemo(() => members.map((row) => row.uid).toReversed(), [members]);
  const key = keys.related(account, mailbox, uids);
  const { status, data, error, isPlaceholderData } = useQuery({
    queryKey: [...key, asked.join(' '), own?.kind ?? '', returned],
    // An answer came: what was found is shown until it is looked for again.
    placeholderData: (before: RelatedMessages | undefined, query) =>
      isOfSame(query?.queryKey, key) ? before : undefined,
    // What others did to them meanwhile is seen when it is opened again.
    staleTime: FRESH_MS,
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
      const request = { mailbox, uids, folders: asked, ...(own === undefined ? {} : { own }) };
      const result = await engine.related(account, request, signal);
      if (!result.ok) throw new AppFailure(result.error);
      return result.value;
    },
  });
  const found = useMemo(
    () => (data === undefined || isPlaceholderData ? undefined : { uids, answer: data }),
    [data, isPlaceholderData, uids],
  );
  const shown = useMemo(
    () =>
      data && {
        ...data,
        messages: data.messages.flatMap((one) => {
          const row = asOpsLeave(one, one.row, ops);
          return row === null ? [] : [row === one.row ? one : { ...one, row }];
        }),
      },
    [data, ops],
  );
  return {
    status,
    data: shown,
    found,
    error: error ? toAppError(error) : null,
    folders: own === undefined ? asked : [mailbox, ...asked],
  };
}

/** The same conversation, that has become longer or shorter. */
function isOfSame(before: readonly unknown[] | undefined, now: readonly unknown[]): boolean {
  if (before === undefined || before[1] !== now[1] || before[2] !== now[2]) return false;
  const uids = new Set(`${String(before[3])}`.split(' '));
  return `${String(now[3])}`.split(' ').some((uid) => uids.has(uid));
}

/** All mail holds what was sent too, and each message once. */
function foldersFor(mailbox: MailboxName, folders: readonly Folder[]): readonly MailboxName[] {
  const of = (role: Folder['role']) => folders.find((folder) => folder.role === role && folder.selectable);
  const all = of('all') ?? of('sent');
  return all === undefined || all.name === mailbox ? [] : [all.name];
}

const FRESH_MS = 30_000;
