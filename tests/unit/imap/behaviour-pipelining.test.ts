import { describe, expect, it } from 'vitest';
import {
  append,
  authenticate,
  check,
  close,
  copy,
  enable,
  expunge,
  fetch,
  idle,
  list,
  login,
  logout,
  lsub,
  move,
  noop,
  search,
  select,
  sort,
  starttls,
  status,
  store,
  thread,
  uidExpunge,
  unselect,
  type Command,
} from '../../../lib/imap/index';
import { heldBy, PIPELINING_RULES } from '../../../lib/imap/pipelining';
import type { SaslMechanism } from '../../../lib/imap/types';
import { authenticated, ImapPeer, selected } from '../../support/imap-peer';

const set = [[1, 3]] as const;
const fetching = (uid: boolean) => fetch({ set, uid, items: ['flags'] });
const section = (name: string, origin?: number) =>
  ({
    section: name,
    peek: true,
    ...(origin === undefined ? {} : { partial: [origin, 100] as const }),
  }) as const;
const piece = (uid: number, name: string, origin?: number) =>
  fetch({ set: [[uid, uid]], uid: true, items: ['uid', section(name, origin)] });
const draining = { uid: true, sink: () => undefined } as const;
const storing = (uid: boolean) => store({ set, uid, mode: 'add', flags: ['\\Seen'], silent: true });
const copying = (uid: boolean) => copy({ set, uid, to: 'a' });
const moving = (uid: boolean) => move({ set, uid, to: 'a' });
const finding = (uid: boolean, wanted?: 'all') =>
  search({ uid, criteria: { kind: 'all' }, ...(wanted === undefined ? {} : { return: [wanted] }) });
const byName = finding(true);
const byNumber = search({ uid: true, criteria: { kind: 'seqs', set } });
const sorting = sort({ uid: true, keys: [{ field: 'arrival' }], criteria: { kind: 'all' } });
const threading = thread({ uid: true, algorithm: 'REFERENCES', criteria: { kind: 'all' } });
const plain: SaslMechanism = {
  name: 'PLAIN',
  initial: () => new Uint8Array([0, 97, 0, 98]),
  challenge: () => ({ kind: 'fail', reason: 'none is expected' }),
  derived: () => ({ kind: 'fail', reason: 'none is expected' }),
  success: () => true,
};

/** The rule that keeps the last of the commands back while all before it are in flight. */
function rule(
  commands: readonly Command<unknown>[],
  capabilities: readonly string[] = [],
  tellsOrigins = false,
): string | undefined {
  const flight = commands.slice(0, -1).map((command) => ({ command, ownsLine: false }));
  const known = { has: (name: string) => capabilities.includes(name), tellsOrigins };
  return heldBy(commands.at(-1)!, flight, known)?.id;
}

interface Row {
  readonly rule: string | undefined;
  readonly commands: readonly Command<unknown>[];
  readonly has?: readonly string[];
  readonly tellsOrigins?: boolean;
}

/** What RFC 9051 5.5 gives as examples, then each rule from both sides. */
const TABLE: readonly Row[] = [
  { rule: 'numbers', commands: [noop(), storing(false)] },
  { rule: 'numbers', commands: [copying(false), fetching(false)] },
  { rule: 'numbers', commands: [copying(false), copying(false)] },
  { rule: 'numbers', commands: [check(), fetching(false)] },
  { rule: undefined, commands: [fetching(false), storing(false), finding(false), check()] },
  { rule: undefined, commands: [storing(false), copying(false)] },
  { rule: undefined, commands: [storing(false), copying(false), expunge()] },
  { rule: 'numbers', commands: [fetching(true), byNumber] },
  { rule: 'numbers', commands: [fetching(true), fetching(false)] },
  { rule: 'numbers', commands: [uidExpunge(set), fetching(false)] },
  { rule: undefined, commands: [noop(), select('a'), fetching(false)] },
  { rule: undefined, commands: [fetching(true), storing(true), moving(true), uidExpunge(set)] },

  { rule: 'barrier', commands: [login('a', 'b'), list()] },
  { rule: 'barrier', commands: [authenticate(plain), list()] },
  { rule: 'barrier', commands: [logout(), noop()] },
  { rule: 'barrier', commands: [starttls(), noop()] },
  { rule: 'barrier', commands: [enable(['UTF8=ACCEPT']), select('é')] },
  { rule: undefined, commands: [enable(['CONDSTORE']), select('a')] },

  { rule: 'alone', commands: [noop(), starttls()] },
  { rule: undefined, commands: [noop(), login('a', 'b')] },

  { rule: 'idle-last', commands: [noop(), idle()] },
  { rule: undefined, commands: [idle()] },

  { rule: 'same-answer', commands: [byName, finding(true)] },
  { rule: 'same-answer', commands: [byName, finding(true, 'all')] },
  { rule: undefined, commands: [byName, finding(true, 'all')], has: ['ESEARCH'] },
  { rule: 'same-answer', commands: [byName, finding(true)], has: ['ESEARCH'] },
  { rule: undefined, commands: [finding(true, 'all'), finding(true, 'all')], has: ['ESEARCH'] },
  { rule: 'same-answer', commands: [sorting, sorting] },
  { rule: 'same-answer', commands: [threading, threading] },
  { rule: undefined, commands: [sorting, threading, byName] },
  { rule: 'same-answer', commands: [list(), list({ patterns: ['%'] })] },
  { rule: undefined, commands: [list(), lsub()] },
  { rule: 'same-answer', commands: [status('a', ['messages']), status('a', ['unseen'])] },
  { rule: undefined, commands: [status('a', ['messages']), status('b', ['messages'])] },
  { rule: 'same-answer', commands: [list({ status: ['messages'] }), status('b', ['unseen'])] },
  { rule: 'same-answer', commands: [status('b', ['unseen']), list({ status: ['messages'] })] },
  { rule: undefined, commands: [fetching(true), fetching(true), append('a', new Uint8Array([97]))] },

  { rule: 'same-body', commands: [piece(1, '1', 0), piece(1, '1', 100)] },
  { rule: undefined, commands: [piece(1, '1', 0), piece(1, '1', 100)], tellsOrigins: true },
  { rule: 'same-body', commands: [piece(1, '1', 0), piece(1, '1', 0)], tellsOrigins: true },
  { rule: undefined, commands: [piece(1, '1'), piece(1, '1', 0)], tellsOrigins: true },
  { rule: undefined, commands: [piece(1, '1'), piece(1, '2'), piece(2, '1'), fetching(true)] },
  { rule: 'same-body', commands: [fetch({ set, uid: false, items: [section('1')] }), piece(1, '1')] },
  { rule: 'same-body', commands: [piece(7, '1'), fetch({ set: 'saved', uid: true, items: [section('1')] })] },
  {
    rule: 'same-body',
    commands: [piece(1, '1'), fetch({ ...draining, set: [[2, 2]], items: [section('1')] })],
  },
  {
    rule: undefined,
    commands: [piece(1, '1'), fetch({ ...draining, set: [[2, 2]], items: [section('2')] })],
  },

  { rule: 'select-waits', commands: [fetching(true), select('a')] },
  { rule: 'select-waits', commands: [select('a'), select('b')] },
  { rule: 'select-waits', commands: [storing(true), unselect()] },
  { rule: 'select-waits', commands: [select('a'), close()] },
  { rule: undefined, commands: [list(), noop(), select('a')] },

  { rule: 'change-waits', commands: [select('a'), storing(true)] },
  { rule: 'change-waits', commands: [select('a'), uidExpunge(set)] },
  { rule: 'change-waits', commands: [select('a'), moving(true)] },
  { rule: 'change-waits', commands: [select('a'), copying(true)] },
  { rule: undefined, commands: [select('a'), fetching(true)] },

  { rule: 'status-of-opening', commands: [select('INBOX'), status('inbox', ['messages'])] },
  { rule: 'status-of-opening', commands: [status('a', ['messages']), select('a')] },
  { rule: undefined, commands: [select('a'), status('b', ['messages'])] },
];

describe('the table of what may be in flight together (RFC 9051 5.5)', () => {
  it.each(
    TABLE.map((row) => ({
      ...row,
      wire: row.commands.map(({ name }) => name).join(' + '),
      with: row.has?.join(' ') ?? (row.tellsOrigins === true ? 'origins told' : 'no extension'),
    })),
  )('$wire, $with: $rule', ({ rule: wanted, commands, has, tellsOrigins }) => {
    expect(rule(commands, has, tellsOrigins)).toBe(wanted);
  });

  it('has a case for every rule, and says where each is from', () => {
    const tested = new Set(TABLE.flatMap((row) => row.rule ?? []));
    // Of two kinds of waiting for `+`, which are seen on the wire only; see below.
    tested.add('continuation');
    expect([...tested].sort()).toEqual(PIPELINING_RULES.map(({ id }) => id).sort());
    for (const { source, says } of PIPELINING_RULES) {
      expect(source).toMatch(/RFC \d{4} \d/);
      expect(says).not.toBe('');
    }
  });
});

describe('on the wire', () => {
  it('continuation: nothing follows a literal, a challenge or IDLE that waits for +', () => {
    const peer = selected();
    const text = { kind: 'text', field: 'subject', value: 'é' } as const;
    peer.connection.enqueue(search({ uid: true, criteria: text }));
    peer.connection.enqueue(noop());
    expect(peer.client()).toBe('T2 UID SEARCH CHARSET UTF-8 SUBJECT {2}\r\n');
    peer.server('+');
    expect(peer.client()).toMatch(/\r\nT3 NOOP\r\n$/);
    peer.server('T2 OK', 'T3 OK');
    peer.connection.enqueue(idle());
    peer.connection.enqueue(noop());
    expect(peer.client()).toBe('T4 IDLE\r\n');
    peer.server('+');
    expect(peer.client()).toBe('DONE\r\nT5 NOOP\r\n');

    const signing = new ImapPeer();
    signing.server('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello');
    signing.connection.enqueue(authenticate(plain));
    signing.connection.enqueue(list());
    expect(signing.client()).toBe('T1 AUTHENTICATE PLAIN\r\n');
    signing.server('+');
    expect(signing.client()).toBe('AGEAYg==\r\n');
    signing.server('T1 OK');
    expect(signing.client()).toBe('T2 LIST "" "*"\r\n');
  });

  it('what is held back leaves with the answer it waited for, in order', () => {
    const peer = authenticated();
    peer.connection.enqueue(select('a'));
    peer.connection.enqueue(storing(true));
    peer.connection.enqueue(noop());
    expect(peer.client()).toBe('T1 SELECT a\r\n');
    peer.server('* 4 EXISTS', 'T1 OK');
    expect(peer.client()).toBe('T2 UID STORE 1:3 +FLAGS.SILENT (\\Seen)\r\nT3 NOOP\r\n');
  });

  it('a change meant for a mailbox that could not be opened is not made in the other one', () => {
    const peer = selected();
    const opening = peer.connection.enqueue(select('b'));
    const change = peer.connection.enqueue(uidExpunge(set));
    peer.client();
    peer.server('T2 NO no such mailbox');
    expect(peer.outcome(opening)).toMatchObject({ ok: false, failure: { kind: 'no' } });
    expect(peer.client()).toBe('');
    expect(peer.outcome(change)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect([peer.connection.state, peer.connection.inFlight]).toEqual(['authenticated', 0]);
  });
});
