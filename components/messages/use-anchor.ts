'use client';

import { useLayoutEffect, useRef } from 'react';
import type { Uid } from '@/lib/imap/types';
import type { MessageListSnapshot } from '@/lib/query';
import { visibleRows, type Geometry } from './scroll-geometry';

/**
 * Keeps what is being read where it is: when mail arrives or goes above the viewport, the view moves along with the
 * first row that is still there. At the very top nothing is held, so that new mail slides in.
 */
export function useAnchor(
  list: MessageListSnapshot,
  geometry: Geometry,
  top: number,
  setTop: (top: number) => void,
): void {
  const held = useRef<{
    readonly version: number;
    readonly top: number;
    readonly rows: readonly (readonly [Uid, number])[];
  }>({
    version: -1,
    top: 0,
    rows: [],
  });
  useLayoutEffect(() => {
    let now = top;
    if (held.current.version !== list.version && held.current.top > 0) {
      for (const [uid, before] of held.current.rows) {
        const position = list.positionOf(uid);
        if (position === undefined) continue;
        if (position !== before) {
          now = held.current.top + (position - before) * geometry.rowHeight;
          setTop(now);
        }
        break;
      }
    }
    held.current = { version: list.version, top: now, rows: rowsInView(list, geometry, now) };
  }, [list, geometry, top, setTop]);
}

function rowsInView(
  list: MessageListSnapshot,
  geometry: Geometry,
  top: number,
): readonly (readonly [Uid, number])[] {
  const range = visibleRows(geometry, top, 0);
  const rows: (readonly [Uid, number])[] = [];
  if (range === null) return rows;
  for (let position = range.first; position <= range.last; position++) {
    const row = list.rowAt(position);
    if (row !== undefined) rows.push([row.uid, position]);
  }
  return rows;
}
