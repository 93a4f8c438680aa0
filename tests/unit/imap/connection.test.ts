import { describe, expect, it } from 'vitest';
import {
  authenticate,
  capability,
  fetch,
  idle,
  list,
  login,
  logout,
  noop,
  search,
  select,
  status,
  store,
  toSeqNum,
  type SaslMechanism,
  type SaslStep,
} from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { resolveLimits } from '../../../lib/imap/limits';
import { authenticated, ImapPeer } from '../../support/imap-peer';

const flagsOf = (seq: number) => ({ set: [[seq, seq]] as const, uid: false, items: ['flags'] as const });

function selected(capabilities = '', options = {}, chunk?: number): ImapPeer {
  const peer = authenticated(capabilities, options, chunk);
  peer.connection.enqueue(select('INBOX'));
  peer.client();
  peer.server('* 10 EXISTS', 'T1 OK [READ-WRITE] done');
  peer.news();
  return peer;
}

describe.each([Infinity, 1, 3])('a session in chunks of %s', (chunk) => {
  it('goes from greeting to logout', () => {
    const peer = new ImapPeer({}, chunk);
    const { connection } = peer;
    peer.server('* OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+] example.org ready');
    expect(peer.news()).toMatchObject([
      { kind: 'greeting', status: 'ok' },
      { kind: 'state', state: 'not-authenticated' },
    ]);
    const hello = connection.enqueue(login('ana', 'secret "1"'));
    expect(peer.client()).toBe('T1 LOGIN "ana" "secret \\"1\\""\r\n');
    peer.server('T1 OK [CAPABILITY IMAP4rev1 IDLE LITERAL+] welcome');
    expect(peer.outcome(hello)).toMatchObject({ ok: true, text: 'welcome' });
    expect(connection.capabilities.has('idle')).toBe(true);

    const folders = connection.enqueue(list());
    const inbox = connection.enqueue(select('inbox'));
    const rows = connection.enqueue(
      fetch({ set: [[2, 3]], uid: false, items: ['flags', 'size', { section: 'TEXT', peek: true }] }),
    );
    expect(peer.client()).toBe(
      'T2 LIST "" "*"\r\nT3 SELECT INBOX\r\nT4 FETCH 2:3 (UID FLAGS RFC822.SIZE BODY.PEEK[TEXT])\r\n',
    );
    peer.server('* LIST (\\HasNoChildren) "/" INBOX', 'T2 OK listed');
    peer.server(
      '* FLAGS (\\Seen \\Deleted)',
      '* 3 EXISTS',
      '* OK [UIDVALIDITY 77] ok',
      '* OK [UIDNEXT 40] ok',
      '* OK [PERMANENTFLAGS (\\Seen \\*)] ok',
      'T3 OK [READ-WRITE] selected',
      '* 2 FETCH (UID 30 FLAGS (\\Seen) RFC822.SIZE 9 BODY[TEXT] {4}\\r\\na\\r\\nb)',
      '* 3 FETCH (UID 31 FLAGS () RFC822.SIZE 8 BODY[TEXT] "")',
      '* 4 EXISTS',
      'T4 OK fetched',
    );
    expect(peer.outcome(folders)).toMatchObject({ ok: true, value: { entries: [{ name: 'INBOX' }] } });
    expect(peer.outcome(inbox)).toMatchObject({
      ok: true,
      value: { exists: 3, uidValidity: 77, uidNext: 40, readOnly: false, permanentFlags: ['\\Seen', '\\*'] },
    });
    const fetched = peer.outcome(rows);
    expect(fetched).toMatchObject({
      ok: true,
      value: [
        { seq: 2, items: { uid: 30, size: 9, sections: [{ section: 'TEXT', streamed: false }] } },
        { seq: 3, items: { uid: 31, flags: [] } },
      ],
    });
    const untagged = peer.events.filter((event) => event.kind === 'untagged').map((event) => event.event);
    expect(untagged).toEqual([
      { kind: 'exists', count: 3 },
      { kind: 'exists', count: 4 },
    ]);
    const bye = connection.enqueue(logout());
    expect(peer.client()).toBe('T5 LOGOUT\r\n');
    peer.server('* BYE see you', 'T5 OK done');
    expect(peer.outcome(bye)).toMatchObject({ ok: true });
    expect(peer.events.at(-1)).toMatchObject({ kind: 'closed', reason: { kind: 'bye', text: 'see you' } });
    expect([connection.state, connection.inFlight]).toEqual(['closed', 0]);
  });
});

describe('greeting (A05, A14, A18)', () => {
  it.each([
    ['a tagged line', 'T1 OK hi'],
    ['junk', 'SSH-2.0-x'],
    ['data', '* 3 EXISTS'],
    ['NO', '* NO go away'],
    ['a continuation', '+ hi'],
  ])('is broken by %s, whatever follows', (_name, line) => {
    const peer = new ImapPeer().server(line, '* OK hello');
    expect(peer.news()).toMatchObject([
      { kind: 'state', state: 'closed' },
      { kind: 'closed', reason: { kind: 'protocol', code: 'greeting-broken' } },
    ]);
  });

  it('may be BYE', () => {
    expect(new ImapPeer().server('* BYE [ALERT] full').news().at(-1)).toMatchObject({
      kind: 'closed',
      reason: { kind: 'bye', code: { name: 'ALERT' }, text: 'full' },
    });
  });

  it.each([
    '* PREAUTH hi',
    '* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi',
    '* PREAUTH [CAPABILITY LOGINDISABLED] hi',
  ])('may not be %s on an unprotected connection', (line) => {
    const peer = new ImapPeer({ security: 'insecure' }).server(line);
    expect(peer.news().at(-1)).toMatchObject({ reason: { code: 'preauth-before-tls' } });
    expect(new ImapPeer({ security: 'tls' }).server(line).connection.state).toBe('authenticated');
  });

  it.each([
    '* LIST () "/" evil',
    '* LSUB () "/" evil',
    '* STATUS INBOX (MESSAGES 3)',
    '* SEARCH 1',
    '* ESEARCH UID ALL 1',
    '* FLAGS (\\Seen)',
    '* 1 EXISTS',
    '* 1 RECENT',
    '* 1 EXPUNGE',
    '* 1 FETCH (FLAGS ())',
    '* VANISHED 1',
  ])('drops %s before login', (line) => {
    const peer = new ImapPeer().server('* OK hi', line);
    const event = peer.news().at(-1);
    expect(event).toMatchObject({ kind: 'untagged', event: { kind: 'malformed' } });
    expect(peer.connection.state).toBe('not-authenticated');
  });
});

describe('credentials (A21, I01, I02)', () => {
  it('never travel unprotected', () => {
    const peer = new ImapPeer({ security: 'insecure' }).server('* OK hi');
    expect(() => peer.connection.enqueue(login('u', 'p'))).toThrow(LocalProtocolError);
    expect(() => peer.connection.enqueue(authenticate(mechanism([])))).toThrow(LocalProtocolError);
    expect(peer.client()).toBe('');
  });

  it('are not sent by LOGIN under LOGINDISABLED', () => {
    const peer = new ImapPeer().server('* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi');
    expect(() => peer.connection.enqueue(login('u', 'p'))).toThrow('LOGINDISABLED');
    const waiting = new ImapPeer().server('* OK hi');
    waiting.connection.enqueue(idleBefore());
    const id = waiting.connection.enqueue(login('u', 'p'));
    expect(waiting.client()).toBe('T1 X {1}\r\n');
    waiting.server('* CAPABILITY IMAP4rev1 LOGINDISABLED', 'T1 NO no');
    expect(waiting.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect(waiting.client()).toBe('');
  });

  it('go as literals of octets when they are not ASCII, marked as secret', () => {
    const peer = new ImapPeer().server('* OK hi');
    const id = peer.connection.enqueue(login('u', 'pä€'));
    expect(peer.client()).toBe('T1 LOGIN "u" {6}\r\n');
    peer.server('+ go');
    const out = peer.connection.output()!;
    expect(new TextDecoder().decode(out.bytes)).toBe('pä€\r\n');
    expect(out.secrets).toEqual([[0, 6]]);
    peer.server('T1 NO [AUTHENTICATIONFAILED] wrong');
    expect(peer.outcome(id)).toMatchObject({
      ok: false,
      failure: { kind: 'no', code: { name: 'AUTHENTICATIONFAILED' } },
    });
  });

  it('forget the capabilities of before', () => {
    const peer = new ImapPeer().server('* OK [CAPABILITY IMAP4rev1 X-OLD] hi');
    peer.connection.enqueue(login('u', 'p'));
    peer.server('T1 OK in');
    expect(peer.connection.capabilities.known).toBe(false);
    peer.connection.enqueue(capability());
    peer.server('* CAPABILITY IMAP4rev1 X-NEW', 'T2 OK');
    expect(peer.connection.capabilities.list()).toEqual(['IMAP4rev1', 'X-NEW']);
  });
});

describe('AUTHENTICATE', () => {
  it('sends the initial response at once with SASL-IR, else when asked', () => {
    const quick = new ImapPeer().server('* OK [CAPABILITY SASL-IR] hi');
    quick.connection.enqueue(authenticate(mechanism([])));
    const out = quick.connection.output()!;
    expect(String.fromCharCode(...out.bytes)).toBe('T1 AUTHENTICATE TEST aGk=\r\n');
    expect(out.secrets).toEqual([[21, 25]]);
    const slow = new ImapPeer().server('* OK hi');
    slow.connection.enqueue(authenticate(mechanism([])));
    expect(slow.client()).toBe('T1 AUTHENTICATE TEST\r\n');
    slow.server('+');
    expect(slow.client()).toBe('aGk=\r\n');
  });

  it('asks the driver for keys', () => {
    const need = {
      kind: 'derive',
      hash: 'SHA-256',
      password: new Uint8Array(1),
      salt: new Uint8Array(1),
      iterations: 4096,
      length: 32,
    } as const;
    const peer = new ImapPeer().server('* OK [CAPABILITY SASL-IR] hi');
    const id = peer.connection.enqueue(authenticate(mechanism([{ kind: 'need', need }])));
    peer.client();
    peer.server('+ eA==');
    expect(peer.news().at(-1)).toMatchObject({ kind: 'need', id, need });
    expect(peer.client()).toBe('');
    peer.connection.resume(id, Uint8Array.of(7));
    expect(peer.client()).toBe('Bw==\r\n');
    peer.server('T1 OK in');
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect(() => peer.connection.resume(id, new Uint8Array(1))).toThrow(LocalProtocolError);
  });

  it.each([
    ['a bad proof', '+ eA==', [{ kind: 'fail', reason: 'bad proof' }] as SaslStep[], 'bad proof'],
    ['a challenge that is no base64', '+ !!', [] as SaslStep[], 'base64'],
  ])('is cancelled by *: %s', (_name, line, steps, reason) => {
    for (const end of ['T1 BAD cancelled', 'T1 OK welcome']) {
      const peer = new ImapPeer().server('* OK [CAPABILITY SASL-IR] hi');
      const id = peer.connection.enqueue(authenticate(mechanism(steps)));
      peer.client();
      peer.server(line);
      expect(peer.client()).toBe('*\r\n');
      peer.server(end);
      expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
      expect(JSON.stringify(peer.outcome(id))).toContain(reason);
      expect(peer.connection.state).toBe(end.includes('OK') ? 'closed' : 'not-authenticated');
    }
  });

  it('does not trust an OK without the proof', () => {
    const peer = new ImapPeer().server('* OK [CAPABILITY SASL-IR] hi');
    const id = peer.connection.enqueue(authenticate({ ...mechanism([]), success: () => false }));
    peer.server('T1 OK in');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect(peer.connection.state).toBe('closed');
  });
});

describe('the tag book (A19, P20)', () => {
  it.each([
    ['a tag never sent', 'T9 OK x', 'unknown-tag'],
    ['a tag of somebody else', 'X1 OK x', 'unknown-tag'],
    ['a tag again', 'T1 OK x', 'unknown-tag'],
    ['a continuation nobody asked for', '+ go', 'unexpected-continuation'],
  ])('%s ends the connection', (_name, line, code) => {
    const peer = selected();
    const id = peer.connection.enqueue(noop());
    peer.server(line);
    expect(peer.news()).toMatchObject([
      { kind: 'state', state: 'closed' },
      { kind: 'closed', reason: { kind: 'protocol', code } },
      { kind: 'done', id, outcome: { ok: false, failure: { kind: 'closed', sent: true } } },
    ]);
    expect(peer.server('T2 OK late').news()).toEqual([]);
    expect(() => peer.connection.enqueue(noop())).toThrow(LocalProtocolError);
  });

  it('takes an OK for a command still waiting for an attack', () => {
    const peer = selected();
    peer.connection.enqueue(noop());
    peer.connection.enqueue(fetch(flagsOf(1)));
    expect(peer.client()).toBe('T2 NOOP\r\n');
    peer.server('T3 OK early');
    expect(peer.news()[1]).toMatchObject({ reason: { code: 'unknown-tag' } });
  });

  it('settles a command whose completion cannot be read', () => {
    const peer = selected();
    const id = peer.connection.enqueue(noop());
    peer.server('T2 gibberish');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect(peer.connection.state).toBe('selected');
  });

  it('takes a line without tag for BAD to the oldest command', () => {
    const peer = selected();
    const id = peer.connection.enqueue(noop());
    peer.server('Server Unavailable. 15');
    expect(peer.outcome(id)).toMatchObject({
      ok: false,
      failure: { kind: 'bad', text: 'Server Unavailable. 15' },
    });
  });

  it('settles everything when the transport ends', () => {
    const peer = selected();
    const sent = peer.connection.enqueue(noop());
    const unsent = peer.connection.enqueue(fetch(flagsOf(1)));
    peer.connection.end();
    expect(peer.news()).toMatchObject([
      { kind: 'state', state: 'closed' },
      { id: sent, outcome: { failure: { kind: 'closed', sent: true } } },
      { id: unsent, outcome: { failure: { kind: 'closed', sent: false } } },
    ]);
  });

  it('cancels what was not sent', () => {
    const peer = selected();
    const first = peer.connection.enqueue(noop());
    const second = peer.connection.enqueue(fetch(flagsOf(1)));
    expect(peer.connection.cancel(first)).toBe(false);
    expect(peer.connection.cancel(second)).toBe(true);
    expect(peer.outcome(second)).toMatchObject({ failure: { kind: 'cancelled' } });
    peer.client();
    peer.server('T2 OK');
    expect(peer.client()).toBe('');
  });

  it('closes at the first BYE', () => {
    const peer = selected().server('* BYE a', '* BYE b', '* 3 EXISTS');
    expect(peer.news()).toMatchObject([{ kind: 'state' }, { kind: 'closed', reason: { text: 'a' } }]);
  });

  it('refuses commands of another state', () => {
    const peer = authenticated();
    expect(() => peer.connection.enqueue(fetch(flagsOf(1)))).toThrow('state authenticated');
    expect(() => new ImapPeer().connection.enqueue(noop())).toThrow('state greeting');
    peer.connection.enqueue(select('a'));
    peer.connection.enqueue(fetch(flagsOf(1)));
    peer.server('T1 NO no such mailbox');
    expect(peer.connection.state).toBe('authenticated');
  });
});

describe('pipelining (RFC 9051 5.5)', () => {
  it('holds sequence numbers back while EXPUNGE may come', () => {
    const peer = selected();
    peer.connection.enqueue(fetch({ ...flagsOf(1), uid: true }));
    peer.connection.enqueue(store({ ...flagsOf(1), mode: 'add', flags: ['\\Seen'], silent: true }));
    peer.connection.enqueue(noop());
    expect(peer.client()).toBe('T2 UID FETCH 1 (FLAGS)\r\n');
    peer.server('T2 OK');
    expect(peer.client()).toBe('T3 STORE 1 +FLAGS.SILENT (\\Seen)\r\nT4 NOOP\r\n');
  });

  it('stops behind a synchronising literal', () => {
    const peer = selected();
    peer.connection.enqueue(search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'é' } }));
    const next = peer.connection.enqueue(noop());
    expect(peer.client()).toBe('T2 UID SEARCH CHARSET UTF-8 SUBJECT {2}\r\n');
    peer.server('* 11 EXISTS');
    expect(peer.client()).toBe('');
    peer.server('+');
    expect(peer.client()).toBe('Ã©\r\nT3 NOOP\r\n');
    peer.server('T2 OK', 'T3 OK');
    expect(peer.outcome(next)).toMatchObject({ ok: true });
  });

  it('drops the rest of a command refused before its literal', () => {
    const peer = selected();
    const id = peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'é' } }),
    );
    peer.connection.enqueue(noop());
    peer.client();
    peer.server('T2 BAD no literals');
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'bad' } });
    expect(peer.client()).toBe('T3 NOOP\r\n');
  });
});

describe('IDLE', () => {
  it('is ended by a command: +, then DONE and the command in one flight', () => {
    const peer = selected();
    const idling = peer.connection.enqueue(idle());
    expect(peer.client()).toBe('T2 IDLE\r\n');
    const id = peer.connection.enqueue(noop());
    expect(peer.client()).toBe('');
    peer.server('+ idling');
    expect(peer.client()).toBe('DONE\r\nT3 NOOP\r\n');
    peer.server('* 11 EXISTS');
    expect(peer.client()).toBe('');
    peer.server('T2 OK done');
    expect(peer.client()).toBe('');
    peer.server('T3 OK');
    expect(peer.outcome(idling)).toMatchObject({ ok: true });
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect(peer.events.filter((event) => event.kind === 'idle')).toEqual([
      { kind: 'idle', active: true },
      { kind: 'idle', active: false },
    ]);
  });

  it('is ended by a command that comes while it runs; what speaks in numbers waits for its tagged line', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.server('+');
    peer.client();
    peer.connection.enqueue(noop());
    expect(peer.client()).toBe('DONE\r\nT3 NOOP\r\n');
    const next = peer.connection.enqueue(idle());
    peer.connection.enqueue(fetch(flagsOf(1)));
    expect(peer.client()).toBe('');
    peer.server('T2 OK');
    expect(peer.client()).toBe('');
    peer.server('T3 OK');
    expect(peer.client()).toBe('T5 FETCH 1 (UID FLAGS)\r\n');
    peer.server('T5 OK');
    expect(peer.client()).toBe('T4 IDLE\r\n');
    peer.server('+');
    peer.connection.stopIdle();
    expect(peer.client()).toBe('DONE\r\n');
    peer.server('T4 OK');
    expect(peer.outcome(next)).toMatchObject({ ok: true });
  });

  it('lets commands pass while it was not sent', () => {
    const peer = selected();
    peer.connection.enqueue(noop());
    const idling = peer.connection.enqueue(idle());
    peer.connection.enqueue(fetch(flagsOf(1)));
    expect(peer.client()).toBe('T2 NOOP\r\n');
    peer.server('T2 OK');
    expect(peer.client()).toBe('T4 FETCH 1 (UID FLAGS)\r\n');
    peer.server('T4 OK');
    expect(peer.client()).toBe('T3 IDLE\r\n');
    expect(peer.connection.idle).toBe(false);
    peer.server('+');
    expect(peer.connection.idle).toBe(true);
    peer.connection.stopIdle();
    expect(peer.client()).toBe('DONE\r\n');
    peer.connection.stopIdle();
    expect(peer.client()).toBe('');
    peer.server('T3 OK');
    expect(peer.outcome(idling)).toMatchObject({ ok: true });
  });

  it('waits for + before DONE when stopped early, and ends at once when unsent', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.client();
    peer.connection.stopIdle();
    expect(peer.client()).toBe('');
    peer.server('+');
    expect(peer.client()).toBe('DONE\r\n');
    peer.server('T2 OK');
    peer.connection.enqueue(noop());
    const unsent = peer.connection.enqueue(idle());
    peer.connection.stopIdle();
    expect(peer.outcome(unsent)).toMatchObject({ ok: true });
  });

  it('survives a refusal, and a server that ends it by itself', () => {
    const peer = selected();
    const refused = peer.connection.enqueue(idle());
    peer.server('T2 NO not supported');
    expect(peer.outcome(refused)).toMatchObject({ failure: { kind: 'no' } });
    peer.connection.enqueue(idle());
    peer.server('+');
    const id = peer.connection.enqueue(noop());
    peer.client();
    peer.server('T3 OK timed out', 'DONE BAD what', 'T4 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect(peer.connection.state).toBe('selected');
  });
});

describe('who gets a FETCH response (P15)', () => {
  it('gives news to everybody and answers to the one who asked', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set: [[5, 6]], uid: true, items: ['flags', 'envelope'] }));
    peer.server(
      '* 5 FETCH (UID 5 FLAGS (\\Seen))',
      '* 9 FETCH (FLAGS (\\Seen))',
      '* 5 FETCH (UID 5 FLAGS () ENVELOPE (NIL "a" NIL NIL NIL NIL NIL NIL NIL NIL))',
      '* 7 FETCH (UID 7 FLAGS () ENVELOPE (NIL "b" NIL NIL NIL NIL NIL NIL NIL NIL))',
      '* 6 FETCH (UID 6 BODY[] "unasked")',
      'T2 OK',
    );
    expect(peer.outcome(id)).toMatchObject({
      ok: true,
      value: [{ seq: 5, items: { envelope: { subject: 'a' } } }],
    });
    expect(peer.events.filter((event) => event.kind === 'untagged')).toMatchObject([
      { event: { seq: 5, items: { flags: ['\\Seen'] } } },
      { event: { seq: 9 } },
      { event: { seq: 7 } },
      { event: { seq: 6 } },
    ]);
  });

  it('keeps no rows without end', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set: [[1, 1]], uid: true, items: ['uid'] }));
    for (let i = 0; i < 20; i++) peer.server(`* ${(i % 2) + 1} FETCH (UID 1)`);
    for (let i = 0; i < 20; i++) peer.server('* 2 FETCH (UID 1)');
    peer.server('T2 OK');
    expect((peer.outcome(id) as { value: unknown[] }).value).toHaveLength(8);
  });

  it('renumbers the rows when EXPUNGE comes between', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set: [[1, 9]], uid: true, items: ['uid'] }));
    peer.server(
      '* 2 FETCH (UID 2)',
      '* 3 FETCH (UID 3)',
      '* 4 FETCH (UID 4)',
      '* 3 EXPUNGE',
      '* 4 FETCH (UID 5)',
      'T2 OK',
    );
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { seq: 2, items: { uid: 2 } },
        { seq: 3, items: { uid: 4 } },
        { seq: 4, items: { uid: 5 } },
      ],
    });
    expect(peer.events).toContainEqual({ kind: 'untagged', event: { kind: 'expunge', seq: toSeqNum(3) } });
  });

  it.each([Infinity, 1])('streams bodies to the sink in chunks of %s (P02)', (chunk) => {
    const got: string[] = [];
    const peer = selected('', {}, chunk);
    const id = peer.connection.enqueue(
      fetch({
        set: [[5, 6]],
        uid: true,
        items: ['uid', { section: '1', peek: true }],
        sink: (seq, uid, section) => ({
          write: (bytes) => got.push(String.fromCharCode(...bytes)),
          end: (complete) => got.push(`<${seq},${uid},${section},${complete}>`),
        }),
      }),
    );
    peer.server('* 3 FETCH (UID 5 BODY[1] {4}\\r\\nab\\r\\n)', '* 4 FETCH (BODY[1] "xy" UID 6)', 'T2 OK');
    expect(got.join('')).toBe('ab\r\n<3,5,1,true>xy<4,6,1,true>');
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { items: { sections: [{ bytes: null, streamed: true }] } },
        { items: { sections: [{ streamed: true }] } },
      ],
    });
    got.length = 0;
    peer.connection.enqueue(
      fetch({
        set: [[5, 5]],
        uid: true,
        items: [{ section: '1', peek: true }],
        sink: () => ({
          write: (b) => got.push(String(b.length)),
          end: (complete) => got.push(String(complete)),
        }),
      }),
    );
    peer.bytes(new TextEncoder().encode('* 3 FETCH (UID 5 BODY[1] {4}\r\nab'));
    peer.connection.end();
    expect(got.at(-1)).toBe('false');
  });
});

describe('limits (P01, P03-P06)', () => {
  it('are positive integers', () => {
    for (const maxLine of [0, -1, NaN, 1.5, Infinity, '5' as unknown as number]) {
      expect(() => resolveLimits({ maxLine })).toThrow(LocalProtocolError);
    }
    expect(() => resolveLimits({ nonsense: 1 } as object)).toThrow(LocalProtocolError);
    expect(resolveLimits({ maxLine: 5 }).maxLine).toBe(5);
  });

  it('are narrower before login', () => {
    const options = { limits: { maxLineBeforeLogin: 100, maxLine: 200, maxListLine: 400 } };
    const early = new ImapPeer(options).server('* OK hi', `* OK ${'x'.repeat(94)}`);
    expect(early.news().at(-1)).toMatchObject({ reason: { code: 'line-too-long' } });
    const peer = selected('', options);
    peer.server(`* OK ${'x'.repeat(193)}`);
    expect(peer.connection.state).toBe('selected');
    peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' } }));
    peer.server(`* SEARCH ${'12 '.repeat(129)}12`);
    expect(peer.connection.state).toBe('selected');
    peer.server(`* OK ${'x'.repeat(194)}`);
    expect(peer.connection.state).toBe('closed');
  });

  it('drop a string literal that is too large, not the row, and say so', () => {
    const peer = selected('', { limits: { maxKeptLiteral: 4 } });
    const id = peer.connection.enqueue(fetch({ set: [[1, 2]], uid: false, items: ['envelope'] }));
    const row = (n: number, literal: string) =>
      `* ${n} FETCH (UID ${n} ENVELOPE (NIL {${literal.length}}\\r\\n${literal} NIL NIL NIL NIL NIL NIL NIL "<m>"))`;
    peer.server(row(1, 'abcd'), row(2, 'abcde'), 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { items: { envelope: { subject: 'abcd' } } },
        { items: { envelope: { subject: '', messageId: '<m>' } } },
      ],
    });
    expect(peer.events).toMatchObject([{ event: { kind: 'malformed' } }, { kind: 'done' }]);
  });

  it('discard bodies nobody asked for or nobody can keep', () => {
    const peer = selected('', { limits: { maxKeptBody: 3 } });
    peer.server('* 1 FETCH (BODY[] {3}\\r\\nabc)');
    expect(peer.news()).toMatchObject([
      { event: { kind: 'fetch', items: { sections: [{ bytes: null }] } } },
      { event: { kind: 'malformed', reason: 'BODY[] nobody asked for' } },
    ]);
    const id = peer.connection.enqueue(
      fetch({ set: [[1, 2]], uid: false, items: [{ section: '', peek: true }] }),
    );
    peer.server('* 1 FETCH (UID 1 BODY[] {3}\\r\\nabc)', '* 2 FETCH (UID 2 BODY[] {4}\\r\\nabcd)', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { items: { sections: [{ bytes: { length: 3 } }] } },
        { items: { sections: [{ bytes: null }] } },
      ],
    });
  });

  it.each(['{4294967295}', '{99999999999999999999}', '{111111111111111111111}'])(
    'end the connection at %s',
    (literal) => {
      const peer = selected().server(`* LIST () "/" ${literal}`);
      expect(peer.news().at(-1)).toMatchObject({ kind: 'closed', reason: { kind: 'protocol' } });
    },
  );

  it('let no server talk without end', () => {
    const peer = selected('', { limits: { maxUnsolicited: 100 } });
    for (let i = 0; i < 7; i++) peer.server('* 5 EXISTS');
    expect(peer.connection.state).toBe('selected');
    peer.connection.enqueue(noop());
    for (let i = 0; i < 50; i++) peer.server('* 5 EXISTS');
    peer.server('T2 OK');
    expect(peer.connection.state).toBe('selected');
    for (let i = 0; i < 9; i++) peer.server('* 5 EXISTS');
    expect(peer.news().at(-1)).toMatchObject({ reason: { code: 'unsolicited-flood' } });
  });

  it('let no command be answered without end', () => {
    const peer = selected('', { limits: { maxAnswer: 200 } });
    peer.connection.enqueue(list());
    for (let i = 0; i < 8; i++) peer.server(`* LIST () "/" Folder${i}`);
    expect(peer.connection.state).toBe('selected');
    peer.server('* LIST () "/" Folder8');
    expect(peer.news().at(-2)).toMatchObject({ reason: { code: 'response-too-large' } });
  });

  it('remember no odd name of any length', () => {
    const peer = authenticated();
    const name = `caf\u00e9${'e'.repeat(1_100)}`;
    peer.server(`* LIST () "/" "${name.replace('\u00e9', '\\xe9')}"`);
    peer.connection.enqueue(status(name, ['messages']));
    expect(peer.client()).toContain('caf&AOk-');
  });

  it('drop what is nested too deep, not the row', () => {
    for (const depth of [4_000, 100_000]) {
      const peer = selected();
      const id = peer.connection.enqueue(
        fetch({ set: [[1, 1]], uid: false, items: ['bodystructure', 'size'] }),
      );
      peer.server(
        `* 1 FETCH (UID 1 BODYSTRUCTURE ${'('.repeat(depth)}${')'.repeat(depth)} RFC822.SIZE 3)`,
        'T2 OK',
      );
      expect(peer.outcome(id)).toMatchObject({ value: [{ seq: 1, items: { size: 3 } }] });
    }
  });

  it('bound the addresses of an envelope, in linear time (P07)', () => {
    const peer = selected('', { limits: { maxLine: 4_000_000 } });
    const id = peer.connection.enqueue(fetch({ set: [[1, 1]], uid: false, items: ['envelope'] }));
    const many = '(NIL NIL "a" "example.org")'.repeat(100_000);
    peer.server(`* 1 FETCH (UID 1 ENVELOPE (NIL NIL NIL NIL NIL (${many}) NIL NIL NIL "<m>"))`, 'T2 OK');
    expect(peer.events).toMatchObject([{ event: { reason: 'addresses over 10000' } }, { kind: 'done' }]);
    const outcome = peer.outcome(id) as { value: { items: { envelope: { to: unknown[] } } }[] };
    expect(outcome.value[0]?.items.envelope.to).toHaveLength(10_000);
  });

  it('end the connection at too many tokens', () => {
    const peer = selected('', { limits: { maxTokens: 10 } });
    peer.server(`* FLAGS (${'a '.repeat(9)}a)`);
    expect(peer.connection.state).toBe('selected');
    peer.server(`* FLAGS (${'a '.repeat(10)}a)`);
    expect(peer.news().at(-1)).toMatchObject({ reason: { code: 'too-many-tokens' } });
  });
});

describe('answers', () => {
  it.each([
    [
      '* SEARCH 9 1 2 3',
      {
        count: 4,
        min: 1,
        max: 9,
        all: [
          [1, 3],
          [9, 9],
        ],
      },
    ],
    [
      '* ESEARCH (TAG "T2") UID ALL 1:3,9 COUNT 4',
      {
        count: 4,
        all: [
          [1, 3],
          [9, 9],
        ],
      },
    ],
    ['* ESEARCH (TAG "T2") UID', { count: 0, all: [] }],
    ['* ESEARCH (TAG "other") UID ALL 5', { count: 0, all: [] }],
  ])('SEARCH answered by %s', (line, value) => {
    const peer = selected('ESEARCH');
    const id = peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'all' }, return: ['all', 'count'] }),
    );
    expect(peer.client()).toBe('T2 UID SEARCH RETURN (ALL COUNT) ALL\r\n');
    peer.server(line, 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true, value });
  });

  it('takes no sequence numbers for UIDs, however the server says them', () => {
    const peer = selected('ESEARCH');
    const id = peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }));
    peer.server('* ESEARCH (TAG "T2") ALL 1:3', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
  });

  it('writes a name the way the server wrote it', () => {
    const peer = authenticated();
    peer.connection.enqueue(list());
    peer.server('* LIST () "/" "R&D"', '* LIST () "/" "caf\\xe9"', 'T1 OK');
    peer.client();
    peer.connection.enqueue(status('R&D', ['messages']));
    peer.connection.enqueue(status('R&B', ['messages']));
    peer.connection.enqueue(status('café', ['messages']));
    expect(peer.client()).toBe(
      'T2 STATUS "R&D" (MESSAGES)\r\nT3 STATUS R&-B (MESSAGES)\r\nT4 STATUS {4}\r\n',
    );
  });

  it('writes a name properly once the server did, whatever else it tells of it (Dovecot, NOTIFY)', () => {
    const peer = authenticated();
    peer.connection.enqueue(list());
    peer.server('* LIST () "/" "caf\\xc3\\xa9"', '* LIST () "/" "A&APE-o"', 'T1 OK');
    peer.server('* LIST () "/" "A\\xc3\\xb1o" ("OLDNAME" ("B"))');
    peer.client();
    peer.connection.enqueue(status('Año', ['messages']));
    peer.connection.enqueue(list());
    peer.server('T2 OK', '* LIST () "/" "caf&AOk-"', 'T3 OK');
    peer.connection.enqueue(status('café', ['messages']));
    expect(peer.client()).toContain('STATUS A&APE-o (MESSAGES)');
    expect(peer.client() + peer.client()).not.toContain('{');
  });

  it('fails a command whose answer did not come', () => {
    const peer = authenticated();
    const id = peer.connection.enqueue(status('a', ['messages']));
    peer.server('* STATUS b (MESSAGES 1)', 'T1 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
  });
});

/** A command with a literal that any state allows. */
function idleBefore(): ReturnType<typeof noop> {
  return {
    name: 'X',
    states: ['not-authenticated'],
    start: () => ({ write: (w) => w.atom('X').sp().string('\n'), finish: () => undefined }),
  };
}

function mechanism(steps: readonly SaslStep[]): SaslMechanism {
  const left = [...steps];
  return {
    name: 'TEST',
    initial: () => Uint8Array.of(0x68, 0x69),
    challenge: (data) => left.shift() ?? { kind: 'send', response: data },
    derived: (key) => ({ kind: 'send', response: key }),
    success: () => true,
  };
}
