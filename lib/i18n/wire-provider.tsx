'use client';

import type { ReactNode } from 'react';
import { IntlProvider, useTimeZone } from 'use-intl';
import { MESSAGES, type Locale } from './locale';
import { wire as en } from './messages/wire-en';
import { wire as es } from './messages/wire-es';
import type { WireMessages } from './messages/wire-en';
import { useLocaleChoice } from './provider';

const WIRE: Readonly<Record<Locale, WireMessages>> = { en, es };

/** Adds the sentences of the protocol drawer; imported by the drawer's chunk only. */
export function WireI18nProvider({ children }: { readonly children: ReactNode }) {
  const { locale } = useLocaleChoice();
  const timeZone = useTimeZone();
  return (
    <IntlProvider
      locale={locale}
      messages={{ ...MESSAGES[locale], wire: WIRE[locale] }}
      {...(timeZone === undefined ? {} : { timeZone })}
    >
      {children}
    </IntlProvider>
  );
}
