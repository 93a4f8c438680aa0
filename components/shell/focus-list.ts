'use client';

import { useEffect, useRef } from 'react';
import { afterPaint } from '@/components/shell/after-paint';

/** Gives the focus to the list's active row, as Tab would; false where there is no list. */
export function focusList(): boolean {
  const row = document.querySelector<HTMLElement>('[role="grid"] [role="row"][tabindex="0"]');
  const target = row ?? document.querySelector<HTMLElement>('[role="grid"][tabindex="0"]');
  target?.focus({ preventScroll: true });
  return target !== null;
}

/** Whoever comes from the sign-in form, or loads the page anew, can press keys at once: the focus begins on the list. */
export function useFirstFocus(listStands: boolean): void {
  const done = useRef(false);
  useEffect(() => {
    if (!listStands || done.current) return undefined;
    // The focus is computed from the layout: asked for in the commit, it would hold up what is to be seen first.
    return afterPaint(() => {
      done.current = true;
      if (document.activeElement === document.body) focusList();
    });
  }, [listStands]);
}
