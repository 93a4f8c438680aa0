'use client';

import { useSyncExternalStore } from 'react';

/** What a rem is where nobody chose another size of text, px. */
const USUAL_REM = 16;

/** A length that grows with the browser's size of text, from what it is at the usual one, px. */
export const rem = (px: number): string => `${px / USUAL_REM}rem`;

/** How many times the usual size the browser's text has: what is measured in px takes it into account. */
export const useTextScale = (): number => useSyncExternalStore(onReturn, textScale, () => 1);

const textScale = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_REM || 1;

/** The size is chosen in the browser's settings, so it has changed when somebody is back from there. */
function onReturn(notify: () => void): () => void {
  window.addEventListener('resize', notify);
  document.addEventListener('visibilitychange', notify);
  return () => {
    window.removeEventListener('resize', notify);
    document.removeEventListener('visibilitychange', notify);
  };
}
