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

/** Whether nobody took the focus since it was here: what comes late, once it is loaded, takes it from nobody. */
export function isFocusStill(before: Element | null): boolean {
  const now = document.activeElement;
  if (now === before || now === null || now === document.body) return true;
  // The list hands a row that goes over to the next one.
  return before?.isConnected === false && now.closest('[role="grid"]') !== null;
}

/**
 * The focus goes to the list in the next frame, once what had it is gone. Where something else took the focus meanwhile
 * (a message that was opened at once), it stays there.
 */
export function focusListSoon(focus: () => unknown = focusList): void {
  const left = document.activeElement;
  requestAnimationFrame(() => {
    if (isFocusStill(left)) focus();
  });
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
