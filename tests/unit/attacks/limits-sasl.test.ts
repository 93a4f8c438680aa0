/** The limits of lib/sasl, and of lib/engine where a server's words decide how much work is done. */
import { expect, it } from 'vitest';
import { deriveKey } from '../../../lib/engine/derive';
import { MAX_ITERATIONS as ENGINE_ITERATIONS } from '../../../lib/engine/limits';
import { cramMd5, makeMechanism, oauthBearer, scram, xoauth2 } from '../../../lib/sasl';
import * as limits from '../../../lib/sasl/limits';
import { testBounds, type Bound } from '../../support/bounds';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What becomes of a server-first-message with this salt and count. */
function first(salt: number, iterations: string, nonce = 'ours2'): string {
  const mechanism = scram({ hash: 'SHA-256', user: 'u', password: 'p', nonce: 'ours' });
  mechanism.initial();
  return mechanism.challenge(
    bytes(`r=${nonce},s=${Buffer.alloc(salt, 1).toString('base64')},i=${iterations}`),
  ).kind;
}
const count = (iterations: number | string): string => first(16, String(iterations));

/** A challenge of so many octets, for each mechanism that takes one. */
function challenged(octets: number): readonly string[] {
  const padded = `r=ours${'x'.repeat(octets - 6 - 18)},s=c2FsdA==,i=4096`.slice(0, octets);
  const scrammed = scram({ hash: 'SHA-256', user: 'u', password: 'p', nonce: 'ours' });
  scrammed.initial();
  const long = new Uint8Array(octets).fill(120);
  const bearers = [
    xoauth2({ user: 'u', token: 't' }),
    oauthBearer({ user: 'u', token: 't' }, { host: 'h', port: 1 }),
  ];
  return [
    scrammed.challenge(bytes(padded)).kind,
    cramMd5('u', 'p').challenge(long).kind,
    ...bearers.map((one) => one.challenge(long).kind),
  ];
}
const failing = ['fail', 'fail', 'fail', 'fail'];

const rows: Readonly<Record<keyof typeof limits, Bound>> = {
  MIN_ITERATIONS: {
    at: () => expect(count(limits.MIN_ITERATIONS)).toBe('need'),
    above: () => expect(count(limits.MIN_ITERATIONS - 1)).toBe('fail'),
    hostile: () =>
      expect(['0', '1', '-4096', '', '4096.5', '04096', '0x1000', '4e3', ' 4096', '٤٠٩٦'].map(count)).toEqual(
        Array(10).fill('fail'),
      ),
  },
  MAX_ITERATIONS: {
    at: () => expect(count(limits.MAX_ITERATIONS)).toBe('need'),
    above: () => expect(count(limits.MAX_ITERATIONS + 1)).toBe('fail'),
    hostile: () =>
      expect(['2147483648', '4294967296', '9'.repeat(400), 'Infinity', '1e9'].map(count)).toEqual(
        Array(5).fill('fail'),
      ),
  },
  MAX_CHALLENGE: {
    at: () => expect(challenged(limits.MAX_CHALLENGE)).toEqual(['need', 'send', 'send', 'send']),
    above: () => expect(challenged(limits.MAX_CHALLENGE + 1)).toEqual(failing),
    hostile: () => expect(challenged(10_000_000)).toEqual(failing),
  },
  MAX_SALT: {
    at: () => expect(first(limits.MAX_SALT, '4096')).toBe('need'),
    above: () => expect(first(limits.MAX_SALT + 1, '4096')).toBe('fail'),
    hostile: () =>
      expect([first(0, '4096'), first(6_000, '4096'), first(1_000_000, '4096')]).toEqual([
        'fail',
        'fail',
        'fail',
      ]),
  },
  NONCE_BYTES: {
    at: () => {
      const random = new Uint8Array(limits.NONCE_BYTES).fill(7);
      const choice = { kind: 'scram', name: 'SCRAM-SHA-256', hash: 'SHA-256' } as const;
      const said = new TextDecoder().decode(makeMechanism(choice, 'u', 'p', random).initial() ?? undefined);
      expect(/r=(.*)$/.exec(said)?.[1]).toHaveLength((limits.NONCE_BYTES / 3) * 4);
    },
    above: () => expect(first(16, '4096', 'ours')).toBe('fail'),
    hostile: () =>
      expect([
        first(16, '4096', 'our'),
        first(16, '4096', `ours${'\u0000'}`),
        first(16, '4096', `ours${'x'.repeat(9_000)}`),
      ]).toEqual(['fail', 'fail', 'fail']),
  },
};

testBounds('lib/sasl', Object.keys(limits), rows);

it('whatever a mechanism lets through, the engine derives no key beyond its own bounds', async () => {
  expect(ENGINE_ITERATIONS).toBeGreaterThanOrEqual(limits.MAX_ITERATIONS);
  const need = {
    kind: 'derive',
    hash: 'SHA-1',
    password: bytes('p'),
    salt: bytes('s'),
    iterations: 1,
    length: 20,
  } as const;
  expect(await deriveKey(need)).toHaveLength(20);
  for (const bad of [
    { iterations: ENGINE_ITERATIONS + 1 },
    { iterations: 0 },
    { iterations: Infinity },
    { iterations: NaN },
    { length: 65 },
    { length: 0 },
  ])
    await expect(deriveKey({ ...need, ...bad })).rejects.toThrow(RangeError);
});
