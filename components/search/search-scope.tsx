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
    <div role="radiogroup" aria-label={t('scope')} className="flex gap-1 px-3 pb-1.5">
      {[false, true].map((all) => (
        <label
          key={String(all)}
          className={clsx(
            'relative inline-flex h-7 cursor-pointer items-center rounded-control px-2 text-xs has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-11 pointer-coarse:px-3',
            all === everywhere
              ? 'bg-selected font-semibold text-ink'
              : 'text-ink-3 hover:bg-hover hover:text-ink-2',
          )}
        >
          <input
            type="radio"
            name={name}
            checked={all === everywhere}
            onChange={() => onChange(all)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {t(all ? 'all' : 'here')}
        </label>
      ))}
    </div>
  );
}
