'use client';

import clsx from 'clsx';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

interface SeparatorProps {
  readonly label: string;
  /** Between what: two panes side by side, or one over the other. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Size of the pane it belongs to, px: the one before a vertical separator, the one below a horizontal one. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** How far an arrow key moves it, px. */
  readonly step: number;
  readonly onValue: (value: number) => void;
  readonly onDoubleClick: () => void;
  readonly slot: string;
}

/** The edge of a pane that can be made larger: dragged, or moved by arrow keys, Home and End (APG window splitter). */
export function Separator(props: SeparatorProps) {
  const { label, orientation, value, min, max, onValue, onDoubleClick, slot } = props;
  const drag = useRef<{ readonly at: number; readonly value: number } | null>(null);
  const vertical = orientation === 'vertical';
  const placeOf = (event: PointerEvent) => (vertical ? event.clientX * inlineSign() : -event.clientY);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { at: placeOf(event), value };
    // Otherwise the drag selects the text it passes over.
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== null) onValue(drag.current.value + placeOf(event) - drag.current.at);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = valueOfKey(event.key, props);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onValue(next);
  };

  return (
    <div
      role="separator"
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={onDoubleClick}
      onKeyDown={onKeyDown}
      data-slot={slot}
      className={clsx(
        'group absolute z-10 touch-none outline-none',
        vertical
          ? 'inset-y-0 -end-2 w-3 cursor-col-resize pointer-coarse:-end-3 pointer-coarse:w-6'
          : 'inset-x-0 -top-1.5 h-3 cursor-row-resize pointer-coarse:-top-3 pointer-coarse:h-6',
      )}
    >
      <span
        className={clsx(
          'absolute bg-transparent transition-colors duration-120 group-hover:bg-accent group-focus-visible:bg-accent',
          vertical
            ? 'inset-y-0 start-1/2 w-0.5 -translate-x-1/2'
            : 'inset-x-0 top-1/2 h-0.5 -translate-y-1/2',
        )}
      />
      {!vertical && (
        <span className="absolute top-1/2 left-1/2 h-1 w-9 -translate-1/2 rounded-full bg-line-strong/60 transition-colors duration-120 group-hover:bg-accent group-focus-visible:bg-accent" />
      )}
    </div>
  );
}

/** Where a key moves the edge; a pane below its edge grows upwards, so Home (the top) makes it largest. */
function valueOfKey(key: string, { orientation, value, min, max, step }: SeparatorProps): number | undefined {
  const by = orientation === 'vertical' ? step * inlineSign() : step;
  const values: Readonly<Record<string, number>> =
    orientation === 'vertical'
      ? { ArrowLeft: value - by, ArrowRight: value + by, Home: min, End: max }
      : { ArrowUp: value + by, ArrowDown: value - by, Home: max, End: min };
  return values[key];
}

const inlineSign = (): 1 | -1 => (document.documentElement.dir === 'rtl' ? -1 : 1);
