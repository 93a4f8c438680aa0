import { describe, expect, it } from 'vitest';

import { signedIn, smallWorld, talk } from './world';

const inner =
  'Subject: inner\r\nFrom: a@example.com\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n\r\nplain\r\n--in\r\nContent-Type: text/html\r\n\r\n<b>\r\n--in--\r\n';
const mail = [
  'From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>, Team: one@example.com, "T. Wo" <two@example.com>;',
  'Subject: parts',
  'Received: one',
  'Content-Type: multipart/mixed; boundary="out"',
  'MIME-Version: 1.0',
  '',
  'preamble',
  '--out',
  'Content-Type: text/plain; charset=utf-8; format=flowed',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Language: es, en',
  '',
  'ma=C3=B1ana',
  '--out',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment; filename="in.eml"',
  '',
  `${inner}--out`,
  "Content-Type: image/png; name*=utf-8''%C3%B1.png",
  'Content-Transfer-Encoding: base64',
  'Content-ID: <pic@example.com>',
  'Content-Description: a picture',
  '',
  'AAECAw==',
  '--out--',
  'epilogue',
  '',
].join('\r\n');

const server = smallWorld();
server.deliver('mrc', 'Archive', new TextEncoder().encode(mail));
const session = signedIn(server, 'Archive');

/** The literal of the one item asked for, or what stands in its place. */
function section(item: string): string {
  const text = talk(session, `s FETCH 1 (${item})\r\n`);
  const literal = /\{(\d+)\}\r\n/.exec(text);
  if (literal === null) return /\* 1 FETCH \(\S+ (.*)\)\r\n/.exec(text)?.[1] ?? text;
  const start = literal.index + literal[0].length;
  return text.slice(start, start + Number(literal[1]));
}

describe('BODY sections (RFC 9051 6.4.5.1)', () => {
  const header = mail.slice(0, mail.indexOf('\r\n\r\n') + 4);
  const innerHeader = inner.slice(0, inner.indexOf('\r\n\r\n') + 4);
  // The line end before a delimiter belongs to the delimiter.
  const innerText = inner.slice(innerHeader.length, -2);

  it.each([
    ['BODY.PEEK[]', mail],
    ['RFC822.HEADER', header],
    ['BODY.PEEK[HEADER]', header],
    ['BODY.PEEK[TEXT]', mail.slice(header.length)],
    ['BODY.PEEK[1]', 'ma=C3=B1ana'],
    [
      'BODY.PEEK[1.MIME]',
      'Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Language: es, en\r\n\r\n',
    ],
    ['BODY.PEEK[2]', innerHeader + innerText],
    ['BODY.PEEK[2.HEADER]', innerHeader],
    ['BODY.PEEK[2.TEXT]', innerText],
    ['BODY.PEEK[2.1]', 'plain'],
    ['BODY.PEEK[2.2]', '<b>'],
    ['BODY.PEEK[2.2.MIME]', 'Content-Type: text/html\r\n\r\n'],
    ['BODY.PEEK[2.HEADER.FIELDS (Subject)]', 'Subject: inner\r\n\r\n'],
    ['BODY.PEEK[3]', 'AAECAw=='],
    ['BODY.PEEK[4]', 'NIL'],
    ['BODY.PEEK[1.1]', 'NIL'],
    ['BODY.PEEK[1.TEXT]', 'NIL'],
    ['BODY.PEEK[HEADER.FIELDS (subject RECEIVED none)]', 'Subject: parts\r\nReceived: one\r\n\r\n'],
    ['BODY.PEEK[HEADER.FIELDS.NOT (From Content-Type MIME-Version Received)]', 'Subject: parts\r\n\r\n'],
    ['BODY.PEEK[1]<3.4>', 'C3=B'],
    ['BODY.PEEK[1]<100.4>', ''],
    ['BINARY.PEEK[1]', 'ma\u00f1ana'.replace('\u00f1', 'ñ')],
    ['BINARY.SIZE[3]', '4'],
  ])('%s', (item, expected) => {
    const found = section(item);
    // The helper counts octets in a decoded string: "ñ" is two of them.
    expect(item.startsWith('BINARY.PEEK') ? found.slice(0, expected.length) : found).toBe(expected);
  });

  it.each([
    'BODY[MIME]',
    'BODY[1.]',
    'BODY[0]',
    'BODY[HEADER.FIELDS ()]',
    'BODY[FOO]',
    'BODY[1]<0.0>',
    'BODY[1]<1>',
    'BODY.PEEK',
    'BINARY[HEADER]',
    'XYZ',
    '',
  ])('answers BAD to %s', (item) => {
    expect(talk(session, `b FETCH 1 (${item})\r\n`)).toMatch(/^b BAD /);
  });

  it('sends NUL as literal8 in BINARY', () => {
    expect(talk(session, 'n FETCH 1 BINARY.PEEK[3]\r\n')).toContain(
      'BINARY[3] ~{4}\r\n\u0000\u0001\u0002\u0003)',
    );
  });
});

describe('ENVELOPE and BODYSTRUCTURE', () => {
  it('tells groups and raw encoded words', () => {
    expect(section('ENVELOPE')).toContain(
      '(("=?utf-8?Q?J=C3=BCrgen?=" NIL "j" "example.com")(NIL NIL "Team" NIL)(NIL NIL "one" "example.com")("T. Wo" NIL "two" "example.com")(NIL NIL NIL NIL))',
    );
  });

  it('tells the parts with their extension data', () => {
    expect(section('BODYSTRUCTURE')).toBe(
      '(("TEXT" "PLAIN" ("charset" "utf-8" "format" "flowed") NIL NIL "QUOTED-PRINTABLE" 11 0 NIL NIL ("es" "en") NIL)' +
        `("MESSAGE" "RFC822" NIL NIL NIL "7BIT" ${inner.length - 2} (NIL "inner" ((NIL NIL "a" "example.com")) ((NIL NIL "a" "example.com")) ((NIL NIL "a" "example.com")) NIL NIL NIL NIL NIL) ` +
        '(("TEXT" "PLAIN" ("charset" "us-ascii") NIL NIL "7BIT" 5 0 NIL NIL NIL NIL)("TEXT" "HTML" ("charset" "us-ascii") NIL NIL "7BIT" 3 0 NIL NIL NIL NIL) "ALTERNATIVE" ("boundary" "in") NIL NIL NIL) 11 NIL ("ATTACHMENT" ("filename" "in.eml")) NIL NIL)' +
        '("IMAGE" "PNG" ("name*" "utf-8\'\'%C3%B1.png") "<pic@example.com>" "a picture" "BASE64" 8 NIL NIL NIL NIL) "MIXED" ("boundary" "out") NIL NIL NIL)',
    );
  });
});
