'use client';

import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';

/**
 * What the server said, marked as its words: plain text of bounded length, whose direction cannot leave the quotation. Of
 * elements that may stand inside a paragraph.
 */
export function ServerWords({ error }: { readonly error: AppError }) {
  const t = useTranslations('faults');
  if (error.serverText === undefined || error.serverText === '') return null;
  return (
    <span data-slot="server-words" className="mt-2 block border-s-2 border-line-strong ps-3">
      <span className="block text-fine">{t('serverSays')}</span>
      <q className="block font-mono text-[0.78125rem] leading-relaxed wrap-anywhere before:content-none after:content-none">
        <bdi>{error.serverText}</bdi>
      </q>
    </span>
  );
}
