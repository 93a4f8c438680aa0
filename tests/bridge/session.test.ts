import { describe, expect, it } from 'vitest';
import { createSessions } from '../../server/session';
import { ask, type Bridge, startBridge } from './harness';

const secret = 'mKx93-vbQ27_pLw64+tZc81yRf50/hJd';
const dayMs = 24 * 60 * 60 * 1000;
const ownPage = { 'X-Tagline': '1', 'Sec-Fetch-Site': 'same-origin' };

const post = (bridge: Bridge, path: string, headers: Readonly<Record<string, string>> = ownPage) =>
  ask(bridge, path, { method: 'POST', headers });

const cookieOf = (setCookie: readonly string[] | undefined): string => setCookie?.[0]?.split(';', 1)[0] ?? '';

describe('the reload share', () => {
  it('is set by POST and read again by GET, the same 32 bytes', async () => {
    const bridge = await startBridge({ config: { secret } });
    const made = await post(bridge, '/session');
    expect(made.status).toBe(200);
    const { share, expires } = made.json() as { readonly share: string; readonly expires: number };
    expect(share).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(share, 'base64url')).toHaveLength(32);
    expect(expires - Date.now()).toBeGreaterThan(7 * dayMs - 60_000);
    expect(expires - Date.now()).toBeLessThanOrEqual(7 * dayMs);
    const cookie = cookieOf(made.headers['set-cookie']);
    expect(cookie).not.toContain(share);
    const read = await ask(bridge, '/session', { headers: { ...ownPage, Cookie: `a=b; ${cookie}; c=d` } });
    expect([read.status, read.json()]).toEqual([200, { share, expires }]);
    const second = (await post(bridge, '/session')).json();
    expect(second).not.toMatchObject({ share });
  });

  it('has a cookie with every lock that the origin allows', async () => {
    const plain = await post(await startBridge(), '/session');
    expect(plain.headers['set-cookie']?.[0]).toMatch(
      /^tagline-[0-9a-f]{8}=[\w.-]+; Path=\/session; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    );
    const https = await startBridge({ config: { publicUrl: new URL('https://mail.example.org') } });
    const secure = await post(https, '/session', { ...ownPage, Host: 'mail.example.org' });
    expect(secure.headers['set-cookie']?.[0]).toMatch(
      /^__Secure-tagline-[0-9a-f]{8}=[\w.-]+; Path=\/session; HttpOnly; SameSite=Strict; Secure; Max-Age=604800$/,
    );
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['no headers', {}],
    ['no X-Tagline', { 'Sec-Fetch-Site': 'same-origin' }],
    ['another X-Tagline', { ...ownPage, 'X-Tagline': '0' }],
    ['no Sec-Fetch-Site', { 'X-Tagline': '1' }],
    ['cross-site', { ...ownPage, 'Sec-Fetch-Site': 'cross-site' }],
    ['same-site', { ...ownPage, 'Sec-Fetch-Site': 'same-site' }],
    ['none, a typed address', { ...ownPage, 'Sec-Fetch-Site': 'none' }],
    ['a foreign Origin', { ...ownPage, Origin: 'http://example.com' }],
    ['Origin null', { ...ownPage, Origin: 'null' }],
  ])('B18: %s: 403 for every method, nothing set, nothing cleared', async (_what, headers) => {
    const bridge = await startBridge({ config: { secret } });
    const cookie = cookieOf((await post(bridge, '/session')).headers['set-cookie']);
    for (const [method, path] of [
      ['GET', '/session'],
      ['POST', '/session'],
      ['POST', '/logout'],
    ] as const) {
      const answer = await ask(bridge, path, { method, headers: { ...headers, Cookie: cookie } });
      expect(answer.status, `${method} ${path}`).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers['clear-site-data']).toBeUndefined();
      expect(answer.body.toString()).not.toContain('share');
    }
  });

  it('on plain http off this machine, where browsers do not say where a request comes from, X-Tagline is enough', async () => {
    const bridge = await startBridge({
      config: { publicUrl: new URL('http://mail.lan.example'), insecureHttp: true },
    });
    const own = { Host: 'mail.lan.example', 'X-Tagline': '1' };
    const made = await post(bridge, '/session', { ...own, Origin: 'http://mail.lan.example' });
    expect(made.status).toBe(200);
    const cookie = cookieOf(made.headers['set-cookie']);
    expect((await ask(bridge, '/session', { headers: { ...own, Cookie: cookie } })).json()).toEqual(
      made.json(),
    );
    expect((await post(bridge, '/logout', { ...own, Origin: 'http://mail.lan.example' })).status).toBe(200);
    for (const foreign of [
      { Host: 'mail.lan.example' },
      { ...own, Origin: 'http://example.com' },
      { ...own, Origin: 'null' },
      { ...own, 'Sec-Fetch-Site': 'cross-site' },
      { ...own, 'Sec-Fetch-Site': 'same-site' },
    ]) {
      const answer = await ask(bridge, '/session', { headers: { ...foreign, Cookie: cookie } });
      expect(answer.status, JSON.stringify(foreign)).toBe(403);
    }
  });

  it('401 without a cookie', async () => {
    const answer = await ask(await startBridge(), '/session', { headers: ownPage });
    expect([answer.status, answer.json()]).toEqual([401, { error: 'no-session' }]);
  });

  it('signing out clears the cookie and what the browser keeps', async () => {
    const bridge = await startBridge();
    const made = await post(bridge, '/session');
    const out = await post(bridge, '/logout', { ...ownPage, Origin: bridge.origin });
    expect(out.status).toBe(200);
    expect(out.headers['clear-site-data']).toBe('"cache"');
    const name = cookieOf(made.headers['set-cookie']).split('=', 1)[0];
    expect(out.headers['set-cookie']?.[0]).toMatch(new RegExp(`^${name}=; Path=/session; .*Max-Age=0$`));
  });
});

describe('forged, foreign and expired cookies', () => {
  const options = { secret, https: false, basePath: '', now: () => 1_000_000 };
  const good = createSessions(options).create();
  const pair = good.cookie.split(';', 1)[0] ?? '';
  const [name = '', value = ''] = pair.split('=');
  const [id = '', expiry = '', mac = ''] = value.split('.');
  const flipped = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

  it('the good one is read by every process with the secret', () => {
    expect(createSessions(options).read(pair)).toEqual({ share: good.share, expires: good.expires });
  });

  it.each([
    ['another id', `${name}=${flipped(id)}.${expiry}.${mac}`],
    ['a later expiry', `${name}=${id}.${Number(expiry) + 1}.${mac}`],
    ['the same expiry written otherwise', `${name}=${id}.0${expiry}.${mac}`],
    ['another MAC', `${name}=${id}.${expiry}.${flipped(mac)}`],
    ['a short MAC', `${name}=${id}.${expiry}.${mac.slice(0, 20)}`],
    ['the share as MAC', `${name}=${id}.${expiry}.${good.share}`],
    ['no MAC', `${name}=${id}.${expiry}.`],
    ['two cookies', `${pair}; ${pair}`],
    ['another name', `x${pair}`],
    ['nothing', ''],
    ['only the name', `${name}=`],
    ['noise', `${name}=${'z'.repeat(4000)}`],
  ])('%s is refused', (_what, cookie) => {
    expect(createSessions(options).read(cookie)).toBeUndefined();
  });

  it('another secret, and a random one, know nothing of it', () => {
    expect(createSessions({ ...options, secret: `${secret}x` }).read(pair)).toBeUndefined();
    expect(createSessions({ ...options, secret: null }).read(pair)).toBeUndefined();
  });

  it('ends after 7 days to the millisecond', () => {
    const at = (now: number) => createSessions({ ...options, now: () => now }).read(pair);
    expect(good.expires).toBe(1_000_000 + 7 * dayMs);
    expect(at(good.expires - 1)).toBeDefined();
    expect(at(good.expires)).toBeUndefined();
  });
});
