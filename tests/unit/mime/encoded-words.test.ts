import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEncodedWords, encodeWords, forgetWords } from '../../../lib/mime/encoded-words';
import { MAX_REMEMBERED, MAX_REMEMBERED_LENGTH } from '../../../lib/mime/limits';
import { seed } from './support';

describe('decodeEncodedWords', () => {
  it.each([
    ['(=?ISO-8859-1?Q?a?=)', '(a)'],
    ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
    ['=?US-ASCII?Q?Keith_Moore?= <moore@example.org>', 'Keith Moore <moore@example.org>'],
    ['=?ISO-8859-1?Q?Andr=E9?= Pirard', 'André Pirard'],
    ['=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=', 'If you can read this yo'],
    ['=?US-ASCII*EN?Q?Keith_Moore?=', 'Keith Moore'],
  ])('RFC 2047 section 8, RFC 2231 section 5: %s', (raw, text) => {
    expect(decodeEncodedWords(raw)).toBe(text);
  });

  it.each([
    ['a character cut in two words', '=?utf-8?B?w6k=?= =?utf-8?Q?=C3?= =?utf-8?Q?=A9?=', 'éé'],
    ['a base64 text cut inside a quantum', '=?utf-8?B?w6nDq?= =?utf-8?B?cOpw6?= =?utf-8?B?k=?=', 'éééé'],
    ['missing padding in every word', '=?utf-8?B?w6k?= =?utf-8?B?w6k?=', 'éé'],
    ['missing padding', '=?utf-8?B?w6k?=', 'é'],
    ['blanks inside Q', '=?utf-8?Q?caf=C3=A9 au lait?=', 'café au lait'],
    ['no blank between words', '=?utf-8?Q?a?==?utf-8?Q?b?=', 'ab'],
    ['no blank around a word', 'x=?utf-8?Q?=C3=A9?=y', 'xéy'],
    ['"?" inside Q', '=?utf-8?Q?what??=', 'what?'],
    ['Q text that begins with "="', '=?utf-8?q?=41?=', 'A'],
    ['"=" without two digits behind it', '=?utf-8?Q?=4=41_=zz=?=', '=4A =zz'],
    ['a byte order mark', '=?utf-8?Q?=EF=BB=BFa?=', '\uFEFFa'],
    ['empty text', '=?utf-8?Q??=x', 'x'],
    ['unknown charset', '=?x-odd?Q?caf=C3=A9?=', 'café'],
    ['UTF-7 is refused', '=?utf-7?Q?+ADw-?=', '+ADw-'],
    ['iso-8859-1 means windows-1252', '=?iso-8859-1?Q?=80?=', '€'],
    ['iso-2022-jp', '=?iso-2022-jp?B?GyRCJSIbKEI=?=', 'ア'],
    ['one word never closed', '=?utf-8?Q?open and =?utf-8?Q?closed?=', '=?utf-8?Q?open and closed'],
    ['no word at all', '=?utf-8?X?abc?= =? ?= =?=', '=?utf-8?X?abc?= =? ?= =?='],
    ['raw 8-bit text stays', 'café =?utf-8?Q?=C3=A9?=', 'café é'],
  ])('%s', (_, raw, text) => {
    expect(decodeEncodedWords(raw)).toBe(text);
  });

  it('M03: NUL becomes U+FFFD', () => {
    expect(decodeEncodedWords('=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3YA?=@example.org')).toBe(
      'potus@whitehouse.gov\ufffd@example.org',
    );
    expect(decodeEncodedWords('a\0b')).toBe('a\ufffdb');
  });

  it('I06: an encoded line end cannot become a header', () => {
    expect(decodeEncodedWords('=?utf-8?Q?x=0D=0ABcc:_a@example.org?=')).toBe('x Bcc: a@example.org');
  });

  it('P11: a megabyte of openings is one pass', { tags: ['deep'] }, () => {
    for (const piece of ['=?a?q?', '=?', '=?utf-8?Q?x', '?=', '=?utf-8?B?']) {
      const raw = piece.repeat(Math.floor(1_000_000 / piece.length));
      expect(decodeEncodedWords(raw)).toBe(raw);
    }
  });
});

describe('encodeWords', () => {
  it('leaves plain ASCII alone', () => {
    expect(encodeWords('Re: minutes (v2), "final"?')).toBe('Re: minutes (v2), "final"?');
  });

  it('encodes only what needs it', () => {
    expect(encodeWords('Meeting in café today')).toMatch(/^Meeting in =\?utf-8\?[QB]\?\S+\?= today$/);
    expect(encodeWords('a =?fake?= b')).toMatch(/^a =\?utf-8\?[QB]\?\S+\?= b$/);
  });

  it('keeps words to 75 characters and characters whole', () => {
    for (const word of encodeWords('Größe 😀'.repeat(60)).split(' ')) {
      expect(word.length).toBeLessThanOrEqual(75);
      expect(decodeEncodedWords(word)).not.toContain('\ufffd');
    }
  });

  it('is undone by decodeEncodedWords for any text without controls', { tags: ['deep'] }, () => {
    const text = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 12 }),
          fc.constantFrom(' ', '=?', '?=', '_', 'é ', '=?utf-8?Q?a?='),
        ),
      )
      .map((pieces) => pieces.join('').replaceAll(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(text, (value) => {
        const encoded = encodeWords(value);
        expect(encoded).toMatch(/^[ -~]*$/);
        expect(decodeEncodedWords(encoded)).toBe(value);
      }),
      { seed, numRuns: 400 },
    );
  });
});

describe('what is remembered of encoded words', () => {
  const word = (n: number): string => `=?utf-8?Q?caf=C3=A9_${n}?=`;

  it('changes no text, before and after it is full, at its longest and beyond, and once forgotten', () => {
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < MAX_REMEMBERED * 2 + 1; n++) {
        expect(decodeEncodedWords(word(n))).toBe(`café ${n}`);
        expect(decodeEncodedWords(word(0))).toBe('café 0');
      }
      forgetWords();
    }
    for (const length of [MAX_REMEMBERED_LENGTH - 1, MAX_REMEMBERED_LENGTH, MAX_REMEMBERED_LENGTH + 1]) {
      const raw = word(1).padEnd(length, 'x');
      for (let again = 0; again < 2; again++)
        expect(decodeEncodedWords(raw)).toBe(raw.replace(word(1), 'café 1'));
    }
  });
});
