'use client';

import clsx from 'clsx';
import { LOCALE_NAMES, LOCALES, useLocaleChoice, useTranslations } from '@/lib/i18n';

/** One press to the other language; each is named in itself. */
export function LanguageSwitch() {
  const t = useTranslations('login');
  const { locale, setLocale } = useLocaleChoice();
  return (
    <div role="group" aria-label={t('language')} className="inline-flex gap-1 text-note">
      {LOCALES.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === locale}
          onClick={() => setLocale(code)}
          className={clsx(
            'h-7 rounded-control px-2.5 pointer-coarse:h-11',
            code === locale ? 'bg-selected font-medium text-ink' : 'text-ink-3 hover:bg-hover hover:text-ink',
          )}
        >
          {LOCALE_NAMES[code]}
        </button>
      ))}
    </div>
  );
}
