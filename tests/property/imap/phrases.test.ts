/** @module-tag deep */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteProtocolError } from '../../../lib/imap/errors';
import { parseResponse } from '../../../lib/imap/responses/response';
import { encodeText, forgetStrings } from '../../../lib/imap/wire/bytes';
import { Framer } from '../../../lib/imap/wire/framer';
import { PhraseBook } from '../../../lib/imap/wire/phrases';
import { Reader } from '../../../lib/imap/wire/reader';
import { fullRows } from '../../support/imap-transcripts';
import { toFixtureJson } from '../../support/imap-fixtures';

const SEED = 20260314;

/** What the grammar makes of each response, with its count of tokens; literals over five octets are absent. */
function read(raw: Uint8Array, maxTokens = 100_000): string[] {
  const framer = new Framer({
    maxLine: () => 100_000,
    literal: (_buf, _start, _end, { size }) => (size > 5 ? 'discard' : 'keep'),
    maxLiteral: 100_000,
    maxResponse: 200_000,
    textLines: true,
  });
  const reader = new Reader({ maxTokens, maxDepth: 12 });
  const out: string[] = [];
  try {
    framer.push(raw);
    while (framer.next()) {
      reader.load(framer);
      out.push(toFixtureJson([parseResponse(reader), reader.tokens, reader.depth]));
    }
  } catch (error) {
    if (!(error instanceof RemoteProtocolError)) throw error;
    out.push(error.code);
  }
  return out;
}

/** Each response read by a reader that has never seen anything. */
function readAfresh(raw: Uint8Array, maxTokens?: number): string[] {
  forgetStrings();
  return read(raw, maxTokens);
}

/** Made of few words, so that phrases and halves of phrases come again; some are broken. */
const word = fc.constantFrom(
  'NIL',
  'nil',
  '"ana"',
  '"example.org"',
  '"a)b"',
  '"a\\"b"',
  '"a"b"',
  '""',
  '"{3}"',
  '{2}\r\nab',
  '{6}\r\nabcdef',
  'x',
  '',
);
const address = fc.array(word, { minLength: 3, maxLength: 5 }).map((words) => `(${words.join(' ')})`);
const addresses = fc
  .array(address, { maxLength: 3 })
  .map((list) => (list.length === 0 ? 'NIL' : `(${list.join('')})`));
const envelope = fc
  .tuple(word, word, addresses, addresses, word)
  .map(
    ([date, subject, from, to, id]) => `(${date} ${subject} ${from} ${from} ${from} ${to} NIL NIL NIL ${id})`,
  );
const flags = fc
  .array(fc.constantFrom('\\Seen', '\\Answered\\Seen', '$Junk', '(a)', '"q"', ' ', 'NIL'), { maxLength: 3 })
  .map((list) => `(${list.join(' ')})`);
const params = fc.constantFrom(
  'NIL',
  '("charset" "utf-8")',
  '("CHARSET" NIL)',
  '("name" "a)b")',
  '("a" "b" (c) "d" "e")',
  '()',
);
const tail = fc.constantFrom(
  '',
  ' NIL',
  ' NIL NIL NIL NIL',
  ' NIL NIL NIL NIL NIL',
  ' NIL ("inline" NIL) NIL',
  ' NIL NIL x',
  ' nil NIL',
);
const part = fc
  .tuple(
    fc.constantFrom(
      '"text" "plain"',
      '"TEXT" "Html"',
      '"image" "png"',
      'NIL NIL',
      '"mixed"',
      'NIL "mixed"',
      '"message" "rfc822"',
    ),
    params,
    tail,
  )
  .map(([type, list, end]) => `(${type} ${list} NIL NIL "7BIT" 12 3${end})`);
const body = fc.oneof(
  part,
  fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), params, tail)
    .map(([parts, list, end]) => `(${parts.join('')} "mixed" ${list}${end})`),
);
const row = fc
  .tuple(envelope, flags, body)
  .map(([e, f, b]) => `* 1 FETCH (FLAGS ${f} ENVELOPE ${e} BODYSTRUCTURE ${b} UID 7)\r\n`);

describe('what was read before changes nothing', () => {
  it('of rows made of few words', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const fresh = rows.map((one) => readAfresh(encodeText(one)).join());
        const raw = encodeText(rows.join('').repeat(3));
        // The second and third time over, everything that can be known is known.
        expect(readAfresh(raw)).toEqual([...fresh, ...fresh, ...fresh]);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('of rows mutated behind known ones', () => {
    const known = fullRows(4);
    const edit = fc.record({ at: fc.nat(known.length - 1), octet: fc.constantFrom(...'()" \\{}N0x\0\xff') });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const mutated = known.slice();
        for (const { at, octet } of edits) mutated[at] = octet.charCodeAt(0);
        const fresh = readAfresh(mutated);
        forgetStrings();
        for (let again = 0; again < 3; again++) read(known);
        expect(read(mutated)).toEqual(fresh);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('of the limit of tokens', () => {
    const raw = fullRows(1);
    const { 1: tokens } = JSON.parse(readAfresh(raw)[0]!) as [unknown, number];
    for (let again = 0; again < 3; again++) {
      expect(read(raw, tokens)[0]).not.toBe('too-many-tokens');
      expect(read(raw, tokens - 1)).toEqual(['too-many-tokens']);
    }
  });
});

it('takes a word it knows for that word only where its quote ends the string', () => {
  const rowOf = (type: string): string =>
    `* 1 FETCH (BODYSTRUCTURE ("a" "b" NIL NIL NIL "7bit" 1 NIL (${type} NIL)))\r\n`;
  const odd = rowOf('"inline"x" more"');
  const [fresh] = readAfresh(encodeText(odd));
  expect(fresh).toContain('inline\\"x\\" more');
  expect(readAfresh(encodeText(rowOf('"inline"').repeat(3) + odd)).at(-1)).toBe(fresh);
});

describe('items in the usual order', () => {
  const ITEMS = [
    'UID 7',
    'uid 8',
    'UID x',
    'FLAGS (\\Seen)',
    'FLAGS NIL',
    'MODSEQ (9)',
    'MODSEQ 9',
    'INTERNALDATE "17-Jul-2026 02:44:25 -0700"',
    'INTERNALDATE NIL',
    'RFC822.SIZE 12',
    'RFC822.SIZE NIL',
    'ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL)',
    'ENVELOPE (7)',
    'BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 3 1)',
    'BODYSTRUCTURE (x)',
    'BODY ("text" "plain" NIL NIL NIL "7bit" 3 1)',
    'X-ODD (1 2)',
    ' ',
  ];
  const item = fc.constantFrom(...ITEMS);
  const usual = [0, 3, 7, 9, 11, 13].map((index) => ITEMS[index]!);
  const items = fc.oneof(
    fc.array(item, { maxLength: 8 }),
    // The usual ones, cut off, with one replaced, and with something behind.
    fc
      .tuple(fc.nat(6), fc.nat(5), item, fc.array(item, { maxLength: 2 }))
      .map(([length, at, other, more]) => [
        ...usual.slice(0, length).map((one, i) => (i === at ? other : one)),
        ...more,
      ]),
  );

  it('are read as those in another', () => {
    fc.assert(
      fc.property(items, (list) => {
        const [plain] = readAfresh(encodeText(`* 1 FETCH (${list.join(' ')})\r\n`));
        // An item nobody knows goes before them, so that each is read on its own; it is a token more, and 6 octets.
        const [each] = readAfresh(encodeText(`* 1 FETCH (X-A 1 ${list.join(' ')})\r\n`));
        expect(withoutPlaces(plain!)).toBe(withoutPlaces(each!));
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });

  /** Without the count of tokens, and without octets and offsets of what could not be read. */
  const withoutPlaces = (json: string): string =>
    json.replace(/"raw":\{.*?\},"offset":\d+/, '').replace(/,\d+,(\d+)\]$/, ',$1]');
});

describe('a book of phrases', () => {
  const viewOf = (text: string): DataView => new DataView(encodeText(text).buffer);
  const find = (book: PhraseBook<string>, text: string): string | undefined => {
    const place = book.find(viewOf(text), 0, text.length);
    return place < 0 ? undefined : book.valueAt(place);
  };
  const say = (book: PhraseBook<string>, text: string): void => {
    const view = viewOf(text);
    if (book.find(view, 0, text.length) < 0) book.learn(view, 0, text.indexOf(')') + 1, 1, text);
  };

  it('learns what is said twice', () => {
    const book = new PhraseBook<string>('list', 6);
    say(book, '(once)');
    expect(find(book, '(once)')).toBeUndefined();
    say(book, '(twice)');
    say(book, '(twice)');
    expect(find(book, '(twice) and more')).toBe('(twice)');
    expect(find(book, '(twicf)')).toBeUndefined();
    expect(find(book, '(twice')).toBeUndefined();
  });

  it.each(['(a {3}\r\nb)', `(${'x'.repeat(107)})`, '(a\n)'])('does not learn %j', (text) => {
    const book = new PhraseBook<string>('list', 6);
    for (let again = 0; again < 3; again++) say(book, text);
    expect(find(book, text)).toBeUndefined();
  });

  it('learns a phrase of 108 octets, and nothing that ends elsewhere than with the first )', () => {
    const book = new PhraseBook<string>('list', 6);
    const longest = `(${'x'.repeat(106)})`;
    for (let again = 0; again < 2; again++) say(book, longest);
    expect(find(book, longest)).toBe(longest);
    const view = viewOf('("a)b" c)');
    for (let again = 0; again < 3; again++) {
      book.find(view, 0, 9);
      book.learn(view, 0, 9, 2, 'wrong');
    }
    expect(find(book, '("a)b" c)')).toBeUndefined();
  });

  it('knows a phrase of any length, and no other of the same length', () => {
    for (let length = 2; length <= 108; length++) {
      const book = new PhraseBook<string>('list', 1);
      const phrase = `(${'abcdefghijk'.repeat(10).slice(0, length - 2)})`;
      for (let again = 0; again < 2; again++) say(book, phrase);
      expect(find(book, phrase)).toBe(phrase);
      expect(find(book, `${phrase} and more of it`)).toBe(phrase);
      for (let at = 0; at < length - 1; at++) {
        const other = `${phrase.slice(0, at)}z${phrase.slice(at + 1)}`;
        expect(find(book, other)).toBeUndefined();
        expect(find(book, `${other} and more of it`)).toBeUndefined();
      }
    }
  });

  it('keeps its size whatever comes, and forgets', () => {
    const book = new PhraseBook<string>('list', 6);
    for (let n = 0; n < 10_000; n++) {
      say(book, `(phrase ${n})`);
      say(book, `(phrase ${n})`);
      expect(find(book, `(phrase ${n})`)).toBe(`(phrase ${n})`);
    }
    const kept = Array.from({ length: 10_000 }, (_, n) => find(book, `(phrase ${n})`));
    expect(kept.filter((value) => value !== undefined).length).toBeLessThanOrEqual(64);
    book.forget();
    expect(find(book, '(phrase 9999)')).toBeUndefined();
  });
});
