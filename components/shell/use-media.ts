'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';

/** Whether a media query holds; false while the page is being exported. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (notify: () => void) => {
      const media = mediaOf(query);
      media.addEventListener('change', notify);
      return () => media.removeEventListener('change', notify);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => mediaOf(query).matches,
    () => false,
  );
}

/** One a query: making it costs more than asking it, and every drawing asks. As many as there are layouts and sizes of text. */
const medias = new Map<string, MediaQueryList>();

function mediaOf(query: string): MediaQueryList {
  let media = medias.get(query);
  if (media === undefined) {
    media = matchMedia(query);
    medias.set(query, media);
  }
  return media;
}

/** The window's size, px; a common one while the page is being exported. */
export function useWindowSize(): { readonly width: number; readonly height: number } {
  const width = useSyncExternalStore(
    onResize,
    () => window.innerWidth,
    () => 1280,
  );
  const height = useSyncExternalStore(
    onResize,
    () => window.innerHeight,
    () => 800,
  );
  return useMemo(() => ({ width, height }), [width, height]);
}

function onResize(notify: () => void): () => void {
  window.addEventListener('resize', notify);
  return () => window.removeEventListener('resize', notify);
}
