'use client';

import { useEffect, useRef, useState } from 'react';
import { BINDINGS, firstKeyFor, nextKey, SEQUENCE_MS, type Bound, type FirstKey } from '@/lib/actions';
import { useShortcuts } from './keyboard';

/**
 * Keys and sequences of the registry. Returns the first key of a sequence while its second one is awaited, for a hint.
 * `run` answers whether there was anything to do.
 */
export function useKeys(run: (bound: Bound) => boolean): string | null {
  const [first, setFirst] = useState<string | null>(null);
  // Two keys may come before one is drawn.
  const pending = useRef<FirstKey | null>(null);

  useEffect(() => {
    if (first === null) return undefined;
    const timer = setTimeout(() => setFirst(null), SEQUENCE_MS);
    return () => clearTimeout(timer);
  }, [first]);

  useShortcuts((key, at) => {
    const step = nextKey(BINDINGS, firstKeyFor(pending.current, at, first !== null), key);
    pending.current = null;
    if (step.kind === 'wait') {
      pending.current = { key: step.first, at };
      setFirst(step.first);
      return true;
    }
    setFirst(null);
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
