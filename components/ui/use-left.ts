'use client';

import { useEffect, useRef, type RefObject } from 'react';

/** Whether what asked is gone from the screen by now: an answer that comes late must not act on what stands there instead. */
export function useLeft(): Readonly<RefObject<boolean>> {
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  return left;
}
