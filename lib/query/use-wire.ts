'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { emptyWire, type WireSnapshot } from '../engine';
import { useEngine } from './provider';

/**
 * What goes over the wires, told by the engine while the component is mounted.
 *
 * NOTE: not in the query cache: it is a stream that only one screen looks at, and it is gone when that screen is.
 */
export function useWire(): WireSnapshot {
  const { wire } = useEngine();
  const subscribe = useCallback((notify: () => void) => wire.subscribe(notify), [wire]);
  return useSyncExternalStore(
    subscribe,
    () => wire.snapshot,
    () => emptyWire,
  );
}
