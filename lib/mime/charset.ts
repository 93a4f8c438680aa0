import { emptyBytes, concatBytes } from './bytes';

/** A decoder fed chunk by chunk; any chunking of the same octets gives the same text. */
export interface CharsetDecoder {
  push(bytes: Uint8Array): string;
  end(): string;
}

/**
 * Text of a part or header. Never throws: octets that are impossible in the charset become U+FFFD.
 * Without a known label, and for us-ascii, the octets are UTF-8 up to the first sequence that is not, and windows-1252
 * from there. iso-8859-1 means windows-1252 (as every browser reads it). UTF-7 is refused and shown as ASCII, since it
 * hides markup from every filter.
 */
export function decodeCharset(bytes: Uint8Array, label: string | undefined): string {
  const decoder = createCharsetDecoder(label);
  const text = decoder.push(bytes);
  return text + decoder.end();
}

/** The same of encoded words, which are no files: a leading U+FEFF stays. */
export function decodeWordBytes(bytes: Uint8Array, label: string): string {
  // Making a decoder takes longer than decoding a word.
  if (canonicalCharset(label) === 'utf-8') return utf8.decode(bytes);
  const decoder = createCharsetDecoder(label, true);
  return decoder.push(bytes) + decoder.end();
}

/** The streaming form of decodeCharset. `keepBom` leaves a leading U+FEFF in (encoded words are not files). */
export function createCharsetDecoder(label: string | undefined, keepBom = false): CharsetDecoder {
  const charset = canonicalCharset(label);
  switch (charset) {
    case 'guess':
      return new GuessDecoder(keepBom);
    case 'ascii':
      return { push: (bytes) => tableText(bytes, asciiTable), end: () => '' };
    case 'windows-1252':
      return { push: (bytes) => tableText(bytes, windows1252Table), end: () => '' };
    case 'utf-16':
      return new Utf16Decoder();
    default: {
      const native = nativeDecoder(charset, keepBom);
      if (native === undefined) return new GuessDecoder(keepBom);
      return { push: (bytes) => native.decode(bytes, { stream: true }), end: () => native.decode() };
    }
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function canonicalCharset(label: string | undefined): string {
  if (label === undefined) return 'guess';
  const key = label.slice(0, 80).replaceAll('"', '').replaceAll("'", '').trim().toLowerCase();
  return aliases.get(key) ?? aliases.get(key.replaceAll('_', '-')) ?? (key === '' ? 'guess' : key);
}

function nativeDecoder(charset: string, keepBom: boolean): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { ignoreBOM: keepBom });
  } catch {
    return undefined; // unknown to this engine: the caller guesses
  }
}

/** UTF-8 until proven otherwise, then windows-1252: the place of the change depends on the octets only, not on chunks. */
class GuessDecoder implements CharsetDecoder {
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private carry: Uint8Array = emptyBytes;
  private broken = false;
  private started: boolean;

  constructor(keepBom: boolean) {
    this.started = keepBom;
  }

  push(bytes: Uint8Array): string {
    if (this.broken) return tableText(bytes, windows1252Table);
    const all = this.carry.length === 0 ? bytes : concatBytes([this.carry, bytes]);
    const whole = all.length - incompleteTail(all);
    this.carry = emptyBytes;
    let text: string;
    try {
      text = this.utf8.decode(all.subarray(0, whole));
      this.carry = all.slice(whole);
    } catch {
      const valid = validUtf8Prefix(all);
      this.broken = true;
      text = this.utf8.decode(all.subarray(0, valid)) + tableText(all.subarray(valid), windows1252Table);
    }
    if (!this.started && text !== '') {
      this.started = true;
      if (text.charCodeAt(0) === 0xfeff) return text.slice(1);
    }
    return text;
  }

  end(): string {
    const rest = this.carry;
    this.carry = emptyBytes;
    return tableText(rest, windows1252Table);
  }
}

/** "utf-16" without an order: the byte order mark decides, little endian without one (what mail programs write). */
class Utf16Decoder implements CharsetDecoder {
  private head: Uint8Array = emptyBytes;
  private native: TextDecoder | undefined;

  push(bytes: Uint8Array): string {
    if (this.native !== undefined) return this.native.decode(bytes, { stream: true });
    this.head = concatBytes([this.head, bytes]);
    if (this.head.length < 2) return '';
    const bigEndian = this.head[0] === 0xfe && this.head[1] === 0xff;
    this.native = new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le');
    return this.native.decode(this.head, { stream: true });
  }

  end(): string {
    if (this.native !== undefined) return this.native.decode();
    return this.head.length === 0 ? '' : '\uFFFD';
  }
}

/** Octets at the end that may be the beginning of a longer UTF-8 sequence: 0 to 3. */
function incompleteTail(bytes: Uint8Array): number {
  const length = bytes.length;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const octet = bytes[length - back]!;
    if (octet < 0x80) return 0;
    if (octet >= 0xc0) {
      const needed = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
}

/** Length of the longest prefix that is whole, valid UTF-8 (RFC 3629 section 4). */
function validUtf8Prefix(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + size > bytes.length) return at;
    const second = bytes[at + 1]!;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return at;
    for (let next = at + 2; next < at + size; next++) if ((bytes[next]! & 0xc0) !== 0x80) return at;
    at += size;
  }
  return at;
}

const unitsSize = 32_768;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const unitDecoder = new TextDecoder(isLittleEndian ? 'utf-16le' : 'utf-16be', { ignoreBOM: true });

/** Through UTF-16 units and the engine's decoder: eight times as fast as String.fromCharCode(...) on long bodies. */
function tableText(bytes: Uint8Array, table: Uint16Array): string {
  let text = '';
  const units = new Uint16Array(Math.min(bytes.length, unitsSize));
  for (let start = 0; start < bytes.length; start += unitsSize) {
    const end = Math.min(bytes.length, start + unitsSize);
    for (let at = start; at < end; at++) units[at - start] = table[bytes[at]!]!;
    text += unitDecoder.decode(units.subarray(0, end - start));
  }
  return text;
}

// Our own table because Node 20's TextDecoder leaves 0x80-0x9F of windows-1252 as C1 controls.
const windows1252Upper =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const windows1252Table = Uint16Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x80 && octet < 0xa0 ? windows1252Upper.charCodeAt(octet - 0x80) : octet,
);
const asciiTable = Uint16Array.from({ length: 256 }, (_, octet) => (octet < 0x80 ? octet : 0xfffd));

/** Labels seen in mail that engines do not know, or read in another way than mail needs. Value: canonical label. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    guess:
      'us-ascii ascii ansi-x3.4-1968 ansi_x3.4-1968 iso-ir-6 646 iso646-us 7bit 8bit binary default none unknown unknown-8bit x-unknown',
    ascii:
      'utf-7 utf7 unicode-1-1-utf-7 unicode-2-0-utf-7 x-unicode-2-0-utf-7 csunicode11utf7 csutf7 utf-7-imap imap-utf-7',
    'windows-1252':
      'windows-1252 cp1252 cp-1252 x-cp1252 win-1252 win1252 iso-8859-1 iso8859-1 iso88591 iso-88591 iso_8859-1 ' +
      'iso_8859-1:1987 iso-8859-1:1987 iso-ir-100 latin1 latin-1 l1 ibm819 cp819 csisolatin1 ansi windows1252 8859-1',
    'utf-16': 'utf-16 utf16 ucs-2 iso-10646-ucs-2 unicode csunicode',
    'utf-8': 'utf8 utf-8 utf8mb4 cp65001 unicode-1-1-utf-8 x-utf-8 utf-8n',
    'iso-8859-15': 'latin9 latin-9 iso8859-15 iso885915 iso-885915',
    'iso-8859-2': 'iso8859-2 iso88592 latin-2',
    'windows-1250': 'cp-1250 win-1250 win1250 windows1250',
    'windows-1251': 'cp-1251 win-1251 win1251 windows1251 ansi-1251',
    'windows-1254': 'cp-1254 win-1254 win1254 windows1254',
    'koi8-r': 'koi8r',
    'koi8-u': 'koi8u',
    ibm866: 'cp-866 dos-866',
    'euc-kr':
      'ks-c-5601 ks-c-5601-1987 ks_c_5601-1987 ksc5601 cp949 cp-949 ms949 uhc windows-949 x-windows-949',
    gb18030: 'gb2312 gb-2312 gb-2312-80 gbk cp936 cp-936 ms936 x-gbk euc-cn gb18030 gb-18030',
    big5: 'cp950 cp-950 x-big5 big-5 big5-hkscs',
    shift_jis: 'shift-jis sjis x-sjis cp932 cp-932 ms932 windows-31j',
    'iso-2022-jp': 'iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-ms cp50220 cp50221 csiso2022jp',
    'euc-jp': 'eucjp x-euc-jp',
    'windows-874': 'tis620 tis-620 cp874 cp-874 iso-8859-11',
  }).flatMap(([canonical, labels]) => labels.split(' ').map((label): [string, string] => [label, canonical])),
);
