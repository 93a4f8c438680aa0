import { describe, expect, it } from 'vitest';
import { type ConfigSources, readConfig } from '../../server/config/config';

const files: Readonly<Record<string, string>> = {
  'ca.pem': '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
  'no-ca.pem': 'hello',
  secret: 'mKx93-vbQ27_pLw64+tZc81yRf50/hJd\n',
  'short-secret': 'changeme',
};

function read(env: ConfigSources['env'], args: readonly string[] = []) {
  return readConfig({
    env,
    args,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  });
}

const only = (env: ConfigSources['env']) => read(env).servers[0]?.imap;

const host = 'mail.example.org';

describe('every bad setting is one sentence', () => {
  const bad: readonly (readonly [ConfigSources['env'], readonly string[], RegExp])[] = [
    [{ IMAP_HOTS: host }, [], /^IMAP_HOTS is not a setting .* did you mean IMAP_HOST\?$/],
    [{ IMAPHOST: host, IMAP_HOTS: host }, [], /IMAP_HOTS/],
    [{ IMAP_HOST: host, IMAP_POTR: '993' }, [], /IMAP_POTR .* IMAP_PORT\?/],
    [{ IMAP_HOST: host, IMAP_USER: 'x' }, [], /^IMAP_USER is not a setting/],
    [{ IMAP_HOST: host, imap: '', IMAP_: '' }, [], /^IMAP_ is not a setting/],
    [{ TAGLINE_SECRTE: 'x' }, [], /TAGLINE_SECRTE .* TAGLINE_SECRET\?/],
    [{ SMTP_HSOT: 'x' }, [], /SMTP_HSOT .* SMTP_HOST\?/],
    [{ SIEVE_FOO: 'x' }, [], /^SIEVE_FOO is not a setting/],
    [{ POP3_FOO: 'x' }, [], /^POP3_FOO is not a setting/],
    [{ SMTP_HOST: host }, [], /^SMTP_HOST is not supported yet: .*IMAP only\.$/],
    [{ TAGLINE_CONFIG: 'x.yaml' }, [], /^TAGLINE_CONFIG names a file that cannot be read: x\.yaml\.$/],
    [{ TLS_CERT: 'ca.pem' }, [], /^TLS_CERT and TLS_KEY belong together; TLS_KEY is missing\.$/],
    [{ TLS_KEY: 'secret' }, [], /^TLS_CERT and TLS_KEY belong together; TLS_CERT is missing\.$/],
    [{ TLS_CERT: 'secret', TLS_KEY: 'secret' }, [], /^TLS_CERT holds no PEM certificate/],
    [{ TLS_CERT: 'ca.pem', TLS_KEY: 'secret' }, [], /^TLS_KEY does not belong to TLS_CERT/],
    [{ METRICS_PORT: 'x' }, [], /^METRICS_PORT must be a whole number/],
    [{ METRICS_LISTEN: 'x' }, [], /^METRICS_LISTEN must be an IP address/],
    [{ IMAP_HOST: '' }, [], /^IMAP_HOST is set but empty\.$/],
    [{ IMAP_HOST: 'imaps://mail.example.org' }, [], /^IMAP_HOST must be a host name/],
    [{ IMAP_HOST: 'mail.example.org:993' }, [], /^IMAP_HOST .* IMAP_PORT\.$/],
    [{ IMAP_HOST: 'mail example' }, [], /^IMAP_HOST must be/],
    [{ IMAP_HOST: host, IMAP_PORT: 'imaps' }, [], /^IMAP_PORT must be a whole number from 1 to 65535\.$/],
    [{ IMAP_HOST: host, IMAP_PORT: '0' }, [], /^IMAP_PORT must/],
    [{ IMAP_HOST: host, IMAP_PORT: '65536' }, [], /^IMAP_PORT must/],
    [{ IMAP_HOST: host, IMAP_PORT: '-1' }, [], /^IMAP_PORT must/],
    [{ IMAP_HOST: host, IMAP_PORT: '' }, [], /^IMAP_PORT must/],
    [{ IMAP_HOST: host, IMAP_TLS: 'yes' }, [], /^IMAP_TLS must be implicit, starttls or none\.$/],
    [{ IMAP_HOST: host, IMAP_TLS: 'none' }, [], /in the clear/],
    [{ IMAP_HOST: '192.0.2.1', IMAP_TLS: 'none' }, [], /192\.0\.2\.1 in the clear/],
    [
      { IMAP_HOST: host, IMAP_CA_FILE: 'gone.pem' },
      [],
      /^IMAP_CA_FILE names a file that cannot be read: gone\.pem\.$/,
    ],
    [{ IMAP_HOST: host, IMAP_CA_FILE: 'no-ca.pem' }, [], /holds no PEM certificate/],
    [{ IMAP_HOST: 'localhost', IMAP_TLS: 'none', IMAP_CA_FILE: 'ca.pem' }, [], /no use/],
    [{ IMAP_PORT: '993' }, [], /^IMAP_PORT is set but IMAP_HOST is not\.$/],
    [{ IMAP_TLS: 'implicit' }, [], /^IMAP_TLS is set but IMAP_HOST is not\.$/],
    [{ PORT: 'http' }, [], /^PORT must be a whole number from 0 to 65535\.$/],
    [{ PORT: '70000' }, [], /^PORT must/],
    [{ PORT: '3e3' }, [], /^PORT must/],
    [{ LISTEN: 'example.org' }, [], /^LISTEN must be an IP address/],
    [{ LISTEN: '0.0.0.0' }, ['--demo'], /^LISTEN=0\.0\.0\.0 is open to the network/],
    [{ LISTEN: '::', IMAP_HOST: host }, [], /open to the network/],
    [{ LISTEN: '0.0.0.0', IMAP_HOST: host, PUBLIC_URL: 'https://mail.example.org' }, [], /TRUSTED_PROXIES/],
    [{ LISTEN: '0.0.0.0', IMAP_HOST: host, TRUSTED_PROXIES: '10.0.0.1' }, [], /PUBLIC_URL/],
    [{ IMAP_HOST: host, PUBLIC_URL: 'http://mail.example.org' }, [], /^PUBLIC_URL must start with https:/],
    [{ IMAP_HOST: host, PUBLIC_URL: 'mail.example.org' }, [], /^PUBLIC_URL must be an origin/],
    [
      { IMAP_HOST: host, PUBLIC_URL: 'https://mail.example.org/webmail' },
      [],
      /^PUBLIC_URL must be an origin/,
    ],
    [
      { IMAP_HOST: host, PUBLIC_URL: 'https://user:pw@mail.example.org' },
      [],
      /^PUBLIC_URL must be an origin/,
    ],
    [{ IMAP_HOST: host, PUBLIC_URL: 'ftp://mail.example.org' }, [], /^PUBLIC_URL must be an origin/],
    [{ IMAP_HOST: host, TRUSTED_PROXIES: 'proxy.example.org' }, [], /^TRUSTED_PROXIES must be/],
    [{ IMAP_HOST: host, TRUSTED_PROXIES: '10.0.0.0/33' }, [], /^TRUSTED_PROXIES must be/],
    [{ BASE_PATH: 'webmail' }, [], /^BASE_PATH must be/],
    [{ BASE_PATH: '/a//b' }, [], /^BASE_PATH must be/],
    [{ BASE_PATH: '/a/../b' }, [], /^BASE_PATH must be/],
    [{ BASE_PATH: '/a?b' }, [], /^BASE_PATH must be/],
    [{ BASE_PATH: '/<b>' }, [], /^BASE_PATH must be/],
    [{ BASE_PATH: `/${'a'.repeat(100)}` }, [], /^BASE_PATH must be/],
    [{ TAGLINE_SECRET: 'changeme' }, [], /^TAGLINE_SECRET must hold at least 32/],
    [{ TAGLINE_SECRET: 'a'.repeat(64) }, [], /^TAGLINE_SECRET must hold at least 32 random/],
    [{ TAGLINE_SECRET: '' }, [], /^TAGLINE_SECRET must hold/],
    [{ TAGLINE_SECRET_FILE: 'short-secret' }, [], /^TAGLINE_SECRET_FILE must hold/],
    [{ TAGLINE_SECRET_FILE: 'gone' }, [], /cannot be read: gone/],
    [{ TAGLINE_SECRET: 'x', TAGLINE_SECRET_FILE: 'secret' }, [], /exclude each other/],
    [{ TAGLINE_MAX_TUNNELS: '0' }, [], /^TAGLINE_MAX_TUNNELS must be a whole number from 1/],
    [{ TAGLINE_OPENS_PER_MINUTE: 'many' }, [], /^TAGLINE_OPENS_PER_MINUTE must be/],
    [{ TAGLINE_DEMO_PORT: '70000' }, [], /^TAGLINE_DEMO_PORT must be/],
    [
      { TAGLINE_DEMO_PERSONALITY: 'hotmail' },
      [],
      /^TAGLINE_DEMO_PERSONALITY must be one of gmail, exchange, yahoo, icloud, courier\.$/,
    ],
    [{ TAGLINE_DEMO_PERSONALITY: 'gmail', IMAP_HOST: host }, [], /is for the demo only/],
    [{ TAGLINE_DEMO_PERSONALTY: 'gmail' }, [], /did you mean TAGLINE_DEMO_PERSONALITY\?$/],
    [{ IMAP_HOST: host }, ['--demo'], /exclude each other/],
    [{ PUBLIC_URL: 'https://mail.example.org' }, [], /^No mail server is configured/],
    [{ LISTEN: '0.0.0.0' }, ['--insecure-http'], /^No mail server is configured/],
    [{}, ['--verbose'], /^--verbose is not an option/],
    [{}, ['--out'], /^--out needs a folder\.$/],
    [{ IMAP_HOST: host }, ['--submission', host], /^--submission is not an option/],
    [{ IMAP_HOST: host }, ['check', '--submission'], /^--submission needs a host/],
    [{ IMAP_HOST: host }, ['check', '--submission', `${host}:99999`], /^The port of --submission must be/],
    [{ IMAP_HOST: host }, ['check', '--submission', 'smtp://x'], /^--submission must be a host name/],
  ];

  it.each(bad)('%j %j', (env, args, sentence) => {
    expect(() => read(env, args)).toThrow(expect.objectContaining({ name: 'SettingError' }));
    expect(() => read(env, args)).toThrow(sentence);
    expect(() => read(env, args)).toThrow(/^[^\n]+[.?]$/);
  });
});

describe('what a good setting means', () => {
  it('a personality is that of the demo, in any case', () => {
    expect(read({ TAGLINE_DEMO_PERSONALITY: ' Gmail ' }).demoPersonality?.name).toBe('gmail');
  });

  it('nothing at all is the demo on loopback', () => {
    const config = read({ PATH: '/bin', HOME: '/home/x', SMTP_HOST: '' });
    expect(config).toMatchObject({
      listen: '127.0.0.1',
      port: 3000,
      servers: [],
      demoPort: 1143,
      demoPersonality: null,
      secret: null,
    });
  });

  it.each([
    ['relay.example.org', 'relay.example.org', 587, 'starttls', null],
    ['relay.example.org:465', 'relay.example.org', 465, 'implicit', null],
    [`${host}:25`, host, 25, 'starttls', expect.stringContaining('BEGIN CERTIFICATE')],
  ])('check --submission %s', (place, name, port, tls, ca) => {
    const { checkSubmission } = read({ IMAP_HOST: host, IMAP_CA_FILE: 'ca.pem' }, [
      'check',
      '--submission',
      place,
    ]);
    expect(checkSubmission).toMatchObject({ host: name, port, tls, security: 'tls', ca });
  });

  it('a host is implicit TLS on 993 as default-imap, and no demo', () => {
    const config = read({ IMAP_HOST: 'Mail.Example.ORG', PORT: '0' });
    expect(config.servers[0]?.imap).toEqual({
      id: 'default-imap',
      host: 'mail.example.org',
      port: 993,
      tls: 'implicit',
      security: 'tls',
      ca: null,
      pin: null,
      proxyProtocol: false,
    });
    expect(config.demoPort).toBeNull();
  });

  it('STARTTLS is port 143 and as safe as TLS', () => {
    const imap = only({ IMAP_HOST: host, IMAP_TLS: 'starttls', IMAP_CA_FILE: 'ca.pem' });
    expect(imap).toMatchObject({ tls: 'starttls', port: 143, security: 'tls', ca: files['ca.pem'] });
  });

  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]', '::ffff:127.0.0.1'])(
    'no TLS is allowed to %s',
    (loopback) => {
      const imap = only({ IMAP_HOST: loopback, IMAP_TLS: 'none' });
      expect(imap).toMatchObject({ tls: 'none', port: 143, security: 'loopback' });
    },
  );

  it('reads the authority and the secret from files', () => {
    const config = read({ IMAP_HOST: host, IMAP_CA_FILE: 'ca.pem', TAGLINE_SECRET_FILE: 'secret' });
    expect(config.servers[0]?.imap.ca).toBe(files['ca.pem']);
    expect(config.secret).toBe(files['secret']?.trim());
  });

  it('takes every limit that has a name', () => {
    const { limits } = read({
      TAGLINE_MAX_TUNNELS: '7',
      TAGLINE_MAX_TUNNELS_PER_ADDRESS: '6',
      TAGLINE_MAX_YOUNG_TUNNELS_PER_ADDRESS: '5',
      TAGLINE_OPENS_PER_MINUTE: '4',
      TAGLINE_OPENS_BURST: '3',
      TAGLINE_MEMORY_LIMIT_MB: '128',
    });
    expect(limits).toMatchObject({
      tunnels: 7,
      tunnelsPerAddress: 6,
      youngTunnelsPerAddress: 5,
      opensPerMinute: 4,
      opensBurst: 3,
      memoryMb: 128,
    });
  });

  it.each<readonly [ConfigSources['env'], readonly string[]]>([
    [
      {
        LISTEN: '0.0.0.0',
        IMAP_HOST: host,
        PUBLIC_URL: 'https://m.example.org',
        TRUSTED_PROXIES: '10.0.0.0/8',
      },
      [],
    ],
    [{ LISTEN: '0.0.0.0', IMAP_HOST: host }, ['--insecure-http']],
    [{ LISTEN: '0.0.0.0' }, ['--insecure-http', '--demo']],
    [{ LISTEN: '::1' }, []],
    [{ LISTEN: '[::1]' }, []],
    [{ LISTEN: 'localhost', BASE_PATH: '/' }, []],
    [{ IMAP_HOST: host, PUBLIC_URL: 'https://m.example.org/', TRUSTED_PROXIES: '127.0.0.1, ::1' }, []],
    [{ IMAP_HOST: host, PUBLIC_URL: 'http://m.example.org' }, ['--insecure-http']],
  ])('accepts %j %j', (env, args) => {
    expect(() => read(env, args)).not.toThrow();
  });
});
