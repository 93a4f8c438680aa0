import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { TLSSocket } from 'node:tls';
import { createSecureContext } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { type ClientEnds, proxyHeader } from '../../server/proxy-protocol';
import { certificate } from '../support/tls';
import { ask, openTunnelTo, plainTarget, startBridge, startPeer, within } from './harness';

const signature = '0d0a0d0a000d0a515549540a';
const ends = (address: string, localAddress: string): ClientEnds => ({
  address,
  port: 0x1234,
  localAddress,
  localPort: 0x0bb8,
});

describe('the header', () => {
  it.each([
    ['IPv4', '203.0.113.7', '127.0.0.1', '2111000ccb0071077f00000112340bb8'],
    ['a mapped address', '::ffff:203.0.113.7', '127.0.0.1', '2111000ccb0071077f00000112340bb8'],
    [
      'IPv6',
      '2001:db8::7',
      '::1',
      '2121002420010db80000000000000000000000070000000000000000000000000000000112340bb8',
    ],
    [
      'both families',
      '2001:db8::7',
      '127.0.0.1',
      '2121002420010db800000000000000000000000700000000000000000000ffff7f00000112340bb8',
    ],
    ['an unknown client', 'unknown', '127.0.0.1', '20000000'],
  ])('%s', (_, address, local, hex) => {
    expect(proxyHeader(ends(address, local)).toString('hex')).toBe(signature + hex);
  });

  it('says LOCAL for a connection of our own', () => {
    expect(proxyHeader(null).toString('hex')).toBe(`${signature}20000000`);
  });
});

const header = 28;

it('comes first, names the client behind the proxy, and no other byte goes before it', async () => {
  const got: Buffer[] = [];
  const peer = await startPeer((socket) => {
    socket.on('data', (bytes: Buffer) => {
      got.push(bytes);
      socket.write('* OK\r\n');
    });
  });
  const bridge = await startBridge({
    target: { ...plainTarget(peer.port), proxyProtocol: true },
    config: { trustedProxies: ['127.0.0.1'] },
  });
  const { client } = await openTunnelTo(bridge, 'default-imap', {
    headers: { 'X-Forwarded-For': '203.0.113.7' },
  });
  await client.bytes(6);
  const first = Buffer.concat(got);
  expect(first).toHaveLength(header);
  expect(first.subarray(16, 24).toString('hex')).toBe('cb0071077f000001');
  expect(first.readUInt16BE(24)).toBe(0);
  expect(first.readUInt16BE(26)).toBe(bridge.port);
});

it('names the peer and its port where nobody stands in between', async () => {
  const peer = await startPeer((socket) => void socket.once('data', (bytes: Buffer) => socket.write(bytes)));
  const bridge = await startBridge({ target: { ...plainTarget(peer.port), proxyProtocol: true } });
  const { client } = await openTunnelTo(bridge);
  const bytes = await client.bytes(header);
  expect(bytes.subarray(16, 24).toString('hex')).toBe('7f0000017f000001');
  expect(bytes.readUInt16BE(24)).toBeGreaterThan(0);
});

it('goes before the TLS handshake', async () => {
  const { key, cert, caFile } = await certificate('good');
  const heads: Buffer[] = [];
  const peer = await startPeer((socket) => {
    socket.once('readable', () => {
      const head: unknown = socket.read(header);
      if (head instanceof Buffer) heads.push(head);
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext: createSecureContext({ key, cert }),
      });
      secure.on('error', () => socket.destroy());
      secure.write('* OK over TLS\r\n');
    });
  });
  const bridge = await startBridge({
    target: {
      ...plainTarget(peer.port),
      host: 'localhost',
      tls: 'implicit',
      security: 'tls',
      ca: readFileSync(caFile, 'utf8'),
      proxyProtocol: true,
    },
  });
  const { client, answer } = await openTunnelTo(bridge);
  expect(answer).toMatchObject({ value: { opened: { tls: { version: 'TLSv1.3' } } } });
  expect((await client.bytes(15)).toString()).toBe('* OK over TLS\r\n');
  expect(heads[0]?.subarray(0, 12).toString('hex')).toBe(signature);
});

it('the health check says LOCAL', async () => {
  const peer = await startPeer(() => undefined);
  const bridge = await startBridge({ target: { ...plainTarget(peer.port), proxyProtocol: true } });
  const seen = peer.connection().then((socket) => within(once(socket, 'data'), 'the header'));
  expect((await ask(bridge, '/readyz')).json()).toEqual({ ready: true });
  const [bytes] = (await seen) as [Buffer];
  expect(bytes.toString('hex')).toBe(`${signature}20000000`);
});
