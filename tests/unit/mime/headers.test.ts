import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHeaders, parseReferences } from '../../../lib/mime/headers';
import { MAX_HEADER_BYTES, MAX_HEADER_LINES, MAX_REFERENCES } from '../../../lib/mime/limits';
import { mail, octets, seed } from './support';

describe('parseHeaders (RFC 5322 2.2)', () => {
  it('unfolds, keeps the order, finds names without regard to case', () => {
    const headers = parseHeaders(
      mail(
        'Received: from a',
        '\tby b;',
        '  1 Jan 2024',
        'Subject:This',
        ' is a test',
        'RECEIVED: second',
        '',
        'Body: no',
      ),
    );
    expect(headers.entries).toEqual([
      ['Received', 'from a\tby b;  1 Jan 2024'],
      ['Subject', 'This is a test'],
      ['RECEIVED', 'second'],
    ]);
    expect(headers.get('subject')).toBe('This is a test');
    expect(headers.getAll('received')).toEqual(['from a\tby b;  1 Jan 2024', 'second']);
    expect(headers.get('body')).toBeUndefined();
    expect(headers.getAll('body')).toEqual([]);
    expect(headers.truncated).toBe(false);
  });

  it.each([
    [
      'bare LF',
      'A: 1\nB: 2\n 3\n\nC: 4',
      [
        ['A', '1'],
        ['B', '2 3'],
      ],
    ],
    ['blanks before the colon (obsolete)', 'Subject : x\r\n', [['Subject', 'x']]],
    [
      'M01 spaced and folded From',
      'From: a@x\r\nFrom : b@y\r\nFrom\t:\r\n c@z\r\n',
      [
        ['From', 'a@x'],
        ['From', 'b@y'],
        ['From', 'c@z'],
      ],
    ],
    [
      'mbox line and other junk',
      'From a@x Mon Jan 1\r\n>From b\r\nno colon here\r\n: no name\r\nA: 1\r\n',
      [['A', '1']],
    ],
    [
      'a blank line of blanks continues the field',
      'A: 1\r\n \r\nB: 2\r\n',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['continuation without a field', ' x\r\nA: 1\r\n', [['A', '1']]],
    ['no line end at the end', 'A: 1', [['A', '1']]],
    [
      'empty value',
      'A:\r\nB:   \r\n',
      [
        ['A', ''],
        ['B', ''],
      ],
    ],
    ['8-bit UTF-8', 'A: caf\xc3\xa9\r\n', [['A', 'café']]],
    ['8-bit windows-1252', 'A: caf\xe9 \x80\r\n', [['A', 'café €']]],
    ['8-bit name is no field', 'A\xe9: 1\r\nB: 2\r\n', [['B', '2']]],
    ['a lone CR is no line end', 'A: 1\rB: 2\r\n', [['A', '1\rB: 2']]],
    [
      'P12',
      '__proto__: 1\r\nconstructor: 2\r\n',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_, raw, expected) => {
    expect(parseHeaders(octets(raw)).entries).toEqual(expected);
  });

  it('P12 finds nothing that was not sent', () => {
    const headers = parseHeaders(mail('A: 1'));
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(headers.get(name)).toBeUndefined();
  });

  it('P08 reads 1 MiB of a header and says that there was more', () => {
    const block = new Uint8Array(MAX_HEADER_BYTES + 10).fill(0x61);
    block.set(octets('Subject: '), 0);
    const headers = parseHeaders(block);
    expect(headers.truncated).toBe(true);
    expect(headers.get('subject')?.length).toBe(MAX_HEADER_BYTES - 'Subject: '.length);
  });

  it('P08 reads 100,000 lines and says that there were more', () => {
    const headers = parseHeaders(octets('A:1\n'.repeat(MAX_HEADER_LINES + 5)));
    expect(headers.entries.length).toBe(MAX_HEADER_LINES);
    expect(headers.truncated).toBe(true);
    expect(parseHeaders(octets(`A:1\n\n${'x\n'.repeat(MAX_HEADER_BYTES)}`)).truncated).toBe(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...octets('Aa:: \t\r\n\0\xe9=?')), { maxLength: 100 }), (raw) => {
        for (const [name, value] of parseHeaders(Uint8Array.from(raw)).entries) {
          expect(name).toMatch(/^[!-9;-~]+$/);
          expect(value).not.toContain('\n');
        }
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('parseReferences', () => {
  it.each([
    [
      'RFC 5322 3.6.4',
      '<1234@local.example> <3456@example.net>',
      ['<1234@local.example>', '<3456@example.net>'],
    ],
    ['no blank between, commas, comments', '<a@b><c@d>,(x)<e@f>', ['<a@b>', '<c@d>', '<e@f>']],
    ['folded inside', '<a\r\n b@c>', ['<ab@c>']],
    ['words around', 'Message from x of Mon <a@b>', ['<a@b>']],
    ['no brackets', 'a@b c@d word', ['<a@b>', '<c@d>']],
    ['not closed', '<a@b> <c@d', ['<a@b>']],
    ['opened twice', '<x <a@b>', ['<a@b>']],
    ['too long', `<${'a'.repeat(2_000)}@b> <c@d>`, ['<c@d>']],
    ['empty', '<> < >', []],
  ])('%s', (_, raw, expected) => {
    expect(parseReferences(raw)).toEqual(expected);
  });

  it('takes nothing for nothing', () => {
    expect(parseReferences(undefined)).toEqual([]);
    expect(parseReferences(null)).toEqual([]);
  });

  it('P08 keeps the root and the newest', () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => `<${index}@x>`);
    const kept = parseReferences(ids.join(' '));
    expect(kept.length).toBe(MAX_REFERENCES);
    expect(kept[0]).toBe('<0@x>');
    expect(kept.slice(1)).toEqual(ids.slice(1 - MAX_REFERENCES));
  });
});
