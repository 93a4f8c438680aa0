import { describe, expect, it } from 'vitest';
import { ask, startBridge, tryUpgrade } from './harness';

/** P stands for the port the bridge listens on. */
const onLoopback: readonly (readonly [host: string | null, origin: string | null, status: number])[] = [
  ['127.0.0.1:P', 'http://127.0.0.1:P', 101],
  ['localhost:P', 'http://localhost:P', 101],
  ['[::1]:P', 'http://[::1]:P', 101],
  ['127.0.0.1:P', null, 403],
  ['127.0.0.1:P', '', 403],
  ['127.0.0.1:P', 'null', 403],
  ['127.0.0.1:P', 'https://127.0.0.1:P', 403],
  ['127.0.0.1:P', 'http://127.0.0.1', 403],
  ['127.0.0.1:P', 'http://127.0.0.1:1', 403],
  ['127.0.0.1:P', 'http://127.0.0.1:P/', 403],
  ['127.0.0.1:P', 'http://127.0.0.1:P.example.com', 403],
  ['127.0.0.1:P', 'http://127.0.0.1:P, http://127.0.0.1:P', 403],
  ['127.0.0.1:P', 'http://example.com', 403],
  ['localhost:P', 'http://localhost.example.com:P', 403],
  ['localhost:P', 'http://example-localhost:P', 403],
  ['localhost:P', 'HTTP://LOCALHOST:P', 403],
  ['localhost:P', 'http://127.0.0.1:P', 403],
  ['localhost:P', 'http://user@localhost:P', 403],
  ['localhost:P', 'file://', 403],
  ['localhost:P', 'chrome-extension://abcdef', 403],
  [null, 'http://127.0.0.1:P', 421],
  ['', 'http://127.0.0.1:P', 421],
  ['127.0.0.1', 'http://127.0.0.1', 421],
  ['127.0.0.1:1', 'http://127.0.0.1:1', 421],
  ['rebind.example.com:P', 'http://rebind.example.com:P', 421],
  ['rebind.example.com', 'http://rebind.example.com', 421],
  ['localhost.:P', 'http://localhost.:P', 421],
  ['localhost:P.example.com', 'http://localhost:P', 421],
  ['0.0.0.0:P', 'http://0.0.0.0:P', 421],
  ['127.0.0.2:P', 'http://127.0.0.2:P', 421],
];

const behindProxy: readonly (readonly [host: string, origin: string | null, status: number])[] = [
  ['mail.example.org', 'https://mail.example.org', 101],
  ['mail.example.org', 'http://mail.example.org', 403],
  ['mail.example.org', 'https://mail.example.org:8443', 403],
  ['mail.example.org', 'https://mail.example.org.example.com', 403],
  ['mail.example.org', 'https://evil-mail.example.org', 403],
  ['mail.example.org', 'https://MAIL.example.org', 403],
  ['mail.example.org', 'null', 403],
  ['mail.example.org', null, 403],
  ['mail.example.org:443', 'https://mail.example.org', 421],
  ['other.example.org', 'https://mail.example.org', 421],
  ['127.0.0.1:P', 'http://127.0.0.1:P', 421],
  ['localhost:P', 'https://mail.example.org', 421],
];

describe('Host and Origin before the 101', () => {
  it.each(onLoopback)('B01: B23: on loopback: host %s origin %s gives %i', async (host, origin, status) => {
    const bridge = await startBridge();
    const fill = (text: string | null): string | null => text?.replaceAll(':P', `:${bridge.port}`) ?? null;
    const headers = {
      Host: fill(host),
      Origin: fill(origin),
    };
    const answer = await tryUpgrade(bridge, headers);
    expect(answer.status).toBe(status);
    if (status === 101) return;
    const body = JSON.parse(answer.text.slice(answer.text.indexOf('\r\n\r\n') + 4)) as unknown;
    expect(body).toEqual({
      cause: status === 421 ? 'host' : 'origin',
      origins: ['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${bridge.port}`),
      protocol: 'tagline.1',
    });
  });

  it.each(behindProxy)('B01: with PUBLIC_URL: host %s origin %s gives %i', async (host, origin, status) => {
    const bridge = await startBridge({ config: { publicUrl: new URL('https://mail.example.org') } });
    const fill = (text: string | null): string | null => text?.replaceAll(':P', `:${bridge.port}`) ?? null;
    const answer = await tryUpgrade(bridge, { Host: fill(host), Origin: fill(origin) });
    expect(answer.status).toBe(status);
  });

  it('refuses two Host or two Origin headers', async () => {
    const bridge = await startBridge();
    const good = `127.0.0.1:${bridge.port}`;
    const twoHosts = await tryUpgrade(bridge, {
      Host: `${good}\r\nHost: rebind.example.com`,
      Origin: bridge.origin,
    });
    expect(twoHosts.status).toBe(421);
    const twoOrigins = { Host: good, Origin: `${bridge.origin}\r\nOrigin: http://example.com` };
    expect((await tryUpgrade(bridge, twoOrigins)).status).toBe(403);
  });

  it('B23: answers 421 to any path under another Host', async () => {
    const bridge = await startBridge();
    for (const path of ['/', '/mail', '/config.json', '/healthz', '/bridge', '/_next/static/chunks/a.js']) {
      const answer = await ask(bridge, path, { headers: { Host: 'rebind.example.com' } });
      expect(answer.status, path).toBe(421);
      expect(answer.headers['content-security-policy'], path).toContain("default-src 'none'");
    }
  });
});

describe('GET on the address of the bridge names the cause', () => {
  it('says that nothing stands in the way, and which origins may', async () => {
    const bridge = await startBridge({ config: { publicUrl: new URL('https://mail.example.org') } });
    const answer = await ask(bridge, '/bridge', { headers: { Host: 'mail.example.org' } });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      cause: 'none',
      origins: ['https://mail.example.org'],
      protocol: 'tagline.1',
    });
  });

  it('names a wrong host and a wrong origin', async () => {
    const bridge = await startBridge({ config: { publicUrl: new URL('https://mail.example.org') } });
    const wrongHost = await ask(bridge, '/bridge', { headers: { Host: 'mail.example.com' } });
    expect(wrongHost.json()).toEqual({
      cause: 'host',
      origins: ['https://mail.example.org'],
      protocol: 'tagline.1',
    });
    const headers = { Host: 'mail.example.org', Origin: 'http://mail.example.org' };
    expect((await ask(bridge, '/bridge', { headers })).json()).toMatchObject({ cause: 'origin' });
  });
});
