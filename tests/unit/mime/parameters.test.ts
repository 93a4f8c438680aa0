import { describe, expect, it } from 'vitest';
import { MAX_PARAMETERS } from '../../../lib/mime/limits';
import { decodeParameters, parseHeaderParameters } from '../../../lib/mime/parameters';

function params(raw: string): Record<string, string> {
  return Object.fromEntries(parseHeaderParameters(raw).params);
}

describe('parseHeaderParameters', () => {
  it.each([
    ['RFC 2045 5.1', 'text/plain; charset=us-ascii (Plain text)', { charset: 'us-ascii' }],
    ['RFC 2045 5.1 quoted', 'text/plain; charset="us-ascii"', { charset: 'us-ascii' }],
    [
      'RFC 2231 3',
      'message/external-body; access-type=URL; URL*0="ftp://"; URL*1="example.com/a"',
      { 'access-type': 'URL', url: 'ftp://example.com/a' },
    ],
    [
      'RFC 2231 4',
      "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
      { title: 'This is ***fun***' },
    ],
    [
      'RFC 2231 4.1',
      "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
      { title: "This is even more ***fun*** isn't it!" },
    ],
    ['names without regard to case', 'text/plain; CharSet=UTF-8', { charset: 'UTF-8' }],
    ['escapes', 'a/b; name="a\\"b\\\\c.txt"', { name: 'a"b\\c.txt' }],
    ['a path whose backslashes are none', 'a/b; name="C:\\new\\r.txt"', { name: 'C:\\new\\r.txt' }],
    ['semicolon in quotes', 'a/b; name="a;b=c"; x=1', { name: 'a;b=c', x: '1' }],
    [
      'blanks in an unquoted value',
      'attachment; filename=my report (1).pdf; size=3',
      { filename: 'my report (1).pdf', size: '3' },
    ],
    ['blanks around "="', 'a/b; name = "x" ; y = z', { name: 'x', y: 'z' }],
    ['missing semicolon', 'text/html charset=utf-8; x=1', { charset: 'utf-8', x: '1' }],
    ['doubled and trailing semicolons', 'a/b;; ;x=1;', { x: '1' }],
    ['no value, no name', 'a/b; x; =y; z=', { z: '' }],
    ['quote not closed', 'a/b; name="abc; x=1', { name: 'abc; x=1' }],
    ['comments anywhere', 'a/b (c;d="e"); (x) name (y) = (z(w)) v', { name: 'v' }],
    [
      'P12',
      'a/b; __proto__=1; constructor=2; toString=3',
      { ['__proto__']: '1', constructor: '2', tostring: '3' },
    ],
  ])('%s', (_, raw, expected) => {
    expect(params(raw)).toEqual(expected);
  });

  it('gives the value before the parameters', () => {
    expect(parseHeaderParameters(' Text/Plain (x) ; a=b').value).toBe('Text/Plain');
    expect(parseHeaderParameters('text/html charset=utf-8').value).toBe('text/html');
    expect(parseHeaderParameters('').value).toBe('');
  });

  it('P11 reads a megabyte of anything once', () => {
    for (const piece of ['(', ';', '="', ';a', 'a=', '\\"', '; x*0=', ' (']) {
      const raw = piece.repeat(Math.floor(1_000_000 / piece.length));
      expect(parseHeaderParameters(raw).params.size).toBeLessThanOrEqual(MAX_PARAMETERS);
    }
  });
});

describe('decodeParameters: M08 one rule', () => {
  it.each<[string, [string, string][], Record<string, string>]>([
    [
      'first of equals',
      [
        ['name', 'a'],
        ['NAME', 'b'],
      ],
      { name: 'a' },
    ],
    [
      'extended beats plain',
      [
        ['filename', 'plain'],
        ['filename*', "utf-8''%C3%A9"],
      ],
      { filename: 'é' },
    ],
    [
      'pieces beat plain',
      [
        ['filename*0', 'a'],
        ['filename', 'plain'],
        ['filename*1', 'b'],
      ],
      { filename: 'ab' },
    ],
    [
      'whole beats pieces',
      [
        ['f*0', 'a'],
        ['f*', "utf-8''whole"],
      ],
      { f: 'whole' },
    ],
    [
      'pieces in any order',
      [
        ['f*1', 'b'],
        ['f*2', 'c'],
        ['f*0', 'a'],
      ],
      { f: 'abc' },
    ],
    [
      'a gap ends it',
      [
        ['f*0', 'a'],
        ['f*2', 'c'],
      ],
      { f: 'a' },
    ],
    [
      'first piece missing, numbered from one',
      [
        ['f*1', 'a'],
        ['f*2', 'b'],
      ],
      { f: 'ab' },
    ],
    [
      'first pieces missing',
      [
        ['f*5', 'x'],
        ['f', 'plain'],
      ],
      { f: 'plain' },
    ],
    [
      'duplicated piece',
      [
        ['f*0', 'a'],
        ['f*0', 'x'],
        ['f*1', 'b'],
      ],
      { f: 'ab' },
    ],
    [
      'a character cut between pieces',
      [
        ['f*0*', "utf-8''%C3"],
        ['f*1*', '%A9'],
      ],
      { f: 'é' },
    ],
    [
      'percent in a plain piece is text',
      [
        ['f*0*', "utf-8''a%20"],
        ['f*1', '%20'],
      ],
      { f: 'a %20' },
    ],
    ['no charset', [['f*', "''%C3%A9"]], { f: 'é' }],
    ['no quotes at all', [['f*', '%C3%A9']], { f: 'é' }],
    ['unknown charset', [['f*', "x-odd''caf%E9"]], { f: 'café' }],
    ['broken percent', [['f*', "utf-8''100%25%2%zz%"]], { f: '100%%2%zz%' }],
    ['RFC 2047 in a file name', [['filename', '=?utf-8?Q?caf=C3=A9?=.txt']], { filename: 'café.txt' }],
    [
      'RFC 2047 over pieces',
      [
        ['name*0', '=?utf-8?Q?caf=C3'],
        ['name*1', '=A9?=.txt'],
      ],
      { name: 'café.txt' },
    ],
    ['RFC 2047 nowhere else', [['boundary', '=?utf-8?Q?a?=']], { boundary: '=?utf-8?Q?a?=' }],
    [
      'NUL',
      [
        ['filename*', "utf-8''a%00.exe"],
        ['x', 'a\0'],
      ],
      { filename: 'a\ufffd.exe', x: 'a\ufffd' },
    ],
    [
      'odd indexes',
      [
        ['f*x', 'a'],
        ['f**', 'b'],
        ['f*99999', 'c'],
        ['*', 'd'],
      ],
      { '*': 'd' },
    ],
  ])('%s', (_, pairs, expected) => {
    expect(Object.fromEntries(decodeParameters(pairs))).toEqual(expected);
  });

  it(`reads ${MAX_PARAMETERS} and no more`, () => {
    const many = Array.from({ length: 10_000 }, (_, index): [string, string] => [`f*${index}`, 'x']);
    expect(decodeParameters(many).get('f')).toBe('x'.repeat(MAX_PARAMETERS));
  });
});
