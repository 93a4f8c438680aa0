'use client';

import { useTextScale } from '@/components/shell/text-scale';
import { useMedia } from '@/components/shell/use-media';
import { usePreference } from '@/components/shell/use-preference';

export const DENSITIES = ['compact', 'cosy', 'relaxed'] as const;
export type Density = (typeof DENSITIES)[number];

/** Row heights, px at the usual size of text: one line, two lines, two lines with air. */
const HEIGHTS: Readonly<Record<Density, number>> = { compact: 36, cosy: 52, relaxed: 72 };
/** A finger needs more. */
const TOUCH_HEIGHT = 44;

export const parseDensity = (kept: string | null): Density =>
  DENSITIES.find((density) => density === kept) ?? 'cosy';

export const rowHeightOf = (density: Density, touch: boolean): number =>
  touch ? Math.max(TOUCH_HEIGHT, HEIGHTS[density]) : HEIGHTS[density];

/** How close the rows stand, kept in this browser. */
export function useDensity(): {
  readonly density: Density;
  readonly rowHeight: number;
  readonly setDensity: (density: Density) => void;
} {
  const [density, setDensity] = usePreference('density', parseDensity);
  const touch = useMedia('(pointer: coarse)');
  const rowHeight = Math.round(rowHeightOf(density, touch) * useTextScale());
  return { density, rowHeight, setDensity };
}
