import { utf8Bytes } from './bytes';
import { decodeCharset } from './charset';
import { decodeEncodedWords } from './encoded-words';
import { MAX_PARAMETERS, MAX_PARAMETER_LENGTH } from './limits';
import { scanHeaderParameters } from './parameter-scanner';

/**
 * RFC 2231 rules over attribute/value pairs as they come from BODYSTRUCTURE or a header field. Names come out in lower case.
 * One rule for contradictions (M08): the first of equal attributes stands, an extended or continued form beats the plain one,
 * continuations count until the first gap. `name` and `filename` may hold RFC 2047 words (forbidden, but usual).
 * At most MAX_PARAMETERS pairs are read. Values are not yet fit to be shown: see safeDisplayText and safeFileName.
 */
export function decodeParameters(params: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const plain = new Map<string, string>();
  const pieces = new Map<string, Map<number, Piece>>();
  let count = 0;
  for (const [attribute, value] of params) {
    if (++count > MAX_PARAMETERS) break;
    const key = attribute.trim().toLowerCase();
    const star = key.indexOf('*');
    if (star <= 0) {
      if (!plain.has(key)) plain.set(key, value.slice(0, MAX_PARAMETER_LENGTH));
      continue;
    }
    const name = key.slice(0, star);
    const index = pieceIndex(key.slice(star));
    if (index === undefined) continue;
    let ofName = pieces.get(name);
    if (ofName === undefined) pieces.set(name, (ofName = new Map()));
    if (!ofName.has(index)) ofName.set(index, { value, extended: key.endsWith('*') });
  }
  const decoded = new Map<string, string>();
  for (const [name, value] of plain) decoded.set(name, withWords(name, value));
  for (const [name, ofName] of pieces) {
    const value = joinPieces(name, ofName);
    if (value !== undefined) decoded.set(name, value);
  }
  return decoded;
}

/** `text/plain; charset=utf-8; name*0*=...`: the value before the first ";" and the decoded parameters. Comments are skipped. */
export function parseHeaderParameters(value: string): {
  readonly value: string;
  readonly params: ReadonlyMap<string, string>;
} {
  const scanned = scanHeaderParameters(value);
  return { value: scanned.value, params: decodeParameters(scanned.pairs) };
}

interface Piece {
  readonly value: string;
  readonly extended: boolean;
}

/** The whole value in one extended parameter (`name*`). */
const wholeValue = -1;

/** `*` -> the whole value, `*3` and `*3*` -> 3, anything else undefined. */
function pieceIndex(suffix: string): number | undefined {
  if (suffix === '*') return wholeValue;
  const digits = /^\*(\d{1,4})\*?$/.exec(suffix)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function joinPieces(name: string, pieces: ReadonlyMap<number, Piece>): string | undefined {
  const whole = pieces.get(wholeValue);
  if (whole !== undefined) return decodeExtended([whole]);
  // Some mailers number from 1.
  const first = pieces.has(0) ? 0 : 1;
  const joined: Piece[] = [];
  let length = 0;
  for (let index = first; length < MAX_PARAMETER_LENGTH; index++) {
    const piece = pieces.get(index);
    if (piece === undefined) break;
    joined.push(piece);
    length += piece.value.length;
  }
  if (joined.length === 0) return undefined;
  if (joined.some((piece) => piece.extended)) return decodeExtended(joined);
  return withWords(
    name,
    joined
      .map((piece) => piece.value)
      .join('')
      .slice(0, MAX_PARAMETER_LENGTH),
  );
}

/** RFC 2231 section 4: charset'language'text in the first piece, percent octets in every piece marked with "*". */
function decodeExtended(pieces: readonly Piece[]): string {
  let charset: string | undefined = 'utf-8';
  const octets: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    let { value } = piece;
    if (index === 0 && piece.extended) {
      const quote = value.indexOf("'");
      const second = quote < 0 ? -1 : value.indexOf("'", quote + 1);
      if (second >= 0) {
        charset = value.slice(0, quote) === '' ? undefined : value.slice(0, quote);
        value = value.slice(second + 1);
      }
    }
    const bytes = utf8Bytes(value.slice(0, MAX_PARAMETER_LENGTH));
    for (let at = 0; at < bytes.length; at++) {
      const octet = bytes[at]!;
      const high = octet === 0x25 && piece.extended ? hexValue(bytes[at + 1]) : -1;
      const low = high < 0 ? -1 : hexValue(bytes[at + 2]);
      if (low < 0) octets.push(octet);
      else {
        octets.push(high * 16 + low);
        at += 2;
      }
    }
  }
  return decodeCharset(Uint8Array.from(octets), charset)
    .slice(0, MAX_PARAMETER_LENGTH)
    .replaceAll('\0', '\uFFFD');
}

function hexValue(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

// Never for boundary, charset and the like: a decoded boundary would split the message at other places than other readers do.
function withWords(name: string, value: string): string {
  return name === 'name' || name === 'filename'
    ? decodeEncodedWords(value)
    : value.replaceAll('\0', '\uFFFD');
}
