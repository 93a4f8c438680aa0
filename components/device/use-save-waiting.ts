'use client';

import { useState } from 'react';
import { saveBytes } from '@/components/reader/save-bytes';
import { useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { fileNameOf, useEngine } from '@/lib/query';

/** Saves what waits of an account as a file of the person's own; `said` tells how it went. */
export function useSaveWaiting(account: AccountId): { readonly run: () => void; readonly said: string } {
  const t = useTranslations('device');
  const engine = useEngine();
  const [said, setSaid] = useState('');
  const run = () => {
    engine.device.waitingAsText(account).then(
      (result) => {
        if (!result.ok) return setSaid(t('exportFailed'));
        const { text, count } = result.value;
        if (count > 0) saveBytes(new TextEncoder().encode(text), fileNameOf(t('exportName'), 'json'));
        return setSaid(t('exported', { count }));
      },
      () => setSaid(t('exportFailed')),
    );
  };
  return { run, said };
}
