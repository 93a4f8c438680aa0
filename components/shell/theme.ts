'use client';

import { Moon, Sun, SunMoon, type LucideIcon } from 'lucide-react';
import { useLayoutEffect } from 'react';
import { THEME_PREFERENCE } from '@/components/shell/theme-script';
import { usePreference } from '@/components/shell/use-preference';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_ICONS: Readonly<Record<Theme, LucideIcon>> = { system: SunMoon, light: Sun, dark: Moon };

export const parseTheme = (kept: string | null): Theme => THEMES.find((theme) => theme === kept) ?? 'system';

/** The theme, kept in this browser: the system's choice, or a fixed one. */
export const useThemeChoice = () => usePreference(THEME_PREFERENCE, parseTheme);

/** Keeps the page in the chosen theme, also when another tab chooses. The first paint had it from the inline script. */
export function ThemeKeeper() {
  const [theme] = useThemeChoice();
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
  }, [theme]);
  return null;
}
