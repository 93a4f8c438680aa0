'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { ConversationList, type ConversationSnapshot, type MessageListSnapshot } from '../engine';
import type { ServerThreadsState } from './use-server-threads';
import { CONVERSED_MORE } from '../engine/limits';

export interface Conversations {
  /** What is shown: the list itself, or put together. */
  readonly list: MessageListSnapshot;
  /** Null while messages are shown one by one. */
  readonly shown: ConversationSnapshot | null;
  /** Of the shown list. */
  readonly wantRows: (first: number, last: number) => void;
}

/** Rows of the shown list that may be missing below the ones wanted before more messages are asked for. */
const NEAR = 40;

/** The list of `place` put together into conversations while `on`; `wantRows` asks for positions of the list itself. */
export function useConversations(
  place: string,
  list: MessageListSnapshot,
  on: boolean,
  server: ServerThreadsState,
  wantRows: (first: number, last: number) => void,
): Conversations {
  const conversations = useMemo(() => ({ place, list: new ConversationList() }), [place]);
  const threads = server.kind === 'whole' ? server.threads : null;
  const shown = useMemo(
    () => (on ? conversations.list.update(list, threads) : null),
    [on, conversations, list, threads],
  );
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
    () => ({ list: shown ?? list, shown, wantRows: shown === null ? wantRows : want }),
    [shown, list, wantRows, want],
  );
}
