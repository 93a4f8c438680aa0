'use client';

import clsx from 'clsx';
import { memo, type MouseEvent } from 'react';
import { formatNumber, useTranslations } from '@/lib/i18n';
import type { WireLine } from '@/lib/engine/port';
import { tokensOf, type TokenKind } from './tokens';
import { formatWireTime } from './wire-time';

interface WireRowProps {
  readonly line: WireLine;
  readonly index: number;
  readonly count: number;
  readonly y: number;
  readonly height: number;
  readonly locale: string;
  /** Several connections are on screen, so each line says which. */
  readonly showConnection: boolean;
  readonly active: boolean;
  readonly selected: boolean;
  /** Belongs to the command under the pointer or the focus. */
  readonly paired: boolean;
  readonly describedBy: string | undefined;
  readonly onSelect: (id: number, extend: boolean) => void;
  readonly onHover: (id: number | null) => void;
}

/** One line: when, on which connection, who, what, and how long it took. Memoised: lists of these change with every line. */
export const WireRow = memo(function WireRow(props: WireRowProps) {
  const { line, active, selected, paired, onSelect, onHover } = props;
  const t = useTranslations('wire');
  const speaker = line.direction === 'C' ? 'client' : line.direction === 'S' ? 'server' : 'note';
  return (
    <div
      role="option"
      id={`wire-${line.id}`}
      aria-posinset={props.index + 1}
      aria-setsize={props.count}
      aria-selected={selected}
      aria-describedby={active ? props.describedBy : undefined}
      tabIndex={active ? 0 : -1}
      data-slot="wire-line"
      data-id={line.id}
      data-direction={line.direction}
      data-paired={paired || undefined}
      onMouseDown={(event: MouseEvent) => {
        // A range of lines, not of letters.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => onSelect(line.id, event.shiftKey)}
      onFocus={() => {
        if (!selected) onSelect(line.id, false);
      }}
      onPointerEnter={() => onHover(line.id)}
      style={{ height: props.height, transform: `translateY(${props.y}px)` }}
      className={clsx(
        'absolute inset-x-0 top-0 flex items-center gap-2.5 border-s-2 ps-2.5 pe-3 outline-offset-[-2px] @3xl:gap-3.5 @3xl:ps-3.5 @3xl:pe-4',
        paired || active ? 'border-accent' : 'border-transparent',
        selected ? SELECTED : paired ? 'bg-hover' : 'hover:bg-hover',
      )}
    >
      <span aria-hidden className="hidden shrink-0 text-fine text-ink-3 tabular-nums @2xl:inline">
        {formatWireTime(props.locale, line.at)}
      </span>
      {props.showConnection && (
        <span
          aria-hidden
          className="hidden w-5 shrink-0 text-end text-fine text-ink-3 tabular-nums @md:inline"
        >
          {line.connection}
        </span>
      )}
      <span aria-hidden className={clsx('w-2 shrink-0 font-semibold select-none', DIRECTION[line.direction])}>
        {line.direction === '*' ? '·' : line.direction}
      </span>
      <span className="sr-only">{`${t(speaker)}: `}</span>
      <span
        // The protocol is written from left to right in every language.
        dir="ltr"
        title={line.text.length > LONG ? line.text : undefined}
        className={clsx('min-w-0 flex-1 truncate', DIRECTION[line.direction])}
      >
        {tokensOf(line).map(({ kind, text }, at) =>
          kind === 'plain' ? (
            text
          ) : (
            <span key={at} className={TOKEN[kind]}>
              {text}
            </span>
          ),
        )}
        {line.cut && <span className="text-ink-3">…</span>}
      </span>
      {line.ms !== null && (
        <span
          data-slot="wire-ms"
          className={clsx(
            'shrink-0 text-end text-fine tabular-nums',
            line.ms >= SLOW_MS && !isIdle(line) ? 'font-semibold text-ink' : 'text-ink-3',
          )}
        >
          {line.ms < 1000
            ? t('ms', { ms: line.ms })
            : t('seconds', { seconds: formatNumber(props.locale, Math.round(line.ms / 100) / 10) })}
        </span>
      )}
    </div>
  );
});

/** IDLE lasts as long as nothing happens: its time is no wait. */
const isIdle = ({ head }: WireLine): boolean => head.kind === 'tagged' && head.name === 'IDLE';

/** The accent over the sheet, as in the list of messages: over the sunken ground the quiet colours would fade. */
const SELECTED = 'bg-sheet bg-[image:linear-gradient(var(--selected),var(--selected))]';

const DIRECTION: Readonly<Record<WireLine['direction'], string>> = {
  C: 'text-accent',
  S: 'text-ink',
  '*': 'text-ink-3',
};

export const TOKEN: Readonly<Record<Exclude<TokenKind, 'plain'>, string>> = {
  tag: 'text-ink-3',
  name: 'font-semibold',
  ok: 'font-semibold text-success',
  refused: 'font-semibold text-danger',
  code: 'text-wire-code',
  string: 'text-wire-string',
  number: 'text-wire-number',
  flag: 'text-wire-flag',
  folded: 'text-ink-3 italic',
};

/** Shorter lines are whole on any screen the title would help on. */
const LONG = 40;
/** From here on a wait is felt. */
const SLOW_MS = 1000;
