import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES, COMMANDS, explain, RESPONSES, type Explanation } from '../../../components/console/explain';
import { exportText, plainText } from '../../../components/console/export-lines';
import { filterLines, indexOfLine, pairOf } from '../../../components/console/filter-lines';
import { tokensOf } from '../../../components/console/tokens';
import { WIRE_KEY } from '../../../components/console/wire-dock';
import { ACTIONS } from '../../../lib/actions';
import { wire as en } from '../../../lib/i18n/messages/wire-en';
import { wire as es } from '../../../lib/i18n/messages/wire-es';
import * as imap from '../../../lib/imap/commands';
import { PLAIN_CODES } from '../../../lib/imap/response-codes';
import type { ModSeq, SaslMechanism } from '../../../lib/imap/types';
import { Transcript, type TranscriptLine } from '../../../lib/net/transcript';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What a conversation leaves behind; `C: ` begins a client line, everything else is the server's. */
function linesOf(...wire: readonly string[]): readonly TranscriptLine[] {
  let now = Date.UTC(2026, 0, 5, 10, 20, 30, 7);
  const transcript = new Transcript(10_000, () => now);
  for (const line of wire) {
    if (line.startsWith('C: ')) transcript.sent('1', bytes(`${line.slice(3)}\r\n`), []);
    else transcript.received('1', bytes(`${line}\r\n`));
    now += 5;
  }
  return transcript.lines();
}

const keysOf = (line: TranscriptLine | undefined): readonly string[] =>
  line === undefined ? [] : explain(line).map(({ key }) => key);

/** One of each command lib/imap can send. A new one is added here, and then has to be explained. */
const set = [[1, 1]] as const;
const mechanism: SaslMechanism = {
  name: 'PLAIN',
  initial: () => null,
  challenge: () => ({ kind: 'fail', reason: '' }),
  derived: () => ({ kind: 'fail', reason: '' }),
  success: () => false,
};
const both = <T>(make: (uid: boolean) => T): readonly T[] => [make(true), make(false)];
const SAMPLES: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  appendMany: [imap.appendMany('a', [{ message: new Uint8Array(0) }])],
  catenate: [imap.catenate('a', [{ text: new Uint8Array(0) }])],
  check: [imap.check()],
  deleteAcl: [imap.deleteAcl('a', 'b')],
  getAcl: [imap.getAcl('a')],
  getMetadata: [imap.getMetadata('a', ['/shared/x'])],
  getQuota: [imap.getQuota('')],
  listRights: [imap.listRights('a', 'b')],
  multisearch: [imap.multisearch({ in: ['personal'], criteria: { kind: 'all' } })],
  myRights: [imap.myRights('a')],
  replace: [true, false].map((uid) =>
    imap.replace({ uid, number: 1, mailbox: 'a', message: new Uint8Array(0) }),
  ),
  fetchChanges: [imap.fetchChanges({ set, items: ['flags'], changedSince: 1n as ModSeq })],
  storeLabels: both((uid) => imap.storeLabels({ set, uid, mode: 'add', labels: ['a'], silent: true })),
  xlist: [imap.xlist()],
  setAcl: [imap.setAcl('a', 'b', { mode: 'add', rights: 'l' })],
  setMetadata: [imap.setMetadata('a', new Map([['/shared/x', null]]))],
  setQuota: [imap.setQuota('', [])],
  sort: [true, false].map((uid) => imap.sort({ uid, keys: [{ field: 'date' }], criteria: { kind: 'all' } })),
  thread: [true, false].map((uid) =>
    imap.thread({ uid, algorithm: 'REFERENCES', criteria: { kind: 'all' } }),
  ),
  append: [imap.append('a', bytes('x'))],
  authenticate: [imap.authenticate(mechanism)],
  capability: [imap.capability()],
  close: [imap.close()],
  compress: [imap.compress()],
  copy: both((uid) => imap.copy({ set, uid, to: 'a' })),
  create: [imap.create('a')],
  deleteMailbox: [imap.deleteMailbox('a')],
  enable: [imap.enable(['CONDSTORE'])],
  examine: [imap.examine('a')],
  expunge: [imap.expunge()],
  fetch: both((uid) => imap.fetch({ set, uid, items: ['flags'] })),
  getQuotaRoot: [imap.getQuotaRoot('a')],
  id: [imap.id(null)],
  idle: [imap.idle()],
  list: [imap.list()],
  login: [imap.login('a', 'b')],
  logout: [imap.logout()],
  lsub: [imap.lsub()],
  move: both((uid) => imap.move({ set, uid, to: 'a' })),
  namespace: [imap.namespace()],
  noop: [imap.noop()],
  notify: [imap.notify([])],
  rename: [imap.rename('a', 'b')],
  search: both((uid) => imap.search({ uid, criteria: { kind: 'all' } })),
  select: [imap.select('a')],
  starttls: [imap.starttls()],
  status: [imap.status('a', ['messages'])],
  store: both((uid) => imap.store({ set, uid, mode: 'add', flags: ['\\Seen'], silent: true })),
  subscribe: [imap.subscribe('a')],
  uidExpunge: [imap.uidExpunge(set)],
  unselect: [imap.unselect()],
  unsubscribe: [imap.unsubscribe('a')],
};

describe('explanations', () => {
  it('cover every command lib/imap sends, in both languages', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual(Object.keys(imap).toSorted());
    const names = Object.values(SAMPLES).flatMap((commands) => commands.map(({ name }) => name));
    expect(names.filter((name) => !Object.hasOwn(COMMANDS, name))).toEqual([]);
    for (const name of names) expect(keysOf(linesOf(`C: a ${name} x`)[0])).toEqual([`commands.${name}`]);
  });

  it('have a sentence each, and no sentence is left over', () => {
    for (const wire of [en, es]) {
      expect(Object.keys(wire.explain.commands).toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
      expect(Object.keys(wire.explain.responses).toSorted()).toEqual(Object.keys(RESPONSES).toSorted());
      expect(Object.keys(wire.explain.codes).toSorted()).toEqual([...Object.keys(CODES), 'other'].toSorted());
      for (const sentence of Object.values(wire.explain.commands))
        expect(sentence).toMatch(/^[A-ZÁÉÍÓÚÑ].*\.$/u);
    }
  });

  it('know every code that lib/imap reads', () => {
    const fixtures = readFileSync(new URL('../../fixtures/imap/response-codes.txt', import.meta.url), 'utf8');
    const kinds = [...fixtures.matchAll(/"code":\{"kind":"([^"]+)"/g)].map(([, kind = '']) => kind);
    const names = [...new Set([...PLAIN_CODES, ...kinds])].filter((kind) => kind !== 'unknown');
    expect(names.length).toBeGreaterThan(PLAIN_CODES.length + 10);
    expect(names.filter((name) => !Object.hasOwn(CODES, name.toUpperCase()))).toEqual([]);
  });

  it.each([
    ['* 7 UIDFETCH (FLAGS ())', 'responses.uidfetch'],
    ['* CAPABILITY IMAP4rev1', 'responses.capability'],
    ['* 5 EXISTS', 'responses.exists'],
    ['* 5 RECENT', 'responses.recent'],
    ['* 5 EXPUNGE', 'responses.expunge'],
    ['* VANISHED 1:5', 'responses.vanished'],
    ['* FLAGS (\\Seen)', 'responses.flags'],
    ['* 5 FETCH (UID 7)', 'responses.fetch'],
    ['* LIST () "/" a', 'responses.list'],
    ['* LSUB () "/" a', 'responses.list'],
    ['* STATUS a (MESSAGES 1)', 'responses.status'],
    ['* SEARCH 1', 'responses.search'],
    ['* ESEARCH (TAG "a") ALL 1', 'responses.esearch'],
    ['* NAMESPACE NIL NIL NIL', 'responses.namespace'],
    ['* QUOTA "" (STORAGE 1 2)', 'responses.quota'],
    ['* QUOTAROOT a ""', 'responses.quotaroot'],
    ['* ID NIL', 'responses.id'],
    ['* ACL a b l', 'responses.acl'],
    ['* LISTRIGHTS a b l', 'responses.listrights'],
    ['* MYRIGHTS a l', 'responses.myrights'],
    ['* METADATA a /shared/x', 'responses.metadata'],
    ['* SORT 2 1', 'responses.sort'],
    ['* THREAD (1)', 'responses.thread'],
    ['* ENABLED CONDSTORE', 'responses.enabled'],
    ['* XYZZY 1', 'responses.unknown'],
    ['nonsense', 'responses.malformed'],
    ['* NO careful', 'statuses.no'],
    ['* BAD what', 'statuses.bad'],
    ['* BYE bye', 'statuses.bye'],
    ['* OK [UIDVALIDITY 7] valid', 'codes.UIDVALIDITY'],
    ['* OK [XYZZY] odd', 'codes.other'],
    ['zz OK done', 'orphan.ok'],
  ])('%s', (raw, key) => {
    expect(keysOf(linesOf('* OK hi', raw)[1])).toEqual([key]);
  });

  it('name the command a completion belongs to, and its code besides', () => {
    const lines = linesOf(
      '* OK hi',
      'C: a UID STORE 1 +FLAGS (x)',
      'a NO [OVERQUOTA] full',
      'C: b XYZZY',
      'b BAD what',
    );
    const [first, second] = explain(lines[2]!);
    expect(first).toMatchObject({
      key: 'completions.no',
      values: { command: 'UID STORE' },
    } satisfies Partial<Explanation>);
    expect(second).toMatchObject({ key: 'codes.OVERQUOTA', reference: { rfc: 9051, section: '7.1' } });
    expect(keysOf(lines[0])).toEqual(['greetings.ok']);
    expect(keysOf(lines[3])).toEqual(['unknownCommand']);
    expect(keysOf(lines[4])).toEqual(['completions.bad']);
  });

  it('tell the parts of sign-in, IDLE and literals apart', () => {
    expect(
      linesOf(
        'C: a AUTHENTICATE PLAIN',
        '+ ',
        'C: AGFuYQ==',
        'a OK',
        'C: b IDLE',
        '+ idling',
        'C: DONE',
        'C: c APPEND x {1}',
        '+ go',
        'C: y',
      ).map((line) => keysOf(line)[0]),
    ).toEqual([
      'commands.AUTHENTICATE',
      'challenge',
      'answer',
      'completions.ok',
      'commands.IDLE',
      'idling',
      'commands.DONE',
      'commands.APPEND',
      'continuation',
      'literal',
    ]);
  });
});

describe('lines', () => {
  const lines = linesOf(
    '* OK hi',
    'C: a NOOP',
    '* 5 EXISTS',
    'a OK done',
    'C: b FETCH 5 (FLAGS)',
    'b NO gone',
  );

  it('are filtered by text in any case and by connection', () => {
    expect(filterLines(lines, { text: '', connections: null })).toBe(lines);
    expect(filterLines(lines, { text: ' noop ', connections: null }).map(({ text }) => text)).toEqual([
      'a NOOP',
    ]);
    expect(filterLines(lines, { text: 'flags', connections: new Set(['1']) })).toHaveLength(1);
    expect(filterLines(lines, { text: 'flags', connections: new Set(['2']) })).toEqual([]);
  });

  it('are found by id, or by the next one when theirs is gone', () => {
    const some = [lines[1]!, lines[3]!, lines[5]!];
    expect([1, 2, 3, 4, 6, 9].map((id) => indexOfLine(some, id))).toEqual([0, 0, 1, 1, 2, 3]);
  });

  it('of one command are a pair, those without a tag belong to none', () => {
    expect(lines.map(pairOf)).toEqual([null, '1 a', null, '1 a', '1 b', '1 b']);
  });

  it('are exported with time, connection and duration, and copied as RFCs print them', () => {
    expect(
      exportText(lines.slice(1, 4), [{ id: '1', account: '', mailbox: 'INBOX', role: 'watch', open: true }]),
    ).toBe(
      '# connection 1: INBOX\n' +
        '10:20:30.012 [1] C: a NOOP\n10:20:30.017 [1] S: * 5 EXISTS\n10:20:30.022 [1] S: a OK done (10 ms)\n',
    );
    expect(plainText(lines.slice(1, 4))).toBe('C: a NOOP\nS: * 5 EXISTS\nS: a OK done');
  });

  it('say where they were cut', () => {
    const [, long] = linesOf('* OK hi', `* SEARCH ${'1 '.repeat(5_000)}`);
    expect(plainText([long!])).toMatch(/^S: \* SEARCH [1 ]+…$/);
    expect(exportText([long!], [])).toMatch(/… \(10009 octets\)\n$/);
  });
});

describe('tokens', () => {
  it('joined are the line, whatever the line', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        fc.constantFrom('C: a ', 'C: a UID ', '* ', '* 5 ', 'a OK [', 'a NO ', '+ ', ''),
        (text, start) => {
          for (const line of linesOf('* OK hi', start + text.replaceAll(/[\r\n]/g, ' ')))
            expect(
              tokensOf(line)
                .map((token) => token.text)
                .join(''),
            ).toBe(line.text);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  it('are of the kinds the grammar gives them', () => {
    const [, fetch, done, data] = linesOf(
      '* OK hi',
      'C: T1 UID FETCH 5:7 (FLAGS BODY.PEEK[1])',
      'T1 OK [HIGHESTMODSEQ 9] all "done"',
      '* 5 FETCH (FLAGS (\\Seen) ENVELOPE ("a \\" b"))',
    );
    const kinds = (line: TranscriptLine | undefined) =>
      tokensOf(line!)
        .filter(({ kind }) => kind !== 'plain')
        .map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds(fetch)).toEqual(['tag T1', 'name UID', 'name FETCH', 'number 5:7', 'number 1']);
    expect(kinds(done)).toEqual(['tag T1', 'ok OK', 'code [HIGHESTMODSEQ 9]']);
    expect(kinds(data)).toEqual(['tag *', 'number 5', 'name FETCH', 'flag \\Seen', 'string "a \\" b"']);
  });
});

describe('the key that opens the drawer', () => {
  it('is no action’s', () => {
    expect(ACTIONS.filter(({ keys }) => keys.includes(WIRE_KEY))).toEqual([]);
  });
});
