import { concatBytes, latin1Text, utf8Bytes } from './bytes';
import { decodeWordBytes } from './charset';
import { EncodedWordFinder, type EncodedWord } from './encoded-word-finder';
import { MAX_ENCODED_WORD_LENGTH, MAX_REMEMBERED, MAX_REMEMBERED_LENGTH } from './limits';
import { decodeTransfer, encodeBase64 } from './transfer';

/**
 * Display text of a raw header value (RFC 2047, tolerant). Blanks between encoded words disappear; neighbours of one charset
 * are joined as octets before they are decoded, since mailers cut inside characters. What is not an encoded word stays as it is.
 * NUL becomes U+FFFD (M03), line ends become a space, so the result can never carry a header of its own.
 */
export function decodeEncodedWords(raw: string): string {
  // From, Sender and Reply-To of a message are mostly the same.
  if (raw === last.raw) return last.text;
  // One look at each character: most values are plain, and a list of messages has thousands.
  for (let at = 0; at < raw.length; at++) {
    const unit = raw.charCodeAt(at);
    if (unit === 0x3d && raw.charCodeAt(at + 1) === 0x3f) return knownWords(raw);
    if (unit < 0x0e) return raw.includes('=?', at) ? knownWords(raw) : withoutLineEnds(raw);
  }
  if (raw.length <= MAX_REMEMBERED_LENGTH) last.raw = last.text = raw;
  return raw;
}

/**
 * RFC 2047 encoded words for what is not printable ASCII: from the first to the last blank-separated piece that needs it, each
 * word at most 75 characters, separated by one space. Plain ASCII is given back unchanged. Lone surrogates become U+FFFD.
 */
export function encodeWords(text: string): string {
  let first = -1;
  let last = -1;
  let start = 0;
  while (start <= text.length) {
    let end = text.indexOf(' ', start);
    if (end < 0) end = text.length;
    if (needsEncoding(text.slice(start, end))) {
      if (first < 0) first = start;
      last = end;
    }
    start = end + 1;
  }
  if (first < 0) return text;
  return text.slice(0, first) + encodeAllWords(text.slice(first, last)) + text.slice(last);
}

/** Encodes every character, safe as a phrase of an address (RFC 2047 section 5 rule 3). */
export function encodeAllWords(text: string): string {
  const words: string[] = [];
  const capacity = MAX_ENCODED_WORD_LENGTH - '=?utf-8?q??='.length;
  const bytes = utf8Bytes(text);
  let unsafe = 0;
  for (const octet of bytes) if (safeInPhrase[octet] === 0) unsafe++;
  const base64 = unsafe * 3 > bytes.length;
  // Base64 brings 3 octets in 4 characters; only whole quanta fit.
  const limit = base64 ? Math.floor(capacity / 4) * 3 : capacity;
  let chunk = '';
  let size = 0;
  for (const character of text) {
    const octets = utf8Bytes(character);
    const width = base64 ? octets.length : quotedWidth(octets);
    if (size + width > limit) {
      words.push(oneWord(chunk, base64));
      chunk = '';
      size = 0;
    }
    chunk += character;
    size += width;
  }
  if (chunk !== '') words.push(oneWord(chunk, base64));
  return words.join(' ');
}

/** The same names stand in most rows of a list. What is remembered is bounded, and emptied when it is full. */
function knownWords(raw: string): string {
  if (raw.length > MAX_REMEMBERED_LENGTH) return withoutLineEnds(decodeWords(raw));
  const known = remembered.get(raw);
  const text = known ?? withoutLineEnds(decodeWords(raw));
  last.raw = raw;
  last.text = text;
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(raw, text);
  return text;
}

/** Forgets decoded words: they are fragments of mail, and an account may have signed out. */
export function forgetWords(): void {
  remembered.clear();
  last.raw = '';
  last.text = '';
}

const remembered = new Map<string, string>();
const last = { raw: '', text: '' };

function decodeWords(raw: string): string {
  const finder = new EncodedWordFinder(raw);
  let text = '';
  let run: EncodedWord[] = [];
  let at = 0;
  while (at < raw.length) {
    const open = raw.indexOf('=?', at);
    if (open < 0) break;
    const word = finder.at(open);
    // Only a word directly after a word, or blanks between, continues the run.
    if (word === undefined) {
      text += decodeRun(run) + raw.slice(at, open + 2);
      run = [];
      at = open + 2;
      continue;
    }
    const between = raw.slice(at, open);
    if (run.length === 0 || !isBlank(between)) {
      text += decodeRun(run) + between;
      run = [];
    }
    run.push(word);
    at = word.end;
  }
  return text + decodeRun(run) + raw.slice(at);
}

function decodeRun(run: readonly EncodedWord[]): string {
  let text = '';
  for (let start = 0; start < run.length;) {
    const { charset } = run[start]!;
    let end = start + 1;
    while (end < run.length && run[end]!.charset === charset) end++;
    text += decodeWordBytes(concatBytes(wordBytes(run.slice(start, end))), charset);
    start = end;
  }
  return text;
}

function wordBytes(words: readonly EncodedWord[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < words.length;) {
    const word = words[start]!;
    const end = word.encoding === 'B' ? base64RunEnd(words, start) : start + 1;
    if (word.encoding === 'B') {
      const text = words.slice(start, end).map((piece) => piece.text);
      chunks.push(decodeTransfer(utf8Bytes(text.join('')), 'base64'));
    } else
      chunks.push(
        plainQ(word.text) ?? decodeTransfer(utf8Bytes(protectBlanks(word.text)), 'quoted-printable'),
      );
    start = end;
  }
  return chunks;
}

/**
 * Mailers that cut the finished base64 text leave words that are no whole quanta: these are joined up to the word that completes one.
 * Where none does, the padding was forgotten and the word stands alone. (That happens at most four times a run: lengths count modulo 4.)
 */
function base64RunEnd(words: readonly EncodedWord[], start: number): number {
  let length = 0;
  for (let end = start; end < words.length && words[end]!.encoding === 'B'; end++) {
    const { text } = words[end]!;
    length += text.length;
    if (length % 4 === 0 || text.endsWith('=')) return end + 1;
  }
  return start + 1;
}

/** The octets of a Q word as it should be: printable ASCII, and two digits behind each "=". Undefined where it is not. */
function plainQ(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7e) return undefined;
    if (unit === 0x3d) {
      const octet = (hexDigit(text.charCodeAt(at + 1)) << 4) | hexDigit(text.charCodeAt(at + 2));
      if (octet < 0) return undefined;
      bytes[length++] = octet;
      at += 2;
    } else bytes[length++] = unit === 0x5f ? 0x20 : unit;
  }
  return bytes.subarray(0, length);
}

/** The value of a digit; -1 for what is none. */
function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Q differs from quoted-printable: "_" is a space, and blanks inside (forbidden, but seen) are data, not transport padding. */
function protectBlanks(text: string): string {
  return text
    .replaceAll(/[_ ]/g, '=20')
    .replaceAll(/[\r\n]/g, '')
    .replaceAll('\t', '=09');
}

function withoutLineEnds(text: string): string {
  if (!/[\0\r\n]/.test(text)) return text;
  return text
    .replaceAll(/\r?\n(?=[ \t])/g, '')
    .replaceAll(/\r\n|[\r\n]/g, ' ')
    .replaceAll('\0', '\uFFFD');
}

function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!' \t\r\n'.includes(text[at]!)) return false;
  return true;
}

function needsEncoding(piece: string): boolean {
  return piece.includes('=?') || !/^[\x21-\x7e]*$/.test(piece);
}

function quotedWidth(octets: Uint8Array): number {
  let width = 0;
  for (const octet of octets) width += octet === 0x20 || safeInPhrase[octet] === 1 ? 1 : 3;
  return width;
}

function oneWord(chunk: string, base64: boolean): string {
  const bytes = utf8Bytes(chunk);
  // At most 45 octets: encodeBase64 breaks no line.
  if (base64) return `=?utf-8?B?${latin1Text(encodeBase64(bytes))}?=`;
  let text = '';
  for (const octet of bytes) {
    if (octet === 0x20) text += '_';
    else if (safeInPhrase[octet] === 1) text += String.fromCharCode(octet);
    else text += `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `=?utf-8?Q?${text}?=`;
}

const safeInPhrase = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/') {
  safeInPhrase[character.charCodeAt(0)] = 1;
}
