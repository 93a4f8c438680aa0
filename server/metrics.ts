import { createServer, type Server } from 'node:http';
import { closeCodeKey } from '../lib/net/close-codes';
import { residentBytes } from './memory';
import { SettingError } from './setting-error';
import type { TunnelSummary } from './tunnel';

/** Numbers of the running process; no address, no user, no mailbox. */
export interface Metrics {
  opened(): void;
  closed(summary: Pick<TunnelSummary, 'target' | 'up' | 'down' | 'code'>): void;
  refused(cause: string): void;
  /** Everything in the text format of Prometheus, version 0.0.4. */
  render(): string;
}

/** Normal ends of RFC 6455 section 7.4.1: done, page left, no code, connection lost. */
const PLAIN_ENDS: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006]);

/** What a label value may hold comes from our own tables; ids of targets are letters, digits and hyphens. */
export function createMetrics(): Metrics {
  const ended = new Map<string, number>();
  const refusals = new Map<string, number>();
  let [open, up, down] = [0, 0, 0];
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  const lines = (map: ReadonlyMap<string, number>, name: string): string[] =>
    [...map].map(([labels, value]) => `${name}{${labels}} ${value}`);
  return {
    opened: () => void (open += 1),
    closed: (summary) => {
      open -= 1;
      up += summary.up;
      down += summary.down;
      // A client may close with any of thousands of codes: each would be a series for ever.
      const end = closeCodeKey(summary.code) ?? (PLAIN_ENDS.has(summary.code) ? `${summary.code}` : 'other');
      count(ended, `target="${summary.target ?? 'none'}",end="${end}"`);
    },
    refused: (cause) => count(refusals, `cause="${cause}"`),
    render: () =>
      [
        '# TYPE tagline_tunnels_open gauge',
        `tagline_tunnels_open ${open}`,
        '# TYPE tagline_tunnels_ended_total counter',
        ...lines(ended, 'tagline_tunnels_ended_total'),
        '# HELP tagline_tunnel_bytes_total Of tunnels that have ended.',
        '# TYPE tagline_tunnel_bytes_total counter',
        `tagline_tunnel_bytes_total{direction="up"} ${up}`,
        `tagline_tunnel_bytes_total{direction="down"} ${down}`,
        '# TYPE tagline_refusals_total counter',
        ...lines(refusals, 'tagline_refusals_total'),
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${residentBytes()}`.replace('Infinity', '+Inf'),
        '# TYPE process_cpu_seconds_total counter',
        `process_cpu_seconds_total ${(process.cpuUsage().user + process.cpuUsage().system) / 1e6}`,
        '',
      ].join('\n'),
  };
}

/**
 * `/metrics` on a port of its own, so that the app's proxy cannot publish it by mistake.
 * @throws SettingError when the port cannot be had
 */
export async function serveMetrics(
  metrics: Metrics,
  at: { readonly listen: string; readonly port: number },
): Promise<Server> {
  const server = createServer(
    { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 5000 },
    (req, res) => {
      req.on('error', () => res.destroy());
      res.on('error', () => res.destroy());
      const found = req.url === '/metrics' && req.method === 'GET';
      res.writeHead(found ? 200 : 404, {
        'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
        Connection: 'close',
      });
      res.end(found ? metrics.render() : 'Not found\n');
    },
  );
  server.maxConnections = 50;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new SettingError(
          `Cannot serve METRICS_PORT=${at.port} on ${at.listen}: ${error.code ?? 'unknown error'}.`,
        ),
      );
    });
    server.listen({ host: at.listen, port: at.port }, () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}
