'use client';

import { useEffect, useRef, useState } from 'react';
import { BINDINGS, nextKey, SEQUENCE_MS, type Bound } from '@/lib/actions';
import { useShortcuts } from './keyboard';

/**
 * Keys and sequences of the registry. Returns the first key of a sequence while its second one is awaited, for a hint.
 * `run` answers whether there was anything to do.
 */
export function useKeys(run: (bound: Bound) => boolean): string | null {
  const [first, setFirst] = useState<string | null>(null);
  // Two keys may come before one is drawn.
  const pending = useRef<string | null>(null);
  const wait = (key: string | null) => {
    pending.current = key;
    setFirst(key);
  };

  useEffect(() => {
    if (first === null) return undefined;
    const timer = setTimeout(() => {
      pending.current = null;
      setFirst(null);
    }, SEQUENCE_MS);
    return () => clearTimeout(timer);
  }, [first]);

  useShortcuts((key) => {
    const step = nextKey(BINDINGS, pending.current, key);
    if (step.kind === 'wait') {
      wait(step.first);
      return true;
    }
    if (pending.current !== null) wait(null);
    switch (step.kind) {
      case 'run':
        return run(step.target);
      case 'broken':
        return true;
      case 'unknown':
        return false;
      default:
        return step satisfies never;
    }
  });
  return first;
}
