'use client';

import { useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import { directionOf, swipeState, type SwipeDeed, type SwipeSides, type SwipeState } from './swipe';

interface Start {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  swiping: boolean;
}

export interface Swipe {
  /** Null while no finger moves the row. */
  readonly state: SwipeState | null;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: (event: PointerEvent) => void;
    readonly onPointerCancel: () => void;
    readonly onClickCapture: (event: MouseEvent) => void;
  };
}

/**
 * Follows one finger over a row. Up and down stays the browser's (touch-action: pan-y), which then takes the pointer away.
 * Null `sides`: rows cannot be moved aside now.
 */
export function useSwipe(sides: SwipeSides | null, onDeed: (deed: SwipeDeed) => void): Swipe {
  const [state, setState] = useState<SwipeState | null>(null);
  const start = useRef<Start | null>(null);
  const swiped = useRef(false);
  const end = () => {
    start.current = null;
    setState(null);
  };
  const at = (event: PointerEvent, from: Start): SwipeState | null =>
    sides === null ? null : swipeState(event.clientX - from.x, from.width, sides);
  return {
    state,
    handlers: {
      onPointerDown: (event) => {
        swiped.current = false;
        if (sides === null || event.pointerType !== 'touch' || !event.isPrimary) return;
        start.current = {
          pointer: event.pointerId,
          x: event.clientX,
          y: event.clientY,
          width: event.currentTarget.clientWidth,
          swiping: false,
        };
      },
      onPointerMove: (event) => {
        const from = start.current;
        if (from?.pointer !== event.pointerId) return;
        if (!from.swiping) {
          const direction = directionOf(event.clientX - from.x, event.clientY - from.y);
          if (direction === 'scroll') start.current = null;
          if (direction !== 'swipe') return;
          from.swiping = true;
          swiped.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
        }
        setState(at(event, from));
      },
      onPointerUp: (event) => {
        const from = start.current;
        if (from?.pointer !== event.pointerId) return;
        const last = from.swiping ? at(event, from) : null;
        end();
        if (last?.armed === true && last.deed !== null) onDeed(last.deed);
      },
      onPointerCancel: end,
      // The finger that moved the row aside did not press it.
      onClickCapture: (event) => {
        if (!swiped.current) return;
        swiped.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
