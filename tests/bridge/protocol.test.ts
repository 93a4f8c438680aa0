import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closeCodeKey } from '../../lib/net/close-codes';
import {
  ask,
  connectClient,
  openTunnelTo,
  plainTarget,
  rawExchange,
  startBridge,
  startPeer,
  tryUpgrade,
  upgradeRequest,
  within,
} from './harness';
import { frame, seeded } from '../support/raw-websocket';

const echoPeer = () => startPeer((socket) => socket.pipe(socket));

async function bridgeTo(peer: { readonly port: number }, options: Parameters<typeof startBridge>[0] = {}) {
  return startBridge({ ...options, target: plainTarget(peer.port) });
}

describe('protocol tagline.1', () => {
  it('dials the named target, says what it reached, and carries bytes both ways', async () => {
    const peer = await startPeer((socket) => {
      socket.write('* OK ready\r\n');
      socket.pipe(socket);
    });
    const bridge = await bridgeTo(peer);
    const { client, answer } = await openTunnelTo(bridge);
    expect(answer).toEqual({
      kind: 'text',
      value: { opened: { tls: null, host: '127.0.0.1', port: peer.port } },
    });
    expect((await client.bytes(12)).toString()).toBe('* OK ready\r\n');
    client.ws.send(Buffer.from([0, 255, 13, 10, 128]));
    expect(await client.bytes(5)).toEqual(Buffer.from([0, 255, 13, 10, 128]));
    expect(client.ws.protocol).toBe('tagline.1');
    expect(client.ws.extensions).toBe('');
    client.ws.close(1000);
    const entry = await bridge.tunnelEntry();
    expect(entry).toMatchObject({
      target: 'default-imap',
      from: '127.0.0.0/24',
      down: 17,
      up: 5,
      code: 1000,
      why: 'client',
    });
    expect(JSON.stringify(entry)).not.toContain('ready');
    expect(bridge.server.tunnels).toBe(0);
  });

  it('cuts what the server says into frames of at most 64 KiB and loses nothing', async () => {
    const bytes = Buffer.alloc(700_001, 'abcdefghijklmnopqrstuvwxyz0123456789-');
    const peer = await startPeer((socket) => socket.end(bytes));
    const { client } = await openTunnelTo(await bridgeTo(peer));
    const chunks: Buffer[] = [];
    for (;;) {
      const event = await client.next();
      if (event.kind === 'close') {
        expect(event).toEqual({ kind: 'close', code: 4013, reason: 'server-closed' });
        break;
      }
      if (event.kind === 'binary') chunks.push(event.bytes);
    }
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(65_536);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it('gathers small writes of one turn into one frame', async () => {
    const peer = await startPeer(() => undefined);
    const { client } = await openTunnelTo(await bridgeTo(peer));
    const socket = await peer.connection();
    socket.cork();
    for (let i = 0; i < 500; i++) socket.write(`* ${i} EXISTS\r\n`);
    socket.uncork();
    const event = await client.next();
    expect(event.kind === 'binary' && event.bytes.length).toBeGreaterThan(5000);
  });

  it('delivers the last bytes of a client that closes at once', async () => {
    const peer = await startPeer(() => undefined);
    const { client } = await openTunnelTo(await bridgeTo(peer));
    const socket = await peer.connection();
    let heard = '';
    const ended = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('close', () => resolve());
    });
    client.ws.send(Buffer.from('a1 LOGOUT\r\n'));
    client.ws.close();
    await within(ended, 'the end of the connection');
    expect(heard).toBe('a1 LOGOUT\r\n');
  });

  it('a reset by the mail server closes 4013', async () => {
    const peer = await startPeer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { client } = await openTunnelTo(await bridgeTo(peer));
    client.ws.send(Buffer.from('x'));
    expect(await client.closed()).toEqual({ code: 4013, reason: 'server-closed' });
  });

  it('ends the dial when the client leaves meanwhile', async () => {
    let aborted: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => (aborted = resolve));
    const bridge = await startBridge({
      dial: (_target, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => aborted());
        }),
    });
    const client = await connectClient(bridge);
    client.ws.send('{"open":"default-imap"}');
    client.ws.close();
    await within(seen, 'the abort of the dial');
    expect(await bridge.tunnelEntry()).toMatchObject({ target: 'default-imap', why: 'client' });
  });
});

describe('misuse', () => {
  it.each<readonly [string, readonly (string | Buffer)[], number]>([
    ['an unknown target', ['{"open":"other"}'], 4001],
    ['a host as target', ['{"open":"127.0.0.1:25"}'], 4001],
    ['an empty target', ['{"open":""}'], 4001],
    ['a target named like an object property', ['{"open":"__proto__"}'], 4001],
    ['a target name without end', [`{"open":"${'x'.repeat(100)}"}`], 4008],
    ['a target that is no string', ['{"open":1}'], 4008],
    ['something beside open', ['{"open":"default-imap","host":"192.0.2.1"}'], 4008],
    ['no JSON', ['open default-imap'], 4008],
    ['JSON null', ['null'], 4008],
    ['bytes first', [Buffer.from('a1 NOOP\r\n')], 4008],
    ['bytes before opened', ['{"open":"default-imap"}', Buffer.from('x')], 4008],
    ['two opens at once', ['{"open":"default-imap"}', '{"open":"default-imap"}'], 4008],
  ])('B14: %s closes with its code', async (_what, frames, code) => {
    const bridge = await bridgeTo(await echoPeer());
    const client = await connectClient(bridge);
    for (const frame of frames) client.ws.send(frame);
    const end = await client.closed();
    expect(end.code).toBe(code);
    expect(end.reason).not.toContain('\n');
    expect(closeCodeKey(end.code)).toBe(code === 4001 ? 'unknown-target' : 'protocol-misuse');
  });

  it.each([
    ['a second open', '{"open":"default-imap"}'],
    ['any text', 'hello'],
    ['starttls on a target without it', '{"starttls":0}'],
  ])('B14: %s after opened closes 4008', async (_what, text) => {
    const bridge = await bridgeTo(await echoPeer());
    const { client } = await openTunnelTo(bridge);
    client.ws.send(text);
    expect((await client.closed()).code).toBe(4008);
    expect(await bridge.tunnelEntry()).toMatchObject({ code: 4008 });
  });

  it('silence instead of the hello closes 4008', async () => {
    const bridge = await bridgeTo(await echoPeer(), { limits: { helloMs: 30 } });
    const client = await connectClient(bridge);
    expect((await client.closed()).code).toBe(4008);
  });

  it('B07: a frame of 64 KiB passes, one byte more closes 1009', async () => {
    const bridge = await bridgeTo(await echoPeer());
    const { client } = await openTunnelTo(bridge);
    client.ws.send(Buffer.alloc(65_536, 1));
    expect((await client.bytes(65_536)).equals(Buffer.alloc(65_536, 1))).toBe(true);
    client.ws.send(Buffer.alloc(65_537, 1));
    const end = await client.closed();
    expect([end.code, closeCodeKey(end.code)]).toEqual([1009, 'frame-too-large']);
    expect(await bridge.tunnelEntry()).toMatchObject({
      up: 65_536,
      why: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
    });
  });

  it('B06: 16 fragments make a message, 17 close 1008', async () => {
    const bridge = await bridgeTo(await echoPeer());
    const { client } = await openTunnelTo(bridge);
    for (let i = 1; i <= 16; i++) client.ws.send(Buffer.from([i]), { binary: true, fin: i === 16 });
    expect(await client.bytes(16)).toEqual(Buffer.from(Array.from({ length: 16 }, (_, i) => i + 1)));
    for (let i = 1; i <= 17; i++) client.ws.send(Buffer.from([i]), { binary: true, fin: false });
    const end = await client.closed();
    expect([end.code, closeCodeKey(end.code)]).toEqual([1008, 'too-many-fragments']);
  });

  it('B06: empty fragments count too', async () => {
    const { client } = await openTunnelTo(await bridgeTo(await echoPeer()));
    for (let i = 0; i < 20; i++) client.ws.send(Buffer.alloc(0), { binary: true, fin: false });
    expect((await client.closed()).code).toBe(1008);
  });

  it('frames of one byte arrive in order', async () => {
    const { client } = await openTunnelTo(await bridgeTo(await echoPeer()));
    const text = 'a1 FETCH 1:* (FLAGS)\r\n'.repeat(40);
    for (const byte of Buffer.from(text)) client.ws.send(Buffer.from([byte]));
    expect((await client.bytes(text.length)).toString()).toBe(text);
  });

  it.each<readonly [string, Readonly<Record<string, string | null>>, string, number]>([
    ['no subprotocol', { 'Sec-WebSocket-Protocol': null }, '/bridge', 400],
    ['another subprotocol', { 'Sec-WebSocket-Protocol': 'tagline.2' }, '/bridge', 400],
    ['two subprotocols', { 'Sec-WebSocket-Protocol': 'tagline.1, other' }, '/bridge', 400],
    ['a query', {}, '/bridge?target=default-imap', 400],
    ['another path', {}, '/', 400],
    ['a path below', {}, '/bridge/x', 400],
    ['no key', { 'Sec-WebSocket-Key': null }, '/bridge', 400],
    ['a bad key', { 'Sec-WebSocket-Key': 'abc' }, '/bridge', 400],
    ['another version', { 'Sec-WebSocket-Version': '7' }, '/bridge', 400],
  ])('%s is refused before the 101', async (_what, headers, path, status) => {
    const bridge = await bridgeTo(await echoPeer());
    const own = { Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin };
    const answer = await tryUpgrade(bridge, { ...own, ...headers }, path);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('"cause":"protocol"');
    // What a browser hides of this is told to whoever asks plainly (L28).
    expect((await ask(bridge, '/bridge')).json()).toMatchObject({ cause: 'none', protocol: 'tagline.1' });
    expect(answer.text).toMatch(/^X-Content-Type-Options: nosniff\r$/m);
    // The place of a refused upgrade is free again.
    expect(bridge.server.tunnels).toBe(0);
  });
});

// A busy machine answers a ping late too: two that are missed are the end of a tunnel.
describe('ends by time', () => {
  it('B10: closes 4011 when no byte moves, though pings are answered', async () => {
    const bridge = await bridgeTo(await echoPeer(), { limits: { pingMs: 100, idleMs: 300 } });
    const { client } = await openTunnelTo(bridge);
    expect(await client.closed()).toEqual({ code: 4011, reason: 'idle' });
  });

  it('closes 4012 at the end of its life', async () => {
    const bridge = await bridgeTo(await echoPeer(), { limits: { pingMs: 100, lifeMs: 300 } });
    const { client } = await openTunnelTo(bridge);
    expect(await client.closed()).toEqual({ code: 4012, reason: 'too-old' });
  });

  it('B10: cuts a client that answers no ping', async () => {
    const bridge = await bridgeTo(await echoPeer(), { limits: { pingMs: 10 } });
    const { client } = await openTunnelTo(bridge, 'default-imap', { autoPong: false });
    expect((await client.closed()).code).toBe(1006);
    expect(await bridge.tunnelEntry()).toMatchObject({ code: 1006, why: 'lost' });
  });

  it('says 1012 to every tunnel when the server closes, and ends when they are gone', async () => {
    const bridge = await bridgeTo(await echoPeer());
    const { client: first } = await openTunnelTo(bridge);
    const second = await connectClient(bridge);
    const closing = bridge.server.close(5000);
    expect(await first.closed()).toEqual({ code: 1012, reason: 'bridge-restarting' });
    expect((await second.closed()).code).toBe(1012);
    await within(closing, 'the end of the server');
    expect(bridge.server.tunnels).toBe(0);
  });
});

describe('the process survives', () => {
  it('B16: 2,000 random frames on 40 connections, and garbage instead of HTTP', async () => {
    const peer = await echoPeer();
    const limits = { opensBurst: 1000, youngTunnelsPerAddress: 1000 };
    const bridge = await bridgeTo(peer, { limits });
    const own = { Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin };
    const random = seeded(20_260_801);
    const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random(256)));
    await Promise.all(
      Array.from({ length: 40 }, async (_, nth) => {
        const socket = connect(bridge.port, '127.0.0.1');
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.on('error', () => undefined);
        socket.resume();
        socket.write(upgradeRequest(own));
        if (nth % 2 === 0) socket.write(frame(0x81, Buffer.from('{"open":"default-imap"}')));
        for (let i = 0; i < 50; i++) {
          const valid = random(3) > 0;
          const payload = noise(random(120));
          socket.write(valid ? frame((random(2) * 0x80) | random(16), payload) : payload);
        }
        socket.end();
        await within(closed, 'the end of a noisy connection');
      }),
    );
    for (const text of [
      '\0\0\0',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(9000)}\r\n\r\n`,
    ]) {
      expect(await rawExchange(bridge, text), JSON.stringify(text.slice(0, 20))).toMatch(
        /^HTTP\/1\.1 4\d\d /,
      );
    }
    const { client } = await openTunnelTo(bridge);
    client.ws.send(Buffer.from('still here'));
    expect((await client.bytes(10)).toString()).toBe('still here');
  });
});
