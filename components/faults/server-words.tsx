'use client';

import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';

/** What the server said, marked as its words: plain text of bounded length, whose direction cannot leave the quotation. */
export function ServerWords({ error }: { readonly error: AppError }) {
  const t = useTranslations('faults');
  if (error.serverText === undefined || error.serverText === '') return null;
  return (
    <figure data-slot="server-words" className="mt-2 border-s-2 border-line-strong ps-3">
      <figcaption className="text-[11.5px] opacity-80">{t('serverSays')}</figcaption>
      <blockquote className="max-h-28 overflow-y-auto font-mono text-[12.5px] leading-relaxed wrap-anywhere">
        <bdi>{error.serverText}</bdi>
      </blockquote>
    </figure>
  );
}
