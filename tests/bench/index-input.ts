/** Mail of nobody to be indexed: words as often as words are in a language, the same at each run. */
import { toUid, type Uid } from '../../lib/imap/types';
import type { MessageRow } from '../../lib/mail';

const WORDS = Array.from(
  { length: 60_000 },
  (_, at) => `w${Math.imul(at + 1, 2_654_435_761) >>> 0}`.slice(0, 8) + at.toString(36),
);

/** Few words are said often, and many seldom. */
function speaker(seed: number): () => string {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return WORDS[Math.floor(WORDS.length * (state / 2 ** 32) ** 3)] ?? '';
  };
}

export function indexRows(count: number): readonly MessageRow[] {
  const word = speaker(1);
  return Array.from({ length: count }, (_, at): MessageRow => {
    const address = `${word()}@${word()}.example.com`;
    return {
      uid: toUid(at + 1),
      seen: true,
      starred: false,
      answered: false,
      forwarded: false,
      draft: false,
      deleted: false,
      keywords: [],
      from: [{ name: `${word()} ${word()}`, address }],
      to: [{ name: 'Ana', address: 'ana@example.org' }],
      subject: Array.from({ length: 7 }, word).join(' '),
      date: at * 60_000,
      size: 4_000,
      hasAttachment: false,
    };
  });
}

export function indexTexts(
  count: number,
  words: number,
): readonly { readonly uid: Uid; readonly text: string }[] {
  const word = speaker(2);
  return Array.from({ length: count }, (_, at) => ({
    uid: toUid(at + 1),
    text: Array.from({ length: words }, word).join(' '),
  }));
}

/** Rare, usual and frequent words, and beginnings of them. */
export const SOUGHT: readonly string[] = [
  ...[5, 50, 500, 5_000, 50_000].map((at) => WORDS[at] ?? ''),
  ...[40, 400, 4_000].map((at) => (WORDS[at] ?? '').slice(0, 5)),
];
