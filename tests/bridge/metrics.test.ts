import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createMetrics, serveMetrics } from '../../server/metrics';
import { ask } from './harness';

const loopback = { listen: '127.0.0.1', port: 0 };

it('counts tunnels, their ends, bytes and refusals', () => {
  const metrics = createMetrics();
  metrics.opened();
  metrics.opened();
  metrics.opened();
  metrics.closed({ target: 'main-imap', up: 10, down: 2000, code: 4013 });
  metrics.closed({ target: null, up: 0, down: 0, code: 1001 });
  metrics.refused('origin');
  metrics.refused('origin');
  const lines = metrics.render().split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'tagline_tunnels_open 1',
      'tagline_tunnels_ended_total{target="main-imap",end="server-closed"} 1',
      'tagline_tunnels_ended_total{target="none",end="1001"} 1',
      'tagline_tunnel_bytes_total{direction="up"} 10',
      'tagline_tunnel_bytes_total{direction="down"} 2000',
      'tagline_refusals_total{cause="origin"} 2',
    ]),
  );
  for (const line of lines)
    expect(line).toMatch(/^(?:# .+|[a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? [\d.]+|)$/);
});

it('answers on its own port and nowhere else', async () => {
  const server = await serveMetrics(createMetrics(), loopback);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await ask({ port }, '/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.body.toString()).toContain('tagline_tunnels_open 0\n');
  expect((await ask({ port }, '/')).status).toBe(404);
  expect((await ask({ port }, '/metrics', { method: 'POST' })).status).toBe(404);
});

it('a port in use is one sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(serveMetrics(createMetrics(), { ...loopback, port })).rejects.toThrow(
    `Cannot serve METRICS_PORT=${port} on 127.0.0.1: EADDRINUSE.`,
  );
});
