import { describe, expect, it } from 'vitest';
import { loginName, serverOfAddress } from '../../../components/login/which-server';

const server = (id: string, domains: readonly string[], login: 'address' | 'local' = 'address') => ({
  id,
  name: id,
  domains: [...domains],
  login,
  imap: { target: `${id}-imap`, tls: 'implicit' as const, port: 993, security: 'tls' as const },
});

const servers = [server('main', ['example.org', 'example.com']), server('lab', ['lab.example.org'], 'local')];

describe('which server an address belongs to', () => {
  it.each([
    ['ana@example.org', 'main'],
    ['ana@Example.COM', 'main'],
    ['ana@lab.example.org', 'lab'],
    ['"a@b"@lab.example.org', 'lab'],
    ['ana@example.net', undefined],
    ['ana@', undefined],
    ['ana', undefined],
    ['@example.org', undefined],
    ['', undefined],
  ])('%s: %s', (address, id) => {
    expect(serverOfAddress(servers, address)?.id).toBe(id);
  });
});

describe('what is sent as the user name', () => {
  it.each([
    [server('a', ['example.org']), 'ana@example.org', 'ana@example.org'],
    [server('a', ['example.org'], 'local'), 'ana@example.org', 'ana'],
    [server('a', ['example.org'], 'local'), 'ana@EXAMPLE.org', 'ana'],
    [server('a', ['example.org'], 'local'), 'ana@example.net', 'ana@example.net'],
    [server('a', [], 'local'), 'ana@example.net', 'ana'],
    [server('a', [], 'local'), 'ana', 'ana'],
    [server('a', [], 'local'), '@example.org', '@example.org'],
  ])('%o %s: %s', (one, typed, name) => {
    expect(loginName(one, typed)).toBe(name);
  });
});
