'use client';

import { useCallback, useMemo, useState } from 'react';
import type { WireLine } from '@/lib/engine/port';
import { indexOfLine, pairOf } from './filter-lines';

/** Which line keys act on, and which ones are chosen for copying: by id, so that they stay while lines come and go. */
export interface LineChoice {
  readonly active: WireLine | undefined;
  /** -1 when there is no line. */
  readonly activeIndex: number;
  /** Lines from `first` to `last`, inclusive. */
  readonly first: number;
  readonly last: number;
  /** The command the line under the pointer, else the active one, belongs to. */
  readonly pair: string | null;
  readonly choose: (id: number, extend: boolean) => void;
  readonly chooseAll: () => void;
  readonly hover: (id: number | null) => void;
}

export function useLineChoice(lines: readonly WireLine[]): LineChoice {
  const [chosen, setChosen] = useState<{ readonly id: number; readonly anchor: number } | null>(null);
  const [hovered, hover] = useState<number | null>(null);
  const end = lines.length - 1;
  const at = (id: number): number => Math.min(indexOfLine(lines, id), end);
  const activeIndex = chosen === null ? end : at(chosen.id);
  const anchorIndex = chosen === null ? end : at(chosen.anchor);
  const active = lines[activeIndex];
  const hoveredLine = hovered === null ? undefined : lines.find((line) => line.id === hovered);

  const choose = useCallback((id: number, extend: boolean) => {
    setChosen((before) => ({ id, anchor: extend ? (before?.anchor ?? id) : id }));
  }, []);
  const firstId = lines[0]?.id;
  const lastId = lines[end]?.id;
  const chooseAll = useCallback(() => {
    if (firstId !== undefined && lastId !== undefined) setChosen({ id: lastId, anchor: firstId });
  }, [firstId, lastId]);

  return useMemo(
    () => ({
      active: chosen === null ? undefined : active,
      activeIndex,
      first: Math.min(activeIndex, anchorIndex),
      last: chosen === null ? -1 : Math.max(activeIndex, anchorIndex),
      pair: pairOf(hoveredLine) ?? pairOf(chosen === null ? undefined : active),
      choose,
      chooseAll,
      hover,
    }),
    [chosen, active, activeIndex, anchorIndex, hoveredLine, choose, chooseAll],
  );
}
