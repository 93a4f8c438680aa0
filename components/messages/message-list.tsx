'use client';

import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import { useTranslations } from '@/lib/i18n';
import type { Uid } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import type { MessageListSnapshot } from '@/lib/query';
import { MessageRowView } from './message-row';
import { topShowingRow, trackHeight, visibleRows } from './scroll-geometry';
import { useAnchor } from './use-anchor';
import { useMinute } from './use-minute';
import { useScroller } from './use-scroller';

/** Cosy density: two lines of text. */
const ROW_HEIGHT = 52;
const OVERSCAN = 6;
/** Rows asked for beyond the drawn ones, so that slow scrolling never meets a skeleton. */
const PREFETCH = 40;

interface MessageListProps {
  readonly list: MessageListSnapshot;
  readonly openUid: Uid | null;
  readonly outgoing: boolean;
  readonly onOpen: (uid: Uid, how: 'pointer' | 'key') => void;
  readonly onStar: (row: MessageRow) => void;
  readonly onWantRows: (first: number, last: number) => void;
  /** The row keys act on: told whenever it changes. */
  readonly onActive: (row: MessageRow | undefined) => void;
}

/** Virtual grid of messages, newest first. Any row of any mailbox is reachable; only what is on screen is drawn. */
export function MessageList(props: MessageListProps) {
  const { list, openUid, onOpen, onWantRows, onActive } = props;
  const t = useTranslations('list');
  const now = useMinute();
  const scroller = useScroller(list.rowCount, ROW_HEIGHT);
  const { geometry, top, setTop } = scroller;
  const [active, setActive] = useState<{ readonly uid: Uid | null; readonly position: number }>({
    uid: null,
    position: 0,
  });
  const focusWanted = useRef(false);
  useAnchor(list, geometry, top, setTop);

  // The active row is a message, not a place: it moves with arrivals, and hands over to its neighbour when it goes.
  const activePosition = Math.min(
    (active.uid === null ? undefined : list.positionOf(active.uid)) ?? active.position,
    Math.max(0, list.rowCount - 1),
  );
  const activeRow = list.rowAt(activePosition);
  useEffect(() => onActive(activeRow), [activeRow, onActive]);

  const activate = useCallback(
    (position: number) => {
      setActive({ uid: list.rowAt(position)?.uid ?? null, position });
    },
    [list],
  );

  const range = visibleRows(geometry, top, OVERSCAN);
  const first = range?.first ?? 0;
  const last = range?.last ?? -1;
  useEffect(() => {
    if (last >= 0 && geometry.viewport > 0)
      onWantRows(Math.max(0, first - PREFETCH), Math.min(list.rowCount - 1, last + PREFETCH));
  }, [first, last, geometry.viewport, list.rowCount, onWantRows]);

  // A message opened from outside the list (its address, j and k in the reader) becomes the active row, once its row is known.
  const openPosition = openUid === null ? undefined : list.positionOf(openUid);
  const openKnown = openPosition !== undefined;
  const latestOpenPosition = useRef(openPosition);
  latestOpenPosition.current = openPosition;
  useEffect(() => {
    const position = latestOpenPosition.current;
    if (openUid !== null && openKnown && position !== undefined) setActive({ uid: openUid, position });
  }, [openUid, openKnown]);

  // A row's element goes when its text replaces the skeleton, or when its message goes: the focus it held does not.
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const lost = focused.current?.isConnected === false && document.activeElement === document.body;
    if (focusWanted.current || lost) {
      focusWanted.current = false;
      scroller.ref.current
        ?.querySelector<HTMLElement>(`[data-position="${activePosition}"]`)
        ?.focus({ preventScroll: true });
    }
    focused.current = scroller.ref.current?.contains(document.activeElement) ? document.activeElement : null;
  });

  const moveTo = (position: number) => {
    const target = Math.min(Math.max(0, position), list.rowCount - 1);
    focusWanted.current = true;
    activate(target);
    setTop(topShowingRow(geometry, top, target));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || list.rowCount === 0) return;
    const page = Math.max(1, Math.floor(geometry.viewport / ROW_HEIGHT) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: activePosition + 1,
      ArrowUp: activePosition - 1,
      PageDown: activePosition + page,
      PageUp: activePosition - page,
      Home: 0,
      End: list.rowCount - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) moveTo(target);
    else if (event.key === 'Enter' && activeRow !== undefined) onOpen(activeRow.uid, 'key');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const openByPointer = useCallback(
    (uid: Uid, position: number) => {
      setActive({ uid, position });
      onOpen(uid, 'pointer');
    },
    [onOpen],
  );

  const positions = useMemo(() => {
    const shown: number[] = [];
    // The row that holds the focus stays in the document wherever the view goes, and in its order: an element that is
    // moved among its siblings loses the focus.
    if (list.rowCount > 0 && activePosition < first) shown.push(activePosition);
    for (let position = first; position <= last; position++) shown.push(position);
    if (list.rowCount > 0 && activePosition > last) shown.push(activePosition);
    return shown;
  }, [first, last, activePosition, list.rowCount]);

  return (
    <div
      ref={scroller.ref}
      role="grid"
      aria-label={t('label')}
      aria-rowcount={list.rowCount}
      aria-busy={list.status === 'loading'}
      tabIndex={list.rowCount === 0 ? 0 : -1}
      onScroll={scroller.onScroll}
      onKeyDown={onKeyDown}
      data-slot="message-list"
      className="relative min-h-0 flex-1 overflow-y-auto overflow-x-hidden [overflow-anchor:none] outline-offset-[-2px]"
    >
      <div role="rowgroup" className="relative" style={{ height: trackHeight(geometry) }}>
        {positions.map((position) => {
          const row = list.rowAt(position);
          return (
            <MessageRowView
              key={row === undefined ? `at-${position}` : row.uid}
              row={row}
              position={position}
              y={Math.round(scroller.scrollTop + position * ROW_HEIGHT - top)}
              height={ROW_HEIGHT}
              open={row !== undefined && row.uid === openUid}
              tabStop={position === activePosition}
              outgoing={props.outgoing}
              now={now}
              onOpen={openByPointer}
              onStar={props.onStar}
              onFocus={activate}
            />
          );
        })}
      </div>
    </div>
  );
}
