'use client';

import type { Layout } from './use-layout';
import { useWindowSize } from './use-media';
import { usePreference } from './use-preference';

/** Width of the list, px. */
export const MIN_LIST_WIDTH = 300;
/** What an arrow key adds, px. */
export const LIST_STEP = 16;
const MAX_LIST_WIDTH = 560;
const DEFAULT_LIST_WIDTH = 380;
const FOLDERS_WIDTH = 232;
const RAIL_WIDTH = 56;
/** What stays for the message: its toolbar with the texts of its buttons cut. */
const LEFT_FOR_MESSAGE = 400;

const parseWidth = (kept: string | null): number => {
  const width = Number(kept);
  return Number.isFinite(width) && width > 0 ? width : DEFAULT_LIST_WIDTH;
};

/** The widest the list may be in a window. */
export function maxListWidth(windowWidth: number, layout: Layout): number {
  const left = windowWidth - (layout === 'three' ? FOLDERS_WIDTH : RAIL_WIDTH) - LEFT_FOR_MESSAGE;
  return Math.max(MIN_LIST_WIDTH, Math.min(MAX_LIST_WIDTH, left));
}

export const clampListWidth = (width: number, max: number): number =>
  Math.round(Math.min(Math.max(width, MIN_LIST_WIDTH), max));

/** Width of the list beside a message, kept in this browser and always within the window. */
export function useListWidth(layout: Layout): {
  readonly width: number;
  readonly max: number;
  readonly setWidth: (width: number) => void;
  readonly reset: () => void;
} {
  const [wanted, setWanted] = usePreference('list-width', parseWidth);
  const max = maxListWidth(useWindowSize().width, layout);
  return {
    width: clampListWidth(wanted, max),
    max,
    setWidth: (width) => setWanted(clampListWidth(width, max)),
    reset: () => setWanted(DEFAULT_LIST_WIDTH),
  };
}
