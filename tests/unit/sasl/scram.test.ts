import { createHmac, createHash, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SaslMechanism, SaslStep } from '../../../lib/imap/types';
import { scram, type ScramHash } from '../../../lib/sasl';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | null) => new TextDecoder().decode(value ?? undefined);

/** Plays one exchange as a driver would; returns the client's messages. */
function play(
  mechanism: SaslMechanism,
  serverFirst: string,
  serverFinal: string,
): { said: string[]; last: SaslStep } {
  const said = [text(mechanism.initial())];
  let step = mechanism.challenge(bytes(serverFirst));
  if (step.kind === 'need') {
    const { hash, password, salt, iterations, length } = step.need;
    step = mechanism.derived(
      pbkdf2Sync(password, salt, iterations, length, hash.replace('-', '').toLowerCase()),
    );
  }
  if (step.kind === 'send') {
    said.push(text(step.response));
    step = mechanism.challenge(bytes(serverFinal));
  }
  return { said, last: step };
}

describe('SCRAM', () => {
  it('speaks the example of RFC 5802 section 5', () => {
    const mechanism = scram({
      hash: 'SHA-1',
      user: 'user',
      password: 'pencil',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    });
    expect(mechanism.name).toBe('SCRAM-SHA-1');
    const { said, last } = play(
      mechanism,
      'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    );
    expect(said).toEqual([
      'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL',
      'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    ]);
    expect(last).toEqual({ kind: 'send', response: new Uint8Array() });
    expect(mechanism.success()).toBe(true);
  });

  it('speaks the example of RFC 7677 section 3', () => {
    const mechanism = scram({
      hash: 'SHA-256',
      user: 'user',
      password: 'pencil',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
    });
    const { said, last } = play(
      mechanism,
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
    expect(said[1]).toBe(
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    );
    expect(last.kind).toBe('send');
    expect(mechanism.success()).toBe(true);
  });

  it('agrees with an independent server for every hash, with non-ASCII credentials', () => {
    for (const hash of ['SHA-1', 'SHA-256', 'SHA-512'] as const satisfies readonly ScramHash[]) {
      const name = hash.replace('-', '').toLowerCase();
      const mac = (key: Uint8Array, data: string | Uint8Array) => createHmac(name, key).update(data).digest();
      const mechanism = scram({
        hash,
        user: 'mar\u00eda=x,y',
        password: 'p\u00e4\u00df\u2168',
        nonce: 'abcdefghijklmnopqrstuvwx',
      });
      const clientFirst = text(mechanism.initial());
      expect(clientFirst).toBe('n,,n=mar\u00eda=3Dx=2Cy,r=abcdefghijklmnopqrstuvwx');
      const serverFirst = 'r=abcdefghijklmnopqrstuvwxSERVER,s=c2FsdHk=,i=5000';
      const need = mechanism.challenge(bytes(serverFirst));
      if (need.kind !== 'need') throw new Error(need.kind);
      expect(text(need.need.password)).toBe('p\u00e4\u00dfIX');
      const salted = pbkdf2Sync('p\u00e4\u00dfIX', 'salty', 5000, need.need.length, name);
      const final = mechanism.derived(salted);
      if (final.kind !== 'send') throw new Error(final.kind);
      const [withoutProof = '', proof = ''] = text(final.response).split(',p=');
      const message = `${clientFirst.slice(3)},${serverFirst},${withoutProof}`;
      const storedKey = createHash(name).update(mac(salted, 'Client Key')).digest();
      const signature = mac(storedKey, message);
      const clientKey = Buffer.from(proof, 'base64').map((byte, i) => byte ^ (signature[i] ?? 0));
      expect(createHash(name).update(clientKey).digest().equals(storedKey)).toBe(true);
      const serverSignature = mac(mac(salted, 'Server Key'), message);
      expect(mechanism.success()).toBe(false);
      expect(mechanism.challenge(bytes(`v=${serverSignature.toString('base64')}`)).kind).toBe('send');
      expect(mechanism.success()).toBe(true);
    }
  });

  it.each([
    ['nonce not ours', 'r=other,s=c2FsdA==,i=4096'],
    ['nonce not extended', 'r=nonce,s=c2FsdA==,i=4096'],
    ['nonce with a control character', 'r=nonce\u0001x,s=c2FsdA==,i=4096'],
    ['one iteration', 'r=nonce2,s=c2FsdA==,i=1'],
    ['4,095 iterations', 'r=nonce2,s=c2FsdA==,i=4095'],
    ['a million and one', 'r=nonce2,s=c2FsdA==,i=1000001'],
    ['2^31 iterations', 'r=nonce2,s=c2FsdA==,i=2147483648'],
    ['iterations in hex', 'r=nonce2,s=c2FsdA==,i=0x2000'],
    ['no salt', 'r=nonce2,s=,i=4096'],
    ['salt not base64', 'r=nonce2,s=c2F*dA==,i=4096'],
    ['mandatory extension', 'm=x,r=nonce2,s=c2FsdA==,i=4096'],
    ['error', 'e=unknown-user'],
    ['nothing', ''],
    ['not UTF-8', '\ufffd'],
    ['too long', `r=nonce${'x'.repeat(9000)},s=c2FsdA==,i=4096`],
  ])('refuses a server-first-message: %s', (_what, serverFirst) => {
    const mechanism = scram({ hash: 'SHA-256', user: 'u', password: 'p', nonce: 'nonce' });
    mechanism.initial();
    const step = mechanism.challenge(
      serverFirst === '\ufffd' ? Uint8Array.of(0xff, 0xfe) : bytes(serverFirst),
    );
    expect(step.kind).toBe('fail');
    expect(mechanism.success()).toBe(false);
    expect(mechanism.challenge(bytes('v=AAAA')).kind).toBe('fail');
  });

  it('accepts both ends of the iteration bounds', () => {
    for (const count of [4096, 1_000_000]) {
      const mechanism = scram({ hash: 'SHA-256', user: 'u', password: 'p', nonce: 'nonce' });
      mechanism.initial();
      expect(mechanism.challenge(bytes(`r=nonce2,s=c2FsdA==,i=${count}`)).kind).toBe('need');
    }
  });

  it.each(['v=AAAA', 'v=', 'e=invalid-proof', '', 'x=1', 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ='])(
    'refuses the server-final-message %j',
    (serverFinal) => {
      const mechanism = scram({ hash: 'SHA-256', user: 'user', password: 'pencil', nonce: 'nonce' });
      const { last } = play(mechanism, 'r=nonce2,s=c2FsdA==,i=4096', serverFinal);
      expect(last.kind).toBe('fail');
      expect(mechanism.success()).toBe(false);
    },
  );

  it('takes extensions it does not know where RFC 5802 section 5.1 allows them', () => {
    const mechanism = scram({
      hash: 'SHA-1',
      user: 'user',
      password: 'pencil',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    });
    mechanism.initial();
    const first = 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,x=later';
    expect(mechanism.challenge(bytes(first)).kind).toBe('need');
  });

  it.each([
    ['attributes in another order', 's=c2FsdA==,r=nonce2,i=4096'],
    ['the nonce twice', 'r=nonce2,r=nonce3,s=c2FsdA==,i=4096'],
    ['an error among them', 'e=other-error,r=nonce2,s=c2FsdA==,i=4096'],
    ['a comma in the nonce', 'r=nonce,2,s=c2FsdA==,i=4096'],
    ['a nonce outside ASCII', 'r=nonce\u00e9,s=c2FsdA==,i=4096'],
    ['our nonce at the end', 'r=xnonce,s=c2FsdA==,i=4096'],
    ['salt in base64url', 'r=nonce2,s=-_-_,i=4096'],
    ['a count with a plus', 'r=nonce2,s=c2FsdA==,i=+5000'],
    ['a count in other digits', 'r=nonce2,s=c2FsdA==,i=\u0664\u0660\u0669\u0666'],
  ])('refuses %s', (_what, serverFirst) => {
    const mechanism = scram({ hash: 'SHA-512', user: 'u', password: 'p', nonce: 'nonce' });
    mechanism.initial();
    expect(mechanism.challenge(bytes(serverFirst)).kind).toBe('fail');
  });

  it('signs once: nothing said after the end changes it, and nothing before it is taken', () => {
    const fresh = scram({ hash: 'SHA-1', user: 'u', password: 'p', nonce: 'nonce' });
    expect(fresh.challenge(bytes('r=nonce2,s=c2FsdA==,i=4096')).kind).toBe('fail');
    const early = scram({ hash: 'SHA-1', user: 'u', password: 'p', nonce: 'nonce' });
    early.initial();
    expect(early.derived(new Uint8Array(20)).kind).toBe('fail');
    const waiting = scram({ hash: 'SHA-1', user: 'u', password: 'p', nonce: 'nonce' });
    waiting.initial();
    waiting.challenge(bytes('r=nonce2,s=c2FsdA==,i=4096'));
    // A server-final-message before our proof would be a replay.
    expect(waiting.challenge(bytes('v=AAAA')).kind).toBe('fail');
    expect(waiting.success()).toBe(false);
    const done = scram({
      hash: 'SHA-1',
      user: 'user',
      password: 'pencil',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    });
    play(
      done,
      'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    );
    expect(done.success()).toBe(true);
    expect(done.challenge(bytes('v=rmF9pqV8S7suAoZWja4dJRkFsKQ=')).kind).toBe('fail');
    expect(done.success()).toBe(false);
  });

  it('has not proved the server when OK comes without a signature', () => {
    const mechanism = scram({ hash: 'SHA-256', user: 'user', password: 'pencil', nonce: 'nonce' });
    mechanism.initial();
    expect(mechanism.success()).toBe(false);
  });
});
