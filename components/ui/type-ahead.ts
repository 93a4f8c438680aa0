import { plain } from './match';

/** Letters typed within this time of each other are one search. */
export const TYPE_AHEAD_MS = 1_000;

/**
 * Where typed letters lead among labels (APG): to the next one that begins with them, from the current one on and round. One
 * letter typed again and again goes from match to match. Accents and case count for nothing. Undefined: nowhere.
 */
export function typeAhead(labels: readonly string[], current: number, typed: string): number | undefined {
  const letters = [...plain(typed)];
  const repeated = letters.every((letter) => letter === letters[0]);
  const wanted = repeated ? letters[0] : letters.join('');
  if (wanted === undefined) return undefined;
  for (let step = 0; step < labels.length; step++) {
    // A first letter goes on from the current label; more of them may still mean it.
    const at = (current + step + (repeated ? 1 : 0)) % labels.length;
    if (plain(labels[at] ?? '').startsWith(wanted)) return at;
  }
  return undefined;
}
