/** Which entries answer to typed words, best first. Accents and case count for nothing. */

export interface Matchable {
  readonly label: string;
  /** Found by these words as well. */
  readonly also?: string;
}

/** Text as it is compared: without accents, in lower case. */
export const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Every typed word must begin a word, stand inside one, or be its letters in order; entries keep their order within a rank. */
export function matching<T extends Matchable>(entries: readonly T[], typed: string): readonly T[] {
  const words = plain(typed).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return entries;
  return entries
    .map((entry, index) => ({ entry, index, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank < MISS)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ entry }) => entry);
}

const MISS = 1_000;

function rankOf(entry: Matchable, words: readonly string[]): number {
  const label = plain(entry.label);
  const also = plain(entry.also ?? '');
  let rank = 0;
  for (const word of words) rank += Math.min(rankOfWord(label, word), 5 + rankOfWord(also, word));
  return rank;
}

function rankOfWord(text: string, word: string): number {
  if (text.startsWith(word)) return 0;
  const at = text.indexOf(word);
  if (at > 0 && !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return 1;
  if (at > 0) return 2;
  return isSubsequence(text, word) ? 4 : MISS;
}

function isSubsequence(text: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + letter.length;
  }
  return true;
}
