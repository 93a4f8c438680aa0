import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { basePlaceholder } from '../../server/base-path';
import { ask, movableApp, startBridge, tryUpgrade } from './harness';

const at = (basePath: string) => startBridge({ out: movableApp(), config: { basePath } });

describe.each(['', '/mail', '/a/b'])('served at %j', (base) => {
  it('writes the base path into pages and scripts, plain and compressed alike, and hashes what it sends', async () => {
    const bridge = await at(base);
    const page = await ask(bridge, `${base}/`);
    expect(page.status).toBe(200);
    expect(page.body.toString()).toContain(`src="${base}/_next/static/chunks/a.js"`);
    expect(page.body.toString()).not.toContain(basePlaceholder);
    const hash = createHash('sha256').update(`self.base="${base}/";`).digest('base64');
    expect(page.headers['content-security-policy']).toContain(`'sha256-${hash}'`);
    const file = `${base}/_next/static/chunks/a.js`;
    const plain = (await ask(bridge, file)).body.toString();
    expect(plain).toMatch(new RegExp(`^self\\.at="${base}/_next/";`));
    const small = await ask(bridge, file, { headers: { 'Accept-Encoding': 'br' } });
    expect(small.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(small.body).toString()).toBe(plain);
    if (base === '') return;
    const zipped = await ask(bridge, file, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(gunzipSync(zipped.body).toString()).toBe(plain);
  });

  it('tells the page, and binds tunnel and cookie to it', async () => {
    const bridge = await at(base);
    expect((await ask(bridge, `${base}/config.json`)).json()).toMatchObject({ basePath: base });
    expect(bridge.server.url).toBe(`${bridge.origin}${base}/`);
    expect((await tryUpgrade(bridge, hosts(bridge), `${base}/bridge`)).status).toBe(101);
    expect((await tryUpgrade(bridge, hosts(bridge), `${base}/x/bridge`)).status).toBe(400);
    const { headers } = await ask(bridge, `${base}/session`, {
      method: 'POST',
      headers: { 'X-Tagline': '1', 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(headers['set-cookie']?.[0]).toContain(`; Path=${base}/session;`);
  });
});

const hosts = (bridge: { readonly port: number; readonly origin: string }) => ({
  Host: `127.0.0.1:${bridge.port}`,
  Origin: bridge.origin,
});

describe('outside of the base path', () => {
  it.each([
    ['/a/b', 200],
    ['/a/b/mail', 200],
    ['/', 307],
    ['/healthz', 200],
    ['/mail', 404],
    ['/config.json', 404],
    ['/a', 404],
    ['/a/bc', 404],
    ['/a/b/../../mail', 404],
    ['/bridge', 404],
  ])('%s answers %d', async (path, status) => {
    expect((await ask(await at('/a/b'), path)).status).toBe(status);
  });

  it('sends the root to the app', async () => {
    expect((await ask(await at('/a/b'), '/')).headers['location']).toBe('/a/b/');
  });

  it('no tunnel', async () => {
    const bridge = await at('/a/b');
    expect((await tryUpgrade(bridge, hosts(bridge), '/bridge')).status).toBe(400);
  });

  it('a build for the root alone is refused', async () => {
    await expect(startBridge({ config: { basePath: '/mail' } })).rejects.toThrow(
      /^BASE_PATH=\/mail needs a client that can be moved/,
    );
  });
});
