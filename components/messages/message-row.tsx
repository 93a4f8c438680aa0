'use client';

import clsx from 'clsx';
import { Paperclip, Reply, Forward, Star } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { formatFullDate, formatRowDate, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { Uid } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import { peopleOf, rowName } from './row-text';

interface MessageRowViewProps {
  readonly row: MessageRow | undefined;
  readonly position: number;
  readonly y: number;
  readonly height: number;
  readonly open: boolean;
  readonly tabStop: boolean;
  /** Sent and Drafts show whom a message goes to. */
  readonly outgoing: boolean;
  readonly now: number;
  readonly onOpen: (uid: Uid, position: number) => void;
  readonly onStar: (row: MessageRow) => void;
  readonly onFocus: (position: number) => void;
}

/** One message of the list. Memoised: scrolling and arrivals must redraw only rows that changed (measured by the bench). */
export const MessageRowView = memo(function MessageRowView(props: MessageRowViewProps) {
  const { row, position, y, height, open, tabStop, onFocus } = props;
  const t = useTranslations('list');
  const { region } = useLocaleChoice();
  const frame = {
    role: 'row',
    'aria-rowindex': position + 1,
    'data-position': position,
    tabIndex: tabStop ? 0 : -1,
    style: { transform: `translateY(${y}px)`, height },
    onFocus: () => onFocus(position),
  } as const;
  if (row === undefined) {
    return (
      <div {...frame} aria-label={t('loading')} aria-busy className={ROW}>
        <div role="gridcell" className="flex w-full items-center gap-3">
          <span className="skeleton size-8 shrink-0 rounded-full!" />
          <span className="flex-1 space-y-2">
            <span className="skeleton block h-3 w-2/5" />
            <span className="skeleton block h-3 w-4/5" />
          </span>
        </div>
      </div>
    );
  }
  return (
    <div
      {...frame}
      data-uid={row.uid}
      aria-label={rowName(row, props.outgoing, formatFullDate(region, row.date), t)}
      aria-selected={open}
      onClick={() => props.onOpen(row.uid, position)}
      className={clsx(ROW, open ? 'bg-selected' : 'hover:bg-hover')}
    >
      {open && <span className="absolute inset-y-0 start-0 w-0.5 bg-accent" />}
      <RowContent {...props} row={row} region={region} />
    </div>
  );
});

const ROW =
  'group absolute inset-x-0 top-0 flex items-center border-b border-line/60 ps-4 pe-3 text-sm outline-offset-[-2px]';

function RowContent({
  row,
  outgoing,
  now,
  onStar,
  region,
}: MessageRowViewProps & { readonly row: MessageRow; readonly region: string }) {
  const t = useTranslations('list');
  const unread = !row.seen;
  const people = peopleOf(row, outgoing, t);
  const face = (outgoing ? row.to : row.from)[0];
  const star = (event: MouseEvent) => {
    event.stopPropagation();
    onStar(row);
  };
  return (
    <>
      <div role="gridcell" className="relative me-3 shrink-0">
        <Avatar name={face?.name ?? ''} address={face?.address ?? ''} />
        {unread && (
          <span className="absolute -start-3 top-1/2 size-1.5 -translate-y-1/2 rounded-full bg-accent" />
        )}
      </div>
      <div role="gridcell" className="min-w-0 flex-1 leading-[1.35]">
        <div className="flex items-baseline gap-2">
          <span
            className={clsx(
              'min-w-0 flex-1 truncate',
              unread ? 'font-semibold text-ink' : 'text-ink',
              row.deleted && 'line-through',
            )}
            title={people}
          >
            <bdi>{people}</bdi>
          </span>
          <time
            dateTime={new Date(row.date).toISOString()}
            title={formatFullDate(region, row.date)}
            className={clsx(
              'shrink-0 text-xs tabular-nums',
              unread ? 'font-medium text-ink-2' : 'text-ink-3',
            )}
          >
            {formatRowDate(region, row.date, now)}
          </time>
        </div>
        <div className="flex items-center gap-1.5">
          {row.answered && <Reply size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />}
          {row.forwarded && (
            <Forward size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />
          )}
          <span
            title={row.subject}
            className={clsx(
              'min-w-0 flex-1 truncate text-start text-[13px]',
              unread ? 'font-medium text-ink' : 'text-ink-2',
              row.deleted && 'line-through',
              row.subject === '' && 'text-ink-3 italic',
            )}
          >
            <bdi>{row.subject === '' ? t('noSubject') : row.subject}</bdi>
          </span>
          {row.hasAttachment && (
            <Paperclip size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />
          )}
          <span
            aria-hidden
            data-slot="row-star"
            onClick={star}
            className={clsx(
              'inline-flex size-6 shrink-0 items-center justify-center rounded',
              row.starred
                ? 'text-star'
                : 'text-ink-3/0 group-hover:text-ink-3 group-focus:text-ink-3 pointer-coarse:text-ink-3/60',
            )}
          >
            <Star size={15} strokeWidth={1.75} fill={row.starred ? 'currentColor' : 'none'} />
          </span>
        </div>
      </div>
    </>
  );
}
