'use client';

import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { DateRail } from '@/components/dates/date-rail';
import type { RailDates } from '@/components/dates/rail-marks';
import { useTranslations } from '@/lib/i18n';
import type { Uid } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import type { MessageListSnapshot } from '@/lib/query';
import type { Density } from './density';
import { MessageRowView, type RowGestures } from './message-row';
import { rowOrigin, topShowingRow, trackHeight, visibleRows } from './scroll-geometry';
import { useAnchor } from './use-anchor';
import { useMinute } from './use-minute';
import { useScroller } from './use-scroller';
import type { SwipeSides } from './swipe';
import type { HeldNews } from './use-held-news';
import type { SelectionControl } from './use-selection';

const OVERSCAN = 6;
/** Rows asked for beyond the drawn ones, so that slow scrolling never meets a skeleton. */
const PREFETCH = 40;
/** What is asked for ends at every so manieth row: not each row that comes into sight is asked for by itself. */
const ASK_STEP = 20;

/** What keys pressed outside the list do to it. */
export interface ListHandle {
  /** Moves the active row and the focus; `select` extends the selection over what lies between. */
  readonly move: (by: number, select: boolean) => void;
  readonly toggle: (uid: Uid) => void;
  /** Called before messages leave: returns what makes the nearest message that stays the active one. */
  readonly stepOff: (leaving: ReadonlySet<Uid>) => () => void;
  readonly focus: () => void;
  /** Where a menu for the active row opens, window px. */
  readonly menuPlace: () => { readonly x: number; readonly y: number };
  /** Shows this position on top and makes it the active row. */
  readonly goTo: (position: number) => void;
}

export interface MessageListProps {
  readonly ref: Ref<ListHandle>;
  readonly list: MessageListSnapshot;
  readonly openUid: Uid | null;
  readonly outgoing: boolean;
  /** Whose mail it is; undefined where the account's name is no address. */
  readonly self?: string | undefined;
  /** There are more rows than are known of. */
  readonly isOpenEnded?: boolean;
  readonly density: Density;
  readonly rowHeight: number;
  readonly selection: SelectionControl;
  readonly onOpen: (uid: Uid, how: 'pointer' | 'key') => void;
  readonly onStar: RowGestures['onStar'];
  readonly onMenu: RowGestures['onMenu'];
  readonly onDragStart: RowGestures['onDragStart'];
  readonly onSwipe: RowGestures['onSwipe'];
  /** What a finger may do to a row by moving it aside. */
  readonly swipe: SwipeSides;
  readonly onWantRows: (first: number, last: number) => void;
  /** New messages are held back above the first row. */
  readonly news: Pick<HeldNews, 'count' | 'show' | 'onTop'>;
  /** The row keys act on: told whenever it changes. */
  readonly onActive: (row: MessageRow | undefined) => void;
  /** When its messages came; null where that is not to be shown beside it. */
  readonly dates: RailDates | null;
}

/** Virtual grid of messages, newest first. Any row of any mailbox is reachable; only what is on screen is drawn. */
export function MessageList(props: MessageListProps) {
  const { list, openUid, rowHeight, selection, onOpen, onWantRows, onActive } = props;
  const t = useTranslations('list');
  const now = useMinute();
  const scroller = useScroller(list.rowCount, rowHeight);
  const { geometry, top, setTop } = scroller;
  const [active, setActive] = useState<{ readonly uid: Uid | null; readonly position: number }>({
    uid: null,
    position: 0,
  });
  const focusWanted = useRef(false);
  const rangeFrom = useRef<Uid | null>(null);
  useAnchor(list, geometry, top, setTop);

  // Another density shows the same row on top.
  const heightBefore = useRef(rowHeight);
  useLayoutEffect(() => {
    if (heightBefore.current === rowHeight) return;
    setTop((top / heightBefore.current) * rowHeight);
    heightBefore.current = rowHeight;
  }, [rowHeight, top, setTop]);

  // The active row is a message, not a place: it moves with arrivals, and hands over to its neighbour when it goes.
  const activePosition = Math.min(
    (active.uid === null ? undefined : list.positionOf(active.uid)) ?? active.position,
    Math.max(0, list.rowCount - 1),
  );
  const activeRow = list.rowAt(activePosition);
  // In the same commit that draws it: a key may come before effects that wait for the paint.
  useLayoutEffect(() => onActive(activeRow), [activeRow, onActive]);

  const activate = useCallback(
    (position: number) => {
      setActive({ uid: list.rowAt(position)?.uid ?? null, position });
    },
    [list],
  );

  const { onTop } = props.news;
  const atTop = top < 1;
  useEffect(() => onTop(atTop), [onTop, atTop]);

  const range = visibleRows(geometry, top, OVERSCAN);
  const first = range?.first ?? 0;
  const last = range?.last ?? -1;
  const wantedFrom = Math.max(0, Math.floor((first - PREFETCH) / ASK_STEP) * ASK_STEP);
  const wantedTo = Math.min(list.rowCount, Math.ceil((last + 1 + PREFETCH) / ASK_STEP) * ASK_STEP) - 1;
  const wants = last >= 0 && geometry.viewport > 0;
  useEffect(() => {
    if (wants) onWantRows(wantedFrom, wantedTo);
  }, [wants, wantedFrom, wantedTo, list.rowCount, onWantRows]);

  // A message opened from outside the list (its address, j and k in the reader) becomes the active row, once its row is known.
  const openPosition = openUid === null ? undefined : list.positionOf(openUid);
  const openKnown = openPosition !== undefined;
  const latestOpenPosition = useRef(openPosition);
  latestOpenPosition.current = openPosition;
  useEffect(() => {
    const position = latestOpenPosition.current;
    if (openUid === null || !openKnown || position === undefined) return;
    rangeFrom.current = openUid;
    setActive({ uid: openUid, position });
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

  // Ranges begin at the row that was last gone to without selecting: pressing a row gives it the focus before its click.
  const extend = (position: number) => {
    rangeFrom.current ??= activeRow?.uid ?? null;
    if (rangeFrom.current !== null) selection.extendTo(rangeFrom.current, position);
  };
  const toggle = (uid: Uid) => {
    rangeFrom.current = uid;
    selection.toggle(uid);
  };

  /** Lets in what is held back, and goes there once it is drawn. */
  const toNews = () => {
    props.news.show();
    focusWanted.current = true;
    rangeFrom.current = null;
    setActive({ uid: null, position: 0 });
    setTop(0);
  };

  const moveTo = (position: number, select: boolean) => {
    // Up from the first row is to the news.
    if (position < 0 && activePosition === 0 && !select && props.news.count > 0) return toNews();
    const target = Math.min(Math.max(0, position), list.rowCount - 1);
    if (list.rowCount === 0) return;
    if (select) extend(target);
    else rangeFrom.current = list.rowAt(target)?.uid ?? null;
    focusWanted.current = true;
    activate(target);
    setTop(topShowingRow(geometry, top, target));
  };

  /** The nearest loaded message that does not leave: older ones first. */
  const staying = (leaving: ReadonlySet<Uid>): Uid | undefined => {
    for (const by of [1, -1])
      for (let position = activePosition + by; ; position += by) {
        const row = list.rowAt(position);
        if (row === undefined) break;
        if (!leaving.has(row.uid)) return row.uid;
      }
    return undefined;
  };

  const goTo = (position: number): void => {
    const target = Math.min(Math.max(0, position), Math.max(0, list.rowCount - 1));
    rangeFrom.current = null;
    activate(target);
    setTop(target * rowHeight);
  };

  const rowElement = (): HTMLElement | null =>
    scroller.ref.current?.querySelector<HTMLElement>(`[data-position="${activePosition}"]`) ?? null;
  const menuPlace = () => {
    const box = rowElement()?.getBoundingClientRect();
    return { x: (box?.left ?? 0) + 48, y: (box?.bottom ?? 0) - 8 };
  };
  useImperativeHandle(props.ref, () => ({
    move: (by, select) => moveTo(activePosition + by, select),
    toggle,
    stepOff: (leaving) => {
      const next = activeRow !== undefined && leaving.has(activeRow.uid) ? staying(leaving) : undefined;
      return () => {
        if (next !== undefined) setActive({ uid: next, position: list.positionOf(next) ?? activePosition });
      };
    },
    goTo: (position) => {
      goTo(position);
      focusWanted.current = true;
    },
    focus: () => rowElement()?.focus({ preventScroll: true }),
    menuPlace,
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || list.rowCount === 0) return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === 'a' && !event.shiftKey) selection.selectLoaded();
      else if (key === ' ' && activeRow !== undefined) toggle(activeRow.uid);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const page = Math.max(1, Math.floor(geometry.viewport / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: activePosition + 1,
      ArrowUp: activePosition - 1,
      PageDown: activePosition + page,
      PageUp: activePosition - page,
      Home: 0,
      End: list.rowCount - 1,
    };
    const target = moves[event.key];
    const wantsMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (event.key === 'Home' && !event.shiftKey && props.news.count > 0) toNews();
    else if (target !== undefined) moveTo(target, event.shiftKey);
    else if (wantsMenu && activeRow !== undefined) props.onMenu(activeRow, menuPlace());
    else if (event.key === 'Enter' && activeRow !== undefined) onOpen(activeRow.uid, 'key');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // Rows are memoised: what they call stays one object and does what the newest list says.
  const latest = useRef<RowGestures>(null);
  latest.current = {
    onOpen: (row, position) => {
      setActive({ uid: row.uid, position });
      rangeFrom.current = row.uid;
      onOpen(row.uid, 'pointer');
    },
    onToggle: (row, position) => {
      setActive({ uid: row.uid, position });
      toggle(row.uid);
    },
    onExtend: (position) => {
      extend(position);
      activate(position);
    },
    onStar: props.onStar,
    onFocus: activate,
    onMenu: props.onMenu,
    onDragStart: props.onDragStart,
    onSwipe: props.onSwipe,
  };
  const [gestures] = useState<RowGestures>(() => ({
    onOpen: (...of) => latest.current?.onOpen(...of),
    onToggle: (...of) => latest.current?.onToggle(...of),
    onExtend: (...of) => latest.current?.onExtend(...of),
    onStar: (...of) => latest.current?.onStar(...of),
    onFocus: (...of) => latest.current?.onFocus(...of),
    onMenu: (...of) => latest.current?.onMenu(...of),
    onDragStart: (...of) => latest.current?.onDragStart(...of),
    onSwipe: (...of) => latest.current?.onSwipe(...of),
  }));

  const positions = useMemo(() => {
    const shown: number[] = [];
    // The row that holds the focus stays in the document wherever the view goes, and in its order: an element that is
    // moved among its siblings loses the focus.
    if (list.rowCount > 0 && activePosition < first) shown.push(activePosition);
    for (let position = first; position <= last; position++) shown.push(position);
    if (list.rowCount > 0 && activePosition > last) shown.push(activePosition);
    return shown;
  }, [first, last, activePosition, list.rowCount]);

  const origin = rowOrigin(geometry, top);
  const shift = Math.round(scroller.scrollTop - top + origin);
  const grid = (
    <div
      ref={scroller.ref}
      role="grid"
      aria-label={t('label')}
      aria-rowcount={props.isOpenEnded === true ? -1 : list.rowCount}
      aria-multiselectable
      aria-busy={list.status === 'loading'}
      tabIndex={list.rowCount === 0 ? 0 : -1}
      onScroll={scroller.onScroll}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        // A dialog gives the focus back between two drawings; the row that got it may go in the next.
        focused.current = event.target;
      }}
      data-slot="message-list"
      className="relative min-h-0 min-w-0 flex-1 overflow-y-auto overflow-x-hidden [overflow-anchor:none] outline-offset-[-2px]"
    >
      <div role="rowgroup" className="relative" style={{ height: trackHeight(geometry) }}>
        {/* What moves on a scaled track is this, and no row is drawn anew for it. */}
        <div
          role="presentation"
          className="absolute inset-x-0 top-0"
          style={shift === 0 ? undefined : { transform: `translateY(${shift}px)` }}
        >
          {positions.map((position) => {
            const row = list.rowAt(position);
            return (
              <MessageRowView
                key={row === undefined ? `at-${position}` : row.uid}
                row={row}
                position={position}
                y={Math.round(position * rowHeight - origin)}
                height={rowHeight}
                density={props.density}
                open={row !== undefined && row.uid === openUid}
                selected={row !== undefined && selection.has(row.uid)}
                selecting={selection.count > 0}
                tabStop={position === activePosition && (row !== undefined || list.rowAt(0) !== undefined)}
                outgoing={props.outgoing}
                self={props.self}
                swipe={selection.count > 0 ? null : props.swipe}
                now={now}
                gestures={gestures}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
  const at = top / rowHeight;
  return (
    <div className="flex min-h-0 flex-1">
      {grid}
      {props.dates !== null && list.rowCount > 0 && (
        <DateRail
          dates={props.dates}
          rowCount={list.rowCount}
          position={at}
          shown={list.rowAt(Math.round(at))?.date ?? null}
          onGo={goTo}
        />
      )}
    </div>
  );
}
