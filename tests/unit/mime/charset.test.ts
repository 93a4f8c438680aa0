import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCharsetDecoder, decodeCharset } from '../../../lib/mime/charset';
import { decodeEncodedWords, encodeWords } from '../../../lib/mime/encoded-words';
import { bytesOf, octets, seed } from './support';

describe('decodeCharset', () => {
  it.each([
    ['utf-8', '\xc3\xa9', 'é'],
    ['UTF8', '\xc3\xa9', 'é'],
    ['"utf-8"', '\xc3\xa9', 'é'],
    ['iso-8859-1', '\x80\x93\xe9\x94', '€“é”'],
    ['latin1', '\x99', '™'],
    ['windows-1252', '\x80\x8a\x9f', '€ŠŸ'],
    ['ISO-8859-15', '\xa4', '€'],
    ['iso-8859-2', '\xb1', 'ą'],
    ['koi8-r', '\xf0\xd2', 'Пр'],
    ['win-1251', '\xcf\xf0', 'Пр'],
    ['Shift_JIS', '\x83A', 'ア'],
    ['cp932', '\x83A', 'ア'],
    ['iso-2022-jp', '\x1b$B%"\x1b(B!', 'ア!'],
    ['gb2312', '\xc4\xe3', '你'],
    ['ks_c_5601-1987', '\xb0\xa1', '가'],
    ['big5', '\xa7A', '你'],
    ['utf-16', '\xfe\xff\0A', 'A'],
    ['utf-16', 'A\0', 'A'],
    ['utf-16be', '\0A', 'A'],
  ])('%s', (label, raw, text) => {
    expect(decodeCharset(octets(raw), label)).toBe(text);
  });

  it.each([
    undefined,
    '',
    'us-ascii',
    'x-unknown',
    'no-such-charset',
    'hz-gb-2312',
    '__proto__',
    'constructor',
  ])('P10, P12 guesses for %s: UTF-8 until it cannot be, then windows-1252', (label) => {
    expect(decodeCharset(bytesOf('é…'), label)).toBe('é…');
    expect(decodeCharset(octets('caf\xe9 \x80'), label)).toBe('café €');
    expect(decodeCharset(octets('\xc3\xa9 then \xe9 \xc3\xa9'), label)).toBe('é then é Ã©');
    expect(decodeCharset(octets('cut \xc3'), label)).toBe('cut Ã');
  });

  it.each(['utf-7', 'UTF7', 'unicode-1-1-utf-7'])('%s is refused: markup stays hidden text', (label) => {
    expect(decodeCharset(octets('+ADw-script+AD4-\xe9'), label)).toBe('+ADw-script+AD4-\ufffd');
  });

  it('P10 says U+FFFD for what is impossible in a charset that was named', () => {
    expect(decodeCharset(octets('a\xffb\xed\xa0\x80'), 'utf-8')).toMatch(/^a\ufffdb\ufffd+$/);
  });

  it('drops a byte order mark of a body only', () => {
    expect(decodeCharset(bytesOf('\ufeffa'), 'utf-8')).toBe('a');
    expect(decodeCharset(bytesOf('\ufeffa\ufeffb'), undefined)).toBe('a\ufeffb');
    const decoder = createCharsetDecoder('utf-8');
    const pieces = Array.from(bytesOf('\ufeffa\ufeffb'), (octet) => decoder.push(Uint8Array.of(octet)));
    expect(pieces.join('') + decoder.end()).toBe('a\ufeffb');
    expect(decodeEncodedWords(encodeWords('\ufeffé'))).toBe('\ufeffé');
  });

  it('gives the same text under any chunking', () => {
    const raw = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 30 }).map(bytesOf),
      fc
        .tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.uint8Array({ maxLength: 6 }))
        .map(([text, rest]) => Uint8Array.from([...bytesOf(text), ...rest])),
    );
    const label = fc.constantFrom(undefined, 'utf-8', 'iso-8859-1', 'us-ascii', 'utf-16', 'utf-7');
    fc.assert(
      fc.property(raw, label, fc.integer({ min: 1, max: 7 }), (bytes, charset, size) => {
        const decoder = createCharsetDecoder(charset);
        let text = '';
        for (let at = 0; at < bytes.length; at += size) text += decoder.push(bytes.slice(at, at + size));
        expect(text + decoder.end()).toBe(decodeCharset(bytes, charset));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('reads long bodies past its work buffer', () => {
    const text = decodeCharset(new Uint8Array(100_001).fill(0xe9), 'latin1');
    expect(text.length).toBe(100_001);
    expect(text).toMatch(/^é+$/);
  });
});
