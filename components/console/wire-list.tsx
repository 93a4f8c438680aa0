'use client';

import { ArrowDown } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { topShowingRow, trackHeight, visibleRows } from '@/components/messages/scroll-geometry';
import { useScroller } from '@/components/messages/use-scroller';
import { useTextScale } from '@/components/shell/text-scale';
import { useMedia } from '@/components/shell/use-media';
import type { WireLine } from '@/lib/engine/port';
import { useLocaleChoice, useTranslations } from '@/lib/i18n';
import { pairOf } from './filter-lines';
import { useFollow } from './use-follow';
import type { LineChoice } from './use-lines';
import { WireRow } from './wire-row';

const ROW_HEIGHT = 24;
const TOUCH_ROW_HEIGHT = 36;
const OVERSCAN = 8;

interface WireListProps {
  readonly lines: readonly WireLine[];
  readonly choice: LineChoice;
  readonly showConnection: boolean;
  /** The element that explains the active line. */
  readonly detailId: string;
  readonly onCopy: () => void;
  /** Shown in place of lines. The list itself stays, or coming back it would take the focus from the filter. */
  readonly empty: ReactNode;
}

/** Virtual list of lines, newest last. A log that is read, not announced: it would never fall silent. */
export function WireList({ lines, choice, showConnection, detailId, onCopy, empty }: WireListProps) {
  const t = useTranslations('wire');
  const { locale } = useLocaleChoice();
  const touch = useMedia('(pointer: coarse)');
  const rowHeight = Math.round((touch ? TOUCH_ROW_HEIGHT : ROW_HEIGHT) * useTextScale());
  const scroller = useScroller(lines.length, rowHeight);
  const { geometry, top, setTop } = scroller;
  const { following, missed, setFollowing } = useFollow(lines, geometry, top, setTop);
  const { activeIndex } = choice;

  // The drawer opens for somebody who wants to read: the focus goes to the newest line as soon as there is one.
  const focusWanted = useRef(true);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const box = scroller.ref.current;
    // The drawer's code may come late, when the person is typing somewhere else.
    if (document.activeElement?.matches('input, textarea') === true) focusWanted.current = false;
    const lost = focused.current?.isConnected === false && document.activeElement === document.body;
    if (focusWanted.current || lost) {
      const row = box?.querySelector<HTMLElement>('[role="option"][tabindex="0"]');
      (row ?? box)?.focus({ preventScroll: true });
      if (row) focusWanted.current = false;
    }
    focused.current = box?.contains(document.activeElement) ? document.activeElement : null;
  });

  const moveTo = (wanted: number, extend: boolean) => {
    const index = Math.min(Math.max(0, wanted), lines.length - 1);
    const line = lines[index];
    if (line === undefined) return;
    focusWanted.current = true;
    choice.choose(line.id, extend);
    setTop(topShowingRow(geometry, top, index));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key === 'a') choice.chooseAll();
    else if (mod && event.key === 'c' && document.getSelection()?.isCollapsed !== false) onCopy();
    else if (mod || event.altKey) return;
    else {
      const page = Math.max(1, Math.floor(geometry.viewport / rowHeight) - 1);
      const moves: Readonly<Record<string, number>> = {
        ArrowDown: activeIndex + 1,
        ArrowUp: activeIndex - 1,
        PageDown: activeIndex + page,
        PageUp: activeIndex - page,
        Home: 0,
        End: lines.length - 1,
      };
      const to = moves[event.key];
      if (to === undefined) return;
      moveTo(to, event.shiftKey);
    }
    event.preventDefault();
  };

  const range = visibleRows(geometry, top, OVERSCAN);
  const first = range?.first ?? 0;
  const last = range?.last ?? -1;
  const indices = useMemo(() => {
    const shown: number[] = [];
    // The row that holds the focus stays in the document, in its order.
    if (activeIndex >= 0 && activeIndex < first) shown.push(activeIndex);
    for (let index = first; index <= last; index += 1) shown.push(index);
    if (activeIndex > last) shown.push(activeIndex);
    return shown;
  }, [first, last, activeIndex]);

  return (
    <div role="log" aria-live="off" aria-label={t('log')} className="relative flex min-h-0 min-w-0 flex-1">
      <div
        ref={scroller.ref}
        role="listbox"
        aria-label={t('lines')}
        aria-multiselectable
        tabIndex={lines.length === 0 ? 0 : -1}
        onScroll={scroller.onScroll}
        onKeyDown={onKeyDown}
        onPointerLeave={() => choice.hover(null)}
        data-slot="wire-lines"
        data-following={following}
        className="min-h-0 min-w-0 flex-1 overflow-x-hidden overflow-y-auto font-mono text-[0.75rem] leading-6 outline-offset-[-2px] [overflow-anchor:none]"
      >
        <div role="presentation" className="relative" style={{ height: trackHeight(geometry) }}>
          {indices.map((index) => {
            const line = lines[index];
            return line === undefined ? null : (
              <WireRow
                key={line.id}
                line={line}
                index={index}
                count={lines.length}
                y={Math.round(scroller.scrollTop + index * rowHeight - top)}
                height={rowHeight}
                locale={locale}
                showConnection={showConnection}
                active={index === activeIndex}
                selected={index >= choice.first && index <= choice.last}
                paired={choice.pair !== null && pairOf(line) === choice.pair}
                describedBy={detailId}
                onSelect={choice.choose}
                onHover={choice.hover}
              />
            );
          })}
        </div>
      </div>
      {lines.length === 0 && <div className="absolute inset-0 overflow-y-auto">{empty}</div>}
      {!following && lines.length > 0 && (
        <button
          type="button"
          onClick={() => setFollowing(true)}
          data-slot="wire-follow"
          className="absolute end-3 bottom-3 flex h-8 @3xl:end-1/2 @3xl:translate-x-1/2 animate-[rise_180ms_ease-out] items-center gap-1.5 rounded-full bg-accent px-3 text-note font-medium text-on-accent shadow-md hover:bg-accent-strong pointer-coarse:h-11 pointer-coarse:min-w-11 justify-center"
        >
          <ArrowDown size={15} strokeWidth={2} aria-hidden />
          <span className={missed > 0 ? undefined : 'sr-only @3xl:not-sr-only'}>
            {missed > 0 ? t('newLines', { count: missed }) : t('follow')}
          </span>
        </button>
      )}
    </div>
  );
}
