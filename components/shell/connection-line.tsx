'use client';

import clsx from 'clsx';
import { useEffect, useState, type MouseEvent } from 'react';
import { useWireDock, WIRE_KEY } from '@/components/console/wire-dock';
import { useFaultWords } from '@/components/faults/fault-words';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, AppError, ConnectionStatus } from '@/lib/mail/types';
import { useConnection, useEngine } from '@/lib/query';

/** A dot, one word, the round trip: always the state of this moment. A press shows what goes over the connection. */
export function ConnectionLine({
  account,
  label,
}: {
  readonly account: AccountId;
  /** Whose connection it is, where that has to be said. */
  readonly label: string | null;
}) {
  const t = useTranslations('connection');
  const engine = useEngine();
  const status = useConnection(account);
  const { word, hint } = useConnectionWords(status);
  const queued = 'queued' in status ? status.queued : 0;
  // Nothing counts down beside it: one line says all.
  const isOffline = status.kind === 'offline';
  const dock = useWireDock();
  const onShow = (event: MouseEvent) => {
    // On a narrow screen the line stands in a drawer of its own, which would cover what it opens.
    event.currentTarget.closest('dialog')?.close();
    dock?.toggle();
  };
  return (
    <div
      data-slot="connection-line"
      className="flex min-h-10 shrink-0 flex-col items-start justify-center border-t border-line px-4 py-1.5 text-note text-ink-2"
    >
      <button
        type="button"
        onClick={onShow}
        aria-expanded={dock?.open ?? false}
        aria-keyshortcuts={WIRE_KEY}
        title={`${status.kind === 'live' ? `${t('liveHint')} ` : status.kind === 'checked' ? `${t('checkedHint')} ` : ''}${t('showWire')} (${WIRE_KEY.toUpperCase()})`}
        className="-mx-1.5 flex min-h-7 max-w-[calc(100%+0.75rem)] min-w-0 items-center gap-2 rounded-control px-1.5 hover:bg-hover hover:text-ink pointer-coarse:min-h-11"
      >
        <span className={clsx('size-2 shrink-0 rounded-full', CONNECTION_DOTS[status.kind])} />
        <span data-slot="connection-word" className={isOffline ? 'py-0.5 text-start' : 'truncate'}>
          {isOffline && queued > 0 ? `${word} · ${t('queued', { count: queued })}` : word}
        </span>
        {hint !== null && <span className="shrink-0 text-ink-3 tabular-nums">{hint}</span>}
        <span className="sr-only">{t(dock?.open === true ? 'hideWire' : 'showWire')}</span>
      </button>
      {status.kind === 'reconnecting' && (
        <button
          type="button"
          onClick={() => engine.reconnect(account)}
          // A line of its own: beside a sentence that counts down it would jump below it and back.
          className="ms-2.5 min-h-6 rounded-control px-1.5 text-accent hover:bg-hover hover:underline pointer-coarse:min-h-11"
        >
          {t('retry')}
        </button>
      )}
      {label !== null && (
        <span className="max-w-full truncate ps-4 text-fine text-ink-3" title={label}>
          <bdi>{label}</bdi>
        </span>
      )}
      {status.kind === 'checked' && status.because !== null && <Shortage because={status.because} />}
      {queued > 0 && !isOffline && (
        <span className="ps-4 text-fine text-ink-3">{t('queued', { count: queued })}</span>
      )}
    </div>
  );
}

/** Fewer connections than folders in tabs, and somebody's decision: the whole sentence, and the server's words, for who points at it. */
function Shortage({ because }: { readonly because: AppError }) {
  const t = useTranslations('connection');
  const { sentence } = useFaultWords()(because);
  const words = because.serverText === undefined ? sentence : `${sentence} ${because.serverText}`;
  return (
    <span data-slot="connection-shortage" className="ps-4 text-fine text-ink-3" title={words}>
      {t('fewer')}
    </span>
  );
}

/** Colour and shape of each state. */
export const CONNECTION_DOTS: Readonly<Record<ConnectionStatus['kind'], string>> = {
  connecting: 'bg-ink-3',
  live: 'bg-success',
  checked: 'border-2 border-success bg-paper',
  reconnecting: 'bg-star',
  offline: 'border-2 border-ink-3 bg-paper',
  'signed-out': 'border-2 border-danger bg-paper',
};

/** The word of a state. While a try is ahead it counts down, one update a second and only then. */
export function useConnectionWords(status: ConnectionStatus): {
  readonly word: string;
  readonly hint: string | null;
} {
  const t = useTranslations('connection');
  const now = useSeconds(status.kind === 'reconnecting');
  switch (status.kind) {
    case 'connecting':
      return { word: t('connecting'), hint: null };
    case 'live':
      return {
        word: t('live'),
        hint:
          status.roundTripMs === null
            ? null
            : t('roundTrip', { ms: Math.max(1, Math.round(status.roundTripMs)) }),
      };
    case 'checked':
      return { word: checkedEvery(t, status.everyMs), hint: null };
    case 'reconnecting': {
      const seconds = Math.ceil((status.at - now) / 1000);
      return { word: seconds > 0 ? t('reconnecting', { seconds }) : t('reconnectingNow'), hint: null };
    }
    case 'offline':
      return { word: t('offline'), hint: null };
    case 'signed-out':
      return { word: t('signedOut'), hint: null };
    default:
      return status satisfies never;
  }
}

function checkedEvery(t: ReturnType<typeof useTranslations<'connection'>>, everyMs: number): string {
  const seconds = Math.round(everyMs / 1000);
  return seconds < 60
    ? t('checkedSeconds', { count: seconds })
    : t('checkedMinutes', { count: Math.round(seconds / 60) });
}

function useSeconds(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
