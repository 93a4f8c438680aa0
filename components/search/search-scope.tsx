'use client';

import clsx from 'clsx';
import { useId } from 'react';
import { useTranslations } from '@/lib/i18n';

/** Whether the open folder is searched, or all of them. */
export function SearchScope({
  everywhere,
  onChange,
}: {
  readonly everywhere: boolean;
  readonly onChange: (everywhere: boolean) => void;
}) {
  const t = useTranslations('everywhere');
  const name = useId();
  return (
    <div role="radiogroup" aria-label={t('scope')} className="flex gap-1 px-3 pb-1.5 pointer-coarse:pb-0">
      {[false, true].map((all) => (
        <label
          key={String(all)}
          className={clsx(
            'group/scope relative inline-flex h-7 cursor-pointer items-center text-xs pointer-coarse:h-11',
            all === everywhere ? 'font-semibold text-ink' : 'text-ink-3 hover:text-ink-2',
          )}
        >
          <input
            type="radio"
            name={name}
            checked={all === everywhere}
            onChange={() => onChange(all)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {/* A finger has the whole height; what is painted stays as quiet as with a mouse. */}
          <span
            className={clsx(
              'inline-flex h-7 items-center rounded-control px-2 group-has-focus-visible/scope:outline-2 group-has-focus-visible/scope:outline-accent pointer-coarse:h-8 pointer-coarse:px-3',
              all === everywhere ? 'bg-selected' : 'group-hover/scope:bg-hover',
            )}
          >
            {t(all ? 'all' : 'here')}
          </span>
        </label>
      ))}
    </div>
  );
}
