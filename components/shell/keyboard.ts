'use client';

import { useEffect, useRef } from 'react';

/**
 * One listener for single-key shortcuts. Keys are matched as typed characters, and typing is left alone: fields,
 * editable text, composing (IME), and anything with ctrl, alt or meta. AltGr types characters such as '#', so its
 * ctrl+alt pair is let through when it produced a printable character.
 */
export function useShortcuts(handle: (key: string) => boolean): void {
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (shouldIgnore(event)) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

export function shouldIgnore(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  const altGr = event.getModifierState('AltGraph') && event.key.length === 1;
  if (!altGr && (event.ctrlKey || event.altKey || event.metaKey)) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName);
}
