/** Which language a person reads: their own choice, else the browser's first one we have, else English. */
import { en, type Messages } from './messages/en';
import { es } from './messages/es';

export const LOCALES = ['en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language in its own name, for the switch. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };

export const MESSAGES: Readonly<Record<Locale, Messages>> = { en, es };

/** Direction of script; part of the locale so that adding ar or he is one line. */
export const LOCALE_DIRECTIONS: Readonly<Record<Locale, 'ltr' | 'rtl'>> = { en: 'ltr', es: 'ltr' };

/** First wanted language we have, comparing primary subtags (BCP 47). */
export function chooseLocale(chosen: string | null, wanted: readonly string[]): Locale {
  for (const tag of chosen === null ? wanted : [chosen, ...wanted]) {
    const primary = tag.toLowerCase().split('-', 1)[0];
    const found = LOCALES.find((locale) => locale === primary);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** The reader's own variety of a language for dates and numbers: 'en-GB' for 'en' where the browser asks for it. */
export function regionOf(locale: Locale, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split('-', 1)[0] === locale && isKnown(tag)) ?? locale;
}

function isKnown(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
