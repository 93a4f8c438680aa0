'use client';

import clsx from 'clsx';
import { memo } from 'react';
import { formatNumber, formatPercent, formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useQuota, type Quota } from '@/lib/query';

/** From here on the bar warns, then alarms. */
const WARN = 0.8;
const FULL = 0.95;

/** How full the account is, where the server bounds it. */
export const QuotaBar = memo(function QuotaBar({ account }: { readonly account: AccountId }) {
  const t = useTranslations('folders');
  const { region } = useLocaleChoice();
  const quota = useQuota(account);
  if (quota === null) return null;
  const share = Math.min(1, quota.used / quota.limit);
  const text = t(share >= FULL ? 'quotaFull' : 'quota', {
    used: amount(region, quota.unit, quota.used),
    limit: amount(region, quota.unit, quota.limit),
    percent: formatPercent(region, share),
  });
  return (
    <div className="shrink-0 px-4 pt-1 pb-2.5" data-slot="quota">
      <div
        role="meter"
        aria-label={t('quotaLabel')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div
          style={{ width: `${share * 100}%` }}
          className={clsx(
            'h-full min-w-0.5 rounded-full',
            share >= FULL ? 'bg-danger' : share >= WARN ? 'bg-star' : 'bg-accent',
          )}
        />
      </div>
      <p
        aria-hidden
        className={clsx('mt-1.5 text-fine', share >= FULL ? 'font-medium text-danger' : 'text-ink-3')}
      >
        {text}
      </p>
    </div>
  );
});

function amount(region: string, unit: Quota['unit'], value: number): string {
  return unit === 'bytes' ? formatSize(region, value) : formatNumber(region, value);
}
