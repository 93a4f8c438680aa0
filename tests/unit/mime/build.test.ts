import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressList } from '../../../lib/mime/addresses';
import { buildMessage, formatAddress, LocalMimeError, type PartSpec } from '../../../lib/mime/build';
import { decodeCharset } from '../../../lib/mime/charset';
import { decodeEncodedWords } from '../../../lib/mime/encoded-words';
import { parseMessage, type MimePart } from '../../../lib/mime/structure';
import { decodeTransfer } from '../../../lib/mime/transfer';
import { bytesOf, octets, outline, seed, textOf } from './support';

const hello: PartSpec = { kind: 'text', text: 'Hello' };

function content(raw: Uint8Array, part: MimePart | undefined): Uint8Array {
  return part === undefined
    ? new Uint8Array(0)
    : decodeTransfer(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding);
}

function build(headers: readonly (readonly [string, string])[], body: PartSpec = hello): Uint8Array {
  return buildMessage({ headers, body });
}

describe('buildMessage', () => {
  it('writes a plain message exactly', () => {
    expect(
      textOf(
        build(
          [
            ['From', 'A <a@example.org>'],
            ['Subject', 'Hi'],
          ],
          { kind: 'text', text: 'one\ntwo\r\n', flowed: true },
        ),
      ),
    ).toBe(
      'From: A <a@example.org>\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n' +
        'Content-Type: text/plain; charset=us-ascii; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n\r\none\r\ntwo\r\n',
    );
  });

  it('is taken apart again: mixed, related, alternative, attachments, an embedded message', () => {
    const picture = Uint8Array.from({ length: 300 }, (_, index) => index & 255);
    const inner = build([['Subject', 'Grüße']], { kind: 'text', text: 'Ünner' });
    const raw = build([['Subject', 'All of it']], {
      kind: 'multipart',
      subtype: 'mixed',
      boundary: 'mixed',
      parts: [
        {
          kind: 'multipart',
          subtype: 'related',
          boundary: 'related',
          parts: [
            {
              kind: 'multipart',
              subtype: 'alternative',
              boundary: 'alternative',
              parts: [
                { kind: 'text', text: 'Café = coffee \n' },
                { kind: 'text', subtype: 'html', text: '<p>日本語日本語</p>' },
              ],
            },
            {
              kind: 'attachment',
              type: 'image/png',
              bytes: picture,
              disposition: 'inline',
              contentId: 'p@x',
            },
          ],
        },
        {
          kind: 'attachment',
          type: 'application/pdf',
          bytes: picture,
          fileName: `Résumé ${'long '.repeat(40)}.pdf`,
        },
        { kind: 'attachment', type: 'text/csv', bytes: bytesOf('a;b'), fileName: 'a "b" \\c.csv' },
        { kind: 'message', message: inner },
      ],
    });
    const root = parseMessage(raw);
    expect(outline(root)).toEqual([
      ' multipart/mixed',
      '1 multipart/related',
      '1.1 multipart/alternative',
      '1.1.1 text/plain',
      '1.1.2 text/html',
      '1.2 image/png',
      '2 application/pdf',
      '3 text/csv',
      '4 message/rfc822',
      '@4.1 text/plain',
    ]);
    const [related, pdf, csv, message] = root.children;
    const [plain, html] = related?.children[0]?.children ?? [];
    expect(plain?.encoding).toBe('quoted-printable');
    expect(html?.encoding).toBe('base64');
    expect(decodeCharset(content(raw, plain), plain?.params.get('charset'))).toBe('Café = coffee \r\n');
    expect(decodeCharset(content(raw, html), html?.params.get('charset'))).toBe('<p>日本語日本語</p>');
    expect(related?.children[1]).toMatchObject({ disposition: 'inline', contentId: 'p@x' });
    expect(content(raw, related?.children[1])).toEqual(picture);
    expect(pdf?.fileName).toBe(`Résumé ${'long '.repeat(40)}.pdf`);
    expect(csv?.fileName).toBe('a "b" \\c.csv');
    expect(decodeEncodedWords(message?.message?.headers.get('subject') ?? '')).toBe('Grüße');
    for (const line of textOf(raw).split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  });

  it('folds long fields, and encodes addresses name by name', () => {
    const list = Array.from({ length: 12 }, (_, index) => `Perſon ${index} <p${index}@example.org>`).join(
      ', ',
    );
    const raw = build([
      ['To', `${list}, "Plain, A." <a@example.org>`],
      ['Cc', 'Freunde: Jörg <j@example.org>, b@example.org;, c@example.org'],
      ['Subject', 'word '.repeat(60).trim()],
      [
        'References',
        Array.from({ length: 9 }, (_, index) => `<${index}.abcdefghijklmnop@example.org>`).join(' '),
      ],
    ]);
    const { headers } = parseMessage(raw);
    expect(parseAddressList(headers.get('to') ?? '')).toEqual(
      parseAddressList(`${list}, "Plain, A." <a@example.org>`),
    );
    expect(
      parseAddressList(headers.get('cc') ?? '').map(({ name, address, group }) => [name, address, group]),
    ).toEqual([
      ['Jörg', 'j@example.org', 'Freunde'],
      ['', 'b@example.org', 'Freunde'],
      ['', 'c@example.org', undefined],
    ]);
    expect(headers.get('subject')).toBe('word '.repeat(60).trim());
    const text = textOf(raw);
    expect(text).toMatch(/^[\r\n\x20-\x7e]*$/);
    for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  });

  it('any subject comes back', { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (value) => {
        const subject = value.replaceAll(/\p{Cc}/gu, '').trim();
        const raw = build([['Subject', subject]]);
        expect(decodeEncodedWords(parseMessage(raw).headers.get('subject') ?? '')).toBe(subject);
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each<[string, readonly (readonly [string, string])[], PartSpec]>([
    ['CRLF in a value', [['Subject', 'x\r\nBcc: a@example.org']], hello],
    ['LF in a value', [['Subject', 'x\nBcc: a@example.org']], hello],
    ['CR in a value', [['In-Reply-To', '<a@b>\r']], hello],
    ['NUL in a value', [['Subject', 'x\0']], hello],
    ['line end in an address', [['To', 'Jörg\r\n <a@example.org>']], hello],
    ['a name with a colon', [['Subject: x', 'y']], hello],
    ['a name with a line end', [['X\r\nBcc', 'y']], hello],
    ['an empty name', [['', 'y']], hello],
    [
      'line end in a file name',
      [],
      { kind: 'attachment', type: 'a/b', bytes: octets('x'), fileName: 'a\r\nb' },
    ],
    [
      'line end in a content id',
      [],
      { kind: 'attachment', type: 'a/b', bytes: octets('x'), contentId: 'a>\r\nX: y' },
    ],
    ['parameters in a type', [], { kind: 'attachment', type: 'a/b; c=d', bytes: octets('x') }],
    ['a type without a subtype', [], { kind: 'attachment', type: 'image', bytes: octets('x') }],
    ['a multipart as attachment', [], { kind: 'attachment', type: 'multipart/mixed', bytes: octets('x') }],
    ['parameters in a subtype', [], { kind: 'text', subtype: 'plain\r\nX: y', text: '' }],
    ['a quote in a boundary', [], { kind: 'multipart', subtype: 'mixed', boundary: 'a"b', parts: [hello] }],
    [
      'a boundary that ends in a blank',
      [],
      { kind: 'multipart', subtype: 'mixed', boundary: 'a ', parts: [hello] },
    ],
    [
      'a boundary of 71 characters',
      [],
      { kind: 'multipart', subtype: 'mixed', boundary: 'a'.repeat(71), parts: [hello] },
    ],
    ['a multipart without parts', [], { kind: 'multipart', subtype: 'mixed', boundary: 'a', parts: [] }],
    [
      'a boundary that continues an outer one',
      [],
      {
        kind: 'multipart',
        subtype: 'mixed',
        boundary: 'a',
        parts: [{ kind: 'multipart', subtype: 'mixed', boundary: 'a1', parts: [hello] }],
      },
    ],
    [
      'a boundary in the content',
      [],
      { kind: 'multipart', subtype: 'mixed', boundary: 'a', parts: [{ kind: 'text', text: 'x\n--a\ny' }] },
    ],
  ])('I06 refuses %s', (_, headers, body) => {
    expect(() => build(headers, body)).toThrow(LocalMimeError);
  });
});

describe('formatAddress', () => {
  it.each([
    ['', 'a@example.org', 'a@example.org'],
    ['A Person', 'a@example.org', 'A Person <a@example.org>'],
    ['Person, A.', 'a@example.org', '"Person, A." <a@example.org>'],
    ['A "B" \\', 'a@example.org', '"A \\"B\\" \\\\" <a@example.org>'],
    ['=?utf-8?Q?x?=', 'a@example.org', '=?utf-8?B?PT91dGYtOD9RP3g/PQ==?= <a@example.org>'],
  ])('%j', (name, address, expected) => {
    expect(formatAddress({ name, address })).toBe(expected);
  });

  it('comes back from parseAddressList with any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (value) => {
        const name = value
          .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '')
          .trim()
          .replaceAll(/ +/g, ' ');
        expect(parseAddressList(formatAddress({ name, address: 'a@example.org' }))[0]?.address).toBe(
          'a@example.org',
        );
        expect(
          decodeEncodedWords(
            parseAddressList(formatAddress({ name, address: 'a@example.org' }))[0]?.name ?? '',
          ),
        ).toBe(name);
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each(['a@b>\r\nBcc: x', 'a@b>, <c@d', 'a\0@b'])('I06 refuses %j', (address) => {
    expect(() => formatAddress({ name: 'x', address })).toThrow(LocalMimeError);
  });
});
