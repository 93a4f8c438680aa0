/** What takes minutes: a full house of idle tunnels, and a long run of nonsense. `npm run nightly` runs it. */
import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Bridge,
  openTunnelTo,
  plainTarget,
  startBridge,
  startPeer,
  upgradeRequest,
} from '../bridge/harness';
import { frame } from '../support/raw-websocket';

const mib = 1024 * 1024;
const minutes = Number(process.env['TAGLINE_SOAK_MINUTES'] ?? 10);

/** An honest client while others do harm: it gets its bytes, and soon. */
async function expectServed(bridge: Bridge): Promise<void> {
  const { client } = await openTunnelTo(bridge);
  expect((await client.bytes(6)).toString()).toBe('* OK\r\n');
  client.ws.send(Buffer.from('ping'));
  expect((await client.bytes(4)).toString()).toBe('ping');
  client.ws.close(1000);
}

/** Idle clients in a process of their own: this one has descriptors for bridge and mail server only. */
function startCrowd(bridge: Bridge, size: number): { readonly ready: Promise<unknown>; leave(): void } {
  const script = `
    import { once } from 'node:events';
    import { WebSocket } from 'ws';
    for (let open = 0; open < ${size}; open += 100) {
      await Promise.all(Array.from({ length: 100 }, async () => {
        const ws = new WebSocket('ws://127.0.0.1:${bridge.port}/bridge', 'tagline.1', { origin: '${bridge.origin}' });
        await once(ws, 'open');
        ws.send('{"open":"default-imap"}');
        await once(ws, 'message');
      }));
    }
    process.stdout.write('ready');`;
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { ready: once(child.stdout, 'data'), leave: () => void child.kill('SIGKILL') };
}

async function echoPeer() {
  return startPeer((socket) => {
    socket.write('* OK\r\n');
    socket.on('data', (bytes) => socket.write(bytes));
  });
}

const many = { opensBurst: 1_000_000, youngTunnelsPerAddress: 1_000_000, tunnelsPerAddress: 1_000_000 };

describe('floods', () => {
  it('B10: B11: holds 5,000 idle tunnels in bounded memory, refuses the next, and serves again when they are gone', async () => {
    const peer = await echoPeer();
    const bridge = await startBridge({ target: plainTarget(peer.port), limits: { ...many, memoryMb: 4096 } });
    const before = process.memoryUsage.rss();
    const crowd = startCrowd(bridge, 5000);
    await crowd.ready;
    expect(bridge.server.tunnels).toBe(5000);
    // Bridge and mail server share this process: two ends of every tunnel, three sockets.
    const perTunnel = (process.memoryUsage.rss() - before) / 5000;
    process.stdout.write(
      `figure: 5,000 idle tunnels: ${Math.round(perTunnel / 1024)} KiB each in bridge and mail server\n`,
    );
    expect(perTunnel).toBeLessThan(0.25 * mib);
    const refused = new WebSocket(`ws://127.0.0.1:${bridge.port}/bridge`, 'tagline.1', {
      origin: bridge.origin,
    });
    const [error] = (await once(refused, 'error')) as [Error];
    expect(error.message).toContain('429');
    crowd.leave();
    await bridge.tunnelEntry(5000);
    await expectServed(bridge);
  }, 300_000);

  it(
    `B05: B16: ${minutes} minutes of random frames and half handshakes: alive, bounded, and honest clients unharmed`,
    async () => {
      const peer = await echoPeer();
      const limits = { ...many, helloMs: 300, headersMs: 500, closeMs: 500 };
      const bridge = await startBridge({ target: plainTarget(peer.port), limits });
      let problems = 0;
      const count = (): void => void (problems += 1);
      process.on('uncaughtException', count);
      process.on('unhandledRejection', count);
      const until = performance.now() + minutes * 60_000;
      let rounds = 0;
      let settled = 0;
      while (performance.now() < until) {
        await Promise.all(Array.from({ length: 20 }, () => nonsense(bridge)));
        rounds += 1;
        if (rounds % 20 === 0) await expectServed(bridge);
        if (rounds === 40) settled = process.memoryUsage.rss();
      }
      await expectServed(bridge);
      process.removeListener('uncaughtException', count);
      process.removeListener('unhandledRejection', count);
      const grown = (process.memoryUsage.rss() - settled) / mib;
      process.stdout.write(
        `figure: ${rounds * 20} hostile connections, ${Math.floor(rounds / 20) + 1} honest ones served, ${problems} uncaught errors, ` +
          `memory ${Math.round(settled / mib)} MiB and ${Math.round(grown)} MiB more at the end\n`,
      );
      expect(problems).toBe(0);
      expect(grown).toBeLessThan(200);
    },
    minutes * 60_000 + 120_000,
  );
});

/** One connection that misbehaves in a random way and is over, by its own hand or the bridge's. */
async function nonsense(bridge: Bridge): Promise<void> {
  const socket: Socket = connect(bridge.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  const good = upgradeRequest({ Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin });
  switch (randomInt(5)) {
    case 0:
      socket.write(randomBytes(randomInt(1, 5000)));
      break;
    case 1:
      socket.write(good.slice(0, randomInt(1, good.length)));
      break;
    case 2:
      socket.write(good);
      socket.write(randomBytes(randomInt(1, 5000)));
      break;
    case 3:
      socket.write(good);
      socket.write(frame(0x81, Buffer.from('{"open":"default-imap"}')));
      for (let i = randomInt(1, 40); i > 0; i--)
        socket.write(frame(randomInt(256), randomBytes(randomInt(0, 200))));
      break;
    default:
      socket.write(good);
      socket.write(frame(0x81, Buffer.from('{"open":"default-imap"}')));
      socket.write(frame(0x82, randomBytes(randomInt(0, 60_000))));
      break;
  }
  setTimeout(() => (randomInt(2) === 0 ? socket.resetAndDestroy() : socket.destroy()), randomInt(5, 400));
  await closed;
}
