/** The rows of docs/attacks.md on injection: nothing a person types, or a server once named, becomes a token of its own in a command of ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { Framer } from '../../../lib/imap/wire/framer';
import { Reader } from '../../../lib/imap/wire/reader';
import { authenticated, ImapPeer, selected } from '../../support/imap-peer';

type Argument = (text: string) => imap.Command<unknown>;
const found = (criteria: imap.SearchCriteria): imap.Command<unknown> => imap.search({ uid: true, criteria });
const set = [[1, 2]] as const;

/** Every place of a command where a text goes that is not ours. */
const LOGIN: Readonly<Record<string, Argument>> = {
  'LOGIN user': (text) => imap.login(text, 'p'),
  'LOGIN password': (text) => imap.login('u', text),
};
const NAMES: Readonly<Record<string, Argument>> = {
  SELECT: (text) => imap.select(text),
  EXAMINE: (text) => imap.examine(text),
  CREATE: (text) => imap.create(text),
  DELETE: (text) => imap.deleteMailbox(text),
  'RENAME from': (text) => imap.rename(text, 'b'),
  'RENAME to': (text) => imap.rename('a', text),
  SUBSCRIBE: (text) => imap.subscribe(text),
  UNSUBSCRIBE: (text) => imap.unsubscribe(text),
  STATUS: (text) => imap.status(text, ['messages']),
  LIST: (text) => imap.list({ patterns: [{ prefix: text, wildcard: '' }] }),
  APPEND: (text) => imap.append(text, new Uint8Array(1).fill(65)),
  GETACL: (text) => imap.getAcl(text),
  GETQUOTAROOT: (text) => imap.getQuotaRoot(text),
  GETMETADATA: (text) => imap.getMetadata(text, ['/shared/comment']),
  NOTIFY: (text) => imap.notify([{ mailboxes: { subtree: [text] }, events: [] }]),
  ESEARCH: (text) => imap.multisearch({ in: [{ mailboxes: [text] }], criteria: { kind: 'all' } }),
};
const TEXTS: Readonly<Record<string, Argument>> = {
  'SEARCH SUBJECT': (value) => found({ kind: 'text', field: 'subject', value }),
  'SEARCH TEXT': (value) => found({ kind: 'text', field: 'text', value }),
  'SEARCH HEADER': (value) => found({ kind: 'header', name: 'X-A', value }),
  'SEARCH X-GM-RAW': (query) => found({ kind: 'gmail', query }),
  'SEARCH in SORT': (value) =>
    imap.sort({ keys: [{ field: 'date' }], uid: true, criteria: { kind: 'text', field: 'to', value } }),
  'SETACL identifier': (text) => imap.setAcl('a', text, { mode: 'replace', rights: 'l' }),
  GETQUOTA: (text) => imap.getQuota(text),
  'SETMETADATA value': (text) => imap.setMetadata('', new Map([['/shared/comment', text]])),
  'ID value': (text) => imap.id(new Map([['name', text]])),
};
const ATOMS: Readonly<Record<string, Argument>> = {
  'STORE flag': (flag) => imap.store({ set, uid: true, mode: 'add', flags: [flag], silent: true }),
  'APPEND flag': (flag) => imap.append('a', new Uint8Array(1).fill(65), { flags: [flag] }),
  'SEARCH KEYWORD': (flag) => found({ kind: 'flag', flag, set: true }),
  'SEARCH HEADER name': (name) => found({ kind: 'header', name, value: 'x' }),
  ENABLE: (name) => imap.enable([name]),
  'FETCH section': (section) => imap.fetch({ set, uid: true, items: [{ section, peek: true }] }),
  'FETCH part': (binary) => imap.fetch({ set, uid: true, items: [{ binary, peek: true }] }),
  'FETCH size of part': (binarySize) => imap.fetch({ set, uid: true, items: [{ binarySize }] }),
  'SEARCH X-GM-MSGID': (id) => found({ kind: 'gmail-id', field: 'msgid', id }),
  'SEARCH MODSEQ flag': (flag) =>
    found({ kind: 'modseq', since: 1n as imap.ModSeq, of: { flag, made: 'all' } }),
  'SEARCH EMAILID': (id) => found({ kind: 'object', field: 'emailid', id }),
  'METADATA entry': (entry) => imap.getMetadata('', [entry]),
};
/** Written like names of mailboxes, or like flags: modified UTF-7 can say NUL. */
const LABELS: Readonly<Record<string, Argument>> = {
  'STORE label': (label) => imap.storeLabels({ set, uid: true, mode: 'add', labels: [label], silent: true }),
  'SEARCH X-GM-LABELS': (label) => found({ kind: 'gmail-label', label }),
};
const MODES = ['LITERAL+', 'LITERAL-', ''] as const;
const OFFERED = 'ESEARCH PARTIAL SEARCHRES X-GM-EXT-1 SORT METADATA MULTISEARCH ACL QUOTA ID OBJECTID BINARY';

/** The whole command as it reaches the server, whatever had to be waited for; undefined when it is refused. */
function octetsOf(command: imap.Command<unknown>, mode: (typeof MODES)[number]): Uint8Array | undefined {
  const capabilities = `${OFFERED} ${mode}`;
  const peer = command.states.includes('authenticated')
    ? authenticated(capabilities)
    : command.states.includes('selected')
      ? selected(capabilities)
      : new ImapPeer().server(`* OK [CAPABILITY IMAP4rev1 ${capabilities}] hi`);
  try {
    peer.connection.enqueue(command);
  } catch (error) {
    expect(error).toBeInstanceOf(LocalProtocolError);
    return undefined;
  }
  const chunks: number[] = [];
  for (let out = peer.connection.output(); out !== undefined; out = peer.connection.output()) {
    chunks.push(...out.bytes);
    // Only a line that ends in `{n}` waits.
    if (chunks.at(-3) === 0x7d) peer.server('+ go');
  }
  return Uint8Array.from(chunks);
}

/** How a strict server reads the line: so many words, strings and parentheses, then the end, and nothing behind it. */
function tokensOf(octets: Uint8Array): number {
  const text = Buffer.from(octets).toString('latin1');
  const token = /\{(\d+)\+?\}\r\n|"(?:[^"\\\r\n]|\\["\\])*"|[()]|[^\s"()]+| |\r\n$/y;
  let count = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (found === null) throw new Error(`no token at ${at} of ${JSON.stringify(text)}`);
    if (found[1] !== undefined) token.lastIndex += Number(found[1]);
    if (found[0] !== ' ') count += 1;
  }
  return count;
}

function readBack(octets: Uint8Array): Reader {
  const framer = new Framer({
    maxLine: () => 1_000_000,
    literal: () => 'keep',
    maxLiteral: 1_000_000,
    maxResponse: 1_000_000,
    textLines: false,
  });
  framer.push(octets);
  expect(framer.next()).toBe(true);
  expect(framer.unread).toBe(0);
  const reader = new Reader();
  reader.load(framer);
  return reader;
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '\r',
      '\n',
      '\0',
      '{',
      '}',
      '3',
      '+',
      '(',
      ')',
      '*',
      '%',
      ' ',
      '[',
      ']',
      'é',
      '😀',
      '\x01',
      '\ud800',
    ),
    maxLength: 20,
  }),
  fc.constantFrom('x\r\nT9 DELETE INBOX', '{3}\r\nabc', '{3+}\r\n', '"', '\\', '") (', 'NIL', '', '~{1}'),
);
/** A text that is right where not any will do. */
const TAME: Readonly<Record<string, string>> = {
  'METADATA entry': '/shared/x',
  'FETCH section': '1',
  'FETCH part': '1',
  'FETCH size of part': '1',
  'SEARCH X-GM-MSGID': '1',
};
const isAscii = (text: string): boolean => [...text].every((one) => one <= '\x7f');

describe('arguments', () => {
  it('I01: any text in any argument is refused, or is one token of one command', () => {
    const all = Object.entries({ ...LOGIN, ...NAMES, ...TEXTS, ...ATOMS, ...LABELS });
    const size = new Map<string, number>();
    fc.assert(
      fc.property(fc.constantFrom(...all), hostile, fc.constantFrom(...MODES), ([name, make], text, mode) => {
        const octets = octetsOf(make(text), mode);
        if (octets === undefined) return;
        // A search outside ASCII names its charset: two tokens that are ours.
        const tame = TAME[name] ?? (isAscii(text) ? 'x' : 'é');
        const key = `${name} ${tame}`;
        const expected = size.get(key) ?? tokensOf(octetsOf(make(tame), mode)!);
        size.set(key, expected);
        expect(tokensOf(octets), `${name} ${JSON.stringify(text)}`).toBe(expected);
      }),
      { seed: 4_105, numRuns: 1_500 },
    );
  });

  it('I01: NUL is refused everywhere, and so is half a character', () => {
    for (const [name, make] of Object.entries({ ...LOGIN, ...NAMES, ...TEXTS, ...ATOMS })) {
      for (const text of ['a\0b', 'a\ud800b', '\udc00']) {
        // Modified UTF-7 can say NUL, and a server may have such a name.
        if (name in NAMES && text.includes('\0')) continue;
        expect(octetsOf(make(text), 'LITERAL+'), `${name} ${JSON.stringify(text)}`).toBeUndefined();
      }
    }
  });

  it('I01: a literal waits where the server might give the line up before it, and take its octets for commands', () => {
    const smuggled = 'x\r\nT9 DELETE INBOX\r\n';
    const unannounced: readonly imap.Command<unknown>[] = [
      imap.sort({
        uid: true,
        keys: [{ field: 'date' }],
        criteria: { kind: 'text', field: 'to', value: smuggled },
      }),
      imap.thread({ uid: true, algorithm: 'REFS', criteria: { kind: 'text', field: 'to', value: smuggled } }),
      imap.multisearch({ in: ['personal'], criteria: { kind: 'text', field: 'to', value: smuggled } }),
      imap.setMetadata('', new Map([['/shared/comment', smuggled]])),
      imap.setAcl('a', smuggled, { mode: 'replace', rights: 'l' }),
      imap.getQuota(smuggled),
      imap.id(new Map([['name', smuggled]])),
      imap.move({ set, uid: true, to: 'a b '.repeat(200) }),
      imap.notify([{ mailboxes: { mailboxes: ['a b '.repeat(200)] }, events: [] }]),
      imap.xlist({ prefix: 'a b '.repeat(200), wildcard: '*' }),
    ];
    for (const command of unannounced) {
      const peer = selected('LITERAL+ ESEARCH');
      const id = peer.connection.enqueue(command);
      expect(peer.client(), command.name).toMatch(/^T2 [^\r]* [("A-Z=]*\{\d+\}\r\n$/);
      peer.server('T2 BAD unknown command');
      expect(peer.client(), command.name).toBe('');
      expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'bad' } });
    }
    const announced = 'SORT THREAD=REFS MULTISEARCH METADATA ACL QUOTA ID MOVE NOTIFY XLIST';
    for (const command of unannounced) {
      const peer = selected(`LITERAL+ ESEARCH ${announced}`);
      peer.connection.enqueue(command);
      expect(peer.client(), command.name).toContain('+}\r\n');
    }
  });

  it('I01: a literal behind a long line waits, at any length of the line', () => {
    const many = (length: number): imap.Command<unknown> =>
      imap.append('a', new Uint8Array(1).fill(65), { flags: ['k'.repeat(length)] });
    const head = 'T2 APPEND a () '.length;
    for (const [length, sent] of [
      [8_000 - head, '+}'],
      [8_001 - head, '1}'],
      [60_000, '1}'],
    ] as const) {
      const peer = selected('LITERAL+');
      peer.connection.enqueue(many(length));
      expect(peer.client(), `${length}`).toContain(`${sent}\r\n`);
    }
  });

  it.each(['\\Recent', '\\Wrong', '\\*', 'a*b', 'a%b', 'a]b', 'é'])(
    'I01: %s is no flag of a new message: it would be given up before the message is read',
    (flag) => {
      expect(
        octetsOf(imap.append('a', new Uint8Array(1).fill(65), { flags: [flag] }), 'LITERAL+'),
      ).toBeUndefined();
    },
  );

  it('I02: a literal is as long as its octets, not its characters', () => {
    for (const [name, make] of Object.entries({ ...LOGIN, ...TEXTS })) {
      // RFC 2971 3.3 bounds a value at 1,024 octets.
      const many = name === 'ID value' ? 300 : 2_000;
      for (const text of ['😀', 'ä'.repeat(400), `${'€'.repeat(many)}"\r\n`, '👩‍👩‍👧‍👧 fin']) {
        for (const mode of MODES) {
          const octets = octetsOf(make(text), mode)!;
          const shown = Buffer.from(octets).toString('latin1');
          const [, size = ''] = /\{(\d+)\+?\}\r\n/.exec(shown) ?? [];
          expect(Number(size), name).toBe(Buffer.byteLength(text));
          expect(tokensOf(octets), name).toBe(tokensOf(octetsOf(make('é'), mode)!));
          expect(shown).toContain(Buffer.from(text).toString('latin1'));
        }
      }
    }
  });

  const sets: readonly unknown[] = [
    '1:*\r\nA1 DELETE x',
    '1,2 (FLAGS) BODY[]',
    NaN,
    -1,
    0,
    1.5,
    2 ** 32,
    '5',
    null,
    {},
  ];
  it.each(sets)('I03: %o is no message number, in a set or among places', (bad) => {
    const number = bad as number;
    for (const make of [
      () => imap.fetch({ set: [[number, 5]], uid: true, items: ['uid'] }),
      () => imap.fetch({ set: [[1, number]], uid: false, items: ['uid'] }),
      () => imap.store({ set: [[number, number]], uid: true, mode: 'add', flags: ['\\Seen'], silent: true }),
      () => imap.copy({ set: [[1, number]], uid: true, to: 'a' }),
      () => imap.uidExpunge([[number, 9]]),
      () => found({ kind: 'uids', set: [[number, 2]] }),
      () => imap.search({ uid: true, criteria: { kind: 'all' }, partial: [1, number] }),
    ])
      expect(() => {
        const octets = octetsOf(make(), 'LITERAL+');
        if (octets === undefined) throw new LocalProtocolError('refused');
        throw new Error(Buffer.from(octets).toString());
      }).toThrow(LocalProtocolError);
    for (const partial of [
      [number, 10],
      [0, number],
    ] as const) {
      if (number === 0) continue;
      const section = { section: '', peek: true, partial } as const;
      const octets = octetsOf(imap.fetch({ set, uid: true, items: [section] }), '');
      // An offset may lie beyond 2^32; anything but a whole number may not be said.
      if (octets !== undefined)
        expect(Buffer.from(octets).toString()).toMatch(/BODY\.PEEK\[\]<\d+\.\d+>\)\r\n$/);
    }
  });

  it('I04: a quoted string escapes quote and backslash, by a backslash, and holds nothing but printable ASCII', () => {
    for (let code = 1; code < 256; code += 1) {
      const text = `a${String.fromCharCode(code)}b`;
      const octets = octetsOf(imap.getQuota(text), 'LITERAL+')!;
      const shown = Buffer.from(octets).toString('latin1');
      const quoted = /^T1 GETQUOTA "(.*)"\r\n$/s.exec(shown)?.[1];
      if (quoted !== undefined) {
        expect(quoted).toMatch(/^[ -~]*$/);
        expect(quoted.replaceAll(/\\(["\\])/g, '$1')).toBe(text);
      }
      const reader = readBack(octets);
      expect([
        reader.expectAtom(),
        reader.sp(),
        reader.expectAtom(),
        reader.sp(),
        reader.expectAstring(),
        reader.eol(),
      ]).toEqual(['T1', true, 'GETQUOTA', true, text, true]);
    }
  });

  const names = [
    '',
    '"',
    '""',
    '\\',
    'a"b',
    "a'b",
    'a\r\nT9 DELETE INBOX',
    '\r',
    '\n',
    'a\0b',
    '*',
    '%',
    'a*',
    'a%b',
    '&',
    '&-',
    '&AFQ-rash',
    '&!!-',
    '&AGE',
    '~',
    '{5}',
    '{5}\r\nabcde',
    '(a)',
    'a b',
    ' a',
    'a ',
    'NIL',
    'nil',
    'inbox',
    'Año',
    '日本',
    '😀',
    '\u202egpj',
    'a\tb',
    'a\x7fb',
    '\ud800',
    'a/b/c',
    '../../etc',
    '[Gmail]/All Mail',
    'x'.repeat(2_000),
  ];
  it.each(names)('I05: %j is sent as the name it is, or not at all', (name) => {
    for (const [verb, make] of Object.entries(NAMES)) {
      const octets = octetsOf(make(name), 'LITERAL+');
      if (octets === undefined) {
        expect(/[*%]/.test(name) ? verb === 'LIST' : !name.isWellFormed(), verb).toBe(true);
        continue;
      }
      expect(tokensOf(octets), verb).toBe(tokensOf(octetsOf(make('x'), 'LITERAL+')!));
      if (verb !== 'CREATE') continue;
      const reader = readBack(octets);
      expect([reader.expectAtom(), reader.sp(), reader.expectAtom(), reader.sp()]).toEqual([
        'T1',
        true,
        'CREATE',
        true,
      ]);
      expect(reader.expectMailbox()).toBe(imap.toMailboxName(name));
      expect(reader.eol()).toBe(true);
    }
  });
});
