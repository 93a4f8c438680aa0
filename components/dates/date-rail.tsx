'use client';

import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTextScale } from '@/components/shell/text-scale';
import { formatMonth, formatShortMonth, formatYear, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { labelsOf, marksOf, stepFrom, timeAt, type RailDates } from './rail-marks';

interface DateRailProps {
  readonly dates: RailDates;
  readonly rowCount: number;
  /** The first position on screen, which may be part of a row. */
  readonly position: number;
  /** The date of the row there, epoch ms, where it is known: it knows better. */
  readonly shown: number | null;
  readonly onGo: (position: number) => void;
}

/** Height of a label with some air, px at the usual size of text. */
const LABEL = 26;

/**
 * The years and months of a long list beside its rows, and a way to any of them: by pressing or dragging with a pointer, or by keys (an
 * arrow is a month, a page a year). "Go to date" does the same by a date that is typed.
 */
export function DateRail({ dates, rowCount, position, shown, onGo }: DateRailProps) {
  const t = useTranslations('dates');
  const { region } = useLocaleChoice();
  const ref = useRef<HTMLDivElement>(null);
  const scale = useTextScale();
  const [height, setHeight] = useState(0);
  const [held, setHeld] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const marks = useMemo(() => marksOf(dates), [dates]);
  const labels = useMemo(
    () => labelsOf(marks, rowCount, Math.floor(height / (LABEL * scale))),
    [marks, rowCount, height, scale],
  );
  const at = held ?? position;
  const time = held === null ? (shown ?? timeAt(dates, position)) : timeAt(dates, held);
  const said = time === null ? '' : formatMonth(region, time);
  const share = rowCount <= 1 ? 0 : Math.min(1, at / (rowCount - 1));

  const positionOf = (event: PointerEvent): number => {
    const box = ref.current?.getBoundingClientRect();
    if (box === undefined || box.height === 0) return 0;
    const down = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    return Math.round(down * Math.max(0, rowCount - 1));
  };
  const follow = (event: PointerEvent): void => {
    const to = positionOf(event);
    setHeld(to);
    onGo(to);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    ref.current?.setPointerCapture(event.pointerId);
    follow(event);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const here = Math.round(at);
    const step = (by: 1 | -1, far: boolean): number => stepFrom(marks, here, by, far, rowCount);
    const steps: Readonly<Record<string, () => number>> = {
      ArrowDown: () => step(1, false),
      ArrowUp: () => step(-1, false),
      PageDown: () => step(1, true),
      PageUp: () => step(-1, true),
      Home: () => 0,
      End: () => Math.max(0, rowCount - 1),
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onGo(to());
  };

  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('rail')}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, rowCount - 1)}
      // Upwards is more: the newest is the highest.
      aria-valuenow={Math.max(0, rowCount - 1 - Math.round(at))}
      aria-valuetext={said}
      data-slot="date-rail"
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (held !== null) follow(event);
      }}
      onPointerUp={() => setHeld(null)}
      onLostPointerCapture={() => setHeld(null)}
      onKeyDown={onKeyDown}
      className="group relative w-11 shrink-0 cursor-pointer touch-none select-none border-s border-line text-xs text-ink-3 tabular-nums outline-offset-[-2px]"
    >
      {labels.map((label) => (
        <span
          key={label.from}
          aria-hidden
          className={`absolute inset-x-0 truncate px-1 text-center leading-5 ${label.isYear ? 'font-medium text-ink-2' : ''}`}
          style={{ top: `calc(${label.y * 100}% + 2px)` }}
        >
          {label.isYear ? formatYear(region, label.from) : formatShortMonth(region, label.from)}
        </span>
      ))}
      <span
        aria-hidden
        className="absolute inset-x-0 h-0.5 bg-accent"
        style={{ top: `calc(${share * 100}% - ${share * 2}px)` }}
      />
      <span
        aria-hidden
        data-slot="date-rail-bubble"
        data-held={held !== null || undefined}
        className="pointer-events-none absolute end-full me-2 hidden rounded-control border border-line bg-raised px-2 py-1 text-sm font-medium whitespace-nowrap text-ink shadow-sm group-focus-visible:block data-held:block"
        style={{ top: `clamp(0px, calc(${share * 100}% - 1rem), calc(100% - 2rem))` }}
      >
        {said}
      </span>
    </div>
  );
}
