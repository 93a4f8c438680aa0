'use client';

import clsx from 'clsx';
import { Button } from '@/components/ui/button';
import { ErrorText } from '@/components/ui/error-text';
import { Notice } from '@/components/ui/notice';
import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';

/** How far the formatting of a large message is. */
export type LargeState =
  | { readonly kind: 'plain' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly error: AppError }
  | { readonly kind: 'formatted' };

/** Over a message too large to be formatted unasked: the offer, that it is worked on, or why it came to nothing. */
export function LargeNotice({
  state,
  onFormat,
}: {
  readonly state: LargeState;
  readonly onFormat: () => void;
}) {
  const t = useTranslations();
  return (
    <div data-slot="large-notice" className={clsx('print:hidden', state.kind !== 'formatted' && 'mt-4')}>
      <p role="status" className="sr-only">
        {state.kind === 'working' ? t('largeMail.working') : ''}
      </p>
      {state.kind === 'plain' && (
        <Notice action={<Button onClick={onFormat}>{t('reader.showFormatted')}</Button>}>
          {t('reader.tooLarge')} <span className="text-ink-3">{t('reader.showFormattedHint')}</span>
        </Notice>
      )}
      {state.kind === 'working' && (
        <Notice>
          <span aria-hidden>{t('largeMail.working')}</span>
          <progress aria-label={t('largeMail.working')} className="progress mt-2 mb-1" />
        </Notice>
      )}
      {state.kind === 'failed' && (
        <Notice
          tone="danger"
          role="alert"
          action={<Button onClick={onFormat}>{t('faults.next.retry')}</Button>}
        >
          {t('largeMail.failed')} <ErrorText error={state.error} />
        </Notice>
      )}
    </div>
  );
}
