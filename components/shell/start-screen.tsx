'use client';

import { FaultPanel } from '@/components/faults/fault-panel';
import { Logo } from '@/components/ui/logo';
import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';

/** The moment before the engine answers, or the reason why it did not. */
export function StartScreen({ error }: { readonly error: AppError | null }) {
  const t = useTranslations('app');
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 px-4">
      <h1 className="sr-only">{t('name')}</h1>
      <Logo size={36} />
      {error === null ? (
        <p role="status" className="animate-[appear_200ms_ease-out_400ms_both] text-note text-ink-3">
          {t('starting')}
        </p>
      ) : (
        <div className="w-full max-w-md">
          <FaultPanel error={error} />
        </div>
      )}
    </main>
  );
}
