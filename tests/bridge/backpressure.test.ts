import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createValve } from '../../server/backpressure';
import { createDialler } from '../../server/dial';
import { createTlsSessions } from '../../server/tls-sessions';
import { certificate } from '../support/tls';
import { limitsWith, openTunnelTo, plainTarget, startBridge, startPeer, within } from './harness';

const mib = 1024 * 1024;
const limits = limitsWith();

/** A dial whose socket tells when the bridge pauses and resumes it. */
function watchedDial(onDialled: (socket: Socket) => void) {
  const dial = createDialler({ limits, sessions: createTlsSessions(Date.now) });
  return async (...args: Parameters<typeof dial>) => {
    const dialled = await dial(...args);
    onDialled(dialled.socket);
    return dialled;
  };
}

/** Writes as much as the reader takes, up to `total`, and says how much that was. */
function flood(socket: Socket, chunk: Buffer, total: number): { readonly written: () => number } {
  let written = 0;
  const go = (): void => {
    while (written < total) {
      written += chunk.length;
      if (!socket.write(chunk)) return void socket.once('drain', go);
    }
    socket.end();
  };
  go();
  return { written: () => written };
}

describe('a reader that stalls', () => {
  it('B08: pauses the mail server: a flood of 128 MiB over TLS costs at most 32 MiB, and all of it arrives', async () => {
    const { key, cert, caFile } = await certificate('good');
    const total = 128 * mib;
    const chunk = Buffer.alloc(64 * 1024, 'flood of mail ');
    let written = (): number => 0;
    const peer = await startPeer(
      (socket) => socket.once('data', () => (written = flood(socket, chunk, total).written)),
      { key, cert },
    );
    let paused: () => void = () => undefined;
    let pauses = 0;
    const firstPause = new Promise<void>((resolve) => (paused = resolve));
    const bridge = await startBridge({
      target: {
        ...plainTarget(peer.port),
        host: 'localhost',
        tls: 'implicit',
        security: 'tls',
        ca: readFileSync(caFile, 'utf8'),
      },
      dial: watchedDial((socket) => {
        const pause = socket.pause.bind(socket);
        socket.pause = () => {
          pauses += 1;
          paused();
          return pause();
        };
      }),
    });
    const { client } = await openTunnelTo(bridge);
    const { ws } = client;
    const expected = createHash('sha256');
    for (let at = 0; at < total; at += chunk.length) expected.update(chunk);
    const wanted = expected.digest('hex');
    ws.removeAllListeners('message');
    const seen = createHash('sha256');
    let bytes = 0;
    ws.on('message', (data: Buffer) => {
      bytes += data.length;
      seen.update(data);
    });

    const before = process.memoryUsage.rss();
    ws.pause();
    ws.send(Buffer.from('go'));
    await within(firstPause, 'the pause of the mail server');
    // The flood goes on until every buffer on the way is full; then it stands still, far from its end.
    await vi.waitFor(
      () => {
        const was = written();
        return new Promise<void>((resolve, reject) => {
          setImmediate(() =>
            setImmediate(() => {
              if (was > 0 && was === written()) resolve();
              else reject(new Error('still flowing'));
            }),
          );
        });
      },
      { timeout: 30_000, interval: 20 },
    );
    expect(process.memoryUsage.rss() - before).toBeLessThanOrEqual(32 * mib);
    expect(written()).toBeLessThan(total / 2);

    ws.resume();
    const end = await client.closed();
    expect(end.code).toBe(4013);
    expect(bytes).toBe(total);
    expect(seen.digest('hex')).toBe(wanted);
    const entry = await bridge.tunnelEntry();
    expect(entry).toMatchObject({ down: total, code: 4013 });
    expect(entry['pausedServer']).toBe(pauses);
    expect(pauses).toBeGreaterThan(0);
  });
});

describe('a mail server that stalls', () => {
  it('B09: pauses the client: what waits stays near the high mark, and all of it arrives', async () => {
    const total = 48 * mib;
    const chunk = Buffer.alloc(64 * 1024, 'APPEND ');
    let received = 0;
    const peer = await startPeer((socket) => {
      socket.pause();
      socket.on('data', (data) => (received += data.length));
      // A listener for data would let it flow.
      socket.pause();
    });
    let upstream: Socket | null = null;
    const waiting = (): number => upstream?.writableLength ?? 0;
    const bridge = await startBridge({
      target: plainTarget(peer.port),
      dial: watchedDial((socket) => (upstream = socket)),
    });
    const { client } = await openTunnelTo(bridge);
    const server = await peer.connection();
    const before = process.memoryUsage.rss();
    let sent = 0;
    let most = 0;
    const sendAll = async (): Promise<void> => {
      while (sent < total) {
        await new Promise<void>((resolve, reject) => {
          client.ws.send(chunk, (error) => (error ? reject(error) : resolve()));
        });
        sent += chunk.length;
        most = Math.max(most, waiting());
      }
    };
    const sending = sendAll();
    await vi.waitFor(() => expect(waiting()).toBeGreaterThan(limits.bufferHigh), {
      timeout: 30_000,
      interval: 10,
    });
    expect(process.memoryUsage.rss() - before).toBeLessThanOrEqual(32 * mib);
    expect(sent).toBeLessThan(total);
    server.resume();
    await within(sending, 'the end of the upload');
    client.ws.close(1000);
    await within(once(server, 'close'), 'the end of the connection');
    expect(received).toBe(total);
    expect(most).toBeLessThanOrEqual(limits.bufferHigh + 2 * limits.frameBytes);
    const entry = await bridge.tunnelEntry();
    expect(entry).toMatchObject({ up: total, code: 1000 });
    expect(entry['pausedClient']).toBeGreaterThan(0);
  });

  it('for good closes 4013 instead of holding the client for ever', async () => {
    const peer = await startPeer((socket) => void socket.pause());
    const bridge = await startBridge({ target: plainTarget(peer.port), limits: { pingMs: 30 } });
    const { client } = await openTunnelTo(bridge);
    await peer.connection();
    const chunk = Buffer.alloc(64 * 1024);
    for (let i = 0; i < 300; i++) client.ws.send(chunk, () => undefined);
    const entry = await bridge.tunnelEntry();
    expect(entry).toMatchObject({ code: 4013, why: 'server-closed: stalled' });
  });
});

describe('the wall behind the valves', () => {
  it('closes 4014 when both directions together hold more than the hard limit', async () => {
    const peer = await startPeer((socket) => void flood(socket, Buffer.alloc(64 * 1024), 16 * mib));
    // Valves that never close, so that only the wall is left.
    const bridge = await startBridge({
      target: plainTarget(peer.port),
      limits: { bufferHigh: 64 * mib, bufferHard: mib, closeMs: 50 },
    });
    const { client } = await openTunnelTo(bridge);
    client.ws.pause();
    const entry = await bridge.tunnelEntry();
    expect(entry).toMatchObject({ code: 4014, why: 'client-too-slow' });
  });

  it('a valve pauses above the high mark, resumes below the low one, and does not flap between', () => {
    const calls: string[] = [];
    let waiting = 0;
    const valve = createValve({
      limits: { bufferHigh: 100, bufferLow: 20 },
      waiting: () => waiting,
      pause: () => calls.push('pause'),
      resume: () => calls.push('resume'),
    });
    for (waiting of [0, 100, 101, 200, 101, 21, 20, 19, 0, 99, 101]) valve.check();
    expect(calls).toEqual(['pause', 'resume', 'pause']);
    expect(valve.paused).toBe(true);
  });
});
