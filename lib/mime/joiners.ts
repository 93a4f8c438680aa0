/**
 * Zero-width joiner (U+200D) and non-joiner (U+200C) are invisible, so a name can hide them to look like another one (M06). Yet
 * some writing needs them: they are kept where what a reader sees depends on them, and nowhere else. The places are those of
 * RFC 5892, appendix A.1 and A.2 (what a domain name may hold), and the ZWJ sequences of emoji (Unicode TS #51).
 */

const ZWNJ = '\u200c';
const ZWJ = '\u200d';

/** Signs that kill a consonant's vowel in scripts of India and its neighbours: a joiner behind one chooses the shape. */
const VIRAMA =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u1039\u17d2\u1b44\u1baa\u1bab\ua806\ua8c4\ua953\ua9c0\uaaf6\uabed]/;

/** Letters of the Arabic script; marks stand upon them and join nothing. */
const ARABIC = /(?=\p{Script_Extensions=Arabic})\p{L}/u;
/** Those that never join the letter after them (Joining_Type R and U): a joiner behind them changes nothing anyone sees. */
const ENDS_A_JOIN =
  /[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef\u0759-\u075b\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u0870-\u0882\u088e\u08aa-\u08ac\u08ae\u08b1\u08b2\u08b9]/;

const PICTURE = /\p{Extended_Pictographic}/u;
/** What may follow a picture and belongs to it: the emoji style, a colour of skin. */
const DRESS = /\ufe0f|\p{Emoji_Modifier}/u;
const MARK = /\p{M}/u;

/** Whether the character at an index of well-formed text is a joiner that a reader sees the work of. */
export function isSeenJoiner(text: string, at: number): boolean {
  const joiner = text[at];
  if (joiner !== ZWJ && joiner !== ZWNJ) return false;
  const after = characterAt(text, at + 1);
  if (VIRAMA.test(text[at - 1] ?? '')) return true;
  if (joiner === ZWJ && PICTURE.test(after) && PICTURE.test(characterBefore(text, at, DRESS))) return true;
  const before = characterBefore(text, at, MARK);
  const joinsOn = ARABIC.test(before) && !ENDS_A_JOIN.test(before);
  // Between letters that would join, only keeping them apart is seen; at the end of a word, only the wish to join.
  return joinsOn && (joiner === ZWNJ) === ARABIC.test(after);
}

const characterAt = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';

/** The last character before an index that is none of those to look through. Linear: a joiner ends every run of marks. */
function characterBefore(text: string, at: number, through: RegExp): string {
  let end = at;
  while (end > 0) {
    const low = text.charCodeAt(end - 1);
    const start = low >= 0xdc00 && low <= 0xdfff && end > 1 ? end - 2 : end - 1;
    const character = text.slice(start, end);
    if (!through.test(character)) return character;
    end = start;
  }
  return '';
}
