/** Items, keys and modifiers that extensions add to commands of the base: as they are sent, refused, and what they give. */
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { selected } from '../../support/imap-peer';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const set = [[1, 9]] as const;
const modSeq = (n: bigint): imap.ModSeq => n as imap.ModSeq;
const find = (criteria: imap.SearchCriteria): imap.Command<unknown> => imap.search({ uid: true, criteria });
const get = (...items: imap.FetchRequest[]): imap.Command<unknown> => imap.fetch({ set, uid: true, items });
const day = { year: 2026, month: 3, day: 9 };
const known = { uidValidity: 67890007 as imap.UidValidity, modSeq: modSeq(20050715194045000n) };

const OFFERED = 'LITERAL+ ESEARCH BINARY CATENATE REPLACE UTF8=ACCEPT';

function sent(command: imap.Command<unknown>, capabilities = OFFERED): string {
  const peer = selected(capabilities);
  peer.connection.enqueue(command);
  return peer.client().replace(/^T2 /, '').replace(/\r\n$/, '');
}

describe('as they are sent', () => {
  it.each<[string, imap.Command<unknown>, string?]>([
    [
      'UID FETCH 1:9 (EMAILID THREADID SAVEDATE PREVIEW PREVIEW (LAZY) MODSEQ BODY)',
      get('emailid', 'threadid', 'savedate', 'preview', { preview: 'lazy' }, 'modseq', 'body'),
    ],
    ['UID FETCH 1:9 (X-GM-MSGID X-GM-THRID X-GM-LABELS)', get('x-gm-msgid', 'x-gm-thrid', 'x-gm-labels')],
    [
      'UID FETCH 1:9 (BINARY[1]<0.5> BINARY.PEEK[] BINARY.SIZE[1.2] BODY[TEXT] BODY.PEEK[])',
      get(
        { binary: '1', peek: false, partial: [0, 5] },
        { binary: '', peek: true },
        { binarySize: '1.2' },
        { section: 'TEXT', peek: false },
        { section: '', peek: true },
      ),
    ],
    [
      'UID FETCH 1:9 (UID FLAGS) (CHANGEDSINCE 12345 VANISHED)',
      imap.fetchChanges({ set, items: ['uid', 'flags'], changedSince: modSeq(12345n) }),
    ],
    [
      'UID FETCH 1:9 (UID) (CHANGEDSINCE 7 PARTIAL -1:-50)',
      imap.fetch({ set, uid: true, items: ['uid'], changedSince: modSeq(7n), partial: [-1, -50] }),
    ],
    ['UID STORE 1:9 FLAGS ()', imap.store({ set, uid: true, mode: 'replace', flags: [], silent: false })],
    [
      'UID STORE 1:9 +X-GM-LABELS (\\Important "Muy Imp&AOk-" work)',
      imap.storeLabels({
        set,
        uid: true,
        mode: 'add',
        labels: ['\\Important', 'Muy Impé', 'work'],
        silent: false,
      }),
    ],
    [
      'UID STORE 1:9 (UNCHANGEDSINCE 7) -X-GM-LABELS.SILENT (a)',
      imap.storeLabels({
        set,
        uid: true,
        mode: 'remove',
        labels: ['a'],
        silent: true,
        unchangedSince: modSeq(7n),
      }),
    ],
    [
      'UID SEARCH SAVEDBEFORE 9-Mar-2026 SAVEDON 9-Mar-2026 NOT SAVEDSINCE 9-Mar-2026 SAVEDATESUPPORTED',
      find({
        kind: 'and',
        of: [
          { kind: 'date', field: 'saved', op: 'before', date: day },
          { kind: 'date', field: 'saved', op: 'on', date: day },
          { kind: 'not', of: { kind: 'date', field: 'saved', op: 'since', date: day } },
          { kind: 'savedatesupported' },
        ],
      }),
    ],
    [
      'UID SEARCH MODSEQ "/flags/\\\\Draft" all 620162338 MODSEQ "/flags/$Junk" priv 5',
      find({
        kind: 'and',
        of: [
          { kind: 'modseq', since: modSeq(620162338n), of: { flag: '\\Draft', made: 'all' } },
          { kind: 'modseq', since: modSeq(5n), of: { flag: '$Junk', made: 'priv' } },
        ],
      }),
    ],
    [
      'UID SEARCH OLDER 86400 NEW UIDAFTER 25000 UIDBEFORE 27000',
      find({
        kind: 'and',
        of: [
          { kind: 'within', op: 'older', seconds: 86_400 },
          { kind: 'arrival', is: 'new' },
          { kind: 'uid-side', op: 'after', uid: imap.toUid(25_000) },
          { kind: 'uid-side', op: 'before', uid: imap.toUid(27_000) },
        ],
      }),
    ],
    [
      'UID SEARCH X-GM-MSGID 1278455344230334865 X-GM-THRID 1 X-GM-LABELS "Muy Imp&AOk-" X-GM-LABELS \\Sent',
      find({
        kind: 'and',
        of: [
          { kind: 'gmail-id', field: 'msgid', id: '1278455344230334865' },
          { kind: 'gmail-id', field: 'thrid', id: '1' },
          { kind: 'gmail-label', label: 'Muy Impé' },
          { kind: 'gmail-label', label: '\\Sent' },
        ],
      }),
    ],
    [
      'SELECT a (CONDSTORE QRESYNC (67890007 20050715194045000 41,43:211 (1:2,5 10:11,20)))',
      imap.select('a', {
        condstore: true,
        qresync: {
          ...known,
          knownUids: [
            [41, 41],
            [43, 211],
          ],
          match: {
            seqs: [
              [1, 2],
              [5, 5],
            ],
            uids: [
              [10, 11],
              [20, 20],
            ],
          },
        },
      }),
    ],
    ['EXAMINE a (QRESYNC (67890007 20050715194045000))', imap.examine('a', { qresync: known })],
    [
      'LIST (SUBSCRIBED REMOTE RECURSIVEMATCH) "" "*" RETURN (SPECIAL-USE MYRIGHTS METADATA (/shared/color /private/comment) STATUS (SIZE))',
      imap.list({
        select: ['subscribed', 'remote', 'recursivematch'],
        return: ['special-use'],
        myRights: true,
        metadata: ['/shared/color', '/private/comment'],
        status: ['size'],
      }),
    ],
    ['XLIST "" "INBOX/%"', imap.xlist({ prefix: 'INBOX/', wildcard: '%' })],
    [
      'STATUS a (APPENDLIMIT DELETED DELETED-STORAGE MAILBOXID HIGHESTMODSEQ SIZE)',
      imap.status('a', ['appendlimit', 'deleted', 'deleted-storage', 'mailboxid', 'highestmodseq', 'size']),
    ],
    ['APPEND a (\\Seen) ~{3+}\r\naxb', imap.append('a', bytes('axb'), { flags: ['\\Seen'], as: 'binary' })],
    ['APPEND a ~{5}', imap.append('a', bytes('axbxc'), { as: 'binary' }), 'BINARY'],
    ['ENABLE UIDONLY', imap.enable(['UIDONLY'])],
  ])('%s', (line, command, capabilities) => {
    expect(sent(command, capabilities)).toBe(line);
  });

  it.each<[string, readonly imap.NotifyGroup[], imap.NotifyOptions?]>([
    [
      'SET STATUS (SELECTED (MessageNew (UID FLAGS) MessageExpunge FlagChange AnnotationChange))',
      [
        {
          mailboxes: 'SELECTED',
          events: ['MessageNew', 'MessageExpunge', 'FlagChange', 'AnnotationChange'],
          fetch: ['uid', 'flags'],
        },
      ],
      { status: true },
    ],
    [
      'SET (INBOXES (MessageNew MessageExpunge)) (SUBSCRIBED (MailboxName SubscriptionChange))',
      [
        { mailboxes: 'INBOXES', events: ['MessageNew', 'MessageExpunge'] },
        { mailboxes: 'SUBSCRIBED', events: ['MailboxName', 'SubscriptionChange'] },
      ],
    ],
    [
      'SET (subtree (Lists "a b") NONE) (mailboxes (R&-D) (MailboxMetadataChange ServerMetadataChange))',
      [
        { mailboxes: { subtree: ['Lists', 'a b'] }, events: [] },
        {
          mailboxes: { mailboxes: ['R&D'] },
          events: ['MailboxMetadataChange', 'ServerMetadataChange'],
        },
      ],
    ],
  ])('NOTIFY %s', (line, groups, options) => {
    expect(sent(imap.notify(groups, options))).toBe(`NOTIFY ${line}`);
  });

  it.each<[string, imap.Command<unknown>]>([
    ['APPEND a () UTF8 (~{2+}\r\n\xc3\xa9)', imap.append('a', bytes('\xc3\xa9'), { as: 'utf8' })],
    [
      'APPEND a CATENATE (TEXT {1+}\r\nx UTF8 (~{1+}\r\ny))',
      imap.catenate('a', [{ text: bytes('x') }, { utf8: bytes('y') }]),
    ],
    [
      'UID REPLACE 7 a () UTF8 (~{1+}\r\ny)',
      imap.replace({ uid: true, number: 7, mailbox: 'a', message: bytes('y'), as: 'utf8' }),
    ],
  ])('%s', (line, command) => {
    expect(() => sent(command)).toThrow('UTF8=ACCEPT');
    const peer = selected(OFFERED);
    peer.server('* ENABLED UTF8=ACCEPT');
    peer.connection.enqueue(command);
    expect(peer.client()).toBe(`T2 ${line}\r\n`);
  });

  it.each<[string, imap.Command<unknown>]>([
    ['UID FETCH $ (FLAGS)', imap.fetch({ set: 'saved', uid: true, items: ['flags'] })],
    ['FETCH $ (UID FLAGS)', imap.fetch({ set: 'saved', uid: false, items: ['flags'] })],
    [
      'UID STORE $ +FLAGS.SILENT (\\Deleted)',
      imap.store({ set: 'saved', uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }),
    ],
    ['UID COPY $ a', imap.copy({ set: 'saved', uid: true, to: 'a' })],
    ['UID MOVE $ a', imap.move({ set: 'saved', uid: true, to: 'a' })],
    ['UID EXPUNGE $', imap.uidExpunge('saved')],
  ])('%s, where the server keeps what it found', (line, command) => {
    expect(() => sent(command)).toThrow('SEARCHRES');
    expect(sent(command, 'SEARCHRES')).toBe(line);
  });

  it('rows of what was found are taken, whichever they are', () => {
    const peer = selected('SEARCHRES');
    const id = peer.connection.enqueue(imap.fetch({ set: 'saved', uid: true, items: ['flags'] }));
    peer.client();
    peer.server('* 2 FETCH (UID 20 FLAGS ())', '* 9 FETCH (UID 90 FLAGS ())', 'T2 OK done');
    expect(peer.outcome(id)).toMatchObject({ value: [{ seq: 2 }, { seq: 9 }] });
  });

  it.each<[string, imap.Command<unknown>]>([
    ['BINARY', imap.append('a', bytes('x'), { as: 'binary' })],
    ['MULTIAPPEND', imap.appendMany('a', [{ message: bytes('x') }, { message: bytes('y') }])],
    ['CATENATE', imap.catenate('a', [{ text: bytes('x') }])],
    ['REPLACE', imap.replace({ uid: true, number: 1, mailbox: 'a', message: bytes('x') })],
  ])(
    'nothing of a literal where the server has no %s: it would take its octets for commands',
    (name, command) => {
      expect(() => sent(command, 'LITERAL+')).toThrow(LocalProtocolError);
      expect(sent(command, `LITERAL+ ${name}`)).not.toBe('');
      // It is looked at once more when its turn comes.
      const peer = selected(`LITERAL+ ${name}`);
      peer.connection.enqueue(imap.idle());
      const id = peer.connection.enqueue(command);
      peer.client();
      peer.server('* CAPABILITY IMAP4rev1 LITERAL+', '+ idling');
      expect(peer.client()).toBe('DONE\r\n');
      expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    },
  );

  it('a message with NUL waits for the server where literals are not told ahead', () => {
    const peer = selected('LITERAL- BINARY');
    const id = peer.connection.enqueue(imap.append('a', new Uint8Array(5000), { as: 'binary' }));
    expect(peer.client()).toBe('T2 APPEND a ~{5000}\r\n');
    peer.server('+ go');
    expect(peer.client()).toBe(`${'\0'.repeat(5000)}\r\n`);
    peer.server('T2 NO [UNKNOWN-CTE] not here');
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'no', code: { kind: 'unknown-cte' } } });
  });
});

describe('arguments that would leave their command, or that no server takes, are refused (I01-I05)', () => {
  const match = { seqs: [[1, 2]], uids: [[5, 5]] } as const;
  const label = (text: string) =>
    imap.storeLabels({ set, uid: true, mode: 'add', labels: [text], silent: true });
  const idOf = (entries: Iterable<readonly [string, string]>) => imap.id(new Map(entries));
  it.each<[string, imap.Command<unknown>]>([
    ['a part that is none', get({ binarySize: '1]' })],
    ['VANISHED without CHANGEDSINCE', imap.fetch({ set, uid: true, items: ['uid'], vanished: true })],
    [
      'VANISHED by sequence number',
      imap.fetch({ set, uid: false, items: ['uid'], vanished: true, changedSince: modSeq(1n) }),
    ],
    ['PARTIAL by sequence number', imap.fetch({ set, uid: false, items: ['uid'], partial: [1, 5] })],
    ['place 0', imap.fetch({ set, uid: true, items: ['uid'], partial: [0, 5] })],
    ['a label with a line end in a system label', label('\\a\r\nT9 DELETE b')],
    ['a system label with a bracket', label('\\a)')],
    ['a label without a name', label('')],
    ['a message id with a letter', find({ kind: 'gmail-id', field: 'msgid', id: '1a' })],
    ['a UID over 32 bits', find({ kind: 'uid-side', op: 'after', uid: imap.toUid(2 ** 32) })],
    ['an interval of no time', find({ kind: 'within', op: 'younger', seconds: 0 })],
    [
      'a flag with a space in MODSEQ',
      find({ kind: 'modseq', since: modSeq(1n), of: { flag: 'a b', made: 'all' } }),
    ],
    ['QRESYNC of modseq 0', imap.select('a', { qresync: { ...known, modSeq: modSeq(0n) } })],
    [
      'QRESYNC of UIDVALIDITY 0',
      imap.select('a', { qresync: { ...known, uidValidity: 0 as imap.UidValidity } }),
    ],
    ['QRESYNC with *', imap.select('a', { qresync: { ...known, knownUids: [[1, Infinity]] } })],
    ['pairs that do not match', imap.select('a', { qresync: { ...known, match } })],
    ['RECURSIVEMATCH alone', imap.list({ select: ['recursivematch'] })],
    ['RECURSIVEMATCH with nothing that matches', imap.list({ select: ['remote', 'recursivematch'] })],
    ['an entry that is none', imap.list({ metadata: ['comment'] })],
    ['a wildcard in XLIST', imap.xlist({ prefix: '*', wildcard: '' })],
    ['NUL in a message of text', imap.append('a', bytes('\0'), { as: 'text' })],
    [
      'NOTIFY of the names of the selected mailbox',
      imap.notify([{ mailboxes: 'SELECTED', events: ['MailboxName'] }]),
    ],
    [
      'NOTIFY of new messages and not of those that go',
      imap.notify([{ mailboxes: 'PERSONAL', events: ['MessageNew'] }]),
    ],
    ['NOTIFY of flags alone', imap.notify([{ mailboxes: 'PERSONAL', events: ['FlagChange'] }])],
    [
      'items of messages elsewhere',
      imap.notify([{ mailboxes: 'PERSONAL', events: ['MessageNew', 'MessageExpunge'], fetch: ['uid'] }]),
    ],
    ['a filter with half a character', imap.notify([{ mailboxes: { subtree: ['a\ud800'] }, events: [] }])],
    ['31 fields of ID', idOf(Array.from({ length: 31 }, (_, i) => [`f${i}`, 'x'] as const))],
    ['a field of ID with 31 octets', idOf([['n'.repeat(31), 'x']])],
    ['a value of ID with 1,025 octets', idOf([['name', `${'é'.repeat(512)}x`]])],
    [
      'a field of ID twice',
      idOf([
        ['name', 'a'],
        ['Name', 'b'],
      ]),
    ],
  ])('%s', (_name, command) => {
    expect(() => sent(command, `${OFFERED} PARTIAL`)).toThrow(LocalProtocolError);
  });

  it('and those at their limit go', () => {
    const fields = Array.from({ length: 29 }, (_, i) => [`f${i}`, 'x'] as const);
    const most = idOf([...fields, ['n'.repeat(30), 'é'.repeat(512)]]);
    expect(sent(most)).toMatch(/^ID \("f0" "x"/);
  });
});
