import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { freePort } from '../support/temp';
import { ask, type Answer, inlineScripts, plainTarget, rawExchange, startBridge, startPeer } from './harness';

const hashOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

const pagePolicy =
  `default-src 'none'; script-src 'self' ${inlineScripts.map(hashOf).join(' ')}; style-src 'self'; ` +
  "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types default dompurify";
const assetPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";
const framePolicy = (images: string): string =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:${images}; form-action 'none'; ` +
  "base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

function expectCommon(answer: Answer, what: string): void {
  expect(answer.headers['x-content-type-options'], what).toBe('nosniff');
  expect(answer.headers['referrer-policy'], what).toBe('no-referrer');
  expect(answer.headers['cross-origin-resource-policy'], what).toBe('same-origin');
  expect(answer.headers['permissions-policy'], what).toMatch(/camera=\(\).*geolocation=\(\).*usb=\(\)/);
  expect(answer.headers['cross-origin-embedder-policy'], what).toBeUndefined();
  expect(answer.headers['access-control-allow-origin'], what).toBeUndefined();
  expect(answer.headers['x-powered-by'], what).toBeUndefined();
  expect(answer.headers['server'], what).toBeUndefined();
}

describe('headers of every response', () => {
  it.each<readonly [string, string, number, string, string]>([
    ['GET', '/', 200, 'text/html; charset=utf-8', pagePolicy],
    ['GET', '/mail', 200, 'text/html; charset=utf-8', pagePolicy],
    ['GET', '/mail.html', 200, 'text/html; charset=utf-8', pagePolicy],
    ['HEAD', '/', 200, 'text/html; charset=utf-8', pagePolicy],
    ['GET', '/nothing', 404, 'text/html; charset=utf-8', pagePolicy.replace(/ 'sha256-[^']*'/g, '')],
    ['GET', '/_next/static/chunks/a.js', 200, 'text/javascript; charset=utf-8', assetPolicy],
    ['GET', '/_next/static/chunks/b.css', 200, 'text/css; charset=utf-8', assetPolicy],
    ['GET', '/sw.js', 200, 'text/javascript; charset=utf-8', assetPolicy],
    ['GET', '/icon.svg', 200, 'image/svg+xml', assetPolicy],
    ['GET', '/index.txt', 200, 'text/plain; charset=utf-8', assetPolicy],
    ['GET', '/mail/__next.mail.txt', 200, 'text/plain; charset=utf-8', assetPolicy],
    ['GET', '/none.txt', 404, 'text/plain; charset=utf-8', dataPolicy],
    ['GET', '/_next/static/none.js', 404, 'text/plain; charset=utf-8', dataPolicy],
    ['GET', '/mail-frame', 200, 'text/html; charset=utf-8', framePolicy('')],
    [
      'GET',
      '/mail-frame?remote=1',
      200,
      'text/html; charset=utf-8',
      framePolicy(' https:; upgrade-insecure-requests'),
    ],
    ['GET', '/mail-frame?print=1', 200, 'text/html; charset=utf-8', `${framePolicy('')} allow-modals`],
    [
      'GET',
      '/mail-frame?print=1&remote=1',
      200,
      'text/html; charset=utf-8',
      `${framePolicy(' https:; upgrade-insecure-requests')} allow-modals`,
    ],
    ['GET', '/mail-frame?remote=0', 404, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/mail-frame?remote=1&x=1', 404, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/config.json', 200, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/healthz', 200, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/readyz', 503, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/bridge', 200, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/session', 403, 'application/json; charset=utf-8', dataPolicy],
    ['POST', '/session', 403, 'application/json; charset=utf-8', dataPolicy],
    ['POST', '/logout', 403, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/logout', 405, 'application/json; charset=utf-8', dataPolicy],
    ['DELETE', '/session', 405, 'application/json; charset=utf-8', dataPolicy],
    ['POST', '/', 405, 'application/json; charset=utf-8', dataPolicy],
    ['OPTIONS', '/bridge', 405, 'application/json; charset=utf-8', dataPolicy],
    ['GET', '/%ff', 400, 'application/json; charset=utf-8', dataPolicy],
  ])('B17: %s %s: %i %s', async (method, path, status, type, policy) => {
    const bridge = await startBridge({ target: plainTarget(await freePort()) });
    const answer = await ask(bridge, path, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['content-security-policy']).toBe(policy);
    expectCommon(answer, path);
    expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    if (method === 'HEAD') expect(answer.body).toHaveLength(0);
  });

  it('https adds HSTS and keeps COOP; open http has neither', async () => {
    const https = await startBridge({ config: { publicUrl: new URL('https://mail.example.org') } });
    const secure = await ask(https, '/', { headers: { Host: 'mail.example.org' } });
    expect(secure.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(secure.headers['cross-origin-opener-policy']).toBe('same-origin');
    const http = await startBridge({ config: { publicUrl: new URL('http://class.example.org') } });
    const open = await ask(http, '/', { headers: { Host: 'class.example.org' } });
    expect(open.status).toBe(200);
    expect(open.headers['strict-transport-security']).toBeUndefined();
    expect(open.headers['cross-origin-opener-policy']).toBeUndefined();
  });

  it('names what may be done instead', async () => {
    const bridge = await startBridge();
    expect((await ask(bridge, '/logout')).headers.allow).toBe('POST');
    expect((await ask(bridge, '/session', { method: 'PUT' })).headers.allow).toBe('GET, HEAD, POST');
  });
});

describe('static files', () => {
  it('serves the exported pages under their short names', async () => {
    const bridge = await startBridge();
    const text = async (path: string): Promise<string> => (await ask(bridge, path)).body.toString();
    expect(await text('/')).toContain('<title>Sign in</title>');
    expect(await text('/mail')).toContain('<title>Mail</title>');
    expect(await text('/nothing/here')).toContain('Nothing here');
    expect(await text('/index.txt')).toBe('payload');
    expect(await text('/index.txt?_rsc=abc')).toBe('payload');
  });

  it.each([
    '/../server/main.ts',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/_next/../../package.json',
    '/_next/static/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/_next/static/chunks/a.js.map',
    '/_next/static/chunks/a.js.br',
    '/_next/static/chunks/a.js.gz',
    '/_next/static/media/engine.ts',
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/_next/static/chunks',
    '/_next/static/chunks/',
    '/index.html/',
    '/index.html%00.js',
    '/constructor',
    '/__proto__',
  ])('B20: %s is not there', async (path) => {
    const bridge = await startBridge();
    const answer = await rawExchange(
      bridge,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${bridge.port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toMatch(/SECRET|secret|\[core\]|sources|"private"|root:/);
  });

  it('refuses a request target that is no path', async () => {
    const bridge = await startBridge();
    const host = `Host: 127.0.0.1:${bridge.port}\r\nConnection: close\r\n\r\n`;
    expect(await rawExchange(bridge, `GET http://127.0.0.1:1/ HTTP/1.1\r\n${host}`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await rawExchange(bridge, `OPTIONS * HTTP/1.1\r\n${host}`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=0.5, br;q=0', 'gzip'],
    ['identity', undefined],
    ['', undefined],
    ['brotli', undefined],
  ])('Accept-Encoding %j gets %s', async (accepted, encoding) => {
    const bridge = await startBridge();
    const answer = await ask(bridge, '/_next/static/chunks/a.js', {
      headers: { 'Accept-Encoding': accepted },
    });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers.vary).toBe('Accept-Encoding');
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
    const raw =
      encoding === 'br'
        ? brotliDecompressSync(answer.body)
        : encoding === 'gzip'
          ? gunzipSync(answer.body)
          : answer.body;
    expect(raw.toString()).toMatch(/^self\.chunk=1; {2000}$/);
  });

  it('lets hashed files stay and pages be asked again', async () => {
    const bridge = await startBridge();
    const chunk = await ask(bridge, '/_next/static/chunks/a.js');
    expect(chunk.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const page = await ask(bridge, '/mail');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await ask(bridge, '/mail', { headers: { 'If-None-Match': page.headers.etag ?? '' } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers['content-security-policy']).toBe(pagePolicy);
  });

  it('a Range it cannot use is no reason to fall over', async () => {
    const bridge = await startBridge();
    for (const Range of ['bytes=9-2', 'bytes=-', 'bytes=999999-', 'x']) {
      expect((await ask(bridge, '/mail', { headers: { Range } })).status).toBe(200);
    }
  });
});

describe('what the page is told', () => {
  it('config.json of one server', async () => {
    const target = { host: 'mail.example.org', port: 993, tls: 'implicit', security: 'tls' } as const;
    const bridge = await startBridge({ target });
    expect((await ask(bridge, '/config.json')).json()).toEqual({
      build: 'build-7',
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
          imap: { target: 'default-imap', tls: 'implicit', port: 993, security: 'tls' },
        },
      ],
    });
  });

  it('config.json of the demo', async () => {
    const target = { ...plainTarget(1143), id: 'demo' };
    const bridge = await startBridge({ target, config: { demoPort: 1143 } });
    expect((await ask(bridge, '/config.json')).json()).toMatchObject({
      demo: {
        user: 'demo@example.org',
        password: 'demo',
        port: 1143,
        second: { user: 'work@example.com', password: 'demo' },
      },
      servers: [{ id: 'default', imap: { target: 'demo', tls: 'none', port: 1143, security: 'loopback' } }],
    });
  });

  it('healthz says that the process lives, readyz asks the mail server, at most once in 5 s', async () => {
    const peer = await startPeer(() => undefined);
    let now = 1_000_000;
    const bridge = await startBridge({ target: plainTarget(peer.port), now: () => now });
    expect((await ask(bridge, '/healthz')).json()).toEqual({ ok: true, build: 'build-7' });
    for (let i = 0; i < 3; i++) expect((await ask(bridge, '/readyz')).json()).toEqual({ ready: true });
    expect(peer.sockets).toHaveLength(1);
    now += 5000;
    expect((await ask(bridge, '/readyz')).status).toBe(200);
    await peer.connection(2);
  });

  it('readyz names the cause', async () => {
    const bridge = await startBridge({ target: plainTarget(await freePort()) });
    const answer = await ask(bridge, '/readyz');
    expect([answer.status, answer.json()]).toEqual([503, { ready: false, cause: 'connect-failed' }]);
  });

  it('refuses large and chunked bodies', async () => {
    const bridge = await startBridge();
    const large = await ask(bridge, '/session', { method: 'POST', body: 'x'.repeat(16_385) });
    expect(large.status).toBe(413);
    const chunked = { 'Transfer-Encoding': 'chunked' };
    expect((await ask(bridge, '/session', { method: 'POST', headers: chunked })).status).toBe(413);
  });

  it('B05: cuts a client that never finishes its headers', async () => {
    const bridge = await startBridge({ limits: { headersMs: 50 } });
    const half = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${bridge.port}\r\nX-Slow: `;
    expect(await rawExchange(bridge, half)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  it('B05: refuses more headers than 8 KiB', async () => {
    const bridge = await startBridge();
    const large = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${bridge.port}\r\nX: ${'y'.repeat(9000)}\r\n\r\n`;
    expect(await rawExchange(bridge, large)).toMatch(/^HTTP\/1\.1 431 [^]*nosniff/);
  });
});

describe('an offer to speak another protocol', () => {
  const offer = (host: string, method = 'GET', path = '/config.json'): string =>
    `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n` +
    'HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n';

  it('is ignored: a plain answer, and the end of the connection', async () => {
    const bridge = await startBridge();
    const own = `127.0.0.1:${bridge.port}`;
    const answer = await rawExchange(bridge, offer(own));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/^Connection: close\r$/m);
    expect(answer).toMatch(/^X-Content-Type-Options: nosniff\r$/m);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ build: 'build-7' });
    expect(await rawExchange(bridge, offer(own, 'HEAD'))).toMatch(/^HTTP\/1\.1 200 OK\r\n[^{]*$/);
  });

  it('opens no way around the rules of a plain request', async () => {
    const bridge = await startBridge();
    const own = `127.0.0.1:${bridge.port}`;
    expect(await rawExchange(bridge, offer('rebound.example.com'))).toMatch(/^HTTP\/1\.1 421 /);
    expect(await rawExchange(bridge, offer(own, 'DELETE'))).toMatch(/^HTTP\/1\.1 405 /);
    expect(await rawExchange(bridge, offer(own, 'GET', '/../server.mjs'))).toMatch(/^HTTP\/1\.1 404 /);
    const bridgeAnswer = await rawExchange(bridge, offer(own, 'GET', '/bridge'));
    expect(bridgeAnswer).toMatch(/^HTTP\/1\.1 200 /);
    expect(bridgeAnswer).toContain('"cause":"none"');
    expect(bridge.server.tunnels).toBe(0);
  });
});
