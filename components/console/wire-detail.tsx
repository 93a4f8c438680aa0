'use client';

import type { ReactNode } from 'react';
import type { WireLine } from '@/lib/engine/port';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { explain, type Explanation } from './explain';
import { tokensOf } from './tokens';
import { TOKEN } from './wire-row';
import type { ConnectionChoice } from './connection-choice';

interface WireDetailProps {
  readonly id: string;
  readonly line: WireLine | undefined;
  readonly connection: ConnectionChoice | undefined;
}

/** The active line in plain words: what it means and where that is written, then the line whole. */
export function WireDetail({ id, line, connection }: WireDetailProps) {
  const t = useTranslations('wire');
  const { locale } = useLocaleChoice();
  if (line === undefined) {
    return (
      <Frame>
        <p id={id} className="text-ink-2">
          {t('choose')}
        </p>
        <p className="mt-1 text-ink-3">{t('secretsHint')}</p>
      </Frame>
    );
  }
  const facts = [
    connection?.name,
    t('octets', { count: line.octets }),
    line.ms === null ? null : t('took', { time: t('ms', { ms: formatNumber(locale, line.ms) }) }),
    line.cut ? t('cut') : null,
  ].filter((fact) => fact !== null && fact !== undefined);
  return (
    <Frame>
      <div id={id}>
        {explain(line).map((one) => (
          <Sentence key={one.key} of={one} />
        ))}
      </div>
      <p
        dir="ltr"
        className="mt-2 rounded-control bg-sunken px-2 py-1.5 font-mono text-[0.75rem] leading-[1.55] wrap-anywhere text-ink"
      >
        {tokensOf(line).map(({ kind, text }, at) => (
          <span key={at} className={kind === 'plain' ? undefined : TOKEN[kind]}>
            {text}
          </span>
        ))}
        {line.cut && <span className="text-ink-3">…</span>}
      </p>
      <p className="mt-1.5 text-fine text-ink-3 tabular-nums">{facts.join(' · ')}</p>
      {connection !== undefined && <p className="text-fine text-ink-3">{connection.hint}</p>}
    </Frame>
  );
}

function Sentence({ of: { key, values, reference } }: { readonly of: Explanation }) {
  const t = useTranslations('wire');
  return (
    <p className="mb-0.5 text-note leading-normal text-ink">
      {t(`explain.${key}`, { ...values, command: values['command'] ?? '', code: values['code'] ?? '' })}{' '}
      {reference !== null && (
        <a
          href={`https://www.rfc-editor.org/rfc/rfc${reference.rfc}#section-${reference.section}`}
          target="_blank"
          rel="noreferrer noopener"
          className="text-fine whitespace-nowrap text-accent hover:underline"
        >
          {t('rfc', { number: String(reference.rfc), section: reference.section })}
        </a>
      )}
    </p>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <div
      data-slot="wire-detail"
      className="max-h-[38%] shrink-0 overflow-y-auto border-t border-line bg-sheet px-3 py-2 text-note @4xl:max-h-none @4xl:w-88 @4xl:border-s @4xl:border-t-0 @4xl:px-4 @4xl:py-3"
    >
      {children}
    </div>
  );
}
