'use client';

import { useWindowSize } from '@/components/shell/use-media';
import { usePreference } from '@/components/shell/use-preference';

const DEFAULT_HEIGHT = 320;
/** On a small screen the tools take two rows, so the drawer takes more of it. */
const SMALL_WIDTH = 700;
const SMALL_SHARE = 0.62;
/** Room for the tools and a few lines. */
export const MIN_HEIGHT = 168;
/** What stays of the mail above. */
const LEFT_ABOVE = 160;

/** 0: nothing was chosen yet. */
const parseHeight = (kept: string | null): number => {
  const height = Number(kept);
  return Number.isFinite(height) && height > 0 ? height : 0;
};

/** Height of the drawer, px, kept in this browser and always within the window. */
export function useDrawerHeight(): {
  readonly height: number;
  readonly max: number;
  readonly setHeight: (height: number) => void;
} {
  const [wanted, setWanted] = usePreference('wire-height', parseHeight);
  const window = useWindowSize();
  const max = Math.max(MIN_HEIGHT, window.height - LEFT_ABOVE);
  const usual = window.width < SMALL_WIDTH ? window.height * SMALL_SHARE : DEFAULT_HEIGHT;
  const within = (height: number): number => Math.round(Math.min(Math.max(height, MIN_HEIGHT), max));
  return { height: within(wanted || usual), max, setHeight: (next) => setWanted(within(next)) };
}
