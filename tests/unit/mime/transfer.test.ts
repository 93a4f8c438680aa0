import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PENDING_BLANKS } from '../../../lib/mime/limits';
import {
  createTransferDecoder,
  decodeTransfer,
  encodeBase64,
  encodeQuotedPrintable,
} from '../../../lib/mime/transfer';
import { octets, seed, textOf } from './support';

function decode(text: string, encoding: string): string {
  return textOf(decodeTransfer(octets(text), encoding));
}

function inChunks(bytes: Uint8Array, encoding: string, sizes: readonly number[]): Uint8Array {
  const decoder = createTransferDecoder(encoding);
  const out: number[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    out.push(...decoder.push(bytes.slice(at, at + size)));
    at += size;
  }
  out.push(...decoder.end());
  return Uint8Array.from(out);
}

describe('base64 (RFC 2045 6.8)', () => {
  it.each([
    ['', ''],
    ['Zg==', 'f'],
    ['Zm8=', 'fo'],
    ['Zm9v', 'foo'],
    ['Zm9vYmFy', 'foobar'],
  ])('RFC 4648 section 10: %s', (encoded, plain) => {
    expect(decode(encoded, 'base64')).toBe(plain);
    expect(textOf(encodeBase64(octets(plain)))).toBe(encoded);
  });

  it.each([
    ['P10 line ends and blanks anywhere', 'Z m\r\n9 v\tYm\nFy\r\n', 'foobar'],
    ['P10 characters outside the alphabet', 'Zm!9*v\0Ym\xffFy', 'foobar'],
    ['P10 no padding, two characters', 'Zg', 'f'],
    ['P10 no padding, three characters', 'Zm8', 'fo'],
    ['P10 a single left-over character', 'Zm9vY', 'foo'],
    ['blocks padded one by one and joined', 'Zg==Zm8=Zm9v', 'ffofoo'],
    ['padding where none belongs', '====Zm9v=', 'foo'],
    ['nothing but junk', '!!!! ----', ''],
  ])('%s', (_, encoded, plain) => {
    expect(decode(encoded, 'base64')).toBe(plain);
  });

  it('writes lines of 76 characters', () => {
    const lines = textOf(encodeBase64(new Uint8Array(200))).split('\r\n');
    expect(lines.map((line) => line.length)).toEqual([76, 76, 76, 40]);
  });

  it('gives any octets back, under any chunking', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), chunkSizes, (bytes, sizes) => {
        expect(inChunks(encodeBase64(bytes), 'BASE64', sizes)).toEqual(bytes);
      }),
      { seed },
    );
  });
});

describe('quoted-printable (RFC 2045 6.7)', () => {
  it.each([
    ['rule 1', 'caf=C3=A9', 'caf\xc3\xa9'],
    ['rule 3: trailing blanks are transport padding', 'a \t \r\nb', 'a\r\nb'],
    ['rule 5: soft line break', 'one=\r\ntwo', 'onetwo'],
    ['soft line break followed by padding', 'one= \t\r\ntwo', 'onetwo'],
    ['soft line break with a bare LF', 'one=\ntwo', 'onetwo'],
    ['soft line break with a bare CR', 'one=\rtwo', 'onetwo'],
    ['lower-case digits', '=c3=a9', '\xc3\xa9'],
    ['an encoded blank at the end stays', 'a=20\r\nb', 'a \r\nb'],
    ['P10 no hexadecimal digits', 'a=XYb', 'a=XYb'],
    ['P10 one digit only', 'a=4 b', 'a=4 b'],
    ['P10 "=" before "="', '==41', '=A'],
    ['P10 "=" and a blank in running text', 'a = b', 'a = b'],
    ['P10 "=" at the very end', 'abc=', 'abc'],
    ['P10 half an octet at the very end', 'abc=4', 'abc=4'],
    ['P10 8-bit octets', 'a\xe9b', 'a\xe9b'],
  ])('%s', (_, encoded, plain) => {
    expect(decode(encoded, 'quoted-printable')).toBe(plain);
    for (const size of [1, 2, 3]) {
      expect(textOf(inChunks(octets(encoded), 'quoted-printable', [size]))).toBe(plain);
    }
  });

  it('holds back a bounded number of blanks', () => {
    const blanks = ' '.repeat(MAX_PENDING_BLANKS * 3 + 10);
    const decoder = createTransferDecoder('quoted-printable');
    expect(decoder.push(octets(blanks)).length).toBe(MAX_PENDING_BLANKS * 3);
    expect(textOf(decoder.push(octets('x')))).toBe(`${' '.repeat(10)}x`);
  });

  it('gives any octets back in lines of 76, under any chunking', () => {
    const mixed = fc.array(
      fc.oneof(fc.constantFrom(0x0d, 0x0a, 0x20, 0x09, 0x3d, 0x2e), fc.integer({ min: 0, max: 255 })),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(mixed, chunkSizes, (values, sizes) => {
        const bytes = Uint8Array.from(values);
        const encoded = encodeQuotedPrintable(bytes);
        for (const line of textOf(encoded).split('\r\n')) expect(line).toMatch(/^[\t -~]{0,76}$/);
        expect(inChunks(encoded, 'quoted-printable', sizes)).toEqual(bytes);
      }),
      { seed },
    );
  });

  it('decodes junk to the same octets under any chunking', () => {
    const junk = fc.array(fc.constantFrom(...octets('=4cGz \t\r\n\xff')), { maxLength: 200 });
    fc.assert(
      fc.property(junk, chunkSizes, (values, sizes) => {
        const bytes = Uint8Array.from(values);
        expect(inChunks(bytes, 'quoted-printable', sizes)).toEqual(decodeTransfer(bytes, 'quoted-printable'));
      }),
      { seed },
    );
  });
});

describe('other encodings', () => {
  it.each(['7bit', '8bit', 'binary', 'x-uuencode', '', '__proto__'])('%s passes through', (encoding) => {
    expect(decode('=41 Zg== \xff', encoding)).toBe('=41 Zg== \xff');
  });

  it('the name is read without regard to case and blanks', () => {
    expect(decode('=41', ' Quoted-Printable ')).toBe('A');
  });
});

const chunkSizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
