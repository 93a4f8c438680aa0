'use client';

import type { ReactNode } from 'react';
import { folderInView } from '@/components/shell/place';
import { ThemeKeeper } from '@/components/shell/theme';
import { I18nProvider } from '@/lib/i18n';
import { EngineProvider } from '@/lib/query';

/** What the mail's screens need: their sentences and the engine. Not in the layout: the gallery brings an engine of its own. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <I18nProvider>
      <ThemeKeeper />
      <EngineProvider shown={folderInView}>{children}</EngineProvider>
    </I18nProvider>
  );
}
