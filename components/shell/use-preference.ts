'use client';

import { useCallback, useSyncExternalStore } from 'react';

const CHANGED = 'tagline:preference';

/** Storage may be switched off: choices then live as long as the page. */
const inMemory = new Map<string, string>();

/** A choice kept in this browser and shared by its tabs; `parse` says what an absent or foreign value means. */
export function usePreference<T extends string | number | boolean>(
  name: string,
  parse: (kept: string | null) => T,
): readonly [T, (next: T) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => parse(readPreference(name)),
    () => parse(null),
  );
  const set = useCallback((next: T) => writePreference(name, String(next)), [name]);
  return [value, set];
}

export function readPreference(name: string): string | null {
  const kept = inMemory.get(name);
  if (kept !== undefined) return kept;
  try {
    return localStorage.getItem(`tagline.${name}`);
  } catch {
    return null;
  }
}

function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(`tagline.${name}`, value);
  } catch {
    inMemory.set(name, value);
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener('storage', notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener('storage', notify);
  };
}
