import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { selected } from '../../support/imap-peer';

const message = new TextEncoder().encode('Subject: x\r\n\r\n');
const all: imap.SearchCriteria = { kind: 'all' };

const OFFERED = 'LITERAL+ ESEARCH MULTIAPPEND CATENATE REPLACE';

function sent(command: imap.Command<unknown>, capabilities = OFFERED): string {
  const peer = selected(capabilities);
  peer.connection.enqueue(command);
  return peer.client().replace(/^T2 /, '').replace(/\r\n$/, '');
}

/** What the command gives when the server answers so. */
function outcome<T>(command: imap.Command<T>, lines: readonly string[], capabilities = OFFERED) {
  const peer = selected(capabilities);
  const id = peer.connection.enqueue(command);
  peer.client();
  peer.server(...lines);
  return peer.outcome(id);
}

describe('commands of extensions as they are sent', () => {
  it.each<[string, imap.Command<unknown>, string?]>([
    ['CHECK', imap.check()],
    ['SETACL "a b" ana lrs', imap.setAcl('a b', 'ana', { mode: 'replace', rights: 'lrs' })],
    ['SETACL a -bruno +s', imap.setAcl('a', '-bruno', { mode: 'add', rights: 's' })],
    ['SETACL a "" -s', imap.setAcl('a', '', { mode: 'remove', rights: 's' })],
    ['SETACL a ana ""', imap.setAcl('a', 'ana', { mode: 'replace', rights: '' })],
    ['DELETEACL a ana', imap.deleteAcl('a', 'ana')],
    ['GETACL R&-D', imap.getAcl('R&D')],
    ['LISTRIGHTS a "x y"', imap.listRights('a', 'x y')],
    ['MYRIGHTS INBOX', imap.myRights('inbox')],
    ['GETQUOTA ""', imap.getQuota('')],
    ['GETQUOTAROOT "a b"', imap.getQuotaRoot('a b')],
    [
      'SETQUOTA "" (STORAGE 512 MESSAGE 0)',
      imap.setQuota('', [
        { name: 'storage', limit: 512 },
        { name: 'MESSAGE', limit: 0 },
      ]),
    ],
    ['SETQUOTA user ()', imap.setQuota('user', [])],
    ['GETMETADATA "" (/shared/comment)', imap.getMetadata('', ['/shared/comment'])],
    [
      'GETMETADATA (MAXSIZE 1024 DEPTH infinity) INBOX (/private/a /shared/b)',
      imap.getMetadata('inbox', ['/private/a', '/shared/b'], { maxSize: 1024, depth: 'infinity' }),
    ],
    [
      'SETMETADATA INBOX (/private/a "x \\"y\\"" /private/b NIL)',
      imap.setMetadata(
        'INBOX',
        new Map([
          ['/private/a', 'x "y"'],
          ['/private/b', null],
        ]),
      ),
    ],
    ['CREATE Sent (USE (\\Sent \\Archive))', imap.create('Sent', ['\\Sent', '\\Archive'])],
    [
      'UID SORT (REVERSE DATE SUBJECT) UTF-8 ALL',
      imap.sort({ uid: true, keys: [{ field: 'date', reverse: true }, { field: 'subject' }], criteria: all }),
    ],
    [
      'UID SORT RETURN (COUNT PARTIAL 1:50) (REVERSE ARRIVAL) UTF-8 TEXT {2+}\r\nÃ±',
      imap.sort({
        uid: true,
        keys: [{ field: 'arrival', reverse: true }],
        criteria: { kind: 'text', field: 'text', value: 'ñ' },
        partial: [1, 50],
      }),
      'LITERAL+ SORT ESORT CONTEXT=SORT',
    ],
    [
      'SORT (SIZE) UTF-8 ALL',
      imap.sort({ uid: false, keys: [{ field: 'size' }], criteria: all, partial: [-1, -50] }),
      'SORT ESORT',
    ],
    [
      'UID THREAD REFERENCES UTF-8 SINCE 1-Mar-2026',
      imap.thread({
        uid: true,
        algorithm: 'REFERENCES',
        criteria: { kind: 'date', field: 'internal', op: 'since', date: { year: 2026, month: 3, day: 1 } },
      }),
    ],
    [
      'UID SEARCH RETURN (COUNT PARTIAL -1:-100 SAVE) FUZZY TEXT "x"',
      imap.search({
        uid: true,
        criteria: { kind: 'fuzzy', of: { kind: 'text', field: 'text', value: 'x' } },
        return: ['count'],
        partial: [-1, -100],
        save: true,
      }),
      'ESEARCH SEARCHRES PARTIAL',
    ],
    ['UID SEARCH ALL', imap.search({ uid: true, criteria: all, partial: [1, 2], save: true }), 'ESEARCH'],
    [
      'UID SEARCH NOT $ EMAILID M1',
      imap.search({
        uid: true,
        criteria: {
          kind: 'and',
          of: [
            { kind: 'not', of: { kind: 'saved' } },
            { kind: 'object', field: 'emailid', id: 'M1' },
          ],
        },
      }),
    ],
    [
      'ESEARCH IN (selected subtree (Lists "a b") mailboxes (INBOX)) RETURN (ALL) UNSEEN',
      imap.multisearch({
        in: ['selected', { subtree: ['Lists', 'a b'] }, { mailboxes: ['inbox'] }],
        criteria: { kind: 'flag', flag: '\\Seen', set: false },
        return: ['all'],
      }),
    ],
    [
      'APPEND a {14+}\r\nSubject: x\r\n\r\n (\\Seen) {14+}\r\nSubject: x\r\n\r\n',
      imap.appendMany('a', [{ message }, { message, flags: ['\\Seen'] }]),
    ],
    [
      'APPEND Drafts (\\Draft) CATENATE (URL "/Drafts;UIDVALIDITY=1/;UID=20/;section=HEADER" TEXT {14+}\r\nSubject: x\r\n\r\n)',
      imap.catenate('Drafts', [{ url: '/Drafts;UIDVALIDITY=1/;UID=20/;section=HEADER' }, { text: message }], {
        flags: ['\\Draft'],
      }),
    ],
    [
      'UID REPLACE 7 Drafts (\\Draft) {14+}\r\nSubject: x\r\n\r\n',
      imap.replace({ uid: true, number: 7, mailbox: 'Drafts', message, flags: ['\\Draft'] }),
    ],
  ])('%s', (line, command, capabilities) => {
    expect(sent(command, capabilities)).toBe(line);
  });
});

describe('arguments that would leave their command, or mean something else, are refused (I01-I05)', () => {
  it.each<[string, imap.Command<unknown>]>([
    ['rights that are none', imap.setAcl('a', 'ana', { mode: 'replace', rights: 'l r' })],
    ['a sign among the rights', imap.setAcl('a', 'ana', { mode: 'replace', rights: '+l' })],
    ['half a limit', imap.setQuota('', [{ name: 'STORAGE', limit: 0.5 }])],
    ['a resource with a space', imap.setQuota('', [{ name: 'A B', limit: 1 }])],
    ['an entry without its slash', imap.getMetadata('', ['comment'])],
    ['an entry with a wildcard', imap.getMetadata('', ['/shared/*'])],
    ['an entry that ends in a slash', imap.setMetadata('', new Map([['/shared/', 'x']]))],
    ['no entry at all', imap.setMetadata('', new Map())],
    ['a special use with a space', imap.create('a', ['\\Sent x'])],
    ['place 0', imap.search({ uid: true, criteria: all, partial: [0, 5], return: ['count'] })],
    ['places from both ends', imap.search({ uid: true, criteria: all, partial: [-5, 5] })],
    [
      'an object id with a bracket',
      imap.search({ uid: true, criteria: { kind: 'object', field: 'threadid', id: 'a)' } }),
    ],
    [
      'sequence numbers of many mailboxes',
      imap.multisearch({ in: ['personal'], criteria: { kind: 'seqs', set: [[1, 2]] } }),
    ],
    ['a URL with a line end', imap.catenate('a', [{ url: '/a\r\nT9 DELETE b' }])],
    ['message 0', imap.replace({ uid: true, number: 0, mailbox: 'a', message })],
    ['NUL in a message', imap.appendMany('a', [{ message: Uint8Array.of(0) }])],
  ])('%s', (_name, command) => {
    expect(() => sent(command, `${OFFERED} PARTIAL`)).toThrow(LocalProtocolError);
  });
});

describe('what the commands give', () => {
  it('rights', () => {
    expect(outcome(imap.getAcl('a'), ['* ACL b x l', '* ACL a ana lr -bruno r', 'T2 OK'])).toMatchObject({
      value: [
        ['ana', 'lr'],
        ['-bruno', 'r'],
      ],
    });
    expect(outcome(imap.listRights('a', 'ana'), ['* LISTRIGHTS a ana l r s', 'T2 OK'])).toMatchObject({
      value: { required: 'l', optional: ['r', 's'] },
    });
    expect(outcome(imap.myRights('a'), ['* MYRIGHTS a lrs', 'T2 OK'])).toMatchObject({ value: 'lrs' });
    expect(outcome(imap.myRights('a'), ['* MYRIGHTS b lrs', 'T2 OK'])).toMatchObject({
      ok: false,
      failure: { kind: 'protocol' },
    });
  });

  it('quota', () => {
    const storage = { name: 'STORAGE', usage: 10, limit: 512 };
    expect(
      outcome(imap.getQuota('u'), ['* QUOTA x (STORAGE 1 2)', '* QUOTA u (STORAGE 10 512)', 'T2 OK']),
    ).toMatchObject({ value: [storage] });
    expect(outcome(imap.setQuota('u', []), ['T2 OK'])).toMatchObject({ value: [] });
  });

  it('notes, in several lines', () => {
    const lines = [
      '* METADATA a (/shared/x "1")',
      '* METADATA b (/shared/x "2")',
      '* METADATA a (/shared/y NIL)',
      'T2 OK',
    ];
    expect(outcome(imap.getMetadata('a', ['/shared/x', '/shared/y']), lines)).toMatchObject({
      value: new Map([
        ['/shared/x', '1'],
        ['/shared/y', null],
      ]),
    });
  });

  it('an order, however it is told', () => {
    const sort = imap.sort({ uid: true, keys: [{ field: 'date' }], criteria: all, partial: [1, 3] });
    const ask = (line: string) => {
      const found = outcome(sort, [line, 'T2 OK'], 'SORT ESORT CONTEXT=SORT') as unknown as {
        value: imap.SortResult;
      };
      return { ...found.value, numbers: [...found.value.numbers] };
    };
    expect(ask('* SORT 5 3 4')).toEqual({ numbers: [5, 3, 4], count: 3, modSeq: null });
    expect(ask('* ESEARCH (TAG "T2") UID COUNT 9 PARTIAL (1:3 5:4,9)')).toEqual({
      numbers: [5, 4, 9],
      count: 9,
      modSeq: null,
    });
    expect(ask('* ESEARCH (TAG "T2") UID ALL 7,2:3 MODSEQ 8')).toEqual({
      numbers: [7, 2, 3],
      count: null,
      modSeq: 8n,
    });
  });

  it('the ends of an order without the order', () => {
    const ends = imap.sort({
      uid: true,
      keys: [{ field: 'date' }],
      criteria: all,
      return: ['min', 'max', 'count'],
    });
    expect(sent(ends, 'SORT ESORT')).toBe('UID SORT RETURN (MIN MAX COUNT) (DATE) UTF-8 ALL');
    expect(sent(ends, 'SORT')).toBe('UID SORT (DATE) UTF-8 ALL');
    const told = { numbers: new Uint32Array(0), count: 3, min: 9, max: 2 };
    expect(outcome(ends, ['* ESEARCH (TAG "T2") UID MIN 9 MAX 2 COUNT 3', 'T2 OK'])).toMatchObject({
      value: told,
    });
    expect(outcome(ends, ['* SORT 9 5 2', 'T2 OK'])).toMatchObject({
      value: { ...told, numbers: Uint32Array.of(9, 5, 2) },
    });
    const none = outcome(ends, ['* SORT', 'T2 OK']) as unknown as { value: imap.SortResult };
    expect(none.value).toEqual({ numbers: new Uint32Array(0), count: 0, modSeq: null });
    expect(outcome(ends, ['* ESEARCH (TAG "T2") MIN 9', 'T2 OK'])).toMatchObject({ ok: false });
  });

  it.each([
    ['numbers of the other kind', '* ESEARCH (TAG "T2") ALL 1:3'],
    ['more numbers than any mailbox holds (P05)', '* ESEARCH (TAG "T2") UID ALL 1:4294967295'],
    ['an order without end', '* ESEARCH (TAG "T2") UID ALL 1:*'],
  ])('an order of %s is refused', (_name, line) => {
    const sort = imap.sort({ uid: true, keys: [{ field: 'date' }], criteria: all });
    expect(outcome(sort, [line, 'T2 OK'])).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
  });

  it('conversations longer than a stack, and none nested beyond reason', () => {
    const thread = imap.thread({ uid: true, algorithm: 'REFERENCES', criteria: all });
    const chain = Array.from({ length: 200_000 }, (_, i) => i + 1);
    const found = outcome(thread, [`* THREAD (${chain.join(' ')})`, 'T2 OK']) as unknown as {
      value: imap.ThreadForest;
    };
    expect(found.value.numbers).toHaveLength(200_000);
    expect(found.value.parents.at(-1)).toBe(199_998);
    const nested = (depth: number) => `* THREAD ${'(1 '.repeat(depth)}${')'.repeat(depth)}`;
    expect(outcome(thread, [nested(10_000), 'T2 OK'])).toMatchObject({
      value: { numbers: { length: 10_000 } },
    });
    expect(outcome(thread, [nested(10_001), 'T2 OK'])).toMatchObject({ value: { numbers: { length: 0 } } });
  });

  it('results of several mailboxes, none of another search', () => {
    const found = outcome(imap.multisearch({ in: ['personal'], criteria: all }), [
      '* ESEARCH (TAG "T2" MAILBOX a UIDVALIDITY 5) UID ALL 1:3',
      '* ESEARCH (TAG "T1" MAILBOX b UIDVALIDITY 6) UID ALL 9',
      '* ESEARCH (TAG "T2" MAILBOX INBOX UIDVALIDITY 7) UID COUNT 2',
      'T2 OK',
    ]) as unknown as { value: readonly imap.EsearchResult[] };
    expect(found.value.map(({ mailbox, uidValidity }) => [mailbox, uidValidity])).toEqual([
      ['a', 5],
      ['INBOX', 7],
    ]);
  });

  it('UIDs of what was put in', () => {
    expect(
      outcome(imap.appendMany('a', [{ message }, { message }]), ['T2 OK [APPENDUID 38505 3955:3956] done']),
    ).toMatchObject({ value: { uidValidity: 38505, uids: [[3955, 3956]] } });
    const replace = imap.replace({ uid: true, number: 7, mailbox: 'a', message });
    expect(
      outcome(replace, ['* OK [APPENDUID 1 2000] stored', '* 5 EXISTS', '* 4 EXPUNGE', 'T2 OK done']),
    ).toMatchObject({ value: { uidValidity: 1, uid: 2000 } });
    expect(outcome(replace, ['T2 OK done'])).toMatchObject({ value: null });
  });
});
