/**
 * Text as people look for it: letters without case and accents, cut into the words they are found by. An address falls into its
 * parts. Scripts that set no spaces between words (Chinese, Japanese, Korean, Thai and their neighbours) are cut into pairs of
 * signs, and the last sign by itself, so that any stretch of such text is found by its pairs and a single sign by its beginning.
 */
import { MAX_WORD_LENGTH } from './limits';

/** Letters without case and accents. */
export const foldText = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase();

/**
 * The words of a text, each once. Reads at most `characters` of it and gives at most `words`; a longer word is known by its first
 * MAX_WORD_LENGTH characters.
 */
export function wordsOf(text: string, characters: number, words: number): ReadonlySet<string> {
  const found = new Set<string>();
  const folded = foldText(text.slice(0, characters)).slice(0, characters);
  for (const [run] of folded.matchAll(ASCII.test(folded) ? ASCII_RUNS : RUNS)) {
    if (found.size >= words) break;
    if (!UNSPACED.test(run)) found.add(run.slice(0, MAX_WORD_LENGTH));
    else for (const pair of pairsOf(run, words - found.size)) found.add(pair);
  }
  return found;
}

/** The words somebody looks for, in their order; `[]` where nothing of it is a word. */
export const wordsSought = (text: string): readonly string[] => [...wordsOf(text, MAX_SOUGHT, MAX_SOUGHT)];

/** One word and nothing beside it: whatever holds a word that begins so holds the text itself. */
export function isOneWord(text: string): boolean {
  const [word, ...others] = wordsSought(text);
  return others.length === 0 && word === foldText(text);
}

function* pairsOf(run: string, most: number): Generator<string> {
  const signs = [...run.slice(0, 2 * most)];
  for (let at = 0; at < signs.length && at < most; at++) yield `${signs[at]}${signs[at + 1] ?? ''}`;
}

const MAX_SOUGHT = 1_000;
const ASCII = /^[\0-\x7f]*$/u;
const ASCII_RUNS = /[a-z0-9]+/gu;
// The long mark of Katakana belongs to no script by itself.
const UNSPACED_SCRIPTS =
  '\\u30fc\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const UNSPACED = new RegExp(`^[${UNSPACED_SCRIPTS}]`, 'u');
const RUNS = new RegExp(`[${UNSPACED_SCRIPTS}]+|(?:(?![${UNSPACED_SCRIPTS}])[\\p{L}\\p{N}])+`, 'gu');
