/**
 * SASLprep (RFC 4013): the form of user names and passwords that both sides hash. Normalisation is the engine's own NFKC
 * (newer than Unicode 3.2, which RFC 3454 names); unassigned code points are allowed, as in query strings.
 */

type Ranges = readonly (readonly [low: number, high: number])[];

/**
 * The prepared string, or null where RFC 4013 section 2.3 or 2.4 forbids it. ASCII without controls is returned as it is.
 */
export function saslPrep(text: string): string | null {
  let mapped = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (isIn(code, MAPPED_TO_NOTHING)) continue;
    mapped += isIn(code, NON_ASCII_SPACE) ? ' ' : character;
  }
  const prepared = mapped.normalize('NFKC');
  for (const character of prepared) {
    if (isIn(character.codePointAt(0) ?? 0, PROHIBITED)) return null;
  }
  return isBidiSane(prepared) ? prepared : null;
}

/** RFC 3454 section 6: right-to-left text holds no left-to-right letter, and begins and ends right to left. */
function isBidiSane(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  if (!codes.some((code) => isIn(code, RIGHT_TO_LEFT))) return true;
  const first = codes[0] ?? 0;
  const last = codes[codes.length - 1] ?? 0;
  if (!isIn(first, RIGHT_TO_LEFT) || !isIn(last, RIGHT_TO_LEFT)) return false;
  return !codes.some((code) => !isIn(code, RIGHT_TO_LEFT) && LETTER.test(String.fromCodePoint(code)));
}

function isIn(code: number, ranges: Ranges): boolean {
  for (const [low, high] of ranges) if (code >= low && code <= high) return true;
  return false;
}

/** Letters outside D.1 stand for D.2 (LCat): the few strong left-to-right signs that are no letters are let through. */
const LETTER = /^\p{L}$/u;

/** RFC 3454 table B.1. */
const MAPPED_TO_NOTHING: Ranges = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x1806, 0x1806],
  [0x180b, 0x180d],
  [0x200b, 0x200d],
  [0x2060, 0x2060],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];

/** RFC 3454 table C.1.2, without U+200B, which B.1 maps to nothing. */
const NON_ASCII_SPACE: Ranges = [
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

/** RFC 3454 tables C.2.1 to C.9. */
const PROHIBITED: Ranges = [
  [0x0, 0x1f],
  [0x7f, 0x9f],
  [0x340, 0x341],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x180e, 0x180e],
  [0x200c, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2063],
  [0x206a, 0x206f],
  [0x2ff0, 0x2ffb],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfeff, 0xfeff],
  [0xfff9, 0xffff],
  [0x1d173, 0x1d17a],
  ...Array.from({ length: 16 }, (_, plane): readonly [number, number] => [
    (plane + 1) * 0x10000 + 0xfffe,
    (plane + 1) * 0x10000 + 0xffff,
  ]),
  [0xe0001, 0xe0001],
  [0xe0020, 0xe007f],
  [0xf0000, 0xffffd],
  [0x100000, 0x10fffd],
];

/** RFC 3454 table D.1, with the blocks written as whole ranges. */
const RIGHT_TO_LEFT: Ranges = [
  [0x5be, 0x5be],
  [0x5c0, 0x5c0],
  [0x5c3, 0x5c3],
  [0x5d0, 0x5ea],
  [0x5f0, 0x5f4],
  [0x61b, 0x61b],
  [0x61f, 0x61f],
  [0x621, 0x63a],
  [0x640, 0x64a],
  [0x66d, 0x66f],
  [0x671, 0x6d5],
  [0x6dd, 0x6dd],
  [0x6e5, 0x6e6],
  [0x6fa, 0x6fe],
  [0x700, 0x70d],
  [0x710, 0x710],
  [0x712, 0x72c],
  [0x780, 0x7a5],
  [0x7b1, 0x7b1],
  [0x200f, 0x200f],
  [0xfb1d, 0xfb1d],
  [0xfb1f, 0xfb28],
  [0xfb2a, 0xfbb1],
  [0xfbd3, 0xfd3d],
  [0xfd50, 0xfdfc],
  [0xfe70, 0xfefc],
];
