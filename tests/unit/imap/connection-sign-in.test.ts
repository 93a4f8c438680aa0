import { describe, expect, it } from 'vitest';
import {
  authenticate,
  capability,
  login,
  type noop,
  type SaslMechanism,
  type SaslStep,
} from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { ImapPeer } from '../../support/imap-peer';

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
      reason: { kind: 'bye', code: { kind: 'alert' }, text: 'full' },
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
      failure: { kind: 'no', code: { kind: 'authenticationfailed' } },
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
    // A key that comes after the answer is for nobody.
    peer.connection.resume(id, new Uint8Array(1));
    expect(peer.client()).toBe('');
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

  it('sends no secret that was refused in the same chunk as it was asked for', () => {
    for (const refusal of ['NO no', 'BAD what', 'OK in', 'Unreadable']) {
      const peer = new ImapPeer({}, Infinity);
      peer.server('* OK [CAPABILITY IMAP4rev1 AUTH=TEST] ready');
      const id = peer.connection.enqueue(authenticate(mechanism([])));
      expect(peer.client()).toBe('T1 AUTHENTICATE TEST\r\n');
      peer.server('+ ', `T1 ${refusal}`);
      expect(peer.client()).toBe('');
      expect(peer.outcome(id)).toMatchObject({ ok: refusal.startsWith('OK') });
    }
  });

  it('sends no password as a literal that was refused in the same chunk', () => {
    const peer = new ImapPeer({}, Infinity);
    peer.server('* OK [CAPABILITY IMAP4rev1] ready');
    const id = peer.connection.enqueue(login('ana', 'contraseña'));
    expect(peer.client()).toBe('T1 LOGIN "ana" {11}\r\n');
    peer.server('+ go on', 'T1 NO not here');
    expect(peer.client()).toBe('');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'no' } });
    peer.connection.enqueue(capability());
    expect(peer.client()).toBe('T2 CAPABILITY\r\n');
  });

  it('does not trust an OK without the proof', () => {
    const peer = new ImapPeer().server('* OK [CAPABILITY SASL-IR] hi');
    const id = peer.connection.enqueue(authenticate({ ...mechanism([]), success: () => false }));
    peer.server('T1 OK in');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect(peer.connection.state).toBe('closed');
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
