'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ServerThreads } from '../engine';
import type { AccountId, AppError, MailboxName } from '../mail';
import { useEngine } from './provider';

/** The server's own word on the conversations of a folder, which is asked for when a person wants it. */
export type ServerThreadsState =
  | { readonly kind: 'none' }
  /** `share`: how much of its work it has done, 0..1, where it says so. */
  | { readonly kind: 'asking'; readonly share: number | null }
  | { readonly kind: 'whole'; readonly threads: ServerThreads }
  /** The server does not know how. */
  | { readonly kind: 'unable' }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface ServerThreadsControl {
  readonly state: ServerThreadsState;
  readonly ask: () => void;
  readonly cancel: () => void;
}

const NONE: ServerThreadsState = { kind: 'none' };

export function useServerThreads(account: AccountId, mailbox: MailboxName): ServerThreadsControl {
  const engine = useEngine();
  const place = JSON.stringify([account, mailbox]);
  const [kept, setKept] = useState<{ readonly place: string; readonly state: ServerThreadsState }>({
    place,
    state: NONE,
  });
  const running = useRef<AbortController | null>(null);
  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setKept({ place, state: NONE });
  }, [place]);
  // Whoever goes to another folder waits for nothing here.
  useEffect(() => () => running.current?.abort(), [place]);
  const ask = useCallback(() => {
    running.current?.abort();
    const asking = new AbortController();
    running.current = asking;
    const tell = (state: ServerThreadsState): void => {
      if (running.current === asking) setKept({ place, state });
    };
    tell({ kind: 'asking', share: null });
    void engine
      .threads(account, mailbox, (share) => tell({ kind: 'asking', share }), asking.signal)
      .then((result) => {
        if (!result.ok) tell({ kind: 'failed', error: result.error });
        else tell(result.value === null ? { kind: 'unable' } : { kind: 'whole', threads: result.value });
        return undefined;
      });
  }, [engine, account, mailbox, place]);
  return { state: kept.place === place ? kept.state : NONE, ask, cancel };
}
