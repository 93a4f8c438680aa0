'use client';

import { useTextScale } from '@/components/shell/text-scale';
import { useWindowSize } from '@/components/shell/use-media';
import { usePreference } from '@/components/shell/use-preference';

/** These are px at the usual size of text. */
const DEFAULT_HEIGHT = 320;
/** On a small screen the tools take two rows, so the drawer takes more of it. */
const SMALL_WIDTH = 700;
const SMALL_SHARE = 0.62;
/** Room for the tools and a few lines. */
const MIN_HEIGHT = 168;
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
  readonly min: number;
  readonly max: number;
  readonly setHeight: (height: number) => void;
} {
  const [wanted, setWanted] = usePreference('wire-height', parseHeight);
  const window = useWindowSize();
  const scale = useTextScale();
  const min = Math.min(MIN_HEIGHT * scale, window.height);
  const max = Math.max(min, window.height - LEFT_ABOVE * scale);
  const small = window.width < SMALL_WIDTH * scale;
  const usual = small ? window.height * SMALL_SHARE : DEFAULT_HEIGHT * scale;
  const within = (height: number): number => Math.round(Math.min(Math.max(height, min), max));
  return { height: within(wanted || usual), min, max, setHeight: (next) => setWanted(within(next)) };
}
