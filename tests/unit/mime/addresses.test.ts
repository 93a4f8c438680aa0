import { describe, expect, it } from 'vitest';
import { AddressScanner } from '../../../lib/mime/address-scanner';
import { envelopeToAddress, parseAddressList } from '../../../lib/mime/addresses';
import { MAX_ADDRESSES } from '../../../lib/mime/limits';

/** `name|address`, with the group and the warning where there are any. */
function brief(raw: string): string[] {
  return parseAddressList(raw).map(
    ({ name, address, group, suspicious }) =>
      `${name}|${address}${group === undefined ? '' : `|group ${group}`}${suspicious === undefined ? '' : `|${suspicious}`}`,
  );
}

describe('parseAddressList: RFC 5322 appendix A', () => {
  it.each([
    ['A.1.1', 'John Doe <jdoe@machine.example>', ['John Doe|jdoe@machine.example']],
    [
      'A.1.2',
      '"Joe Q. Public" <john.q.public@example.com>, Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
      [
        'Joe Q. Public|john.q.public@example.com',
        'Mary Smith|mary@x.test',
        '|jdoe@example.org',
        'Who?|one@y.test',
      ],
    ],
    [
      'A.1.2 escapes',
      '<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
      ['|boss@nil.test', 'Giant; "Big" Box|sysservices@example.net'],
    ],
    [
      'A.1.3 groups',
      'A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>; Undisclosed recipients:;, x@y.test',
      [
        'Ed Jones|c@a.test|group A Group',
        '|joe@where.test|group A Group',
        'John|jdoe@one.test|group A Group',
        '||group Undisclosed recipients',
        '|x@y.test',
      ],
    ],
    [
      'A.5 comments and folding',
      "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>, A Group(Some people)\r\n :Chris Jones <c@(Chris's host.)public.example>,\r\n joe@example.org,\r\n John <jdoe@one.test> (my dear friend); (the end of the group)",
      [
        'Pete|pete@silly.test',
        'Chris Jones|c@public.example|group A Group',
        '|joe@example.org|group A Group',
        'John|jdoe@one.test|group A Group',
      ],
    ],
    [
      'A.6.1 routes, empty entries, blanks around dots',
      'Joe Q. Public <john.q.public@example.com>, Mary Smith <@node.test,@b.test:mary@example.net>, , jdoe@test . example',
      ['Joe Q. Public|john.q.public@example.com', 'Mary Smith|mary@example.net', '|jdoe@test.example'],
    ],
    ['the old form with the name as a comment', 'jdoe@example.org (John Doe)', ['John Doe|jdoe@example.org']],
    [
      'domain literal',
      '<root@[IPv6:2001:db8::1]>, a@[192.0.2.1]',
      ['|root@[IPv6:2001:db8::1]', '|a@[192.0.2.1]'],
    ],
    ['encoded name', '=?utf-8?Q?Andr=C3=A9?= <a@example.org>', ['André|a@example.org']],
    ['encoded name inside quotes', '"=?utf-8?Q?Andr=C3=A9?=" <a@example.org>', ['André|a@example.org']],
    [
      'comma inside an encoded word',
      '=?utf-8?Q?Doe,_J=C3=B6?= <a@example.org>, b@example.org',
      ['Doe, Jö|a@example.org', '|b@example.org'],
    ],
    ['semicolons as separators', 'a@example.org; b@example.org', ['|a@example.org', '|b@example.org']],
    ['raw letters in the name', 'Žofie Nová <z@example.org>', ['Žofie Nová|z@example.org']],
    ['quoted local part', '"john doe"@example.org', ['|"john doe"@example.org']],
  ])('%s', (_, raw, expected) => {
    expect(brief(raw)).toEqual(expected);
  });
});

describe('parseAddressList: M01, M02 addresses that can be read in two ways', () => {
  it.each([
    [
      'two addresses',
      '<a@example.com> <b@example.org>',
      ['|a@example.com|invalid', '|b@example.org|invalid'],
    ],
    ['text after the address', '<a@example.com>b@example.org', ['b@example.org|a@example.com|invalid']],
    ['name without brackets', 'John Doe a@example.com', ['John Doe|a@example.com|invalid']],
    ['two bare addresses', 'a@example.com b@example.org', ['a@example.com|b@example.org|invalid']],
    [
      'address inside a quoted local part',
      '"victim@example.com x"@evil.example',
      ['|"victim@example.com x"@evil.example'],
    ],
    [
      'encoded word as address',
      '=?utf-8?Q?a=40example.com?=@evil.example',
      ['|=?utf-8?Q?a=40example.com?=@evil.example|invalid'],
    ],
    ['two "@"', '<a@example.com@evil.example>', ['|a@example.com@evil.example|invalid']],
    ['no address', 'John Doe', ['John Doe||invalid']],
    ['local user', 'root', ['|root|invalid']],
    ['nothing in brackets', 'John <>', ['John||invalid']],
    ['bracket not closed', 'John <a@example.com', ['John|a@example.com|invalid']],
    [
      'bracket not closed before the next',
      'A <a@example.com, B <b@example.com>',
      ['A|a@example.com|invalid', 'B|b@example.com'],
    ],
    [
      'quote not closed',
      '"John <a@example.com>, b@example.com',
      ['John|a@example.com|invalid', '|b@example.com'],
    ],
    ['comment not closed', 'a@example.com (x, b@example.com', ['x|a@example.com|invalid', '|b@example.com']],
    ['colon after an address', 'a@example.com: b@example.org', ['a@example.com|b@example.org|invalid']],
    ['nothing', ' , ;', []],
  ])('%s', (_, raw, expected) => {
    expect(brief(raw)).toEqual(expected);
  });
});

describe('M03-M06 what is shown', () => {
  it.each([
    ['b64 word with NUL', '=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3YA?= <a@evil.example>'],
    ['Q word with NUL', '=?utf-8?Q?potus=40whitehouse.gov=00?= <a@evil.example>'],
    ['line end and NUL', '=?utf-8?Q?potus=40whitehouse.gov=0A=00?= <a@evil.example>'],
  ])('M03 %s: the name holds U+FFFD and is marked', (_, raw) => {
    const [address] = parseAddressList(raw);
    expect(address?.name).toMatch(/^potus@whitehouse\.gov ?\ufffd$/);
    expect(address?.address).toBe('a@evil.example');
    expect(address?.suspicious).toBe('name-holds-address');
  });

  it.each(['<a\0@example.com>', '<a@exa\0mple.com>', '<a\u202e@example.com>'])('M03 %j is invalid', (raw) => {
    expect(parseAddressList(raw)[0]?.suspicious).toBe('invalid');
    expect(parseAddressList(raw)[0]?.address).not.toMatch(/[\0\u202e]/);
  });

  it.each([
    ['"help@bank.example" <x@evil.example>', 'name-holds-address'],
    ['"help＠bank.example" <x@evil.example>', 'name-holds-address'],
    ['"help﹫bank.example" <x@evil.example>', 'name-holds-address'],
    ['"Bank (help@bank.example)" <x@evil.example>', 'name-holds-address'],
    ['"help@ bank.example" <x@evil.example>', 'name-holds-address'],
    ['=?utf-8?Q?help=40bank.example?= <x@evil.example>', 'name-holds-address'],
    ['"he\u200blp@bank.example" <x@evil.example>', 'name-holds-address'],
    ['"x@evil.example" <x@evil.example>', undefined],
    ['"X@Evil.Example." <x@evil.example>', undefined],
    ['"lunch @ noon" <x@evil.example>', undefined],
  ])('M04 %s: %s', (raw, expected) => {
    expect(parseAddressList(raw)[0]?.suspicious).toBe(expected);
  });

  it('M05 marks a domain of mixed scripts, keeping the address as sent', () => {
    expect(brief('x@p\u0430ypal.example')).toEqual(['|x@p\u0430ypal.example|mixed-script']);
    expect(brief('x@xn--pypal-4ve.example')).toEqual(['|x@xn--pypal-4ve.example|mixed-script']);
    expect(brief('x@münchen.example')).toEqual(['|x@münchen.example']);
  });

  it('M06 names carry no bidi or zero-width characters', () => {
    expect(parseAddressList('"a\u202eb\u2066c\u200bd\ufeffe" <x@example.com>')[0]?.name).toBe('abcde');
  });

  it('P12 names of Object.prototype are plain text', () => {
    expect(brief('__proto__ <constructor@example.com>')).toEqual(['__proto__|constructor@example.com']);
  });
});

describe('P07 long and nested fields', () => {
  it(`keeps ${MAX_ADDRESSES} addresses`, () => {
    const kept = parseAddressList('a@example.com,'.repeat(30_000));
    expect(kept.length).toBe(MAX_ADDRESSES);
  });

  it.each([
    '(',
    '"',
    '<',
    ':',
    'a:',
    '<"',
    '<(',
    'a@[',
    '=?utf-8?Q?',
    '\\',
    'a@b ',
    '@',
    '>',
    '((a)',
    'a<b>c',
    '. ',
  ])('reads half a megabyte of %j without a stack or a second pass over the rest', (piece) => {
    const raw = piece.repeat(Math.floor(500_000 / piece.length));
    const scanner = new AddressScanner(raw);
    let length = 0;
    for (let entry = scanner.next(); entry !== undefined; entry = scanner.next()) {
      length += entry.name.length + entry.address.length + (entry.group?.length ?? 0);
    }
    // Text is never multiplied: what comes out was in the input (one blank a word may be added).
    expect(length).toBeLessThanOrEqual(raw.length * 2);
  });

  it('nested groups do not recurse', () => {
    expect(brief('A: B: c@example.org;;')).toEqual(['||group A', '|c@example.org|group B']);
  });
});

describe('envelopeToAddress (RFC 9051 7.5.2)', () => {
  it.each([
    [
      'decodes the name',
      ['=?utf-8?Q?Andr=C3=A9?=', 'a', 'example.org'],
      { name: 'André', address: 'a@example.org' },
    ],
    ['no name', [null, 'a', 'example.org'], { name: '', address: 'a@example.org' }],
    [
      'quotes a local part that came without',
      [null, 'john doe', 'example.org'],
      { name: '', address: '"john doe"@example.org' },
    ],
    ['keeps quotes', [null, '"john doe"', 'example.org'], { name: '', address: '"john doe"@example.org' }],
    ['start of a group', [null, 'Friends', null], { name: '', address: '', group: 'Friends' }],
    ['end of a group', [null, null, null], { name: '', address: '', suspicious: 'invalid' }],
    ['no host', ['x', 'a', ''], { name: 'x', address: 'a', suspicious: 'invalid' }],
    [
      'M02 "@" in the host',
      [null, 'a', 'b@c.example'],
      { name: '', address: 'a@b@c.example', suspicious: 'invalid' },
    ],
    [
      'M03 NUL',
      [null, 'a\0', 'example.org'],
      { name: '', address: 'a\ufffd@example.org', suspicious: 'invalid' },
    ],
    [
      'M04',
      ['a@bank.example', 'x', 'evil.example'],
      { name: 'a@bank.example', address: 'x@evil.example', suspicious: 'name-holds-address' },
    ],
    [
      'M05',
      [null, 'x', 'p\u0430ypal.example'],
      { name: '', address: 'x@p\u0430ypal.example', suspicious: 'mixed-script' },
    ],
  ] as const)('%s', (_, [name, mailbox, host], expected) => {
    expect(envelopeToAddress(name, mailbox, host)).toEqual(expected);
  });
});
