'use client';

import { useEffect, useRef } from 'react';
import { isApple } from '@/components/ui/kbd';
import { readPreference, usePreference } from '@/components/shell/use-preference';
import { isSingleKey, keyName } from '@/lib/actions';

/** Works everywhere, also while something is typed. */
const PALETTE_KEY = 'mod+k';
const SINGLE_KEYS = 'single-keys';

const parseSingleKeys = (kept: string | null): boolean => kept !== 'false';

/** Whether letters and signs alone are shortcuts, kept in this browser (WCAG 2.1.4). */
export const useSingleKeys = () => usePreference(SINGLE_KEYS, parseSingleKeys);

/**
 * One listener for shortcuts, by key name (lib/actions/keys.ts). Typing is left alone: fields, editable text, composing
 * (IME). So are keys in a dialog, which has its own. `at` is when the key was pressed, ms of the page's own clock, however late
 * its turn comes.
 */
export function useShortcuts(handle: (key: string, at: number) => boolean): void {
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const name = shortcutOf(event);
      if (name !== null && latest.current(name, event.timeStamp)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** Name of the shortcut an event asks for, null when it is somebody else's. */
function shortcutOf(event: KeyboardEvent): string | null {
  if (event.defaultPrevented) return null;
  const name = keyName(event, isApple());
  if (name === null || document.querySelector('dialog:modal') !== null) return null;
  if (isTyping(event.target) && name !== PALETTE_KEY) return null;
  // Selecting all belongs to the mail that is being read, unless the list has the focus (message-list.tsx) or nothing.
  if (name === 'mod+a' && document.activeElement !== document.body) return null;
  return isSingleKey(name) && !parseSingleKeys(readPreference(SINGLE_KEYS)) ? null : name;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName);
}
