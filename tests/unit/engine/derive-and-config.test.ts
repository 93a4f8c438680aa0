import { describe, expect, it } from 'vitest';
import { readSiteConfig, toServerTarget } from '../../../lib/engine/config';
import { deriveKey } from '../../../lib/engine/derive';
import type { SaslNeed } from '../../../lib/imap';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('deriveKey', () => {
  const need = (hash: SaslNeed['hash'], iterations: number, length: number): SaslNeed => ({
    kind: 'derive',
    hash,
    password: bytes('password'),
    salt: bytes('salt'),
    iterations,
    length,
  });
  // RFC 6070 section 2; RFC 7914 section 11 has the same construction for SHA-256.
  const cases: [SaslNeed, string][] = [
    [need('SHA-1', 1, 20), '0c60c80f961f0e71f3a9b524af6012062fe037a6'],
    [need('SHA-1', 4096, 20), '4b007901b765489abead49d926f721d065a429c1'],
    [need('SHA-256', 1, 32), '120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b'],
  ];
  it.each(cases)('agrees with the published vectors, in both ways: %#', async (wanted, expected) => {
    expect(hex(await deriveKey(wanted, globalThis.crypto.subtle))).toBe(expected);
    expect(hex(await deriveKey(wanted, null))).toBe(expected);
  });

  it('gives the same by both ways for SHA-512', async () => {
    const wanted = need('SHA-512', 10, 64);
    expect(hex(await deriveKey(wanted, null))).toBe(hex(await deriveKey(wanted, globalThis.crypto.subtle)));
  });

  it('refuses what only an attack asks for', async () => {
    for (const wanted of [need('SHA-1', 0, 20), need('SHA-1', 2 ** 31, 20), need('SHA-1', 1, 4_096)]) {
      await expect(deriveKey(wanted, null)).rejects.toThrow(RangeError);
    }
  });
});

describe('readSiteConfig', () => {
  const config = {
    build: 'b1',
    basePath: '',
    offline: true,
    demo: false,
    branding: { name: 'Tagline' },
    servers: [
      {
        id: 'default',
        name: 'mail.example.org',
        domains: [],
        login: 'address',
        imap: { target: 'imap', tls: 'implicit', port: 993, security: 'tls' },
      },
    ],
  };

  it('takes what the server writes', () => {
    const result = readSiteConfig({ ...config, later: 'ignored' });
    expect(result).toEqual({ ok: true, value: config });
    expect(result.ok && result.value.servers[0] && toServerTarget(result.value.servers[0])).toEqual({
      id: 'default',
      name: 'mail.example.org',
      target: 'imap',
      tls: 'implicit',
      security: 'tls',
    });
    expect(readSiteConfig({ ...config, demo: { user: 'demo', password: 'demo', port: 1143 } }).ok).toBe(true);
  });

  it.each([
    ['nothing', null],
    ['a page of a captive portal', '<html>'],
    ['no servers', { ...config, servers: undefined }],
    ['an unknown way of TLS', { ...config, servers: [{ ...config.servers[0], imap: { tls: 'maybe' } }] }],
  ])('refuses %s', (_, json) => {
    expect(readSiteConfig(json)).toMatchObject({ ok: false });
  });
});
