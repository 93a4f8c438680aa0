'use client';

import { keyCaps } from '@/lib/actions';

/** Apple's keyboards have Command where others have Ctrl. */
export const isApple = (): boolean =>
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/u.test(navigator.userAgent);

/** Key caps of a shortcut, by key name (lib/actions/keys.ts). */
export function Keys({ name }: { readonly name: string }) {
  return (
    <span className="inline-flex shrink-0 gap-1" data-slot="keys">
      {keyCaps(name, isApple()).map((cap, index) => (
        <kbd
          key={index}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-fine text-ink-2"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
