/**
 * Byte classes, and strings from bytes.
 *
 * Strings dominate the cost of a FETCH row, and most of them repeat (flags, hosts, "text", "7bit"). `intern` hashes the
 * bytes while it looks at them and answers with the string it made last time; the table is direct-mapped, so hostile
 * input costs misses and never memory. Strings that are new are decoded on their own, never cut from a decoded block:
 * a substring would keep its whole block alive.
 */
import { forgetPhrases } from './phrases';

/** ATOM-CHAR of RFC 9051 9; octets over 127 are let in, since servers send them. */
export const ATOM = 1;
/** ASTRING-CHAR: ATOM-CHAR and `]`. */
export const ASTRING = 2;
export const DIGIT = 4;
/** What may stand inside a flag: liberal, Gmail has keywords with `]` (and `*`, `%`). */
export const FLAG = 8;
/** May stand inside a quoted string as it is. */
export const QUOTED = 16;
/** May follow the closing quote of a string. */
export const AFTER_QUOTE = 32;

/** Class bits by octet. */
export const classes: Uint8Array = makeClasses();

/** ASCII lower case by octet. */
export const lower: Uint8Array = makeLower();

/** Octets to text: ASCII, else UTF-8, else windows-1252 (what unlabelled 8-bit text is on the web). Never fails. */
export function decodeText(buf: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return '';
  if (length <= SHORT) {
    let all = 0;
    for (let i = start; i < end; i++) all |= buf[i]!;
    if (all < 0x80) return asciiText(buf, start, end);
  }
  const view = buf.subarray(start, end);
  try {
    return strictUtf8.decode(view);
  } catch {
    return decodeWindows1252(view);
  }
}

/** Like `decodeText`, sharing strings that repeat. Use it for what is short and likely to come again. */
export function intern(buf: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > INTERN_MAX) return decodeText(buf, start, end);
  let hash = 0;
  let all = 0;
  for (let i = start; i < end; i++) {
    const c = buf[i]!;
    all |= c;
    hash = ((hash << 5) | (hash >>> 27)) ^ c;
  }
  return internHashed(buf, start, end, hash, all);
}

/** For callers that hashed the bytes while scanning: `hash` starts at the seed 0 here, `all` is their bitwise or. */
export function internHashed(buf: Uint8Array, start: number, end: number, hash: number, all: number): string {
  const length = end - start;
  if (length === 0) return '';
  if (all >= 0x80) return decodeText(buf, start, end);
  if (length > INTERN_MAX) return asciiText(buf, start, end);
  const slot = slotOf(hash);
  const known = table[slot]!;
  if (known.length === length) {
    let i = 0;
    while (i < length && known.charCodeAt(i) === buf[start + i]) i++;
    if (i === length) return known;
  }
  const made = asciiText(buf, start, end);
  table[slot] = made;
  return made;
}

/** Like `intern`, in ASCII lower case (types, encodings, attributes). */
export function internLower(buf: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return '';
  if (length > INTERN_MAX) return decodeText(buf, start, end).toLowerCase();
  let hash = 0;
  let all = 0;
  for (let i = start; i < end; i++) {
    const c = buf[i]!;
    all |= c;
    hash = ((hash << 5) | (hash >>> 27)) ^ lower[c]!;
  }
  if (all >= 0x80) return decodeText(buf, start, end).toLowerCase();
  const slot = slotOf(hash);
  const known = lowerTable[slot]!;
  if (known.length === length) {
    let i = 0;
    while (i < length && known.charCodeAt(i) === lower[buf[start + i]!]) i++;
    if (i === length) return known;
  }
  const made = decodeText(buf, start, end).toLowerCase();
  lowerTable[slot] = made;
  return made;
}

/** `text.toLowerCase()`, without a copy where it is in lower case already, as keywords of bodies nearly always are. */
export function lowerCase(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80 || (unit >= 0x41 && unit <= 0x5a)) return text.toLowerCase();
  }
  return text;
}

/** Forgets all shared strings: they are fragments of mail, and an account may have signed out. */
export function forgetStrings(): void {
  table.fill('');
  lowerTable.fill('');
  forgetPhrases();
}

/** Text to UTF-8 octets. Lone surrogates become U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Whether the text has no lone surrogate, that is, can be written in UTF-8 and read back. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i) & 0xfc00;
    if (unit === 0xdc00) return false;
    if (unit === 0xd800 && (text.charCodeAt(++i) & 0xfc00) !== 0xdc00) return false;
  }
  return true;
}

/** `asciiText` for whoever has the octets by words: a fifth faster. */
export function asciiTextOf(view: DataView, buf: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > SHORT) return strictUtf8.decode(buf.subarray(start, end));
  if (length < 8) return asciiText(buf, start, end);
  const units = unitsOf[length]!;
  const last = length - 8;
  // The last eight may overlap those before: a second loop for the rest would end where no processor expects it.
  for (let i = 0; ; i = i + 8 < last ? i + 8 : last) {
    const first = view.getInt32(start + i, true);
    const second = view.getInt32(start + i + 4, true);
    units[i] = first & 0xff;
    units[i + 1] = (first >> 8) & 0xff;
    units[i + 2] = (first >> 16) & 0xff;
    units[i + 3] = first >>> 24;
    units[i + 4] = second & 0xff;
    units[i + 5] = (second >> 8) & 0xff;
    units[i + 6] = (second >> 16) & 0xff;
    units[i + 7] = second >>> 24;
    if (i === last) break;
  }
  return String.fromCharCode.apply(null, units);
}

/** Octets that are all below 128, as one flat string of its own. */
export function asciiText(buf: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > SHORT) return strictUtf8.decode(buf.subarray(start, end));
  // A call with the units as arguments has none of the fixed price of a decoder (a quarter of a microsecond in a browser). It is
  // fast for a plain array of small integers only; one for each length is filled anew each time.
  const units = unitsOf[length]!;
  for (let i = 0; i < length; i++) units[i] = buf[start + i]!;
  return String.fromCharCode.apply(null, units);
}

function decodeWindows1252(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    const units: number[] = [];
    for (const c of bytes.subarray(at, at + 4096))
      units.push(c >= 0x80 && c < 0xa0 ? windows1252[c - 0x80]! : c);
    parts.push(String.fromCharCode(...units));
  }
  return parts.join('');
}

function makeClasses(): Uint8Array {
  const table256 = new Uint8Array(256);
  for (let c = 0; c < 256; c++) {
    let bits = 0;
    const control = c < 0x20 || c === 0x7f;
    const ch = String.fromCharCode(c);
    if (!control && c !== 0x20 && !'(){%*"\\]'.includes(ch)) bits |= ATOM | ASTRING;
    if (ch === ']') bits |= ASTRING;
    if (c >= 0x30 && c <= 0x39) bits |= DIGIT;
    if (!control && c !== 0x20 && !'(){"\\'.includes(ch)) bits |= FLAG;
    if (c !== 0x22 && c !== 0x5c && c !== 0x0a) bits |= QUOTED;
    if (' )]('.includes(ch) || c === 0x0d || c === 0x0a) bits |= AFTER_QUOTE;
    table256[c] = bits;
  }
  return table256;
}

function makeLower(): Uint8Array {
  const table256 = new Uint8Array(256);
  for (let c = 0; c < 256; c++) table256[c] = c >= 0x41 && c <= 0x5a ? c + 32 : c;
  return table256;
}

/** Up to here a call is faster than a decoder, in Node and in browsers. */
const SHORT = 64;
/** Longer strings (identifiers, boundaries) come once. */
const INTERN_MAX = 24;
/** Knuth's multiplier spreads hashes that differ in few bits. */
function slotOf(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 15) & SLOT_MASK;
}

const SLOT_MASK = 4095;
const table: string[] = Array.from({ length: SLOT_MASK + 1 }, () => '');
const lowerTable: string[] = Array.from({ length: SLOT_MASK + 1 }, () => '');
const unitsOf: readonly number[][] = Array.from({ length: SHORT + 1 }, (_, length) =>
  Array.from({ length }, () => 0),
);
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** 0x80..0x9F of windows-1252; not left to TextDecoder, since some runtimes map them to C1 controls. */
const windows1252 = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
  0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
  0x153, 0x9d, 0x17e, 0x178,
];
