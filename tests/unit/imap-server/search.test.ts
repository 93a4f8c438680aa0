import { describe, expect, it } from 'vitest';

import { message, signedIn, smallWorld, talk } from './world';

const server = smallWorld();
const utf8 = 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ';
server.deliver(
  'mrc',
  'INBOX',
  message(
    '=?utf-8?Q?Camino_a_Alc=C3=A1ntara?=',
    `${utf8}quoted-printable\r\nCc: Ana <ana@example.net>\r\n`,
    'Ma=C3=B1ana llueve.',
  ),
  ['\\Answered'],
  Date.UTC(2020, 1, 29, 23, 59),
);
server.deliver(
  'mrc',
  'INBOX',
  message(
    'page',
    `${utf8.replace('plain', 'html')}base64\r\nX-Loop: yes\r\n`,
    Buffer.from('<p class="secretive">Visible wörd</p>').toString('base64'),
  ),
  ['\\Draft'],
  Date.UTC(2021, 5, 1),
);
const session = signedIn(server, 'INBOX');

const numbers = (text: string): string => /\* SEARCH ?([\d ]*)/.exec(talk(session, text))?.[1] ?? 'none';

describe('SEARCH', () => {
  it.each([
    ['ALL', '1 2 3 4 5'],
    ['SEEN', '1'],
    ['UNSEEN', '2 3 4 5'],
    ['FLAGGED', '3'],
    ['UNFLAGGED UNSEEN', '2 4 5'],
    ['ANSWERED', '4'],
    ['DRAFT', '5'],
    ['UNDRAFT UNDELETED', '1 2 3 4'],
    ['DELETED', ''],
    ['KEYWORD $work', '3'],
    ['UNKEYWORD $Work', '1 2 4 5'],
    ['NEW', '2 3 4 5'],
    ['OLD', ''],
    ['RECENT SEEN', '1'],
    ['NOT SEEN NOT FLAGGED', '2 4 5'],
    ['OR SEEN FLAGGED', '1 3'],
    ['OR (SEEN UNFLAGGED) (FLAGGED KEYWORD $Work)', '1 3'],
    ['2:3', '2 3'],
    ['2:* UID 1:3', '2 3'],
    ['UID 100:*', '5'],
    ['NOT 1:4', '5'],
    ['SUBJECT "TWO"', '2'],
    ['FROM foobar', '1 2 3 4 5'],
    ['TO mooch CC ana@', '4'],
    ['BCC nobody', ''],
    ['HEADER X-Loop ""', '5'],
    ['HEADER Message-Id <two@example.com>', '2'],
    ['BODY visible', '5'],
    ['BODY secretive', ''],
    ['BODY joe', '1 2 3'],
    ['TEXT example.net', '4'],
    ['BODY example.net', ''],
    ['LARGER 300', '4 5'],
    ['SMALLER 210', '1 2'],
    ['ON 29-Feb-2020', '4'],
    ['SINCE 1-Mar-2020', '5'],
    ['BEFORE "17-Jul-1996"', ''],
    ['SENTON 7-Feb-1994', '1 2 3 4 5'],
    ['SENTBEFORE 7-Feb-1994', ''],
    ['SENTSINCE 8-Feb-1994', ''],
    ['MODSEQ 5', '4 5'],
    ['CHARSET UTF-8 SUBJECT {10+}\r\nalcántara', '4'],
    ['CHARSET utf-8 BODY {7+}\r\nMAÑANA', '4'],
    ['CHARSET UTF-8 BODY {5+}\r\nWÖRD', '5'],
  ])('%s finds %s', (key, expected) => {
    expect(numbers(`s SEARCH ${key}\r\n`)).toBe(
      expected.trim() === '' ? '' : key.startsWith('MODSEQ') ? `${expected} ` : expected,
    );
  });

  it.each([
    'FOO',
    'ON yesterday',
    'ON 31-Feb-2020',
    'OR SEEN',
    '()',
    '(SEEN',
    'KEYWORD',
    'LARGER x',
    '0',
    'UID abc',
    `${'('.repeat(60)}SEEN${')'.repeat(60)}`,
    `${'NOT '.repeat(100)}SEEN`,
  ])('answers BAD to %s', (key) => {
    expect(talk(session, `b SEARCH ${key}\r\n`)).toMatch(/^b BAD /);
  });

  it('refuses unknown charsets with BADCHARSET', () => {
    expect(talk(session, 'c SEARCH CHARSET KOI8-R TEXT x\r\n')).toBe(
      'c NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset\r\n',
    );
  });

  it.each([
    ['SEARCH RETURN (MIN MAX COUNT) UNSEEN', 'MIN 2 MAX 5 COUNT 4'],
    ['UID SEARCH RETURN () OR SEEN 3:4', 'UID ALL 1,3:4'],
    ['SEARCH RETURN (COUNT ALL MIN) DELETED', 'COUNT 0'],
  ])('%s', (command, expected) => {
    expect(talk(session, `e ${command}\r\n`).split('\r\n')[0]).toBe(`* ESEARCH (TAG "e") ${expected}`);
  });
});

describe('SORT', () => {
  const sorted = signedIn(server, 'INBOX');
  const say = (text: string): string => talk(sorted, `s ${text}\r\n`);
  const order = (text: string): string => /\* SORT ?([\d ]*)/.exec(say(text))?.[1] ?? 'none';

  it.each([
    ['SORT (ARRIVAL) UTF-8 1:3', '1 2 3'],
    ['SORT (REVERSE ARRIVAL) UTF-8 3:5', '5 4 3'],
    ['SORT (SUBJECT) UTF-8 4:5', '4 5'],
    ['SORT (REVERSE SUBJECT) UTF-8 4:5', '5 4'],
    ['SORT (FROM REVERSE ARRIVAL) US-ASCII FLAGGED', '3'],
    ['SORT (SIZE) UTF-8 BCC nobody', ''],
  ])('%s', (text, expected) => {
    expect(order(text)).toBe(expected);
  });

  it('sizes fall when asked in reverse', () => {
    const sizes = order('SORT (REVERSE SIZE) UTF-8 ALL')
      .split(' ')
      .map((number) => Number(/RFC822\.SIZE (\d+)/.exec(say(`FETCH ${number} RFC822.SIZE`))?.[1]));
    expect(sizes).toHaveLength(5);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it.each(['SORT () UTF-8 ALL', 'SORT (REVERSE) UTF-8 ALL', 'SORT (NICE) UTF-8 ALL', 'SORT (SIZE) UTF-8'])(
    '%s is refused',
    (text) => {
      expect(say(text)).toMatch(/^s BAD /);
    },
  );
  it('knows two charsets', () => {
    expect(say('SORT (SIZE) KOI8-R ALL')).toMatch(/^s NO \[BADCHARSET \(UTF-8 US-ASCII\)\]/);
  });
});

describe('THREAD', () => {
  const threaded = signedIn(server, 'INBOX');
  const say = (text: string): string => talk(threaded, `t ${text}\r\n`);

  it.each([
    ['THREAD REFERENCES UTF-8 ALL', 5],
    ['UID THREAD ORDEREDSUBJECT US-ASCII 1:4', 4],
    ['THREAD REFERENCES UTF-8 BCC nobody', 0],
  ])('%s names each message once', (text, count) => {
    const said = /\* THREAD ?(.*)\r\n/u.exec(say(text))?.[1] ?? 'none';
    expect([...(said.match(/\d+/gu) ?? [])].map(Number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, at) => at + 1),
    );
  });

  it.each(['THREAD REFS UTF-8 ALL', 'THREAD REFERENCES ALL', 'THREAD () UTF-8 ALL'])(
    '%s is refused',
    (text) => {
      expect(say(text)).toMatch(/^t (?:BAD|NO) /);
    },
  );
  it('knows two charsets', () => {
    expect(say('THREAD REFERENCES KOI8-R ALL')).toMatch(/^t NO \[BADCHARSET \(UTF-8 US-ASCII\)\]/);
  });
});

describe('ESEARCH in several mailboxes (RFC 7377)', () => {
  const lines = (text: string): readonly string[] =>
    talk(session, `m ${text}\r\n`).split('\r\n').filter(Boolean);

  it('names the mailbox of each result, with UIDs, and is silent of those without', () => {
    server.deliver('mrc', 'Archive', message('two again'));
    expect(lines('ESEARCH IN (mailboxes (INBOX Archive Sent)) SUBJECT two')).toEqual([
      expect.stringMatching(/^\* ESEARCH \(TAG "[^"]+" MAILBOX INBOX UIDVALIDITY \d+\) UID ALL 2$/u),
      expect.stringMatching(/^\* ESEARCH \(TAG "[^"]+" MAILBOX Archive UIDVALIDITY \d+\) UID ALL 1$/u),
      expect.stringMatching(/ OK /u),
    ]);
  });

  it('counts, and looks through what is selected where nothing else is named', () => {
    expect(lines('ESEARCH IN (personal) RETURN (COUNT) SUBJECT two')).toHaveLength(3);
    expect(lines('ESEARCH SUBJECT two')).toEqual([
      expect.stringMatching(/MAILBOX INBOX/u),
      expect.any(String),
    ]);
    expect(lines('ESEARCH IN (mailboxes Nowhere) ALL')).toEqual([expect.stringMatching(/ OK /u)]);
  });

  it('refuses numbers that are of one mailbox, and sources it does not know', () => {
    expect(lines('ESEARCH IN (mailboxes (INBOX Archive)) 1:2')).toEqual([expect.stringMatching(/ BAD /u)]);
    expect(lines('ESEARCH IN (everything) ALL')).toEqual([expect.stringMatching(/ BAD /u)]);
    expect(lines('ESEARCH IN () ALL')).toEqual([expect.stringMatching(/ BAD /u)]);
  });
});
