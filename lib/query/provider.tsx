'use client';

import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { browserPlatform, createEngineClient, type ClientPlatform, type EngineClient } from '../engine';
import { bindEngine } from './bind';

/** Opened messages stay for this long after they left the screen. */
const MESSAGE_GC_MS = 5 * 60_000;

const EngineContext = createContext<EngineClient | null>(null);

export interface EngineProviderProps {
  readonly children: ReactNode;
  /** Tests and stories give their own; it is asked for in an effect, once a mount. */
  readonly platform?: () => ClientPlatform;
  /** The folder the address names of an account; the same function at every draw. */
  readonly shown?: ClientPlatform['shown'];
}

const openBrowser = (): ClientPlatform => browserPlatform();

/** Owns the engine client and the query cache. Nothing of a browser is touched before the first effect. */
export function EngineProvider({ children, platform = openBrowser, shown }: EngineProviderProps) {
  const [engine] = useState(createEngineClient);
  const [queries] = useState(createQueryClient);
  useEffect(() => {
    const unbind = bindEngine(engine, queries);
    const stop = engine.start({ ...platform(), ...(shown === undefined ? {} : { shown }) });
    return () => {
      stop();
      unbind();
    };
  }, [engine, queries, platform, shown]);
  return (
    <QueryClientProvider client={queries}>
      <EngineContext value={engine}>{children}</EngineContext>
    </QueryClientProvider>
  );
}

export function useEngine(): EngineClient {
  const engine = useContext(EngineContext);
  if (!engine) throw new Error('useEngine needs an EngineProvider above it');
  return engine;
}

export function createQueryClient(): QueryClient {
  // In a microtask, not in a timer: what a click changed is drawn in the click's frame.
  notifyManager.setScheduler(queueMicrotask);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: MESSAGE_GC_MS,
        retry: false,
        // The engine knows whether there is a connection; the browser only guesses.
        networkMode: 'always',
        // Values come from the engine as they are to be shown; comparing them deeply costs and gains nothing.
        structuralSharing: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    },
  });
}
