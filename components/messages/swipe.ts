/** What moving a row aside with a finger does. Directions are the finger's own: right is right in every language. */

export type SwipeDeed = 'archive' | 'seen' | 'delete';

/** Which deeds there are in this folder. To the right: archive. To the left: read or unread, and further on delete. */
export interface SwipeSides {
  readonly archive: boolean;
  readonly seen: boolean;
  readonly delete: boolean;
}

/** Less than this is no swipe yet: the finger may still scroll, or tap. */
const SLOP_PX = 10;
/** From here on, letting go does it; before, the row goes back. */
const NEAR_PX = 80;
/** The second stage begins at this share of the row's width, but not right behind the first. */
const FAR_SHARE = 0.5;
const FAR_AFTER_PX = 72;

/** Whether the finger swipes or scrolls; null: too early to say. */
export function directionOf(dx: number, dy: number): 'swipe' | 'scroll' | null {
  if (Math.abs(dx) > SLOP_PX && Math.abs(dx) > 1.2 * Math.abs(dy)) return 'swipe';
  return Math.abs(dy) > SLOP_PX ? 'scroll' : null;
}

export interface SwipeState {
  /** What shows beside the row; null where that side has nothing. */
  readonly deed: SwipeDeed | null;
  /** Letting go now does it. */
  readonly armed: boolean;
  /** How far the row stands aside, px: where nothing is to be had, it follows only a little. */
  readonly offset: number;
}

export function swipeState(dx: number, width: number, sides: SwipeSides): SwipeState {
  const far = Math.max(FAR_SHARE * width, NEAR_PX + FAR_AFTER_PX);
  const deed = dx > 0 ? rightOf(sides) : leftOf(-dx >= far, sides);
  if (deed === null) return { deed, armed: false, offset: dx / 5 };
  const reach = deed === 'delete' && sides.seen ? far : NEAR_PX;
  return { deed, armed: Math.abs(dx) >= reach, offset: dx };
}

const rightOf = (sides: SwipeSides): SwipeDeed | null => (sides.archive ? 'archive' : null);

function leftOf(isFar: boolean, sides: SwipeSides): SwipeDeed | null {
  if (sides.delete && (isFar || !sides.seen)) return 'delete';
  return sides.seen ? 'seen' : null;
}
