import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  addressPrefix,
  createClientAddress,
  isLoopback,
  normalAddress,
  rateKey,
} from '../../server/addresses';
import { createRates } from '../../server/rates';
import {
  ask,
  connectClient,
  limitsWith,
  openTunnelTo,
  plainTarget,
  startBridge,
  startPeer,
  tryUpgrade,
  upgradeRequest,
  within,
} from './harness';

const own = (port: number): Readonly<Record<string, string>> => ({
  Host: `127.0.0.1:${port}`,
  Origin: `http://127.0.0.1:${port}`,
});

describe('refusals before the 101, and what a plain GET says of them', () => {
  it('B12: rate limit: 429, Retry-After, the cause', async () => {
    const bridge = await startBridge({ limits: { opensBurst: 2, opensPerMinute: 6 } });
    await connectClient(bridge);
    await connectClient(bridge);
    const refused = await tryUpgrade(bridge, own(bridge.port));
    expect(refused.status).toBe(429);
    expect(refused.text).toMatch(/^Retry-After: 10\r$/m);
    expect(refused.text).toContain('"cause":"rate-limited"');
    const answer = await ask(bridge, '/bridge');
    expect(answer.json()).toMatchObject({ cause: 'rate-limited', retryAfter: 10 });
  });

  it('B11: too many tunnels an address: 429 until one ends', async () => {
    const bridge = await startBridge({ limits: { tunnelsPerAddress: 2 } });
    const first = await connectClient(bridge);
    await connectClient(bridge);
    expect((await tryUpgrade(bridge, own(bridge.port))).status).toBe(429);
    expect((await ask(bridge, '/bridge')).json()).toMatchObject({ cause: 'too-many-tunnels' });
    first.ws.close();
    await bridge.tunnelEntry();
    expect((await ask(bridge, '/bridge')).json()).toMatchObject({ cause: 'none' });
    expect((await tryUpgrade(bridge, own(bridge.port))).status).toBe(101);
  });

  it('memory: 503', async () => {
    const bridge = await startBridge({ limits: { memoryMb: 1 } });
    expect((await tryUpgrade(bridge, own(bridge.port))).status).toBe(503);
    expect((await ask(bridge, '/bridge')).json()).toMatchObject({ cause: 'memory' });
  });

  it('draining: 503 to an upgrade that still comes in', async () => {
    const bridge = await startBridge();
    const half = connect(bridge.port, '127.0.0.1');
    const request = upgradeRequest(own(bridge.port));
    half.write(request.slice(0, 20));
    const { ws } = await connectClient(bridge);
    // The server now waits for the client, which does not read, and for the half request.
    ws.pause();
    const closing = bridge.server.close(1000);
    half.write(request.slice(20));
    const [answer] = (await within(once(half, 'data'), 'an answer')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 503 [^]*"cause":"draining"/);
    ws.resume();
    await within(closing, 'the end of the server');
    await expect(tryUpgrade(bridge, own(bridge.port))).rejects.toThrow('ECONNREFUSED');
  });

  it('refused upgrades cost the address nothing', async () => {
    const bridge = await startBridge({ limits: { opensBurst: 1 } });
    const bad = { ...own(bridge.port), Origin: 'http://example.com' };
    for (let i = 0; i < 5; i++) expect((await tryUpgrade(bridge, bad)).status).toBe(403);
    expect((await tryUpgrade(bridge, own(bridge.port))).status).toBe(101);
  });
});

describe('a handshake that fails', () => {
  it('gives its place back', async () => {
    const bridge = await startBridge({ limits: { tunnelsPerAddress: 1 } });
    const bad = { ...own(bridge.port), 'Sec-WebSocket-Key': 'short' };
    for (let i = 0; i < 3; i++) expect((await tryUpgrade(bridge, bad)).status).toBe(400);
    expect((await tryUpgrade(bridge, own(bridge.port))).status).toBe(101);
  });
});

describe('who counts as one client', () => {
  it('without a file descriptor left to read the memory by, it refuses and lives', async () => {
    const bridge = await startBridge();
    const rss = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
      throw new Error('EMFILE: too many open files, uv_resident_set_memory');
    });
    onTestFinished(() => rss.mockRestore());
    const refused = await tryUpgrade(bridge, own(bridge.port));
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('"cause":"memory"');
    rss.mockRestore();
    expect((await tryUpgrade(bridge, own(bridge.port))).status).toBe(101);
  });

  it.each([0, 333])(
    'B11: thirty people behind one address open three tunnels each, a person every %d ms',
    async (ms) => {
      const peer = await startPeer((socket) => socket.write('* OK\r\n'));
      let now = 1_000_000;
      const bridge = await startBridge({ target: plainTarget(peer.port), now: () => now });
      const person = async (): Promise<void> => {
        for (let i = 0; i < 3; i++) {
          const { client, answer } = await openTunnelTo(bridge);
          expect(answer).toMatchObject({ kind: 'text' });
          expect((await client.bytes(6)).toString()).toBe('* OK\r\n');
        }
      };
      for (let i = 0; i < 30; i++) {
        await person();
        now += ms;
      }
      expect(bridge.server.tunnels).toBe(90);
      expect(bridge.entries).toEqual([]);
    },
  );

  it('behind a listed proxy each forwarded address has its own limit, and the log its prefix', async () => {
    const peer = await startPeer(() => undefined);
    const bridge = await startBridge({
      target: plainTarget(peer.port),
      limits: { tunnelsPerAddress: 1 },
      config: { trustedProxies: ['127.0.0.1'] },
    });
    const first = await connectClient(bridge, {
      headers: { 'X-Forwarded-For': '198.51.100.7, 203.0.113.5' },
    });
    const same = { ...own(bridge.port), 'X-Forwarded-For': '192.0.2.99, 203.0.113.5' };
    expect((await tryUpgrade(bridge, same)).status).toBe(429);
    const other = { ...own(bridge.port), 'X-Forwarded-For': '203.0.113.6' };
    expect((await tryUpgrade(bridge, other)).status).toBe(101);
    first.ws.close();
    await bridge.tunnelEntry(2);
    const tunnels = bridge.entries.filter((entry) => entry['kind'] === 'tunnel');
    expect(tunnels.map((entry) => entry['from'])).toEqual(['203.0.113.0/24', '203.0.113.0/24']);
  });

  it('B13: X-Forwarded-For of anybody else is ignored, with one loud line', async () => {
    const bridge = await startBridge({ limits: { tunnelsPerAddress: 1 } });
    await connectClient(bridge, { headers: { 'X-Forwarded-For': '198.51.100.1' } });
    const spoofed = { ...own(bridge.port), 'X-Forwarded-For': '198.51.100.2' };
    expect((await tryUpgrade(bridge, spoofed)).status).toBe(429);
    const warnings = bridge.entries.filter((entry) => entry['kind'] === 'warning');
    expect(warnings).toEqual([{ kind: 'warning', text: expect.stringContaining('TRUSTED_PROXIES') }]);
  });

  it.each<readonly [string, string | undefined, string]>([
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '192.0.2.1, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
    ['10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', 'junk', 'unknown'],
    ['10.0.0.1', '198.51.100.1, junk', 'unknown'],
    ['10.0.0.1', '198.51.100.1:5678', '198.51.100.1'],
    ['10.0.0.1', '[2001:db8::1]:443', '2001:db8:0:0:0:0:0:1'],
    ['10.0.0.1', '[2001:db8::1]', '2001:db8:0:0:0:0:0:1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', '10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['192.0.2.9', '198.51.100.1', '192.0.2.9'],
  ])('B13: peer %s forwarded %s is %s', (peer, forwarded, client) => {
    const address = createClientAddress({
      trustedProxies: ['10.0.0.0/8'],
      onUntrustedForward: () => undefined,
    });
    expect(address(peer, forwarded)).toBe(client);
  });

  it.each([
    ['198.51.100.7', '198.51.100.7', '198.51.100.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
  ])('%s has rate key %s and log prefix %s', (address, key, prefix) => {
    const normal = normalAddress(address) ?? '';
    expect([rateKey(normal), addressPrefix(normal)]).toEqual([key, prefix]);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.255.0.3', true],
    ['::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['localhost.example.org', false],
    ['128.0.0.1', false],
    ['::2', false],
    ['127.0.0.1.example.org', false],
    ['0.0.0.0', false],
  ])('loopback %s: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

describe('rates on a clock of our own', () => {
  it('refills the bucket, forgets youth, and counts the whole process', () => {
    let now = 0;
    const limits = limitsWith({ opensPerMinute: 60, opensBurst: 3, youngTunnelsPerAddress: 3, tunnels: 5 });
    const rates = createRates(limits, () => now);
    const first = '192.0.2.1';
    for (let i = 0; i < 3; i++) {
      expect(rates.refusal(first)).toBeNull();
      rates.admit(first);
    }
    expect(rates.refusal(first)).toEqual({ kind: 'rate-limited', retryAfter: 1 });
    now = 5000;
    // Three tokens are back, but the three tunnels are still young.
    expect(rates.refusal(first)).toEqual({ kind: 'rate-limited', retryAfter: 55 });
    now = 60_000;
    expect(rates.refusal(first)).toBeNull();
    rates.admit(first);
    const release = rates.admit('2001:db8:0:0:0:0:0:1');
    expect(rates.refusal('192.0.2.200')).toEqual({ kind: 'too-many-tunnels' });
    release();
    release();
    expect(rates.refusal('192.0.2.200')).toBeNull();
    rates.admit('192.0.2.200');
    expect(rates.refusal('192.0.2.201')).toEqual({ kind: 'too-many-tunnels' });
  });

  it('one IPv6 household is one client', () => {
    const rates = createRates(limitsWith({ tunnelsPerAddress: 1 }), () => 0);
    rates.admit('2001:db8:0:1:0:0:0:1');
    expect(rates.refusal('2001:db8:0:1:ffff:0:0:9')?.kind).toBe('too-many-tunnels');
    expect(rates.refusal('2001:db8:0:2:0:0:0:1')).toBeNull();
  });

  it('forgets quiet clients, never one with a tunnel', () => {
    const rates = createRates(limitsWith({ tunnels: 100_000, tunnelsPerAddress: 1 }), () => 0);
    const address = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    rates.admit(address(0));
    for (let i = 1; i < 50_000; i++) rates.admit(address(i))();
    expect(rates.refusal(address(0))?.kind).toBe('too-many-tunnels');
  });
});
