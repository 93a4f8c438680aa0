'use client';

import clsx from 'clsx';
import { memo, useContext, type DragEvent, type MouseEvent } from 'react';
import { formatFullDate, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MessageRow } from '@/lib/mail/types';
import { membersOf } from '@/lib/query';
import type { Density } from './density';
import { RowContent } from './row-content';
import { RowFolder } from './row-folder';
import { rowName } from './row-text';
import type { SwipeDeed, SwipeSides } from './swipe';
import { SwipeUnder } from './swipe-under';
import { useSwipe } from './use-swipe';

/** What a pointer does to a row; one object for all rows that never changes, so that none is redrawn for it. */
export interface RowGestures {
  readonly onOpen: (row: MessageRow, position: number) => void;
  readonly onToggle: (row: MessageRow, position: number) => void;
  readonly onExtend: (position: number) => void;
  readonly onStar: (row: MessageRow) => void;
  readonly onFocus: (position: number) => void;
  readonly onMenu: (row: MessageRow, at: { readonly x: number; readonly y: number }) => void;
  readonly onDragStart: (row: MessageRow, event: DragEvent) => void;
  readonly onSwipe: (row: MessageRow, deed: SwipeDeed) => void;
}

export interface MessageRowViewProps {
  readonly row: MessageRow | undefined;
  readonly position: number;
  readonly y: number;
  readonly height: number;
  readonly density: Density;
  readonly open: boolean;
  readonly selected: boolean;
  /** Messages are selected: checkboxes stand in place of all avatars, and a finger's tap selects. */
  readonly selecting: boolean;
  readonly tabStop: boolean;
  /** Sent and Drafts show whom a message goes to. */
  readonly outgoing: boolean;
  /** Whose mail it is; undefined where the account's name is no address. */
  readonly self?: string | undefined;
  /** Null: a finger cannot move the row aside now. */
  readonly swipe: SwipeSides | null;
  readonly now: number;
  readonly gestures: RowGestures;
}

/** One message of the list. Memoised: scrolling and arrivals must redraw only rows that changed (measured by the bench). */
export const MessageRowView = memo(function MessageRowView(props: MessageRowViewProps) {
  const { row, position, y, height, open, selected, tabStop, gestures } = props;
  const t = useTranslations('list');
  const tConversation = useTranslations('conversation');
  const { region } = useLocaleChoice();
  const folderOf = useContext(RowFolder);
  const { state, handlers } = useSwipe(row === undefined ? null : props.swipe, (deed) => {
    if (row !== undefined) gestures.onSwipe(row, deed);
  });
  const frame = {
    role: 'row',
    'aria-rowindex': position + 1,
    'data-position': position,
    tabIndex: tabStop ? 0 : -1,
    style: { transform: `translateY(${y}px)`, height },
    onFocus: () => gestures.onFocus(position),
  } as const;
  if (row === undefined) {
    // Not a row yet: there is nothing to read out or to press. Only one that holds the focus says that it is loading.
    const said = tabStop
      ? ({ 'aria-label': t('loading'), 'aria-busy': true } as const)
      : ({
          role: 'presentation',
          'aria-hidden': true,
          'aria-rowindex': undefined,
          tabIndex: undefined,
        } as const);
    return (
      <div {...frame} {...said} className={ROW}>
        <div
          role={tabStop ? 'gridcell' : 'presentation'}
          className={clsx(INSIDE, 'flex w-full items-center gap-3')}
        >
          <span className="skeleton size-8 shrink-0 rounded-full!" />
          <span className="flex-1 space-y-2">
            <span className="skeleton block h-3 w-2/5" />
            <span className="skeleton block h-3 w-4/5" />
          </span>
        </div>
      </div>
    );
  }
  const count = membersOf(row).length;
  const folder = folderOf(row.uid);
  const name = [
    rowName(
      row,
      props.outgoing,
      formatFullDate(region, row.date),
      t,
      props.self === undefined ? null : { address: props.self, word: tConversation('you') },
      count > 1 ? tConversation('ofMessages', { count }) : '',
    ),
    ...(folder === null ? [] : [folder]),
  ].join(', ');
  const onClick = (event: MouseEvent) => {
    const touch = event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch';
    if (event.shiftKey) gestures.onExtend(position);
    else if (event.ctrlKey || event.metaKey || (touch && props.selecting)) gestures.onToggle(row, position);
    else gestures.onOpen(row, position);
  };
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const byKey = event.button !== 2;
    const box = event.currentTarget.getBoundingClientRect();
    gestures.onMenu(
      row,
      byKey ? { x: box.left + 48, y: box.bottom - 8 } : { x: event.clientX, y: event.clientY },
    );
  };
  return (
    <div
      {...frame}
      data-uid={row.uid}
      aria-label={name}
      aria-selected={selected}
      aria-current={open ? 'true' : undefined}
      draggable
      onClick={onClick}
      onContextMenu={onContextMenu}
      onDragStart={(event) => gestures.onDragStart(row, event)}
      {...handlers}
      className={clsx(
        ROW,
        'touch-pan-y touch-pinch-zoom',
        open || selected ? 'bg-selected' : 'hover:bg-hover',
        state !== null && 'overflow-hidden',
      )}
    >
      {open && <span className="absolute inset-y-0 start-0 w-0.5 bg-accent" />}
      {state !== null && <SwipeUnder state={state} seen={row.seen} />}
      <div
        role="presentation"
        style={state === null ? undefined : { transform: `translateX(${state.offset}px)` }}
        className={clsx(
          INSIDE,
          'flex size-full items-center',
          state === null ? 'transition-transform duration-180 ease-out' : 'relative bg-sheet',
        )}
      >
        <RowContent {...props} row={row} region={region} />
      </div>
    </div>
  );
});

const ROW =
  'group/row select-none absolute inset-x-0 top-0 flex items-center border-b border-line/60 text-sm outline-offset-[-2px]';
const INSIDE = '@container/row ps-4 pe-3';
