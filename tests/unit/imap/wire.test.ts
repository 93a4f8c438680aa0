import { describe, expect, it } from 'vitest';
import { LocalProtocolError, type RemoteProtocolError } from '../../../lib/imap/errors';
import { encodeText } from '../../../lib/imap/wire/bytes';
import { Framer, type FramerPolicy } from '../../../lib/imap/wire/framer';
import {
  formatNumberSet,
  intersectNumberSets,
  iterateNumberSet,
  normalizeNumberSet,
  numberSetContains,
  numberSetCount,
  numberSetOf,
  parseNumberSet,
  splitNumberSet,
  subtractNumberSet,
  unionNumberSets,
} from '../../../lib/imap/wire/numset';
import { Reader } from '../../../lib/imap/wire/reader';
import { decodeMailboxUtf7, encodeMailboxUtf7 } from '../../../lib/imap/wire/utf7';
import { joinFlight, WireWriter } from '../../../lib/imap/wire/writer';

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function policy(overrides: Partial<FramerPolicy> = {}): FramerPolicy {
  return {
    maxLine: () => 1000,
    literal: () => 'keep',
    maxLiteral: 10_000,
    maxResponse: 20_000,
    textLines: true,
    ...overrides,
  };
}

function frames(input: string, size = input.length, overrides: Partial<FramerPolicy> = {}): string[] {
  const framer = new Framer(policy(overrides));
  const bytes = encodeText(input);
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    framer.push(bytes.subarray(at, at + size));
    while (framer.next()) out.push(text(framer.buf.subarray(framer.start, framer.end)));
  }
  return out;
}

describe('framer', () => {
  const stream =
    '* OK hello {5}\r\n* LIST () "/" {5}\r\nINBOX\r\n\0\0* 1 FETCH (BODY[] {3+}\r\na\r\n\r\n UID 4)\n\r\n+ go {2}\r\n* X ~{2}\r\n)) {0}\r\n\r\nA1 OK x\r\n';
  const expected = [
    '* OK hello {5}\r\n',
    '* LIST () "/" {5}\r\nINBOX\r\n',
    '* 1 FETCH (BODY[] {3+}\r\na\r\n\r\n UID 4)\n',
    '+ go {2}\r\n',
    '* X ~{2}\r\n)) {0}\r\n\r\n',
    'A1 OK x\r\n',
  ];

  it.each([1, 2, 3, 5, 7, 11, 1000])('finds the same responses in chunks of %i', (size) => {
    expect(frames(stream, size)).toEqual(expected);
  });

  it('hands a response inside one chunk out in place', () => {
    const framer = new Framer(policy());
    const chunk = encodeText('* 1 EXISTS\r\n* 2 EXISTS\r\n');
    framer.push(chunk);
    expect(framer.next()).toBe(true);
    expect(framer.buf).toBe(chunk);
    expect(framer.next()).toBe(true);
    expect([framer.start, framer.end]).toEqual([12, 24]);
  });

  it.each([1, 4, 1000])('streams literals to a sink in chunks of %i', (size) => {
    const got: string[] = [];
    let complete: boolean | undefined;
    const sink = { write: (c: Uint8Array) => got.push(text(c)), end: (ok: boolean) => (complete = ok) };
    const out = frames('* 1 FETCH (BODY[] {6}\r\nab\r\ncd UID 3)\r\n', size, { literal: () => sink });
    expect(got.join('')).toBe('ab\r\ncd');
    expect(complete).toBe(true);
    expect(out).toEqual(['* 1 FETCH (BODY[] {6}\r\n UID 3)\r\n']);
  });

  it('tells the sink of a literal cut short', () => {
    let complete: boolean | undefined;
    const sink = { write: () => undefined, end: (ok: boolean) => (complete = ok) };
    const framer = new Framer(policy({ literal: () => sink }));
    framer.push(encodeText('* 1 FETCH (BODY[] {6}\r\nab'));
    expect(framer.next()).toBe(false);
    framer.abort();
    expect(complete).toBe(false);
  });

  it.each([
    ['a line one over the limit', 'x'.repeat(999) + '\r\n', 'line-too-long'],
    ['a line without end', 'x'.repeat(1001), 'line-too-long'],
    ['a literal one over the limit', '* X {10001}\r\n', 'literal-too-large'],
    ['{4294967295}', '* X {4294967295}\r\n', 'literal-too-large'],
    ['a size of 21 digits', '* X {000000000000000000001}\r\n', 'literal-syntax'],
    [
      'a response over the limit',
      `* X {10000}\r\n${'a'.repeat(10_000)} {10000}\r\n${'a'.repeat(10_000)}\r\n`,
      'response-too-large',
    ],
  ])('ends the connection at %s', (_name, input, code) => {
    for (const size of [1, input.length]) {
      expect(() => frames(input, size)).toThrow(expect.objectContaining({ code }) as RemoteProtocolError);
    }
  });

  it('lets the limits themselves through', () => {
    expect(frames('x'.repeat(998) + '\r\n')).toHaveLength(1);
    expect(frames(`* X {10000}\r\n${'a'.repeat(10_000)}\r\n`, 100)).toHaveLength(1);
  });

  it.each(['{-5}', '{}', '{1+2}', '{ 5}', '5}'])('takes %s for text', (marker) => {
    expect(frames(`* X ${marker}\r\n* Y\r\n`)).toEqual([`* X ${marker}\r\n`, '* Y\r\n']);
  });
});

describe('reader', () => {
  const read = (input: string | Uint8Array): Reader => {
    const reader = new Reader();
    reader.reset(typeof input === 'string' ? encodeText(input) : input);
    return reader;
  };

  it('reads strings in every form', () => {
    const r = read('"a\\"b\\\\" {3}\r\nx\r\n NIL nil "" nilly {0}\r\n\r\n');
    const next = (): unknown => (r.sp(), r.nstring());
    expect([next(), next(), next(), next(), next()]).toEqual(['a"b\\', 'x\r\n', null, null, '']);
    r.sp();
    expect([r.nstring(), r.astring()]).toEqual([undefined, 'nilly']);
    r.sp();
    expect(r.nstring()).toBe('');
    expect(r.eol()).toBe(true);
  });

  it('decodes UTF-8, else windows-1252', () => {
    expect(read('"señal ✓"').string()).toBe('señal ✓');
    expect(read(Uint8Array.of(0x22, 0x93, 0x68, 0xe9, 0x94, 0x22)).string()).toBe('“hé”');
  });

  it.each([
    ['12', 12],
    ['9.3736e+06', 9373600],
    ['-1', 0],
    ['012', 12],
    ['x', undefined],
    ['-', undefined],
  ])('reads the number %s', (input, value) => {
    expect(read(input).number()).toBe(value);
  });

  it('reads 63 bits exactly', () => {
    expect(read('9223372036854775807').number64()).toBe(9223372036854775807n);
    expect(read('-1').number64()).toBe(0n);
  });

  it('keeps the order of a sequence set', () => {
    expect(read('9:7,1,4:*').sequenceSet()).toEqual([
      [7, 9],
      [1, 1],
      [4, Infinity],
    ]);
    expect(read('(').sequenceSet()).toBeUndefined();
    expect(() => read('1:x').sequenceSet()).toThrow('message number');
  });

  it('skips any value without recursion', () => {
    const deep = '('.repeat(200_000) + ')'.repeat(200_000);
    const r = read(`${deep} (a "b)" {2}\r\n)) BODY[X (Y)]) end`);
    r.skipValue();
    r.sp();
    r.skipValue();
    r.sp();
    expect(r.atom()).toBe('end');
  });

  it('remembers the wire form of names that are no modified UTF-7', () => {
    const odd: [string, string][] = [];
    const reader = new Reader({ oddName: (name, wire) => odd.push([name, text(wire)]) });
    for (const input of ['"R&D"', '"Entw&APw-rfe"', 'inbox', 'a&bc']) {
      reader.reset(encodeText(input));
      reader.expectMailbox();
    }
    expect(odd).toEqual([
      ['R&D', 'R&D'],
      ['a&bc', 'a&bc'],
    ]);
  });

  it.each(['&AFQ-rash', '&AEk-NBOX', '&AGkAbgBiAG8AeA-', 'caf&AOk-&AOk-', '&AOkALQ-x'])(
    'takes %s for no other mailbox than itself',
    (input) => {
      const odd: string[][] = [];
      const reader = new Reader({ oddName: (name, wire) => odd.push([name, text(wire)]) });
      reader.reset(encodeText(input));
      expect(reader.expectMailbox()).toBe(input);
      expect(odd).toEqual([[input, input]]);
    },
  );

  it('takes an odd name in UTF-8 as it came', () => {
    const odd: string[][] = [];
    const reader = new Reader({ oddName: (name, wire) => odd.push([name, text(wire)]) });
    reader.reset(encodeText('"A\u00f1o"'));
    expect(reader.expectMailbox()).toBe('A\u00f1o');
    expect(odd).toHaveLength(1);
  });

  it('counts tokens', () => {
    const reader = new Reader({ maxTokens: 3 });
    reader.reset(encodeText('(a b c d)'));
    expect(() => reader.skipValue()).toThrow(
      expect.objectContaining({ code: 'too-many-tokens' }) as RemoteProtocolError,
    );
  });
});

describe('writer', () => {
  const line = (
    write: (w: WireWriter) => void,
    mode: 'sync' | 'plus' | 'minus' | 'inline' = 'plus',
  ): string[] => {
    const writer = new WireWriter();
    write(writer);
    return writer.finish(mode).map((f) => text(joinFlight(f)));
  };

  it('chooses atom, quoted or literal', () => {
    expect(line((w) => w.astring('abc').sp().astring('a b').sp().astring('').sp().astring('nil'))).toEqual([
      'abc "a b" "" "nil"\r\n',
    ]);
    expect(line((w) => w.astring('q"\\'))).toEqual(['"q\\"\\\\"\r\n']);
    expect(line((w) => w.astring('a\r\nb'))).toEqual(['{4+}\r\na\r\nb\r\n']);
  });

  it('counts octets, not characters', () => {
    expect(line((w) => w.string('😀é'))[0]).toMatch(/^\{6\+\}/);
  });

  it('waits only where it must', () => {
    const big = new Uint8Array(4097).fill(97);
    expect(line((w) => w.literal(big), 'minus')).toHaveLength(2);
    expect(line((w) => w.literal(big.subarray(1)), 'minus')).toHaveLength(1);
    expect(line((w) => w.string('é').sp().string('é'), 'sync')).toEqual(['{2}\r\n', 'Ã© {2}\r\n', 'Ã©\r\n']);
    expect(line((w) => w.string('é'), 'inline')).toEqual(['{2}\r\nÃ©\r\n']);
  });

  it.each([
    ['NUL', (w: WireWriter) => w.string('a\0b')],
    ['a lone surrogate', (w: WireWriter) => w.string('\ud800')],
    ['a flag with a space', (w: WireWriter) => w.flag('a b')],
    ['a flag with a line end', (w: WireWriter) => w.flag('a\r\nA1 DELETE x')],
    ['raw text with a line end', (w: WireWriter) => w.raw('a\r\n')],
    ['an atom that is none', (w: WireWriter) => w.atom('a(b')],
    ['an empty set', (w: WireWriter) => w.numberSet([])],
    ['number 0', (w: WireWriter) => w.numberSet([[0, 3]])],
    ['half a number', (w: WireWriter) => w.numberSet([[1.5, 3]])],
    ['a negative number', (w: WireWriter) => w.number(-1)],
  ])('refuses %s', (_name, write) => {
    expect(() => line(write)).toThrow(LocalProtocolError);
  });

  it('marks secrets', () => {
    const writer = new WireWriter();
    writer.raw('A LOGIN u ').secret(() => writer.string('pässword'));
    const [flight] = writer.finish('plus');
    const bytes = joinFlight(flight!);
    expect(flight!.secrets.map(([s, e]) => new TextDecoder().decode(bytes.subarray(s, e)))).toEqual([
      'pässword',
    ]);
  });
});

describe('modified UTF-7', () => {
  it.each([
    ['INBOX', 'INBOX'],
    ['R&D', 'R&-D'],
    ['Entwürfe', 'Entw&APw-rfe'],
    ['Papelera/Año', 'Papelera/A&APE-o'],
    ['台北', '&U,BTFw-'],
    ['a😀b', 'a&2D3eAA-b'],
    ['tab\there', 'tab&AAk-here'],
  ])('%s', (name, wire) => {
    expect(encodeMailboxUtf7(name)).toBe(wire);
    expect(decodeMailboxUtf7(wire)).toBe(name);
  });

  it.each(['a&b', '&A-', '&AOkB-', '&@-', '&2D0-', 'x&'])('answers undefined for %s', (wire) => {
    expect(decodeMailboxUtf7(wire)).toBeUndefined();
  });
});

describe('number sets', () => {
  const set = (input: string) => parseNumberSet(input)!;
  const same = (a: ReturnType<typeof set>, b: string) => expect(formatNumberSet(a)).toBe(b);

  it.each(['', '0', '1:', '1,,2', '4294967296', 'a', '1:*\r\nA1 DELETE x', ' 1', '-1'])(
    'refuses %j',
    (input) => {
      expect(parseNumberSet(input)).toBeUndefined();
    },
  );

  it('normalises', () => {
    same(set('5:3,4:7,9,8,20:*,*'), '3:9,20:*');
    same(set('5:7,*'), '5:7,*');
    expect(normalizeNumberSet([])).toEqual([]);
    same(numberSetOf([3, 1, 2, 9]), '1:3,9');
  });

  it('combines', () => {
    same(unionNumberSets(set('1:3,9'), set('4,20')), '1:4,9,20');
    same(subtractNumberSet(set('1:10,20:*'), set('3:4,8:21')), '1:2,5:7,22:*');
    expect(subtractNumberSet(set('1:3'), set('1:5'))).toEqual([]);
    same(intersectNumberSets(set('1:10,20:*'), set('8:22')), '8:10,20:22');
    expect(numberSetContains(set('1:3,9,20:*'), 9)).toBe(true);
    expect(numberSetContains(set('1:3,9,20:*'), 10)).toBe(false);
    expect(numberSetContains(set('1:3,9,20:*'), 21)).toBe(true);
    expect(numberSetCount(set('1:3,9'))).toBe(4);
    expect([
      ...iterateNumberSet([
        [7, 9],
        [1, 1],
      ]),
    ]).toEqual([7, 8, 9, 1]);
    expect(() => [...iterateNumberSet(set('1:*'))]).toThrow(LocalProtocolError);
    expect(() => [...iterateNumberSet(set('1:4294967295'))]).toThrow(LocalProtocolError);
  });

  it('splits for line limits', () => {
    const parts = splitNumberSet(set('1:3,9,100:200,300'), 8);
    expect(parts.map(formatNumberSet)).toEqual(['1:3,9', '100:200', '300']);
  });
});
