import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { authenticated } from '../../support/imap-peer';

const { fetch, search, list } = imap;

function sent(command: imap.Command<unknown>, capabilities = 'LITERAL+ ESEARCH'): string {
  const peer = authenticated(capabilities);
  peer.connection.enqueue(imap.select('INBOX'));
  peer.client();
  peer.server('T1 OK done');
  peer.connection.enqueue(command);
  return peer.client().replace(/^T2 /, '').replace(/\r\n$/, '');
}

const set = [
  [1, 3],
  [9, Infinity],
] as const;
const message = new TextEncoder().encode('Subject: ñ\r\n\r\n');
const find = (criteria: imap.SearchCriteria) => search({ uid: true, criteria });
const day = { year: 2026, month: 3, day: 9 };

describe('commands as they are sent', () => {
  it.each<[string, imap.Command<unknown>]>([
    ['NOOP', imap.noop()],
    ['CAPABILITY', imap.capability()],
    ['NAMESPACE', imap.namespace()],
    ['ID NIL', imap.id(null)],
    [
      'ID ("name" "Tagline" "os" NIL)',
      imap.id(
        new Map([
          ['name', 'Tagline'],
          ['os', null],
        ]),
      ),
    ],
    ['ENABLE CONDSTORE UTF8=ACCEPT', imap.enable(['CONDSTORE', 'UTF8=ACCEPT'])],
    ['EXAMINE "a b" (CONDSTORE)', imap.examine('a b', { condstore: true })],
    ['CREATE A&APE-o', imap.create('Año')],
    ['DELETE "x \\"y\\""', imap.deleteMailbox('x "y"')],
    ['RENAME a b', imap.rename('a', 'b')],
    ['SUBSCRIBE INBOX', imap.subscribe('inbox')],
    ['UNSUBSCRIBE R&-D', imap.unsubscribe('R&D')],
    ['LIST "" "*"', list()],
    [
      'LIST (SUBSCRIBED) "" ("INBOX/%" "*") RETURN (SPECIAL-USE CHILDREN STATUS (MESSAGES UNSEEN))',
      list({
        select: ['subscribed'],
        patterns: [{ prefix: 'INBOX/', wildcard: '%' }, '*'],
        return: ['special-use', 'children'],
        status: ['messages', 'unseen'],
      }),
    ],
    ['LSUB "" "*"', imap.lsub()],
    ['GETQUOTAROOT "a b"', imap.getQuotaRoot('a b')],
    ['NOTIFY NONE', imap.notify([])],
    [
      'NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge)) (PERSONAL (MailboxName))',
      imap.notify([
        { mailboxes: 'SELECTED-DELAYED', events: ['MessageNew', 'MessageExpunge'] },
        { mailboxes: 'PERSONAL', events: ['MailboxName'] },
      ]),
    ],
    ['STATUS a (MESSAGES UIDNEXT)', imap.status('a', ['messages', 'uidnext'])],
    ['APPEND Sent {15+}\r\nSubject: Ã±\r\n\r\n', imap.append('Sent', message)],
    [
      'APPEND Sent (\\Seen $X) " 9-Mar-2026 07:05:03 +0000" {15+}\r\nSubject: Ã±\r\n\r\n',
      imap.append('Sent', message, { flags: ['\\Seen', '$X'], internalDate: Date.UTC(2026, 2, 9, 7, 5, 3) }),
    ],
    ['UID FETCH 1:3,9:* (UID)', fetch({ set, uid: true, items: ['uid'] })],
    [
      'FETCH 1:3,9:* (UID ENVELOPE RFC822.SIZE BODY.PEEK[1.2.MIME] BODY.PEEK[HEADER.FIELDS (References List-Id)]<0.100> BINARY.PEEK[2])',
      fetch({
        set,
        uid: false,
        items: [
          'envelope',
          'size',
          { section: '1.2.MIME', peek: true },
          { section: 'HEADER.FIELDS (References List-Id)', peek: true, partial: [0, 100] },
          { binary: '2', peek: true },
        ],
      }),
    ],
    [
      'UID FETCH 1:3,9:* (UID FLAGS) (CHANGEDSINCE 9223372036854775807)',
      fetch({ set, uid: true, items: ['uid', 'flags'], changedSince: 9223372036854775807n as imap.ModSeq }),
    ],
    [
      'STORE 1:3,9:* +FLAGS (\\Seen)',
      imap.store({ set, uid: false, mode: 'add', flags: ['\\Seen'], silent: false }),
    ],
    [
      'UID STORE 1:3,9:* (UNCHANGEDSINCE 7) -FLAGS.SILENT (\\Seen kw)',
      imap.store({
        set,
        uid: true,
        mode: 'remove',
        flags: ['\\Seen', 'kw'],
        silent: true,
        unchangedSince: 7n as imap.ModSeq,
      }),
    ],
    ['UID COPY 1:3,9:* "a b"', imap.copy({ set, uid: true, to: 'a b' })],
    ['UID MOVE 1:3,9:* Trash', imap.move({ set, uid: true, to: 'Trash' })],
    ['EXPUNGE', imap.expunge()],
    ['UID EXPUNGE 1:3,9:*', imap.uidExpunge(set)],
    ['UNSELECT', imap.unselect()],
    ['CLOSE', imap.close()],
    [
      'UID SEARCH RETURN (ALL MIN) ALL',
      search({ uid: true, criteria: { kind: 'all' }, return: ['all', 'min'] }),
    ],
    ['UID SEARCH ALL', find({ kind: 'and', of: [] })],
    [
      'UID SEARCH UNSEEN KEYWORD $Junk',
      find({
        kind: 'and',
        of: [
          { kind: 'flag', flag: '\\Seen', set: false },
          { kind: 'flag', flag: '$Junk', set: true },
        ],
      }),
    ],
    [
      'UID SEARCH OR SUBJECT "a" OR FROM "b" NOT BODY "c"',
      find({
        kind: 'or',
        of: [
          { kind: 'text', field: 'subject', value: 'a' },
          { kind: 'text', field: 'from', value: 'b' },
          { kind: 'not', of: { kind: 'text', field: 'body', value: 'c' } },
        ],
      }),
    ],
    [
      'UID SEARCH NOT (SINCE 9-Mar-2026 SENTBEFORE 9-Mar-2026)',
      find({
        kind: 'not',
        of: {
          kind: 'and',
          of: [
            { kind: 'date', field: 'internal', op: 'since', date: day },
            { kind: 'date', field: 'sent', op: 'before', date: day },
          ],
        },
      }),
    ],
    ['UID SEARCH CHARSET UTF-8 TEXT {2+}\r\nÃ±', find({ kind: 'text', field: 'text', value: 'ñ' })],
    ['UID SEARCH HEADER Message-ID "<a@b>"', find({ kind: 'header', name: 'Message-ID', value: '<a@b>' })],
    [
      'UID SEARCH LARGER 5 UID 1:3,9:* MODSEQ 5 YOUNGER 60 X-GM-RAW "has:x"',
      find({
        kind: 'and',
        of: [
          { kind: 'size', op: 'larger', octets: 5 },
          { kind: 'uids', set },
          { kind: 'modseq', since: 5n as imap.ModSeq },
          { kind: 'within', op: 'younger', seconds: 60 },
          { kind: 'gmail', query: 'has:x' },
        ],
      }),
    ],
  ])('%s', (line, command) => {
    expect(sent(command)).toBe(line);
  });

  it('RETURN only where the server has ESEARCH', () => {
    expect(sent(search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }), '')).toBe(
      'UID SEARCH ALL',
    );
  });

  it('literals by the capability', () => {
    const big = imap.append('a', new Uint8Array(5000).fill(120));
    expect(sent(big, '')).toBe('APPEND a {5000}');
    expect(sent(big, 'LITERAL-')).toBe('APPEND a {5000}');
    expect(sent(imap.append('a', message), 'LITERAL-')).toContain('{15+}');
    expect(sent(big, 'LITERAL+')).toContain('{5000+}');
  });
});

describe('arguments that would leave their command are refused when it is enqueued (I01-I05)', () => {
  const flags = (flag: string) => imap.store({ set, uid: true, mode: 'add', flags: [flag], silent: true });
  const section = (text: string) => fetch({ set, uid: true, items: [{ section: text, peek: true }] });
  it.each<[string, imap.Command<unknown>]>([
    ['NUL in a message', imap.append('a', Uint8Array.of(0))],
    ['half a character', imap.create('a\ud800')],
    ['an empty set', imap.uidExpunge([])],
    ['a set of 0', imap.uidExpunge([[0, 5]])],
    ['a set over 32 bits', imap.uidExpunge([[1, 2 ** 32]])],
    ['a flag with a line end', flags('a\r\nT9 DELETE x')],
    ['a flag with parentheses', flags('a) b')],
    ['an empty flag', flags('')],
    ['a backslash alone', flags('\\')],
    ['a section with a line end', section('1]\r\nT9 DELETE x')],
    ['a section with ]', section('1]')],
    ['a section of nothing we know', section('1.HEADERS')],
    ['a part of nothing', section('1..2')],
    ['MIME without a part', section('MIME')],
    ['header names with spaces', section('HEADER.FIELDS (a  b)')],
    ['fetch of nothing', fetch({ set, uid: true, items: [] })],
    ['a wildcard in a listed name', list({ patterns: [{ prefix: 'a*', wildcard: '' }] })],
    ['a keyword that is no atom', find({ kind: 'flag', flag: 'a b', set: true })],
    [
      'the 30th of February',
      find({ kind: 'date', field: 'sent', op: 'on', date: { year: 2026, month: 2, day: 30 } }),
    ],
    ['month 13', find({ kind: 'date', field: 'sent', op: 'on', date: { year: 2026, month: 13, day: 1 } })],
    ['a size of half an octet', find({ kind: 'size', op: 'larger', octets: 0.5 })],
    ['a capability with a space', imap.enable(['A B'])],
    ['a date without end', imap.append('a', message, { internalDate: NaN })],
  ])('%s', (_name, command) => {
    expect(() => sent(command)).toThrow(LocalProtocolError);
  });
});

it('LIST takes every answer, also those it has no room for: as news they would make it be sent again', () => {
  const exchange = imap.list().start();
  const entry = { name: imap.toMailboxName('a'), delimiter: '/', attributes: [] };
  const left = Array.from(
    { length: 100_001 },
    () => exchange.untagged?.({ kind: 'list', lsub: false, entry }) === true,
  ).filter((isTaken) => !isTaken);
  expect(left).toEqual([]);
  expect(exchange.finish(null, '').entries).toHaveLength(100_000);
});
