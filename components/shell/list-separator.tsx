'use client';

import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslations } from '@/lib/i18n';
import { MIN_LIST_WIDTH } from './use-list-width';

const STEP = 16;

interface ListSeparatorProps {
  readonly width: number;
  readonly max: number;
  readonly onWidth: (width: number) => void;
  readonly onReset: () => void;
}

/** The edge between list and message: drag it, or move it by arrow keys, Home and End; a double click puts it back. */
export function ListSeparator({ width, max, onWidth, onReset }: ListSeparatorProps) {
  const t = useTranslations('triage');
  const drag = useRef<{ readonly x: number; readonly width: number } | null>(null);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, width };
    // Otherwise the drag selects the text it passes over.
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== null) onWidth(drag.current.width + event.clientX - drag.current.x);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: width - STEP,
      ArrowRight: width + STEP,
      Home: MIN_LIST_WIDTH,
      End: max,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onWidth(next);
  };

  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('listWidth')}
      aria-valuenow={width}
      aria-valuemin={MIN_LIST_WIDTH}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
      data-slot="list-separator"
      className="group absolute inset-y-0 -end-2 z-10 w-3 cursor-col-resize touch-none outline-none pointer-coarse:-end-3 pointer-coarse:w-6"
    >
      <span className="absolute inset-y-0 start-1/2 w-0.5 -translate-x-1/2 bg-transparent transition-colors duration-120 group-hover:bg-accent group-focus-visible:bg-accent" />
    </div>
  );
}
