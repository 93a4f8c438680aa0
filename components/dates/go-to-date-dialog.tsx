'use client';

import { useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { AskDialog } from '@/components/ui/ask-dialog';
import { useLeft } from '@/components/ui/use-left';
import { useTranslations } from '@/lib/i18n';

interface GoToDateDialogProps {
  /** Resolves to what brings the list there; null: it could not be found out. */
  readonly onFind: (day: { readonly from: number; readonly to: number }) => Promise<(() => void) | null>;
  readonly onClose: () => void;
}

/** Asks for a day, as the browser writes days, and goes to its newest message, or to the newest before it. */
export function GoToDateDialog({ onFind, onClose }: GoToDateDialogProps) {
  const t = useTranslations('dates');
  const id = useId();
  const [today] = useState(() => dayOf(new Date()));
  const [day, setDay] = useState(today);
  const [state, setState] = useState<'asking' | 'busy' | 'failed' | 'invalid'>('asking');
  const isWrong = state === 'failed' || state === 'invalid';
  const left = useLeft();
  const submit = async (): Promise<void> => {
    const range = rangeOf(day);
    if (range === null) return setState('invalid');
    setState('busy');
    const go = await onFind(range);
    // Who cancelled meanwhile stays where they are.
    if (left.current) return undefined;
    if (go === null) return setState('failed');
    // First the dialog gives the focus back, then the list takes it to the day.
    flushSync(onClose);
    return go();
  };
  return (
    <AskDialog
      title={t('title')}
      submit={t('go')}
      busy={state === 'busy'}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <label htmlFor={id} className="block font-medium text-ink">
        {t('field')}
      </label>
      <input
        id={id}
        type="date"
        required
        data-autofocus
        value={day}
        max={today}
        aria-describedby={`${id}-hint`}
        aria-invalid={state === 'invalid' || undefined}
        onChange={(event) => {
          setDay(event.target.value);
          setState('asking');
        }}
        className="h-9 w-full rounded-control border border-line bg-paper px-3 text-ink tabular-nums aria-invalid:border-danger pointer-coarse:h-11"
      />
      <p
        id={`${id}-hint`}
        role={isWrong ? 'alert' : undefined}
        className={isWrong ? 'text-danger' : undefined}
      >
        {t(
          state === 'failed'
            ? 'failed'
            : state === 'invalid'
              ? 'invalid'
              : state === 'busy'
                ? 'busy'
                : 'hint',
        )}
      </p>
    </AskDialog>
  );
}

/** As a field of dates has it, local time. */
const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part, i) => String(part).padStart(i === 0 ? 4 : 2, '0'))
    .join('-');

/** The day's first moment and that of the next, epoch ms; null for what is no day. */
export function rangeOf(day: string): { readonly from: number; readonly to: number } | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const from = new Date(year, month - 1, date);
  from.setFullYear(year);
  if (from.getMonth() !== month - 1) return null;
  return { from: from.getTime(), to: new Date(from.getFullYear(), month - 1, date + 1).getTime() };
}
