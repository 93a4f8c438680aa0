'use client';

import type { ReactNode } from 'react';
import { ThemeKeeper } from '@/components/shell/theme';
import { I18nProvider } from '@/lib/i18n';
import { EngineProvider } from '@/lib/query';

/** What every screen needs: its sentences and the engine. Kept in the layout, so that it outlives routes. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <I18nProvider>
      <ThemeKeeper />
      <EngineProvider>{children}</EngineProvider>
    </I18nProvider>
  );
}
