'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { MessageListSnapshot, ServerThreads } from '../engine';
import { MAX_THREADED_AGAIN, THREADS_EVERY_MS, THREADS_QUIET_MS } from '../engine/limits';
import type { AccountId, AppError, MailboxName } from '../mail';
import { useEngine } from './provider';

/** The server's own word on the conversations of a folder, which is asked for when a person wants it. */
export type ServerThreadsState =
  | { readonly kind: 'none' }
  /** `share`: how much of its work it has done, 0..1, where it says so. */
  | { readonly kind: 'asking'; readonly share: number | null }
  /** `old`: mail came or went since; it is asked for anew soon, or when a person wants it. */
  | { readonly kind: 'whole'; readonly threads: ServerThreads; readonly old?: 'soon' | 'when-asked' }
  /** The server does not know how. */
  | { readonly kind: 'unable' }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface ServerThreadsControl {
  readonly state: ServerThreadsState;
  readonly ask: () => void;
  readonly cancel: () => void;
}

type List = Pick<MessageListSnapshot, 'status' | 'uidValidity' | 'rowCount' | 'rowAt'>;

/** Whether mail came or went since the server said this. What came is tied by what it names meanwhile. */
export function isOlderThan(
  { uidValidity, uids }: ServerThreads,
  list: Pick<List, 'uidValidity' | 'rowCount' | 'rowAt'>,
): boolean {
  const newest = list.rowAt(0)?.uid ?? 0;
  return uidValidity !== list.uidValidity || uids.length !== list.rowCount || newest > (uids.at(-1) ?? 0);
}

const NONE: ServerThreadsState = { kind: 'none' };

/** `list`: the folder's messages, so that the answer can be asked for anew when they are others. */
export function useServerThreads(account: AccountId, mailbox: MailboxName, list: List): ServerThreadsControl {
  const engine = useEngine();
  const place = JSON.stringify([account, mailbox]);
  const [kept, setKept] = useState<{ readonly place: string; readonly state: ServerThreadsState }>({
    place,
    state: NONE,
  });
  const running = useRef<AbortController | null>(null);
  const askedAt = useRef(0);
  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setKept({ place, state: NONE });
  }, [place]);
  // Whoever goes to another folder waits for nothing here.
  useEffect(() => () => running.current?.abort(), [place]);
  /** `quietly`: the answer of before stands until there is another. */
  const askFor = useCallback(
    (quietly: boolean) => {
      running.current?.abort();
      const asking = new AbortController();
      running.current = asking;
      askedAt.current = performance.now();
      const tell = (state: ServerThreadsState): void => {
        if (running.current === asking) setKept({ place, state });
      };
      if (!quietly) tell({ kind: 'asking', share: null });
      const onShare = (share: number): void => (quietly ? undefined : tell({ kind: 'asking', share }));
      void engine.threads(account, mailbox, onShare, asking.signal).then((result) => {
        if (result.ok && result.value !== null) tell({ kind: 'whole', threads: result.value });
        else if (!quietly) tell(result.ok ? { kind: 'unable' } : { kind: 'failed', error: result.error });
        return undefined;
      });
    },
    [engine, account, mailbox, place],
  );
  const ask = useCallback(() => askFor(false), [askFor]);
  const state = kept.place === place ? kept.state : NONE;
  const isOld = state.kind === 'whole' && list.status === 'ready' && isOlderThan(state.threads, list);
  const { rowCount } = list;
  const newest = list.rowAt(0)?.uid;
  useEffect(() => {
    if (!isOld || rowCount > MAX_THREADED_AGAIN) return;
    // Once what comes has come, and not again and again where much does.
    const since = performance.now() - askedAt.current;
    const wait = Math.max(THREADS_QUIET_MS, THREADS_EVERY_MS - since);
    const leave = new AbortController();
    const again = (): void => {
      if (!document.hidden) askFor(true);
      else document.addEventListener('visibilitychange', again, { once: true, signal: leave.signal });
    };
    const timer = setTimeout(again, wait);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [isOld, rowCount, newest, askFor]);
  const old = rowCount > MAX_THREADED_AGAIN ? 'when-asked' : 'soon';
  return { state: isOld ? { ...state, old } : state, ask, cancel };
}
