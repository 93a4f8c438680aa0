'use client';

import { LoaderCircle } from 'lucide-react';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useConnection, type EverywhereState } from '@/lib/query';

interface EverywhereLineProps {
  readonly account: AccountId;
  readonly state: EverywhereState | null;
  readonly found: number;
  /** How many of them the list can show. */
  readonly shown: number;
  /** Folders by name for people. */
  readonly titleOf: (mailbox: string) => string;
  readonly onStop: () => void;
  readonly onAgain: () => void;
}

/** How far a search in all folders is; said politely. */
export function EverywhereLine({
  account,
  state: told,
  found,
  shown,
  titleOf,
  onStop,
  onAgain,
}: EverywhereLineProps) {
  const t = useTranslations('everywhere');
  const words = useTranslations('search');
  const { region } = useLocaleChoice();
  const { kind } = useConnection(account);
  // There is nobody to ask just now, whatever is waited for.
  const isAway = kind === 'offline' || kind === 'reconnecting';
  const state: EverywhereState | null =
    told?.kind === 'asking' && isAway ? { ...told, kind: 'partly', why: 'offline' } : told;
  if (state === null) return <div role="status" data-slot="view-line" />;
  const number = (value: number): string => formatNumber(region, value);
  const isWhole = state.kind === 'whole';
  const more = found > shown;
  const failed = isWhole && state.failed.length > 0;
  return (
    <div role="status" className="px-4 text-xs text-ink-3 tabular-nums" data-slot="view-line">
      <p className={isWhole && !more && !failed ? 'sr-only' : 'flex items-start gap-1.5 pb-2'}>
        {state.kind === 'asking' && (
          <LoaderCircle size={14} aria-hidden className="mt-px shrink-0 motion-safe:animate-spin" />
        )}
        <span className="min-w-0 flex-1">{sentence()}</span>
        {state.kind === 'asking' && <LineButton onClick={onStop}>{t('stop')}</LineButton>}
        {state.kind === 'partly' && state.why === 'stopped' && (
          <LineButton onClick={onAgain}>{t('goOn')}</LineButton>
        )}
        {(state.kind === 'failed' || failed) && <LineButton onClick={onAgain}>{words('again')}</LineButton>}
      </p>
    </div>
  );

  function sentence(): string {
    if (state === null) return '';
    switch (state.kind) {
      case 'asking':
        return t('asking', { found, ...numbersOf(state) });
      case 'partly':
        return state.why === 'offline'
          ? t('offline', { found, ...numbersOf(state) })
          : t('stopped', { found, done: number(state.done), folders: state.folders });
      case 'whole': {
        const sentences = [words('found', { count: found })];
        if (failed)
          sentences.push(
            t('failed', { count: state.failed.length, names: state.failed.map(titleOf).join(', ') }),
          );
        if (more) sentences.push(t('newest', { most: number(shown) }));
        return sentences.length === 1 ? (sentences[0] ?? '') : sentences.join('. ').replaceAll('..', '.');
      }
      case 'failed':
        return words('failed');
    }
  }

  function numbersOf(progress: Extract<EverywhereState, { kind: 'asking' | 'partly' }>) {
    const { done, folders, here, of, texts } = progress;
    return {
      done: number(done),
      folders: number(folders),
      here: number(here),
      of: number(of),
      texts: texts === undefined ? 'none' : number(texts),
    };
  }
}

function LineButton({ onClick, children }: { readonly onClick: () => void; readonly children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="shrink-0 font-semibold text-accent hover:underline pointer-coarse:-my-3 pointer-coarse:min-h-11 pointer-coarse:min-w-11"
    >
      {children}
    </button>
  );
}
