'use client';

import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { maxTop, type Geometry } from '@/components/messages/scroll-geometry';
import type { WireLine } from '@/lib/engine/port';
import { indexOfLine } from './filter-lines';

interface Follow {
  /** The newest line stays in sight. */
  readonly following: boolean;
  /** Lines that came since it does not. */
  readonly missed: number;
  readonly setFollowing: (on: boolean) => void;
}

/**
 * Follows the newest line until the reader scrolls up; then the line at the top stays where it is while lines come at the end and
 * go at the beginning. Scrolling back to the end follows again.
 */
export function useFollow(
  lines: readonly WireLine[],
  geometry: Geometry,
  top: number,
  setTop: (top: number) => void,
): Follow {
  const [following, setOn] = useState(true);
  const [seen, setSeen] = useState(0);
  const lastId = lines.at(-1)?.id ?? 0;
  const end = maxTop(geometry);
  /** What was on screen after the last layout. */
  const shown = useRef({ lines, top, end, viewport: geometry.viewport });
  const anchor = useRef<{ readonly id: number; readonly offset: number } | null>(null);

  const setFollowing = useCallback(
    (on: boolean) => {
      setOn(on);
      if (!on) setSeen(lastId);
      else setTop(Number.MAX_SAFE_INTEGER);
    },
    [lastId, setTop],
  );

  useLayoutEffect(() => {
    const before = shown.current;
    const grown = before.lines !== lines || before.viewport !== geometry.viewport;
    const step = geometry.rowHeight / 2;
    if (
      grown &&
      following &&
      before.viewport === geometry.viewport &&
      end >= before.end &&
      top < before.top - step
    ) {
      // The reader scrolled up in the moment in which lines came.
      setOn(false);
      setSeen(lastId);
    } else if (grown) {
      // Where all lines are in sight, so is the newest.
      if (end === 0 && !following) setOn(true);
      if (following) setTop(Number.MAX_SAFE_INTEGER);
      else if (before.lines !== lines && anchor.current !== null)
        setTop(indexOfLine(lines, anchor.current.id) * geometry.rowHeight + anchor.current.offset);
    } else if (before.top !== top) {
      // Only the reader moves the view between two arrivals.
      const atEnd = top >= end - step;
      if (atEnd !== following) {
        setOn(atEnd);
        if (!atEnd) setSeen(lastId);
      }
    }
    const first = Math.floor(top / geometry.rowHeight);
    const line = lines[first];
    if (!grown || anchor.current === null)
      anchor.current = line === undefined ? null : { id: line.id, offset: top - first * geometry.rowHeight };
    shown.current = { lines, top, end, viewport: geometry.viewport };
  }, [lines, geometry.viewport, geometry.rowHeight, top, end, following, lastId, setTop]);

  const missed = following ? 0 : lines.length - indexOfLine(lines, seen + 1);
  return { following, missed, setFollowing };
}
