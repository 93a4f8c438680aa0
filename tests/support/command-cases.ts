/**
 * Commands in all their forms: what is printed for them is held against the RFCs' grammar, and what is refused is named by the production
 * it would have broken.
 */
import * as imap from '../../lib/imap/index';

type Case = readonly [id: string, command: imap.Command<unknown>];

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = octets('Subject: x\r\n\r\n');
const set = [
  [1, 3],
  [7, 7],
  [9, Infinity],
] as const;
const day = { year: 2026, month: 3, day: 9 };
const find = (id: string, criteria: imap.SearchCriteria, uid = true): Case => [
  `SEARCH ${id}`,
  imap.search({ uid, criteria }),
];
const text = (field: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text', value = 'x y'): Case =>
  find(field, { kind: 'text', field, value });
const date = (field: 'internal' | 'sent', op: 'before' | 'on' | 'since'): Case =>
  find(`${field} ${op}`, { kind: 'date', field, op, date: day });
const flag = (name: string, isSet: boolean): Case =>
  find(`${isSet ? '' : 'not '}${name}`, { kind: 'flag', flag: name, set: isSet });
const all: imap.SearchCriteria = { kind: 'all' };
const modSeq = 12_345_678_901n as imap.ModSeq;

export const legalCommands: readonly Case[] = [
  ['CAPABILITY', imap.capability()],
  ['NOOP', imap.noop()],
  ['LOGOUT', imap.logout()],
  ['CHECK', imap.check()],
  ['CLOSE', imap.close()],
  ['UNSELECT', imap.unselect()],
  ['EXPUNGE', imap.expunge()],
  ['NAMESPACE', imap.namespace()],
  ['IDLE', imap.idle()],
  ['COMPRESS', imap.compress()],
  ['ID NIL', imap.id(null)],
  [
    'ID',
    imap.id(
      new Map([
        ['name', 'Tagline'],
        ['os', null],
      ]),
    ),
  ],
  ['ENABLE', imap.enable(['CONDSTORE', 'UTF8=ACCEPT'])],
  ['SELECT', imap.select('inbox')],
  ['SELECT literal', imap.select('a\r\nb')],
  ['SELECT CONDSTORE', imap.select('a "b" \\c', { condstore: true })],
  ['EXAMINE', imap.examine('Año]')],
  ['CREATE', imap.create('a')],
  ['CREATE USE', imap.create('a', ['\\Sent'])],
  ['DELETE', imap.deleteMailbox('a')],
  ['RENAME', imap.rename('a', 'b')],
  ['SUBSCRIBE', imap.subscribe('a')],
  ['UNSUBSCRIBE', imap.unsubscribe('a')],
  ['LIST', imap.list()],
  [
    'LIST extended',
    imap.list({
      select: ['subscribed', 'special-use', 'recursivematch'],
      patterns: [{ prefix: 'INBOX/', wildcard: '%' }, '*'],
      return: ['subscribed', 'special-use', 'children'],
      status: ['messages', 'unseen', 'uidnext', 'uidvalidity', 'highestmodseq', 'size', 'deleted', 'recent'],
    }),
  ],
  ['LSUB', imap.lsub()],
  ['STATUS', imap.status('a', ['messages', 'deleted'])],
  ['APPEND', imap.append('a', message, { flags: ['\\Seen', '$Junk'], internalDate: 0 })],
  ['MULTIAPPEND', imap.appendMany('a', [{ message }, { message }])],
  ['CATENATE', imap.catenate('a', [{ url: '/a;uid=1' }, { text: message }])],
  ['REPLACE', imap.replace({ uid: false, number: 5, mailbox: 'a', message })],
  ['UID REPLACE', imap.replace({ uid: true, number: 5, mailbox: 'a', message })],
  ['SETACL', imap.setAcl('a', 'ana', { mode: 'add', rights: 'lrs' })],
  ['DELETEACL', imap.deleteAcl('a', 'ana')],
  ['GETACL', imap.getAcl('a')],
  ['LISTRIGHTS', imap.listRights('a', 'ana')],
  ['MYRIGHTS', imap.myRights('a')],
  ['GETQUOTA', imap.getQuota('')],
  ['GETQUOTAROOT', imap.getQuotaRoot('a')],
  ['SETQUOTA', imap.setQuota('', [{ name: 'STORAGE', limit: 5 }])],
  ['GETMETADATA', imap.getMetadata('a', ['/private/x'])],
  ['GETMETADATA 1', imap.getMetadata('a', ['/private/x'], { maxSize: 5, depth: '1' })],
  ['GETMETADATA 0', imap.getMetadata('a', ['/private/x'], { depth: '0' })],
  ['GETMETADATA infinity', imap.getMetadata('a', ['/private/x', '/shared/y'], { depth: 'infinity' })],
  [
    'SETMETADATA',
    imap.setMetadata(
      'a',
      new Map([
        ['/private/x', 'y'],
        ['/private/z', null],
      ]),
    ),
  ],
  ['NOTIFY NONE', imap.notify([])],
  [
    'NOTIFY SET',
    imap.notify([
      { mailboxes: 'SELECTED-DELAYED', events: ['MessageNew', 'MessageExpunge', 'FlagChange'] },
      { mailboxes: 'PERSONAL', events: ['MailboxName', 'SubscriptionChange'] },
    ]),
  ],
  ['COPY', imap.copy({ set, uid: false, to: 'a' })],
  ['UID COPY', imap.copy({ set, uid: true, to: 'a' })],
  ['MOVE', imap.move({ set, uid: false, to: 'a' })],
  ['UID MOVE', imap.move({ set, uid: true, to: 'a' })],
  ['UID EXPUNGE', imap.uidExpunge([[5, 7]])],
  [
    'FETCH',
    imap.fetch({
      set,
      uid: false,
      items: ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure', 'modseq', 'preview'],
    }),
  ],
  [
    'UID FETCH sections',
    imap.fetch({
      set,
      uid: true,
      items: [
        { section: '', peek: true, partial: [0, 100] },
        { section: 'HEADER', peek: true },
        { section: '1.2.MIME', peek: true },
        { section: '1.TEXT', peek: true },
        { section: 'HEADER.FIELDS (A B)', peek: true },
        { section: 'HEADER.FIELDS.NOT (A)', peek: true },
        { binary: '1.2', peek: true, partial: [5, 5] },
        { binary: '', peek: true },
      ],
      changedSince: modSeq,
    }),
  ],
  ['STORE', imap.store({ set, uid: false, mode: 'add', flags: ['\\Seen', 'x'], silent: false })],
  [
    'UID STORE',
    imap.store({ set, uid: true, mode: 'remove', flags: [], silent: true, unchangedSince: modSeq }),
  ],
  find('ALL', all, false),
  ...(['\\Answered', '\\Deleted', '\\Draft', '\\Flagged', '\\Seen', '$Junk', 'own'] as const).flatMap(
    (name) => [flag(name, true), flag(name, false)],
  ),
  ...(['from', 'to', 'cc', 'bcc', 'subject', 'body', 'text'] as const).map((field) => text(field)),
  text('text', 'ñ"\r\n'),
  ...(['internal', 'sent'] as const).flatMap((field) =>
    (['before', 'on', 'since'] as const).map((op) => date(field, op)),
  ),
  ...Array.from({ length: 12 }, (_, month) =>
    find(`month ${month + 1}`, {
      kind: 'date',
      field: 'internal',
      op: 'on',
      date: { year: 2026, month: month + 1, day: 28 },
    }),
  ),
  find('header', { kind: 'header', name: 'List-Id', value: '' }),
  find('larger', { kind: 'size', op: 'larger', octets: 5_000_000_000 }),
  find('smaller', { kind: 'size', op: 'smaller', octets: 0 }),
  find('or', { kind: 'or', of: [all, { kind: 'uids', set }, { kind: 'seqs', set: [[1, 1]] }] }),
  find('not', { kind: 'not', of: { kind: 'and', of: [all, { kind: 'saved' }] } }),
  find('modseq', { kind: 'modseq', since: modSeq }),
  find('within', { kind: 'within', op: 'older', seconds: 5 }),
  find('younger', { kind: 'within', op: 'younger', seconds: 5 }),
  find('fuzzy', { kind: 'fuzzy', of: all }),
  find('emailid', { kind: 'object', field: 'emailid', id: 'M_1-a' }),
  find('threadid', { kind: 'object', field: 'threadid', id: 'T1' }),
  find('gmail', { kind: 'gmail', query: 'in:sent has:attachment' }),
  [
    'SEARCH RETURN',
    imap.search({
      uid: true,
      criteria: all,
      return: ['all', 'count', 'min', 'max', 'relevancy'],
      partial: [1, 5],
      save: true,
    }),
  ],
  ['SEARCH RETURN from the end', imap.search({ uid: false, criteria: all, partial: [-1, -5] })],
  ...(['arrival', 'cc', 'date', 'from', 'size', 'subject', 'to', 'displayfrom', 'displayto'] as const).map(
    (field): Case => [
      `SORT ${field}`,
      imap.sort({ uid: true, keys: [{ field, reverse: true }], criteria: all }),
    ],
  ),
  [
    'SORT',
    imap.sort({ uid: false, keys: [{ field: 'date' }, { field: 'to' }], criteria: all, partial: [1, 9] }),
  ],
  ...(['REFERENCES', 'REFS', 'ORDEREDSUBJECT'] as const).map((algorithm): Case => [
    `THREAD ${algorithm}`,
    imap.thread({ uid: algorithm !== 'REFS', algorithm, criteria: all }),
  ]),
  [
    'FETCH of extensions',
    imap.fetch({
      set,
      uid: true,
      items: [
        'emailid',
        'threadid',
        'savedate',
        { preview: 'lazy' },
        'body',
        'x-gm-msgid',
        'x-gm-thrid',
        'x-gm-labels',
        { binary: '1', peek: false, partial: [0, 5] },
        { binarySize: '1.2' },
        { section: 'TEXT', peek: false },
      ],
      partial: [-1, -50],
    }),
  ],
  ['FETCH VANISHED', imap.fetchChanges({ set, items: ['flags'], changedSince: modSeq })],
  ['STORE of nothing', imap.store({ set, uid: true, mode: 'replace', flags: [], silent: false })],
  ...(['add', 'remove'] as const).map((mode): Case => [
    `X-GM-LABELS ${mode}`,
    imap.storeLabels({ set, uid: true, mode, labels: ['\\Sent', 'Año'], silent: mode === 'add' }),
  ]),
  ...(['before', 'on', 'since'] as const).map((op): Case =>
    find(`saved ${op}`, { kind: 'date', field: 'saved', op, date: day }),
  ),
  find('savedatesupported', { kind: 'savedatesupported' }),
  ...(['all', 'priv', 'shared'] as const).flatMap((made) => [
    find(`modseq ${made}`, { kind: 'modseq', since: modSeq, of: { flag: '\\Draft', made } }),
    find(`modseq ${made} keyword`, { kind: 'modseq', since: modSeq, of: { flag: 'own', made } }),
  ]),
  ...(['new', 'old', 'recent'] as const).map((is): Case => find(is, { kind: 'arrival', is })),
  ...(['after', 'before'] as const).map((op): Case =>
    find(`uid ${op}`, { kind: 'uid-side', op, uid: imap.toUid(7) }),
  ),
  ...(['msgid', 'thrid'] as const).map((field): Case => find(field, { kind: 'gmail-id', field, id: '12' })),
  find('label', { kind: 'gmail-label', label: 'Año nuevo' }),
  find('system label', { kind: 'gmail-label', label: '\\Sent' }),
  [
    'SELECT QRESYNC',
    imap.select('a', {
      condstore: true,
      qresync: {
        uidValidity: 7 as imap.UidValidity,
        modSeq,
        knownUids: [[41, 211]],
        match: { seqs: [[1, 2]], uids: [[10, 11]] },
      },
    }),
  ],
  [
    'LIST of extensions',
    imap.list({
      select: ['subscribed', 'remote', 'recursivematch'],
      myRights: true,
      metadata: ['/shared/color'],
      status: ['appendlimit', 'deleted-storage', 'mailboxid'],
    }),
  ],
  ['XLIST', imap.xlist({ prefix: 'INBOX/', wildcard: '%' })],
  ['APPEND binary', imap.append('a', octets('x'), { as: 'binary' })],
  ...notifications(),
  [
    'ESEARCH',
    imap.multisearch({
      in: ['selected', 'personal', 'subscribed', 'inboxes', { subtree: ['a', 'b c'] }, { mailboxes: ['d'] }],
      criteria: all,
      return: ['all', 'count'],
    }),
  ],
];

/** Once UTF8=ACCEPT is enabled. */
export const legalUtf8Commands: readonly Case[] = [
  ['APPEND UTF8', imap.append('a', octets('é'), { as: 'utf8' })],
  ['CATENATE UTF8', imap.catenate('Añadidos', [{ utf8: octets('é') }])],
];

/** Before anybody is signed in. */
export const legalSignIns: readonly Case[] = [
  ['LOGIN', imap.login('ana', 'pa"ss\\')],
  ['LOGIN literal', imap.login('ana', 'señal')],
  ['STARTTLS', imap.starttls()],
  ['AUTHENTICATE', imap.authenticate(saying(octets('\0ana\0pw')))],
  ['AUTHENTICATE one sign of padding', imap.authenticate(saying(octets('\0a?~\0pw')))],
  ['AUTHENTICATE without', imap.authenticate(saying(octets('\0an\0pw?>')))],
  ['AUTHENTICATE nothing', imap.authenticate(saying(new Uint8Array(0)))],
  ['AUTHENTICATE later', imap.authenticate(saying(null))],
];

function saying(initial: Uint8Array | null): Parameters<typeof imap.authenticate>[0] {
  return {
    name: 'OTHER',
    initial: () => initial,
    challenge: () => ({ kind: 'fail', reason: 'none expected' }),
    derived: () => ({ kind: 'fail', reason: 'none expected' }),
    success: () => true,
  };
}

function notifications(): readonly Case[] {
  const messages = ['MessageNew', 'MessageExpunge', 'FlagChange', 'AnnotationChange'] as const;
  return [
    [
      'NOTIFY STATUS',
      imap.notify([{ mailboxes: 'SELECTED', events: messages, fetch: ['uid', 'flags'] }], { status: true }),
    ],
    [
      'NOTIFY everywhere',
      imap.notify([
        { mailboxes: 'INBOXES', events: ['MessageNew', 'MessageExpunge'] },
        { mailboxes: 'SUBSCRIBED', events: ['MailboxMetadataChange', 'ServerMetadataChange'] },
        { mailboxes: { subtree: ['a', 'b c'] }, events: [] },
        { mailboxes: { mailboxes: ['d'] }, events: ['MailboxName'] },
      ]),
    ],
  ];
}
