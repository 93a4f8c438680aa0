'use client';

import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import {
  AppFailure,
  toAppError,
  type AccountSnapshot,
  type EngineClient,
  type EngineStatus,
  type FolderDates,
  type EverywhereSnapshot,
  type MessageListSnapshot,
  type NewMail,
  type OpsStanding,
  type RecentOp,
} from '../engine';
import { toMailboxName } from '../imap/types';
import type {
  AccountId,
  AppError,
  ConnectionStatus,
  Folder,
  MailboxName,
  MailView,
  MessageDetail,
  Quota,
  SearchNode,
  Uid,
} from '../mail';
import { keys } from './keys';
import { useEngine } from './provider';

/** Everybody signed in; empty when nobody is. */
export const useAccounts = (): readonly AccountSnapshot[] => {
  const engine = useEngine();
  return useHeld(keys.accounts, () => engine.accounts);
};

/** 'starting' until the engine said welcome and a reload's sealed form, if any, was tried. */
export const useEngineStatus = (): EngineStatus => {
  const engine = useEngine();
  return useHeld(keys.status, () => engine.status);
};

/** Why the last session ended, when not because the person asked for it. */
export const useSignOutReason = (): AppError | null => {
  const engine = useEngine();
  return useHeld(keys.signOutReason, () => engine.signOutReason);
};

export const useConnection = (account: AccountId): ConnectionStatus => {
  const engine = useEngine();
  return useHeld(keys.connection(account), () => engine.connection(account));
};

/** Changes of these accounts that the server has not heard of: all of them, and those it can be told at once. */
export function useUnsent(accounts: readonly AccountSnapshot[]): {
  readonly all: number;
  readonly sending: number;
} {
  const engine = useEngine();
  return useQueries({
    queries: accounts.map(({ account }) => held(keys.connection(account), () => engine.connection(account))),
    combine: sumOfQueued,
  });
}

function sumOfQueued(results: readonly { readonly data: ConnectionStatus | undefined }[]) {
  let [all, sending] = [0, 0];
  for (const { data } of results) {
    const queued = data !== undefined && 'queued' in data ? data.queued : 0;
    all += queued;
    if (data?.kind === 'live' || data?.kind === 'checked') sending += queued;
  }
  return { all, sending };
}

/** In the order they are shown, with counters that include what the ops under way will do. */
export const useFolders = (account: AccountId): readonly Folder[] => {
  const engine = useEngine();
  return useHeld(keys.folders(account), () => engine.folders(account));
};

/** The folders of every account, by account; a new map whenever one of them changes. */
export function useAllFolders(
  accounts: readonly AccountSnapshot[],
): ReadonlyMap<AccountId, readonly Folder[]> {
  const engine = useEngine();
  const combine = useCallback(
    (results: readonly { readonly data: readonly Folder[] | undefined }[]) =>
      new Map(accounts.map(({ account }, index) => [account, results[index]?.data ?? []] as const)),
    [accounts],
  );
  return useQueries({
    queries: accounts.map(({ account }) => held(keys.folders(account), () => engine.folders(account))),
    combine,
  });
}

/** Watches the inboxes of these accounts while mounted, so that what comes in is counted and told at once. */
export function useWatchInboxes(accounts: readonly AccountId[]): void {
  const engine = useEngine();
  const key = JSON.stringify(accounts);
  useEffect(() => {
    const watched = JSON.parse(key) as AccountId[];
    const ends = watched.map((account) => engine.watch(account, INBOX));
    return () => {
      for (const end of ends) end();
    };
  }, [engine, key]);
}

/** When the messages of a folder came, once it is asked for; null until it is known, and where it cannot be. */
export function useFolderDates(
  account: AccountId,
  mailbox: MailboxName,
  uidValidity: number,
  isAsked: boolean,
): FolderDates | null {
  const engine = useEngine();
  const { data } = useQuery({
    queryKey: keys.dates(account, mailbox, uidValidity),
    queryFn: async () => {
      const result = await engine.folderDates(account, mailbox);
      if (!result.ok) throw new AppFailure(result.error);
      return result.value;
    },
    enabled: isAsked,
    staleTime: DATES_FRESH_MS,
    retry: false,
  });
  return isAsked ? (data ?? null) : null;
}

/** How full the account is; null where nothing bounds it, and until it is known. */
export const useQuota = (account: AccountId): Quota | null => {
  const engine = useEngine();
  return useHeld(keys.quota(account), () => engine.folderDesk.quota(account));
};

/** A new object whenever something of the list changed. `view`: what `useView` calls the way the folder is shown. */
export const useMessageList = (account: AccountId, mailbox: MailboxName, view = ''): MessageListSnapshot => {
  const engine = useEngine();
  return useHeld(keys.list(account, mailbox, view), () => engine.list(account, mailbox, view));
};

/** Watches the mailbox while mounted; the function it returns is stable and asks for visible positions, inclusive. */
export function useWantRows(
  account: AccountId,
  mailbox: MailboxName,
  view = '',
): (first: number, last: number) => void {
  const engine = useEngine();
  useEffect(() => engine.watch(account, mailbox), [engine, account, mailbox]);
  return useCallback(
    (first: number, last: number) => engine.wantRows(account, mailbox, first, last, view),
    [engine, account, mailbox, view],
  );
}

/** Shows the mailbox searched or sorted while mounted, by the name `key`; null: as it is. Equal keys are equal views. */
export function useView(account: AccountId, mailbox: MailboxName, key: string, view: MailView | null): void {
  const engine = useEngine();
  const latest = useRef(view);
  latest.current = view;
  const isShown = view !== null;
  useEffect(
    () => (isShown && latest.current ? engine.showView(account, mailbox, key, latest.current) : undefined),
    [engine, account, mailbox, key, isShown],
  );
}

/** What is found in all folders while mounted, by the name `key`; `search` null: nothing is looked for. Equal keys are equal searches. */
export function useEverywhere(
  account: AccountId,
  key: string,
  search: SearchNode | null,
): EverywhereSnapshot {
  const engine = useEngine();
  const latest = useRef(search);
  latest.current = search;
  const isShown = search !== null;
  useEffect(
    () => (isShown && latest.current ? engine.everywhere.show(account, key, latest.current) : undefined),
    [engine, account, key, isShown],
  );
  return useHeld(keys.everywhere(account, key), () => engine.everywhere.snapshot(account, key));
}

export interface MessageQuery {
  readonly status: 'pending' | 'error' | 'success';
  readonly data?: MessageDetail;
  readonly error?: AppError;
  /** Asks once more, after an error. */
  readonly retry: () => void;
}

/** Opens a message; one opened before costs nothing. `formatted`: ask for HTML above the caps too. */
export function useMessage(
  account: AccountId,
  mailbox: MailboxName,
  uid: Uid,
  options: { readonly formatted?: boolean } = {},
): MessageQuery {
  const engine = useEngine();
  const formatted = options.formatted ?? false;
  const { status, data, error, refetch } = useQuery(messageQuery(engine, account, mailbox, uid, formatted));
  return useMemo(
    () => ({
      status,
      ...(data ? { data } : {}),
      ...(error ? { error: toAppError(error) } : {}),
      retry: () => {
        // What was not to be had without a connection is not to be had by asking alone.
        if (!isOnLine(engine.connection(account))) engine.reconnect(account);
        void refetch();
      },
    }),
    [status, data, error, refetch, engine, account],
  );
}

/**
 * Asks for a message before its screen is drawn: called in the click itself, the command is on its way while React
 * renders. The screen's own `useMessage` joins the same request.
 */
export function useOpenAhead(account: AccountId, mailbox: MailboxName): (uid: Uid) => void {
  const engine = useEngine();
  const client = useQueryClient();
  return useCallback(
    (uid) => void client.prefetchQuery(messageQuery(engine, account, mailbox, uid, false)),
    [client, engine, account, mailbox],
  );
}

const isOnLine = ({ kind }: ConnectionStatus): boolean => kind === 'live' || kind === 'checked';

/** One message, from the engine; a refusal is thrown as AppFailure. */
const messageQuery = (
  engine: EngineClient,
  account: AccountId,
  mailbox: MailboxName,
  uid: Uid,
  formatted: boolean,
) => ({
  queryKey: keys.message(account, mailbox, uid, formatted),
  // The signal is aborted when nobody shows the message any more.
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
    const result = await engine.openMessage(account, mailbox, uid, formatted, signal);
    if (!result.ok) throw new AppFailure(result.error);
    return result.value;
  },
});

/** Ops of this page, newest last. */
export const useOps = (): readonly RecentOp[] => {
  const engine = useEngine();
  return useHeld(keys.ops, () => engine.recentOps());
};

/** What of this page's ops was neither refused nor taken back. */
export const useStandingOps = (account: AccountId): OpsStanding => {
  const engine = useEngine();
  return useHeld(keys.standing(account), () => engine.standingOps(account));
};

/** The latest announcement of new mail; `at` grows with each. */
export const useNewMail = (): NewMail | null => {
  const engine = useEngine();
  return useHeld(keys.newMail, () => engine.newMail);
};

/** A value of the client, written into the cache by bind.ts: never fetched, never dropped. */
function useHeld<T>(queryKey: readonly unknown[], read: () => T): T {
  const { data } = useQuery<T>(held(queryKey, read));
  return data === undefined ? read() : data;
}

const held = <T>(queryKey: readonly unknown[], read: () => T) => ({
  queryKey,
  queryFn: read,
  initialData: read,
  gcTime: Infinity,
});

const INBOX = toMailboxName('INBOX');

/** New mail moves the dates of a long folder little. */
const DATES_FRESH_MS = 10 * 60_000;
