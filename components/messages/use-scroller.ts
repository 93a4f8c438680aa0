'use client';

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { clampTop, isScaled, scrollOfTop, topAfterScroll, type Geometry } from './scroll-geometry';

interface Scroller {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly geometry: Geometry;
  /** True offset of the viewport from the newest row, px. */
  readonly top: number;
  readonly scrollTop: number;
  /** Moves the viewport at once, before the next paint. */
  readonly setTop: (top: number) => void;
  readonly onScroll: () => void;
}

const windowHeight = (): number => (typeof window === 'undefined' ? 0 : window.innerHeight);

/** A scrolling element over rows of one height, true to the pixel at any row count (scroll-geometry.ts). */
export function useScroller(rowCount: number, rowHeight: number): Scroller {
  const ref = useRef<HTMLDivElement>(null);
  // At most so high; its true height is told in the frame that lays it out. Asking for it now would lay the page out twice.
  const [viewport, setViewport] = useState(windowHeight);
  const [place, setPlace] = useState({ top: 0, scrollTop: 0 });
  const geometry: Geometry = { rowHeight, rowCount, viewport };
  const latest = useRef({ geometry, place });
  latest.current = { geometry, place };

  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setViewport(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const apply = useCallback((next: { readonly top: number; readonly scrollTop: number }) => {
    latest.current.place = next;
    setPlace(next);
  }, []);

  const setTop = useCallback(
    (wanted: number) => {
      const top = clampTop(latest.current.geometry, wanted);
      const scrollTop = scrollOfTop(latest.current.geometry, top);
      if (ref.current !== null) ref.current.scrollTop = scrollTop;
      apply({ top, scrollTop: ref.current?.scrollTop ?? scrollTop });
    },
    [apply],
  );

  const onScroll = useCallback(() => {
    const element = ref.current;
    if (element === null) return;
    const { geometry: g, place: from } = latest.current;
    const { scrollTop } = element;
    if (scrollTop === from.scrollTop) return;
    const top = topAfterScroll(g, from.top, from.scrollTop, scrollTop);
    // In the frame that shows the place: React would draw the rows after it, and a fast wheel would show none.
    flushSync(() => apply({ top, scrollTop }));
  }, [apply]);

  // On a scaled track real-pixel moves drift from the thumb's true place: put the thumb right when the movement ends.
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const rebase = () => {
      const { geometry: g, place: at } = latest.current;
      if (isScaled(g)) setTop(at.top);
    };
    element.addEventListener('scrollend', rebase);
    return () => element.removeEventListener('scrollend', rebase);
  }, [setTop]);

  return { ref, geometry, top: place.top, scrollTop: place.scrollTop, setTop, onScroll };
}
