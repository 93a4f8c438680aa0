'use client';

import type { AppError } from '@/lib/mail/types';
import { useTranslations } from '@/lib/i18n';

/** The sentence of an error code, and what the server said beside it as plain text. */
export function ErrorText({ error }: { readonly error: AppError }) {
  const t = useTranslations('errors');
  return (
    <>
      <span>{t(error.code, { expected: '', seconds: 60, ...error.values })}</span>
      {error.serverText !== undefined && error.serverText !== '' && (
        <span className="mt-1 block text-ink-3">
          <bdi>{t('serverSays', { text: error.serverText })}</bdi>
        </span>
      )}
    </>
  );
}
