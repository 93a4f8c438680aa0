'use client';

import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { basePath } from '@/components/base-path';
import { afterPaint, whenIdle } from '@/components/shell/after-paint';
import { Updates } from '@/lib/offline';
import { siteConfigQuery, useEngine, type EngineClient } from '@/lib/query';

/** Long enough that what the first screens load comes first. */
const IDLE_AT_LATEST_MS = 10_000;

let updates: Updates | null = null;

/** One of the page; null where there are no service workers (plain http off this machine) and in development. */
function updatesOf(engine: EngineClient, queries: QueryClient): Updates | null {
  const build = process.env.NEXT_PUBLIC_BUILD ?? 'development';
  if (build === 'development' || !('serviceWorker' in navigator)) return null;
  updates ??= new Updates({
    container: navigator.serviceWorker,
    url: new URL(`${basePath}/sw.js`, location.origin).href,
    scope: `${basePath}/`,
    build,
    wanted: async () => (await queries.ensureQueryData(siteConfigQuery(engine))).offline,
    now: () => performance.now(),
    setTimer: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    onVisible: (act) => {
      const stop = new AbortController();
      const seen = (): void => {
        if (document.visibilityState === 'visible') act();
      };
      document.addEventListener('visibilitychange', seen, { signal: stop.signal });
      return () => stop.abort();
    },
    isVisible: () => document.visibilityState === 'visible',
    reload: () => location.reload(),
  });
  return updates;
}

/**
 * Keeps the app's own files for opening without a network, as soon as `ready` and the page has nothing else to do.
 * Returns what loads a newer version, once there is one.
 */
export function useUpdates(ready: boolean): (() => Promise<void>) | null {
  const engine = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    if (!ready) return undefined;
    let cancelIdle = (): void => undefined;
    const cancelPaint = afterPaint(() => {
      cancelIdle = whenIdle(() => updatesOf(engine, queries)?.start(), IDLE_AT_LATEST_MS);
    });
    return () => {
      cancelPaint();
      cancelIdle();
    };
  }, [ready, engine, queries]);
  const found = useSyncExternalStore(
    subscribe(engine, queries),
    () => updatesOf(engine, queries)?.found ?? false,
    never,
  );
  return found ? apply : null;
}

const subscribe = (engine: EngineClient, queries: QueryClient) => (listener: () => void) =>
  updatesOf(engine, queries)?.subscribe(listener) ?? noop;
const apply = (): Promise<void> => updates?.apply() ?? Promise.resolve();
const never = (): boolean => false;
const noop = (): void => undefined;
