'use client';

import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslations } from '@/lib/i18n';
import { MIN_HEIGHT } from './use-drawer-height';

const STEP = 24;

interface ResizeHandleProps {
  readonly height: number;
  readonly max: number;
  readonly onHeight: (height: number) => void;
}

/** The upper edge of the drawer: drag it, or move it by arrow keys, Home and End. */
export function ResizeHandle({ height, max, onHeight }: ResizeHandleProps) {
  const t = useTranslations('wire');
  const drag = useRef<{ readonly y: number; readonly height: number } | null>(null);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { y: event.clientY, height };
    // Otherwise the drag selects the text it passes over.
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== null) onHeight(drag.current.height + drag.current.y - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Readonly<Record<string, number>> = {
      ArrowUp: height + STEP,
      ArrowDown: height - STEP,
      Home: max,
      End: MIN_HEIGHT,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onHeight(next);
  };

  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('resize')}
      aria-valuenow={height}
      aria-valuemin={MIN_HEIGHT}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={() => onHeight(height > max * 0.75 ? max / 2 : max)}
      onKeyDown={onKeyDown}
      data-slot="wire-resize"
      className="group absolute inset-x-0 -top-1.5 z-10 h-3 cursor-row-resize touch-none outline-none pointer-coarse:-top-3 pointer-coarse:h-6"
    >
      <span className="absolute inset-x-0 top-1/2 h-px bg-transparent transition-colors duration-120 group-hover:h-0.5 group-hover:bg-accent group-focus-visible:h-0.5 group-focus-visible:bg-accent" />
      <span className="absolute top-1/2 left-1/2 h-1 w-9 -translate-x-1/2 -translate-y-1/2 rounded-full bg-line-strong/60 transition-colors duration-120 group-hover:bg-accent group-focus-visible:bg-accent" />
    </div>
  );
}
