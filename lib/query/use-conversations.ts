'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { ConversationList, type ConversationSnapshot, type MessageListSnapshot } from '../engine';
import { CONVERSED_MORE } from '../engine/limits';
import type { AccountId, MailboxName } from '../mail';
import { useOlderKnown, useOlderMessages, type OlderMessages } from './use-older-members';
import type { ServerThreadsState } from './use-server-threads';

export interface Conversations {
  /** What is shown: the list itself, or put together. */
  readonly list: MessageListSnapshot;
  /** Null while messages are shown one by one. */
  readonly shown: ConversationSnapshot | null;
  /** Of the shown list. */
  readonly wantRows: (first: number, last: number) => void;
  /** What of its conversations lies further down. */
  readonly older: OlderMessages;
}

/** Rows of the shown list that may be missing below the ones wanted before more messages are asked for. */
const NEAR = 40;

/** The list of a folder put together into conversations while `on`; `wantRows` asks for positions of the list itself. */
export function useConversations(
  account: AccountId,
  mailbox: MailboxName,
  list: MessageListSnapshot,
  on: boolean,
  server: ServerThreadsState,
  wantRows: (first: number, last: number) => void,
): Conversations {
  const place = JSON.stringify([account, mailbox]);
  const conversations = useMemo(() => ({ place, list: new ConversationList() }), [place]);
  const threads = server.kind === 'whole' ? server.threads : null;
  const known = useOlderKnown(account, mailbox, list);
  const { members } = known;
  const shown = useMemo(
    () => (on ? conversations.list.update(list, threads, members) : null),
    [on, conversations, list, threads, members],
  );
  const older = useOlderMessages(account, mailbox, shown, threads, known);
  const [reach, setReach] = useState(0);
  const covered = shown?.covered ?? 0;
  const isNear = shown !== null && reach + NEAR >= shown.rowCount;
  const isShort = shown !== null && covered < shown.messages && !shown.isCut;
  const last = isShort && isNear ? Math.min(shown.messages, covered + CONVERSED_MORE) - 1 : covered - 1;
  useEffect(() => {
    // From the newest on: rows in between must not be forgotten.
    if (on && last >= 0) wantRows(0, last);
  }, [on, last, wantRows]);
  const want = useCallback((first: number, to: number) => setReach(to), []);
  return useMemo(
    () => ({ list: shown ?? list, shown, wantRows: shown === null ? wantRows : want, older }),
    [shown, list, wantRows, want, older],
  );
}
