import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config/config';

const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';

function read(yaml: string, env: Readonly<Record<string, string>> = {}) {
  return readConfig({
    env: { TAGLINE_CONFIG: 'mail.yaml', ...env },
    args: [],
    readFile: (path) => {
      if (path === 'mail.yaml') return yaml;
      if (path === 'ca.pem') return pem;
      throw new Error('ENOENT');
    },
  });
}

const one = (imap: string, more = ''): string =>
  `servers:\n  - id: main\n    name: Main\n${more}    imap:\n      host: mail.example.org\n${imap}`;

describe('a file with everything', () => {
  const config = read(`
branding:
  name: Example Mail
access:
  allow: [10.0.0.0/8, "2001:db8::/32"]
servers:
  - id: main
    name: Example
    domains: [Example.org, example.com]
    login: local
    access:
      deny: [10.6.6.6]
    imap:
      host: Mail.Example.org
      tls: starttls
      pin: ${'AB:'.repeat(31)}CD
      proxy_protocol: true
  - id: old
    name: Old machine
    imap:
      host: 192.0.2.9
      port: 1430
      tls: none
      insecure: true
  - id: private
    name: Private authority
    imap: { host: imap.example.net, ca_file: ca.pem }
`);

  it('names what the page shows and who may come', () => {
    expect(config.name).toBe('Example Mail');
    expect(config.access).toEqual({ allow: ['10.0.0.0/8', '2001:db8::/32'], deny: [] });
    expect(config.demoPort).toBeNull();
  });

  it('reads every server with its defaults', () => {
    expect(config.servers).toEqual([
      {
        id: 'main',
        name: 'Example',
        domains: ['example.org', 'example.com'],
        login: 'local',
        access: { allow: [], deny: ['10.6.6.6'] },
        imap: {
          id: 'main-imap',
          host: 'mail.example.org',
          port: 143,
          tls: 'starttls',
          security: 'tls',
          ca: null,
          pin: `${'ab'.repeat(31)}cd`,
          proxyProtocol: true,
        },
      },
      {
        id: 'old',
        name: 'Old machine',
        domains: [],
        login: 'address',
        access: { allow: [], deny: [] },
        imap: {
          id: 'old-imap',
          host: '192.0.2.9',
          port: 1430,
          tls: 'none',
          security: 'insecure',
          ca: null,
          pin: null,
          proxyProtocol: false,
        },
      },
      expect.objectContaining({
        id: 'private',
        imap: expect.objectContaining({ port: 993, tls: 'implicit', ca: pem }),
      }),
    ]);
  });
});

describe('every mistake names file and line', () => {
  it.each<readonly [string, string, RegExp]>([
    ['no YAML', 'servers:\n  - id: [', /^mail\.yaml, line [23]: .+/],
    [
      'aliases that multiply',
      `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefghij'].map((name, i) => `${name}: &${name} [${`*${'abcdefghi'[i]},`.repeat(9)}*${'abcdefghi'[i]}]\n`).join('')}servers: []\n`,
      /^mail\.yaml, line 10: names the same things again and again/,
    ],
    ['a key twice', 'access: {}\naccess: {}\nservers: []\n', /^mail\.yaml, line 2: Map keys must be unique/],
    ['nothing', '', /^mail\.yaml, line 1: must hold settings\.$/],
    ['no servers', 'branding:\n  name: X\n', /^mail\.yaml, line 1: servers is missing\.$/],
    ['an empty list', 'branding: {}\nservers: []\n', /^mail\.yaml, line 2: servers must name at least one/],
    ['an unknown key', 'server: []\nservers: []\n', /line 1: server is not a setting here\.$/],
    [
      'an unknown key below',
      one('      prot: 993\n'),
      /line 6: servers\.0\.imap\.prot is not a setting here\.$/,
    ],
    [
      'a wrong port',
      one('      port: 99999\n'),
      /^mail\.yaml, line 6: servers\.0\.imap\.port must be a whole number from 1 to 65535\.$/,
    ],
    ['a port in quotes', one('      port: "993"\n'), /line 6: servers\.0\.imap\.port must be a number\.$/],
    ['a wrong mode', one('      tls: yes\n'), /line 6: .*tls must be implicit, starttls or none\.$/],
    ['a short pin', one('      pin: abcd\n'), /line 6: .*pin must be the SHA-256/],
    [
      'a wrong login rule',
      one('', '    login: name\n'),
      /line 4: servers\.0\.login must be address or local/,
    ],
    [
      'a wrong network',
      one('', '    access:\n      allow: [10.0.0.0/33]\n'),
      /line 5: .*access\.allow must be addr/,
    ],
    ['no TLS to another machine', one('      tls: none\n'), /line 6: .*tls none would send passwords/],
    ['insecure with TLS', one('      insecure: true\n'), /line 6: .*insecure is for tls: none only/],
    [
      'a missing authority',
      one('      ca_file: gone.pem\n'),
      /^mail\.yaml, line 6: servers\.0\.imap\.ca_file names a file that cannot be read: gone\.pem\.$/,
    ],
    ['a bad id', one('').replace('id: main', 'id: Main!'), /line 2: servers\.0\.id must be lower-case/],
    [
      'an id twice',
      `servers:\n${'  - {id: a, name: A, imap: {host: a.example.org}}\n'.repeat(2)}`,
      /line 3: servers\.1\.id a is another server's already\.$/,
    ],
    [
      'a host with a port',
      one('').replace('example.org', 'example.org:993'),
      /line 5: servers\.0\.imap\.host must be a host name/,
    ],
    ['a list for a file', '- id: main\n', /^mail\.yaml, line 1: must hold settings\.$/],
    ['two files in one', `${one('')}---\nservers: []\n`, /line [67]: ends at ---; leave that line out\.$/],
    ['a domain alone', one('', '    domains: example.org\n'), /line 4: servers\.0\.domains must be a list/],
    [
      'a network alone',
      one('', '    access:\n      deny: 192.0.2.7\n'),
      /line 5: servers\.0\.access\.deny must be a list, such as \[192\.0\.2\.7\]\.$/,
    ],
    ['a long name', one('').replace('name: ', `name: ${'x'.repeat(61)}`), /name must have at most 60 char/],
  ])('%s', (_, yaml, sentence) => {
    expect(() => read(yaml)).toThrow(expect.objectContaining({ name: 'SettingError' }));
    expect(() => read(yaml)).toThrow(sentence);
    expect(() => read(yaml)).toThrow(/^[^\n]+\.$/);
  });

  it('IMAP_HOST beside the file is refused', () => {
    expect(() => read(one(''), { IMAP_HOST: 'mail.example.org' })).toThrow(/exclude each other/);
  });
});
