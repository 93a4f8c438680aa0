'use client';

import { formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';
import { FAULTS, isAdvice, type FaultStep } from '@/lib/query';

export interface FaultWords {
  readonly sentence: string;
  /** What need not be worried about. */
  readonly safe: string;
  /** A word to whoever runs the server; null where there is none for this fault. */
  readonly hint: string | null;
  /** The next step where it is something to say, not to press. */
  readonly advice: string | null;
  readonly step: (step: FaultStep) => string;
}

/** The words of a fault. `waiting`: changes that wait for the connection; null where none can. */
export function useFaultWords(): (error: AppError, waiting?: number | null) => FaultWords {
  const t = useTranslations();
  const { region } = useLocaleChoice();
  const safety = (error: AppError, waiting: number | null): string => {
    const kept = error.values?.['kept'];
    if (typeof kept === 'number') return t('faults.kept', { count: kept });
    // Whoever is asked for the password again may never come back: nothing is promised then.
    return waiting === null || error.code === 'wrong-password'
      ? t(`faults.safe.${FAULTS[error.code].safe}`)
      : t('faults.waiting', { count: waiting });
  };
  return (error, waiting = null) => {
    const { code } = error;
    const { next } = FAULTS[code];
    const said = next.find(isAdvice);
    return {
      sentence: t(`errors.${code}`, {
        delimiter: '',
        done: 0,
        total: 0,
        count: 0,
        max: 0,
        name: '',
        offered: '',
        ...error.values,
        limit: sizeOf(error, region),
      }),
      safe: safety(error, waiting),
      hint: hasHint(code) ? t(`faults.hint.${code}`) : null,
      advice: said === undefined ? null : t(`faults.next.${said}`),
      step: (step) => t(`faults.next.${step}`, { address: addressOf(error) ?? '' }),
    };
  };
}

/** A limit is a size, in octets; what is no number says it in words. */
export function sizeOf({ values }: AppError, region: string): string {
  const limit = values?.['limit'] ?? 0;
  return typeof limit === 'number' ? formatSize(region, limit) : limit;
}

/**
 * Where this page may be opened instead: the first address the bridge named. It comes from the network, so only a plain
 * http or https origin counts.
 */
export function addressOf({ values }: AppError): string | null {
  const first = String(values?.['allowed'] ?? '').split(', ', 1)[0] ?? '';
  if (!/^https?:\/\//.test(first) || !URL.canParse(first)) return null;
  const { origin } = new URL(first);
  return origin === first ? origin : null;
}

const HINTS = [
  'login-disabled',
  'no-mechanism',
  'too-many-connections',
  'mailbox-crashes',
  'bridge-origin',
  'bridge-rate',
  'target-refused',
  'dns-failed',
  'connect-failed',
  'connect-timeout',
  'tls-failed',
  'tls-expired',
  'tls-name',
  'tls-self-signed',
  'tls-untrusted',
  'tls-pin',
  'tls-version',
  'starttls-refused',
] as const satisfies readonly AppError['code'][];

const hasHint = (code: AppError['code']): code is (typeof HINTS)[number] =>
  (HINTS as readonly string[]).includes(code);
