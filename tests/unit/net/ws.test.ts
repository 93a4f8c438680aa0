import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../lib/mail/types';
import { closeCodes, SUBPROTOCOL, type BridgeAnswer } from '../../../lib/net/close-codes';
import type { TransportFacts } from '../../../lib/net/transport';
import { dialWebSocket, MAX_FRAME, type WebSocketLike } from '../../../lib/net/ws';

class FakeSocket implements WebSocketLike {
  readyState = 1;
  binaryType = 'blob';
  bufferedAmount = 0;
  readonly sent: (string | Uint8Array)[] = [];
  closedWith: number | undefined;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  send(data: string | Uint8Array) {
    this.sent.push(data);
  }
  close(code?: number) {
    this.closedWith = code;
  }
}

function open(answer: BridgeAnswer | null = null) {
  const socket = new FakeSocket();
  const log: string[] = [];
  let facts: TransportFacts | undefined;
  let error: AppError | null | undefined;
  let closes = 0;
  const transport = dialWebSocket(
    {
      url: 'wss://mail.example.org/bridge',
      target: 'main',
      plainSecurity: 'loopback',
      makeSocket: (url, protocol) => {
        log.push(`${protocol} ${url}`);
        return socket;
      },
      askCause: () => Promise.resolve(answer),
    },
    {
      onOpen: (value) => (facts = value),
      onBytes: (bytes) => log.push(`bytes ${new TextDecoder().decode(bytes)}`),
      onClose: (value) => {
        error = value;
        closes += 1;
      },
    },
  );
  return { socket, transport, log, facts: () => facts, error: () => error, closes: () => closes };
}

const OPENED = JSON.stringify({
  opened: {
    tls: { version: 'TLSv1.3', cipher: 'X', subject: 'imap.example.org', issuer: 'Test CA', validTo: '2030' },
    host: 'imap.example.org',
    port: 993,
  },
});
const settle = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

describe('tunnel client', () => {
  it('sends nothing into a socket that is closing', () => {
    const { socket, transport } = open();
    socket.onopen?.(undefined as never);
    socket.onmessage?.({ data: OPENED });
    socket.readyState = 2;
    transport.send(new TextEncoder().encode('late'));
    expect(socket.sent).toEqual(['{"open":"main"}']);
  });

  it('says hello, waits for opened, then sends frames of at most 64 KiB', () => {
    const { socket, transport, log, facts } = open();
    expect(log).toEqual([`${SUBPROTOCOL} wss://mail.example.org/bridge`]);
    socket.onopen?.(undefined as never);
    expect(socket.sent).toEqual(['{"open":"main"}']);
    transport.send(new TextEncoder().encode('early'));
    expect(transport.buffered).toBe(5);
    socket.onmessage?.({ data: OPENED });
    expect(facts()?.security).toBe('tls');
    expect(facts()?.host).toBe('imap.example.org');
    expect(facts()?.tls?.issuer).toBe('Test CA');
    expect(new TextDecoder().decode(socket.sent[1] as Uint8Array)).toBe('early');
    transport.send(new Uint8Array(MAX_FRAME * 2 + 1));
    expect(socket.sent.slice(2).map((frame) => frame.length)).toEqual([MAX_FRAME, MAX_FRAME, 1]);
    socket.bufferedAmount = 7;
    expect(transport.buffered).toBe(7);
    socket.onmessage?.({ data: new TextEncoder().encode('* OK').buffer });
    expect(log[1]).toBe('bytes * OK');
  });

  it('counts a connection without TLS as what the target says', () => {
    const { socket, facts } = open();
    socket.onmessage?.({ data: '{"opened":{"tls":null,"host":"localhost","port":143}}' });
    expect(facts()).toEqual({ security: 'loopback', host: 'localhost', port: 143, tls: null });
  });

  it.each([
    ['4001', closeCodes['unknown-target'], '', 'target-unknown'],
    ['4002', closeCodes['refused-by-policy'], '', 'target-refused'],
    ['4003', closeCodes['dns-failed'], '', 'dns-failed'],
    ['4004', closeCodes['connect-failed'], '', 'connect-failed'],
    ['4005', closeCodes['connect-timeout'], '', 'connect-timeout'],
    ['4006 expired', closeCodes['tls-failed'], 'expired', 'tls-expired'],
    ['4006 name', closeCodes['tls-failed'], 'name', 'tls-name'],
    ['4006 self-signed', closeCodes['tls-failed'], 'self-signed', 'tls-self-signed'],
    ['4006 untrusted', closeCodes['tls-failed'], 'untrusted', 'tls-untrusted'],
    ['4006 version', closeCodes['tls-failed'], 'version', 'tls-version'],
    ['4006 odd', closeCodes['tls-failed'], '<b>', 'tls-failed'],
    ['4009', closeCodes['too-many-tunnels'], '', 'bridge-rate'],
    ['1012', closeCodes['bridge-restarting'], '', 'bridge-draining'],
    ['4013', closeCodes['server-closed'], '', 'server-bye'],
    ['4014', closeCodes['client-too-slow'], '', 'too-slow'],
    ['1000', 1000, '', 'bridge-closed'],
  ])('close %s is told as its own error', async (_name, code, reason, expected) => {
    const { socket, error, closes } = open();
    socket.onclose?.({ code, reason });
    await settle();
    expect(error()?.code).toBe(expected);
    expect(closes()).toBe(1);
  });

  it.each([
    [null, 'bridge-unreachable', undefined],
    [
      { cause: 'origin', origins: ['https://a.example.org'] },
      'bridge-origin',
      { allowed: 'https://a.example.org' },
    ],
    [{ cause: 'rate-limited', origins: [], retryAfter: 12 }, 'bridge-rate', { seconds: 12 }],
    [{ cause: 'draining', origins: [] }, 'bridge-draining', undefined],
    [{ cause: 'protocol', origins: [] }, 'engine-outdated', undefined],
    [{ cause: 'none', origins: [] }, 'bridge-unreachable', undefined],
    [{ cause: 'none', origins: [], protocol: SUBPROTOCOL }, 'bridge-unreachable', undefined],
    [{ cause: 'none', origins: [], protocol: 'tagline.2' }, 'engine-outdated', undefined],
    [{ cause: 'none', origins: [], protocol: 'tagline.0' }, 'bridge-outdated', undefined],
    [{ cause: 'protocol', origins: [], protocol: 'tagline.0' }, 'bridge-outdated', undefined],
    [{ cause: 'none', origins: [], protocol: 'tagline.2x' }, 'bridge-unreachable', undefined],
    [{ cause: 'none', origins: ['https://mail.example.org'] }, 'bridge-unreachable', undefined],
    [
      { cause: 'none', origins: ['https://webmail.example.org'] },
      'bridge-origin',
      { allowed: 'https://webmail.example.org' },
    ],
  ] as const)('a refused upgrade asks the bridge: %j', async (answer, code, values) => {
    const { socket, error } = open(answer);
    socket.onclose?.({ code: 1006, reason: '' });
    await settle();
    expect(error()?.code).toBe(code);
    expect(error()?.values).toEqual(values);
  });

  it('does not ask after the tunnel was open', async () => {
    const { socket, error } = open({ cause: 'draining', origins: [] });
    socket.onmessage?.({ data: OPENED });
    socket.onclose?.({ code: 1006, reason: '' });
    await settle();
    expect(error()).toEqual({ code: 'bridge-closed', values: { host: 'imap.example.org' } });
  });

  it('closes once, with null when we did it, and is silent afterwards', async () => {
    const { socket, transport, error, closes, log } = open();
    socket.onmessage?.({ data: OPENED });
    transport.close();
    transport.close();
    await settle();
    expect(socket.closedWith).toBe(1000);
    expect(error()).toBeNull();
    expect(closes()).toBe(1);
    transport.send(Uint8Array.of(1));
    expect(socket.sent).toHaveLength(0);
    expect(log).toHaveLength(1);
  });

  it.each(['{"opened":{"tls":null}}', 'x', '{"opened":[]}', 'null', '{"secured":{}}'])(
    'ends on a text frame that is not opened: %s',
    (frame) => {
      const { socket, error } = open();
      socket.onmessage?.({ data: frame });
      expect(error()?.code).toBe('internal');
      expect(socket.closedWith).toBe(1000);
    },
  );

  it('ends on bytes before opened and on text after', () => {
    const early = open();
    early.socket.onmessage?.({ data: new ArrayBuffer(1) });
    expect(early.error()?.code).toBe('internal');
    const late = open();
    late.socket.onmessage?.({ data: OPENED });
    late.socket.onmessage?.({ data: OPENED });
    expect(late.error()?.code).toBe('internal');
  });
});
