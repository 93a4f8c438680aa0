import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { certificate, type CertificateKind } from '../support/tls';
import { type Bridge, plainTarget, startBridge, startPeer, within } from './harness';

async function pair(kind: CertificateKind = 'good') {
  const { cert, key } = await certificate(kind);
  return { cert: cert.toString(), key: key.toString() };
}

async function trusted(): Promise<string> {
  return readFileSync((await certificate()).caFile, 'utf8');
}

async function startTls(): Promise<Bridge> {
  const peer = await startPeer((socket) => socket.write('* OK ready\r\n'));
  return startBridge({ target: plainTarget(peer.port), config: { tls: await pair() } });
}

async function ask(bridge: Bridge, path: string): Promise<IncomingMessage> {
  const req = get({ host: '127.0.0.1', port: bridge.port, path, ca: await trusted(), agent: false });
  const [res] = (await within(once(req, 'response'), path)) as [IncomingMessage];
  res.resume();
  return res;
}

async function handshake(bridge: Bridge, options: object = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: bridge.port, ca: await trusted(), ...options });
  onTestFinished(() => void socket.destroy());
  await within(once(socket, 'secureConnect'), 'the handshake');
  return socket;
}

describe('a listener with a certificate of its own', () => {
  it('serves https with HSTS and a Secure cookie, and says its address', async () => {
    const bridge = await startTls();
    expect(bridge.server.url).toBe(`https://127.0.0.1:${bridge.port}/`);
    const page = await ask(bridge, '/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(page.headers['cross-origin-opener-policy']).toBe('same-origin');
  });

  it('carries a tunnel for its own https origin only', async () => {
    const bridge = await startTls();
    const url = `wss://127.0.0.1:${bridge.port}/bridge`;
    const ca = await trusted();
    const ws = new WebSocket(url, 'tagline.1', { origin: `https://127.0.0.1:${bridge.port}`, ca });
    onTestFinished(() => ws.terminate());
    const frames: string[] = [];
    const greeted = new Promise<void>((resolve) => {
      ws.on('message', (data: Buffer) => {
        frames.push(data.toString());
        if (frames.length === 2) resolve();
      });
    });
    ws.on('open', () => ws.send('{"open":"default-imap"}'));
    await within(greeted, 'the greeting');
    expect(frames[1]).toBe('* OK ready\r\n');
    const other = new WebSocket(url, 'tagline.1', { origin: `http://127.0.0.1:${bridge.port}`, ca });
    const [error] = (await within(once(other, 'error'), 'the refusal')) as [Error];
    expect(error.message).toContain('403');
  });

  it('speaks TLS 1.2 and newer only', async () => {
    const bridge = await startTls();
    expect((await handshake(bridge)).getProtocol()).toBe('TLSv1.3');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(handshake(bridge, old)).rejects.toThrow(/version|unsupported/i);
  });

  it('takes a renewed certificate without a restart; open connections stay', async () => {
    const bridge = await startTls();
    const before = await handshake(bridge);
    expect(before.getPeerCertificate().subject.CN).toBe('Tagline test good');
    bridge.server.renewTls(await pair('self-signed'));
    const after = await handshake(bridge, { rejectUnauthorized: false });
    expect(after.getPeerCertificate().subject.CN).toBe('Tagline test self-signed');
    expect(before.destroyed).toBe(false);
  });
});
