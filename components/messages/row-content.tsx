'use client';

import clsx from 'clsx';
import { Check, Forward, Paperclip, Reply, Star } from 'lucide-react';
import { useContext } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { formatFullDate, formatRowDate, useTranslations } from '@/lib/i18n';
import type { MessageRow } from '@/lib/mail/types';
import { membersOf } from '@/lib/query';
import { RowFolder } from './row-folder';
import type { MessageRowViewProps } from './message-row';
import { peopleOf } from './row-text';

type RowContentProps = MessageRowViewProps & { readonly row: MessageRow; readonly region: string };

/** What stands in a row, by density. */
export function RowContent(props: RowContentProps) {
  const { density } = props;
  if (density === 'compact') {
    return (
      <>
        <Face {...props} size={24} />
        {/* One line; where that is narrower than a phone held upright, two that are close enough for the same height. */}
        <div
          role="gridcell"
          className="flex min-w-0 flex-1 items-center gap-x-2 @max-[22rem]/row:flex-wrap @max-[22rem]/row:content-center @max-[22rem]/row:leading-[1.2]"
        >
          <People {...props} className="w-[34%] @max-[22rem]/row:w-auto @max-[22rem]/row:flex-1" />
          <div className="contents @max-[22rem]/row:order-1 @max-[22rem]/row:flex @max-[22rem]/row:min-w-0 @max-[22rem]/row:basis-full @max-[22rem]/row:items-center @max-[22rem]/row:gap-1.5">
            <Marks row={props.row} />
            <Subject row={props.row} oneLine />
            <FolderChip row={props.row} oneLine />
            <Clip row={props.row} />
            <StarMark {...props} oneLine />
          </div>
          <RowDate {...props} />
        </div>
      </>
    );
  }
  return (
    <>
      <Face {...props} size={density === 'relaxed' ? 40 : 32} />
      <div
        role="gridcell"
        className={clsx('min-w-0 flex-1 leading-[1.35]', density === 'relaxed' && 'space-y-1')}
      >
        <div className="flex items-baseline gap-2">
          <People {...props} className="flex-1" />
          <RowDate {...props} />
        </div>
        <div className="flex items-center gap-1.5">
          <Marks row={props.row} />
          <Subject row={props.row} />
          <FolderChip row={props.row} />
          <Clip row={props.row} />
          <StarMark {...props} />
        </div>
      </div>
    </>
  );
}

/** The avatar, and in its place a checkbox while the row is pointed at, has the focus, or messages are selected. */
function Face({
  row,
  position,
  outgoing,
  selected,
  selecting,
  gestures,
  size,
}: RowContentProps & { readonly size: number }) {
  const t = useTranslations();
  const face = (outgoing ? row.to : row.from)[0];
  return (
    <div role="gridcell" className="relative me-3 shrink-0">
      <span
        className={clsx(
          selecting
            ? 'invisible'
            : 'group-hover/row:invisible group-focus/row:invisible pointer-coarse:visible!',
        )}
      >
        <Avatar name={face?.name ?? ''} address={face?.address ?? ''} size={size} />
      </span>
      {!row.seen && (
        <span className="absolute -start-3 top-1/2 size-1.5 -translate-y-1/2 rounded-full bg-accent" />
      )}
      <span
        role="checkbox"
        aria-checked={selected}
        aria-label={t('triage.selectRow')}
        tabIndex={-1}
        data-slot="row-check"
        onClick={(event) => {
          event.stopPropagation();
          if (event.shiftKey) gestures.onExtend(position);
          else gestures.onToggle(row, position);
        }}
        className="absolute top-1/2 left-1/2 flex size-8 -translate-1/2 items-center justify-center pointer-coarse:size-11"
      >
        <span
          className={clsx(
            'size-4.5 items-center justify-center rounded border',
            selected
              ? 'flex border-accent bg-accent text-on-accent'
              : 'border-line-strong bg-raised text-transparent',
            selecting ? 'flex' : 'hidden group-hover/row:flex group-focus/row:flex pointer-coarse:hidden!',
          )}
        >
          {selecting && <Check size={14} strokeWidth={2.5} aria-hidden />}
        </span>
      </span>
    </div>
  );
}

function People({ row, outgoing, self, className }: RowContentProps & { readonly className: string }) {
  const t = useTranslations('list');
  const tConversation = useTranslations('conversation');
  const you = self === undefined ? null : { address: self, word: tConversation('you') };
  const people = peopleOf(row, outgoing, t, you);
  const count = membersOf(row).length;
  const name = (
    <span
      className={clsx(
        'min-w-0 truncate',
        row.deleted ? 'text-ink-3 line-through' : 'text-ink',
        !row.seen && 'font-semibold',
        count === 1 && className,
      )}
      title={people}
    >
      <bdi>{people}</bdi>
    </span>
  );
  if (count === 1) return name;
  return (
    <span className={clsx('flex min-w-0 items-baseline gap-1.5', className)}>
      {name}
      <span
        data-slot="conversation-count"
        className={clsx('shrink-0 text-xs tabular-nums', row.seen ? 'text-ink-3' : 'font-medium text-ink-2')}
      >
        {count}
      </span>
    </span>
  );
}

function RowDate({ row, region, now }: RowContentProps) {
  return (
    <time
      dateTime={new Date(row.date).toISOString()}
      title={formatFullDate(region, row.date)}
      className={clsx('shrink-0 text-xs tabular-nums', row.seen ? 'text-ink-3' : 'font-medium text-ink-2')}
    >
      {formatRowDate(region, row.date, now)}
    </time>
  );
}

function Marks({ row }: { readonly row: MessageRow }) {
  return (
    <>
      {row.answered && <Reply size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />}
      {row.forwarded && <Forward size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />}
    </>
  );
}

/** All on one line: where there is too little room, person, subject and folder give way alike, and the date stays whole. */
interface OnLine {
  readonly row: MessageRow;
  readonly oneLine?: boolean;
}

function Subject({ row, oneLine = false }: OnLine) {
  const t = useTranslations('list');
  return (
    <span
      title={row.subject}
      className={clsx(
        'min-w-0 flex-1 truncate text-start text-note',
        oneLine && 'basis-16',
        row.deleted ? 'text-ink-3 line-through' : row.seen ? 'text-ink-2' : 'text-ink',
        !row.seen && 'font-medium',
        row.subject === '' && 'text-ink-3 italic',
      )}
    >
      <bdi>{row.subject === '' ? t('noSubject') : row.subject}</bdi>
    </span>
  );
}

/** Which folder the message lies in, where the list holds those of many. */
function FolderChip({ row, oneLine = false }: OnLine) {
  const folder = useContext(RowFolder)(row.uid);
  if (folder === null) return null;
  return (
    <span
      title={folder}
      data-slot="row-folder"
      className={clsx(
        'max-w-28 truncate rounded-sm border @max-[22rem]/row:max-w-20 border-line px-1.5 text-xs leading-4.5 text-ink-2',
        oneLine ? 'min-w-6 max-sm:max-w-20 @max-[22rem]/row:shrink-0 @max-[22rem]/row:leading-4' : 'shrink-0',
      )}
    >
      <bdi>{folder}</bdi>
    </span>
  );
}

function Clip({ row }: { readonly row: MessageRow }) {
  if (!row.hasAttachment) return null;
  return <Paperclip size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />;
}

function StarMark({ row, gestures, oneLine = false }: RowContentProps & { readonly oneLine?: boolean }) {
  return (
    <span
      aria-hidden
      data-slot="row-star"
      onClick={(event) => {
        event.stopPropagation();
        gestures.onStar(row);
      }}
      className={clsx(
        'inline-flex size-6 shrink-0 items-center justify-center rounded pointer-coarse:-m-2.5 pointer-coarse:size-11',
        oneLine && '@max-[22rem]/row:-my-1 pointer-coarse:@max-[22rem]/row:-my-3.5',
        row.starred
          ? 'text-star'
          : 'text-ink-3/0 group-hover/row:text-ink-3 group-focus/row:text-ink-3 pointer-coarse:text-ink-3/60',
      )}
    >
      <Star size={15} strokeWidth={1.75} fill={row.starred ? 'currentColor' : 'none'} />
    </span>
  );
}
