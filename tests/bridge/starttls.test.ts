import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Limits } from '../../server/limits';
import { certificate, type CertificateKind } from '../support/tls';
import { type Bridge, type Client, openTunnelTo, startBridge, startPeer } from './harness';

const GREETING = '* OK ready\r\n';
const OK = 'S1 OK begin\r\n';

interface World {
  readonly bridge: Bridge;
  readonly client: Client;
  readonly answer: unknown;
}

/** A bridge to a plain peer that answers STARTTLS with `answer`, then serves TLS where that is asked for. */
async function world(
  answer: (socket: Socket) => void,
  limits: Partial<Limits> = {},
  pin: string | null = null,
): Promise<World> {
  const peer = await startPeer((socket) => {
    socket.write(GREETING);
    socket.once('data', () => answer(socket));
  });
  const ca = readFileSync((await certificate('good')).caFile, 'utf8');
  const bridge = await startBridge({
    target: { host: 'localhost', port: peer.port, tls: 'starttls', security: 'tls', ca, pin },
    limits,
  });
  const { client, answer: opened } = await openTunnelTo(bridge);
  return { bridge, client, answer: opened };
}

/** TLS on the server's side of a socket; says so in IMAP once it stands. */
const speakTls = (kind: CertificateKind = 'good') => {
  return async (socket: Socket): Promise<void> => {
    const { key, cert } = await certificate(kind);
    socket.removeAllListeners('data');
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext({ key, cert }),
    });
    secure.on('error', () => socket.destroy());
    secure.on('data', (bytes: Buffer) => secure.write(`echo ${bytes.toString()}`));
    socket.write(OK);
  };
};

async function startTls({ client }: World, parsed = GREETING.length + OK.length): Promise<void> {
  expect((await client.bytes(GREETING.length)).toString()).toBe(GREETING);
  client.ws.send(Buffer.from('S1 STARTTLS\r\n'));
  expect((await client.bytes(OK.length)).toString()).toBe(OK);
  client.ws.send(JSON.stringify({ starttls: parsed }));
}

describe('STARTTLS', () => {
  it('opens plain, upgrades at the counted byte, says what was verified, and carries on', async () => {
    const it = await world((socket) => void speakTls()(socket));
    expect(it.answer).toMatchObject({ kind: 'text', value: { opened: { tls: null, host: 'localhost' } } });
    await startTls(it);
    expect(await it.client.next()).toEqual({
      kind: 'text',
      value: {
        secured: { tls: expect.objectContaining({ version: 'TLSv1.3', subject: 'Tagline test good' }) },
      },
    });
    it.client.ws.send(Buffer.from('T1 CAPABILITY\r\n'));
    expect((await it.client.bytes(20)).toString()).toBe('echo T1 CAPABILITY\r\n');
    it.client.ws.close(1000);
    const sent = 'S1 STARTTLS\r\nT1 CAPABILITY\r\n'.length;
    expect(await it.bridge.tunnelEntry()).toMatchObject({ why: 'client', up: sent });
  });

  it.each<readonly [CertificateKind, string]>([
    ['self-signed', 'self-signed'],
    ['wrong-name', 'name'],
    ['expired', 'expired'],
    ['untrusted', 'untrusted'],
  ])('a certificate that is %s closes 4006', async (kind, reason) => {
    const it = await world((socket) => void speakTls(kind)(socket));
    await startTls(it);
    expect(await it.client.next()).toEqual({ kind: 'close', code: 4006, reason });
  });

  it.each([
    ['one octet more than was parsed', -1],
    ['one octet less', 1],
    ['nothing parsed', -(GREETING.length + OK.length)],
  ])('%s closes 4007', async (_, off) => {
    const it = await world((socket) => void speakTls()(socket));
    await startTls(it, GREETING.length + OK.length + off);
    expect(await it.client.next()).toEqual({ kind: 'close', code: 4007, reason: 'bytes-before-tls' });
  });

  it('octets in a segment of their own after the OK never pass: 4007, or the handshake breaks on them', async () => {
    const injected = '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n';
    for (let cut = 0; cut < injected.length; cut += 5) {
      const it = await world((socket) => {
        socket.write(OK);
        setImmediate(() => {
          socket.write(injected.slice(0, cut + 1));
          setImmediate(() => socket.write(injected.slice(cut + 1)));
        });
      });
      await it.client.bytes(GREETING.length);
      it.client.ws.send(Buffer.from('S1 STARTTLS\r\n'));
      await it.client.bytes(OK.length);
      it.client.ws.send(JSON.stringify({ starttls: GREETING.length + OK.length }));
      const { code, reason } = await it.client.closed();
      expect([
        [4007, 'bytes-before-tls'],
        [4006, 'handshake'],
      ]).toContainEqual([code, reason]);
    }
  });

  it('a server that hangs up instead of a handshake closes 4006', async () => {
    const it = await world((socket) => {
      socket.write(OK);
      socket.once('data', () => socket.destroy());
    });
    await startTls(it);
    expect(await it.client.next()).toMatchObject({ code: 4006, reason: 'handshake' });
  });

  it('a server that is silent in the handshake closes 4005', async () => {
    const it = await world((socket) => void socket.write(OK), { tlsMs: 50 });
    await startTls(it);
    expect(await it.client.next()).toMatchObject({ code: 4005 });
  });
});

describe('before STARTTLS', () => {
  it('bytes between starttls and secured close 4008', async () => {
    const it = await world((socket) => void socket.write(OK));
    await startTls(it);
    it.client.ws.send(Buffer.from('T1 LOGIN ana secret\r\n'));
    expect(await it.client.next()).toMatchObject({ code: 4008, reason: 'bytes after starttls' });
    expect(await it.bridge.tunnelEntry()).toMatchObject({ up: 'S1 STARTTLS\r\n'.length });
  });

  it('a second starttls closes 4008', async () => {
    const it = await world((socket) => void socket.write(OK));
    await startTls(it);
    it.client.ws.send('{"starttls":25}');
    expect(await it.client.next()).toMatchObject({ code: 4008 });
  });

  it.each(['{"starttls":-1}', '{"starttls":1.5}', '{"starttls":"25"}', '{"starttls":25,"x":1}', '{}', 'x'])(
    '%s closes 4008',
    async (frame) => {
      const it = await world((socket) => void socket.write(OK));
      await it.client.bytes(GREETING.length);
      it.client.ws.send(frame);
      expect(await it.client.next()).toMatchObject({ code: 4008 });
    },
  );

  it('starttls to a target that has TLS already, or never will, closes 4008', async () => {
    const peer = await startPeer((socket) => void socket.write(GREETING));
    const bridge = await startBridge({ target: { port: peer.port } });
    const { client } = await openTunnelTo(bridge);
    await client.bytes(GREETING.length);
    client.ws.send(JSON.stringify({ starttls: GREETING.length }));
    expect(await client.next()).toMatchObject({ code: 4008 });
  });

  it('more than 8 KiB from the server closes 4007, from the client 4008', async () => {
    const loud = await world((socket) => void socket.write(Buffer.alloc(9000, 'x')));
    await loud.client.bytes(GREETING.length);
    loud.client.ws.send(Buffer.from('S1 STARTTLS\r\n'));
    expect((await loud.client.closed()).code).toBe(4007);
    const talker = await world(() => undefined);
    talker.client.ws.send(Buffer.alloc(9000, 'x'));
    expect((await talker.client.closed()).code).toBe(4008);
  });

  it('A25 a client or server that does not come to STARTTLS closes 4005', async () => {
    const it = await world(() => undefined, { plainMs: 40 });
    expect(await it.client.closed()).toMatchObject({ code: 4005 });
  });

  it('a server that hangs up closes 4013 after its words', async () => {
    const it = await world((socket) => void socket.end('S1 NO never\r\n'));
    await it.client.bytes(GREETING.length);
    it.client.ws.send(Buffer.from('S1 STARTTLS\r\n'));
    expect((await it.client.bytes(13)).toString()).toBe('S1 NO never\r\n');
    expect(await it.client.next()).toMatchObject({ code: 4013 });
  });
});
