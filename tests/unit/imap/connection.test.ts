import { describe, expect, it } from 'vitest';
import { fetch, idle, list, login, logout, noop, search, select, store } from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { authenticated, flagsOf, ImapPeer, selected } from '../../support/imap-peer';

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
