'use client';

import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { basePath } from '@/components/base-path';
import { copyText } from '@/components/console/copy-text';
import { useWireDock } from '@/components/console/wire-dock';
import { addressOf, useFaultWords } from '@/components/faults/fault-words';
import { faultReport } from '@/components/faults/report';
import { Button } from '@/components/ui/button';
import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';
import { FAULTS, type FaultAdvice, type FaultStep } from '@/lib/query';

/** What the place can do about it. The others are done here. */
export type FaultActs = Partial<
  Readonly<Record<Extract<FaultStep, 'retry' | 'password' | 'other-folder' | 'back' | 'export'>, () => void>>
>;

interface FaultStepsProps {
  readonly error: AppError;
  readonly acts: FaultActs;
  /** No step stands out: another button of the screen does already. */
  readonly calm?: boolean;
}

/** The next steps of a fault as buttons and links, the likeliest first. */
export function FaultSteps({ error, acts, calm }: FaultStepsProps) {
  return FAULTS[error.code].next
    .filter((step) => isThere(step, error, acts))
    .map((step, index) => (
      <Step key={step} step={step} error={error} acts={acts} first={index === 0 && calm !== true} />
    ));
}

/** Opens the protocol drawer, where the fault left something to see and the drawer is not open yet. */
export function ShowWire({ error }: { readonly error: AppError }) {
  const t = useTranslations('faults');
  const dock = useWireDock();
  if (!FAULTS[error.code].wire || dock === null || dock.open) return null;
  return (
    <button
      type="button"
      onClick={dock.toggle}
      className="-mx-1 min-h-6 rounded-control px-1 text-note underline underline-offset-2 hover:no-underline pointer-coarse:min-h-11"
    >
      {t('showWire')}
    </button>
  );
}

/** A long step breaks into two lines on a phone. */
const WRAPS = 'h-auto! min-h-8 max-w-full py-1 whitespace-normal! pointer-coarse:min-h-11';

interface StepProps {
  readonly step: FaultStep;
  readonly error: AppError;
  readonly acts: FaultActs;
  readonly first: boolean;
}

function Step({ step, error, acts, first }: StepProps) {
  const words = useFaultWords()(error);
  const variant = first ? 'primary' : 'secondary';
  switch (step) {
    case 'retry':
      return <Retry error={error} variant={variant} onRetry={() => acts.retry?.()} />;
    case 'password':
    case 'other-folder':
    case 'back':
    case 'export':
      return (
        <Button variant={variant} onClick={() => acts[step]?.()} className={WRAPS}>
          {words.step(step)}
        </Button>
      );
    case 'reload':
      return (
        <Button variant={variant} onClick={() => location.reload()} className={WRAPS}>
          {words.step(step)}
        </Button>
      );
    case 'allowed-address':
      return (
        <a
          href={`${addressOf(error) ?? ''}${basePath}/`}
          className="inline-flex min-h-8 items-center rounded-control bg-accent px-3 py-1 text-sm font-medium wrap-anywhere text-on-accent hover:bg-accent-strong pointer-coarse:min-h-11"
        >
          {words.step(step)}
        </a>
      );
    case 'report':
      return <Report error={error} sentence={words.sentence} />;
    default:
      // Said in words.
      step satisfies FaultAdvice;
      return null;
  }
}

/** Where somebody asked for a wait, the button counts it down: pressing earlier would only prolong it. */
function Retry({
  error,
  variant,
  onRetry,
}: {
  readonly error: AppError;
  readonly variant: 'primary' | 'secondary';
  readonly onRetry: () => void;
}) {
  const t = useTranslations('faults');
  const seconds = error.values?.['seconds'];
  const left = useCountdown(typeof seconds === 'number' ? seconds : 0, error);
  return (
    <Button variant={variant} disabled={left > 0} onClick={onRetry} className={clsx(WRAPS, 'tabular-nums')}>
      {left > 0 ? t('retryIn', { seconds: left }) : t('next.retry')}
    </Button>
  );
}

function Report({ error, sentence }: { readonly error: AppError; readonly sentence: string }) {
  const t = useTranslations('faults');
  const [said, setSaid] = useState<'copied' | 'copyFailed' | null>(null);
  const copy = () => {
    const report = faultReport(error, sentence, {
      address: location.href,
      browser: navigator.userAgent,
      at: new Date(),
    });
    void copyText(report).then((done) => setSaid(done ? 'copied' : 'copyFailed'));
  };
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-2">
      <Button onClick={copy} className={WRAPS}>
        {t('next.report')}
      </Button>
      <span role="status" className="text-note text-ink-2 empty:hidden">
        {said === null ? '' : t(said)}
      </span>
    </span>
  );
}

function isThere(step: FaultStep, error: AppError, acts: FaultActs): boolean {
  switch (step) {
    case 'retry':
    case 'password':
    case 'other-folder':
    case 'back':
    case 'export':
      return acts[step] !== undefined;
    case 'allowed-address':
      return addressOf(error) !== null;
    default:
      return true;
  }
}

/** Seconds left of `seconds`, counted from when this very error came. */
function useCountdown(seconds: number, error: AppError): number {
  const [end, setEnd] = useState<{ readonly of: AppError; readonly at: number } | null>(null);
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (seconds <= 0) return undefined;
    const start = Date.now();
    setEnd({ of: error, at: start + seconds * 1000 });
    setNow(start);
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [seconds, error]);
  return end?.of === error ? Math.max(0, Math.ceil((end.at - now) / 1000)) : seconds;
}
