'use client';

import { useTextScale } from './text-scale';
import type { Layout } from './use-layout';
import { useWindowSize } from './use-media';
import { usePreference } from './use-preference';

/** Width of the list, px at the usual size of text, as all of these are. */
export const MIN_LIST_WIDTH = 300;
/** What an arrow key adds, px. */
export const LIST_STEP = 16;
const MAX_LIST_WIDTH = 560;
const DEFAULT_LIST_WIDTH = 380;
/** What the list takes of a large window, where nobody chose. */
const USUAL_SHARE = 0.19;
const USUAL_MAX = 480;
const FOLDERS_WIDTH = 232;
const RAIL_WIDTH = 56;
/** What stays for the message: its toolbar with the texts of its buttons cut. */
const LEFT_FOR_MESSAGE = 400;

/** 0: nothing was chosen. */
const parseWidth = (kept: string | null): number => {
  const width = Number(kept);
  return Number.isFinite(width) && width > 0 ? width : 0;
};

/** The widest the list may be in a window. */
export function maxListWidth(windowWidth: number, layout: Layout): number {
  const left = windowWidth - (layout === 'three' ? FOLDERS_WIDTH : RAIL_WIDTH) - LEFT_FOR_MESSAGE;
  return Math.max(MIN_LIST_WIDTH, Math.min(MAX_LIST_WIDTH, left));
}

export const usualListWidth = (windowWidth: number): number =>
  Math.min(Math.max(DEFAULT_LIST_WIDTH, windowWidth * USUAL_SHARE), USUAL_MAX);

export const clampListWidth = (width: number, max: number): number =>
  Math.round(Math.min(Math.max(width, MIN_LIST_WIDTH), max));

/** Width of the list beside a message, px; kept in this browser and always within the window. */
export function useListWidth(layout: Layout): {
  readonly width: number;
  readonly min: number;
  readonly max: number;
  readonly setWidth: (width: number) => void;
  readonly reset: () => void;
} {
  const [wanted, setWanted] = usePreference('list-width', parseWidth);
  const scale = useTextScale();
  const room = useWindowSize().width / scale;
  const max = maxListWidth(room, layout);
  return {
    width: Math.round(clampListWidth(wanted || usualListWidth(room), max) * scale),
    min: Math.round(MIN_LIST_WIDTH * scale),
    max: Math.round(max * scale),
    setWidth: (width) => setWanted(clampListWidth(width / scale, max)),
    reset: () => setWanted(0),
  };
}
