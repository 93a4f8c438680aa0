'use client';

import { createContext, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import { chooseLocale, LOCALE_DIRECTIONS, MESSAGES, regionOf, type Locale } from './locale';

const STORAGE_KEY = 'tagline.language';
const CHANGED = 'tagline:language';

const LocaleContext = createContext<{
  readonly locale: Locale;
  /** What dates and numbers are written for: the language with the browser's own region. */
  readonly region: string;
  readonly setLocale: (locale: Locale) => void;
}>({
  locale: 'en',
  region: 'en',
  setLocale: () => undefined,
});

/** The language in use and the way to change it (kept in this browser). */
export function useLocaleChoice() {
  return useContext(LocaleContext);
}

/** Gives every screen its sentences; the exported HTML is English and switches before the first screen is drawn. */
export function I18nProvider({ children }: { readonly children: ReactNode }) {
  const locale = useSyncExternalStore(subscribe, currentLocale, (): Locale => 'en');
  const setLocale = useCallback((next: Locale) => {
    try {
      localStorage.setItem(STORAGE_KEY, next);
    } catch {
      // Storage may be switched off: the choice then lives as long as the page.
      chosenInMemory = next;
    }
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = LOCALE_DIRECTIONS[locale];
  }, [locale]);
  const region = useSyncExternalStore(
    subscribe,
    () => regionOf(currentLocale(), navigator.languages),
    () => 'en',
  );
  const value = useMemo(() => ({ locale, region, setLocale }), [locale, region, setLocale]);
  return (
    <LocaleContext value={value}>
      <IntlProvider locale={locale} messages={MESSAGES[locale]} timeZone={timeZone()}>
        {children}
      </IntlProvider>
    </LocaleContext>
  );
}

let chosenInMemory: string | null = null;

function subscribe(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener('storage', notify);
  window.addEventListener('languagechange', notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener('storage', notify);
    window.removeEventListener('languagechange', notify);
  };
}

function currentLocale(): Locale {
  let stored: string | null = chosenInMemory;
  try {
    stored ??= localStorage.getItem(STORAGE_KEY);
  } catch {
    // Same as in setLocale.
  }
  return chooseLocale(stored, navigator.languages);
}

/** Messages hold no dates (formatters do them), but use-intl warns without a zone. */
function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
