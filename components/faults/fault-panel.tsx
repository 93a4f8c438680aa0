'use client';

import clsx from 'clsx';
import { CircleAlert, Info, RefreshCw, ShieldCheck } from 'lucide-react';
import { FaultSteps, ShowWire, type FaultActs } from '@/components/faults/fault-steps';
import { useFaultWords } from '@/components/faults/fault-words';
import { ServerWords } from '@/components/faults/server-words';
import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';
import { FAULTS } from '@/lib/query';

interface FaultPanelProps {
  readonly error: AppError;
  /** What the place can do about it. */
  readonly acts?: FaultActs;
  /** Stands beside a form, whose button is the one to press. */
  readonly calm?: boolean;
  /** False where the protocol drawer would open out of reach, behind a dialog. */
  readonly wire?: boolean;
  readonly role?: 'alert' | 'note';
  /** Changes that wait until it passes; null: none can. */
  readonly waiting?: number | null;
}

/** What went wrong, what is safe, and what to do next: a calm card in the place of what could not be shown. */
export function FaultPanel({
  error,
  acts = {},
  calm = false,
  wire = true,
  role = 'alert',
  waiting = null,
}: FaultPanelProps) {
  const t = useTranslations('faults');
  const words = useFaultWords()(error, waiting);
  return (
    <section
      data-slot="fault"
      data-fault={error.code}
      className="grid animate-[appear_180ms_ease-out] grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-card border border-line bg-raised px-4 pt-3.5 pb-2.5 text-start"
    >
      <FaultIcon error={error} className="mt-0.5" />
      <div className="min-w-0">
        <div role={role}>
          <p className="text-lead leading-snug font-medium text-ink wrap-anywhere">{words.sentence}</p>
          <p data-slot="fault-safe" className="mt-1.5 flex items-start gap-1.5 text-note text-ink-2">
            <ShieldCheck
              size={15}
              strokeWidth={1.75}
              aria-hidden
              className="mt-[0.15625rem] shrink-0 text-success"
            />
            {words.safe}
          </p>
          {words.advice !== null && <p className="mt-1.5 text-note text-ink-2">{words.advice}</p>}
          <ServerWords error={error} />
        </div>
        {words.hint !== null && (
          <p className="mt-2.5 text-note text-ink-3 wrap-anywhere">
            <span className="font-medium">{t('hintFor')}</span> {words.hint}
          </p>
        )}
        <div className="mt-3 flex flex-wrap items-center gap-2 empty:hidden">
          <FaultSteps error={error} acts={acts} calm={calm} />
        </div>
        <div className="mt-2.5 flex min-h-6 items-center justify-between gap-3 text-ink-2">
          {wire && <ShowWire error={error} />}
          <FaultCode error={error} className="ms-auto" />
        </div>
      </div>
    </section>
  );
}

/** Red only where something is broken that trying again by itself would not help; a closed tab ended as it should. */
export function FaultIcon({ error, className }: { readonly error: AppError; readonly className?: string }) {
  const passes = FAULTS[error.code].passes;
  const asItShould = error.code === 'tab-reopened' || error.code === 'device-expired';
  const Icon = asItShould ? Info : passes ? RefreshCw : CircleAlert;
  return (
    <Icon
      size={18}
      strokeWidth={1.75}
      aria-hidden
      className={clsx('shrink-0', passes || asItShould ? 'text-ink-3' : 'text-danger', className)}
    />
  );
}

/** The stable name, for searching the documentation and for telling others. */
export function FaultCode({ error, className }: { readonly error: AppError; readonly className?: string }) {
  const t = useTranslations('faults');
  return (
    <code data-slot="fault-code" className={clsx('font-mono text-fine text-ink-3', className)}>
      <span className="sr-only">{t('code')} </span>
      {error.code}
    </code>
  );
}
