import type { CSSProperties } from 'react';
import { rem } from '@/components/shell/text-scale';

/** Initials on a quiet tint that follows from the address. Nothing is fetched from anywhere. */
export function Avatar({
  name,
  address,
  size = 32,
}: {
  readonly name: string;
  readonly address: string;
  readonly size?: number;
}) {
  const style = {
    '--avatar-hue': String(hueOf(address || name)),
    width: rem(size),
    height: rem(size),
  } as CSSProperties;
  return (
    <span
      data-slot="avatar"
      aria-hidden
      style={style}
      className="avatar inline-flex shrink-0 items-center justify-center rounded-full text-fine font-medium select-none"
    >
      {initialsOf(name || address)}
    </span>
  );
}

/** First letters of the first and last word, by grapheme so that emoji and accents stay whole. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.@_-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = firstLetter(words[0]);
  const last = words.length > 1 && !name.includes('@') ? firstLetter(words.at(-1)) : '';
  return (first + last).toLocaleUpperCase() || '?';
}

function firstLetter(word: string | undefined): string {
  const match = /[\p{L}\p{N}]\p{M}*/u.exec(word ?? '');
  return match === null ? '' : match[0];
}

/** A stable hue in steps of 30 degrees. */
function hueOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) >>> 0;
  return (hash % 12) * 30;
}
