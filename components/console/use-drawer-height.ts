'use client';

import { useCallback, useSyncExternalStore, useState } from 'react';

const STORAGE_KEY = 'tagline.wire-height';
const DEFAULT_HEIGHT = 320;
/** On a small screen the tools take two rows, so the drawer takes more of it. */
const SMALL_WIDTH = 700;
const SMALL_SHARE = 0.62;
/** Room for the tools and a few lines. */
export const MIN_HEIGHT = 168;
/** What stays of the mail above. */
const LEFT_ABOVE = 160;

/** Height of the drawer, px, kept in this browser and always within the window. */
export function useDrawerHeight(): {
  readonly height: number;
  readonly max: number;
  readonly setHeight: (height: number) => void;
} {
  const windowHeight = useSyncExternalStore(
    onResize,
    () => window.innerHeight,
    () => 800,
  );
  const max = Math.max(MIN_HEIGHT, windowHeight - LEFT_ABOVE);
  const [wanted, setWanted] = useState(readHeight);
  const setHeight = useCallback(
    (next: number) => {
      const height = Math.round(Math.min(Math.max(next, MIN_HEIGHT), max));
      setWanted(height);
      try {
        localStorage.setItem(STORAGE_KEY, String(height));
      } catch {
        // Storage may be switched off: the height then lives as long as the drawer.
      }
    },
    [max],
  );
  return { height: Math.round(Math.min(Math.max(wanted, MIN_HEIGHT), max)), max, setHeight };
}

function readHeight(): number {
  try {
    const kept = Number(localStorage.getItem(STORAGE_KEY));
    if (Number.isFinite(kept) && kept > 0) return kept;
  } catch {
    // As if nothing was kept.
  }
  return window.innerWidth < SMALL_WIDTH ? window.innerHeight * SMALL_SHARE : DEFAULT_HEIGHT;
}

function onResize(notify: () => void): () => void {
  window.addEventListener('resize', notify);
  return () => window.removeEventListener('resize', notify);
}
