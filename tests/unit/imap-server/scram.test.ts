import { describe, expect, it } from 'vitest';

import { ScramServer } from '../../../lib/imap-server/scram';
import type { ScramHash } from '../../../lib/imap-server';
import { nodeCrypto, read, smallWorld, talk } from './world';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

interface Vector {
  readonly hash: ScramHash;
  readonly salt: string;
  readonly clientNonce: string;
  readonly nonce: string;
  readonly proof: string;
  readonly signature: string;
}

const vectors: readonly Vector[] = [
  // RFC 5802 5
  {
    hash: 'SHA-1',
    salt: 'QSXCR+Q6sek8bf92',
    clientNonce: 'fyko+d2lbbFgONRv9qkxdawL',
    nonce: '3rfcNHYJY1ZVvWVs7j',
    proof: 'v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    signature: 'rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  // RFC 7677 3
  {
    hash: 'SHA-256',
    salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
    clientNonce: 'rOprNGfwEbeRWgbNEkqO',
    nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    proof: 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    signature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
];

function serverOf(vector: Vector): ScramServer {
  return new ScramServer({
    crypto: nodeCrypto,
    hash: vector.hash,
    find: (user) => (user === 'user' ? { user, password: 'pencil' } : undefined),
    salt: () => Buffer.from(vector.salt, 'base64'),
    nonce: vector.nonce,
    iterations: 4096,
  });
}

describe.each(vectors)('SCRAM-$hash', (vector) => {
  const whole = `${vector.clientNonce}${vector.nonce}`;

  it('is the exchange of the RFC', () => {
    const server = serverOf(vector);
    const first = server.step(bytes(`n,,n=user,r=${vector.clientNonce}`));
    expect(first.kind === 'challenge' && text(first.data)).toBe(`r=${whole},s=${vector.salt},i=4096`);
    const last = server.step(bytes(`c=biws,r=${whole},p=${vector.proof}`));
    expect(last).toMatchObject({ kind: 'proved', user: 'user' });
    expect(last.kind === 'proved' && text(last.data)).toBe(`v=${vector.signature}`);
  });

  it.each([
    ['another nonce', `c=biws,r=${whole}x,p=${vector.proof}`, 'failed'],
    ['another binding', `c=eSws,r=${whole},p=${vector.proof}`, 'failed'],
    ['another proof', `c=biws,r=${whole},p=${vector.proof.replace(/^./, 'A')}`, 'failed'],
    ['a short proof', `c=biws,r=${whole},p=AAAA`, 'failed'],
    ['no proof', `c=biws,r=${whole}`, 'broken'],
  ])('refuses %s', (_, message, kind) => {
    const server = serverOf(vector);
    server.step(bytes(`n,,n=user,r=${vector.clientNonce}`));
    expect(server.step(bytes(message)).kind).toBe(kind);
  });

  it('goes on with unknown users and fails at the end', () => {
    const server = serverOf(vector);
    expect(server.step(bytes(`n,,n=nobody,r=${vector.clientNonce}`)).kind).toBe('challenge');
    expect(server.step(bytes(`c=biws,r=${whole},p=${vector.proof}`)).kind).toBe('failed');
  });

  it.each([
    'p=tls-unique,,n=user,r=abc',
    'n,,n=us=2er,r=abc',
    'n,a=other,n=user,r=abc',
    'n,,r=abc',
    'nonsense',
  ])('calls %s broken', (message) => {
    expect(serverOf(vector).step(bytes(message)).kind).toBe('broken');
  });
});

describe('AUTHENTICATE', () => {
  const b64 = (value: string): string => Buffer.from(value).toString('base64');

  it('PLAIN with and without initial response', () => {
    for (const lines of [
      `a AUTHENTICATE PLAIN ${b64('\0mrc\0secret')}\r\n`,
      `a AUTHENTICATE PLAIN\r\n${b64('\0mrc\0secret')}\r\n`,
    ]) {
      const session = smallWorld().connect();
      expect(talk(session, lines)).toContain('a OK [CAPABILITY ');
    }
  });

  it('LOGIN asks for user and password', () => {
    const session = smallWorld().connect();
    read(session);
    expect(talk(session, 'a AUTHENTICATE LOGIN\r\n')).toBe(`+ ${b64('Username:')}\r\n`);
    expect(talk(session, `${b64('mrc')}\r\n`)).toBe(`+ ${b64('Password:')}\r\n`);
    expect(talk(session, `${b64('secret')}\r\n`)).toContain('a OK');
  });

  it('can be cancelled, and what is not base64 is BAD', () => {
    const session = smallWorld().connect();
    read(session);
    expect(talk(session, 'a AUTHENTICATE PLAIN\r\n*\r\n')).toBe('+ \r\na BAD Authentication cancelled\r\n');
    expect(talk(session, 'b AUTHENTICATE PLAIN\r\nnot base64\r\n')).toBe('+ \r\nb BAD Not base64\r\n');
    expect(talk(session, 'c NOOP\r\n')).toBe('c OK NOOP completed\r\n');
  });

  it('keeps passwords off open wires', () => {
    const session = smallWorld().connect({ security: 'insecure' });
    const greeting = read(session);
    expect(greeting).toContain('LOGINDISABLED');
    expect(greeting).not.toContain('AUTH=PLAIN');
    expect(greeting).toContain('AUTH=SCRAM-SHA-256');
    expect(talk(session, 'a LOGIN mrc secret\r\n')).toContain('a NO [PRIVACYREQUIRED]');
    expect(talk(session, 'b AUTHENTICATE PLAIN\r\n')).toContain('b NO [PRIVACYREQUIRED]');
  });

  it('offers no SCRAM without crypto', () => {
    const server = smallWorld({ capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'AUTH=SCRAM-SHA-1'] });
    expect(read(server.connect())).toContain('AUTH=SCRAM-SHA-1');
    const plain = new (server.constructor as new (options: object) => typeof server)({
      now: () => 0,
      users: [],
    });
    expect(read(plain.connect())).not.toContain('SCRAM');
  });

  it('ends the connection after too many wrong passwords', () => {
    const session = smallWorld().connect();
    for (let attempt = 0; attempt < 5; attempt++) talk(session, `a${attempt} LOGIN mrc wrong\r\n`);
    expect(session.closed).toBe(true);
  });
});
