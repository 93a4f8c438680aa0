import { addressBytes } from './addresses';

/** The two ends of a client's connection to us, as seen through trusted proxies. Ports of a proxied client are unknown: 0. */
export interface ClientEnds {
  readonly address: string;
  readonly port: number;
  readonly localAddress: string;
  readonly localPort: number;
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/**
 * The header of PROXY protocol version 2 (haproxy's proxy-protocol.txt, 2.2). Without a client it says LOCAL: the connection is
 * our own, a health check.
 */
export function proxyHeader(client: ClientEnds | null): Buffer {
  const source = client === null ? undefined : addressBytes(client.address);
  const destination = client === null ? undefined : addressBytes(client.localAddress);
  if (client === null || source === undefined || destination === undefined) {
    return Buffer.concat([signature, Buffer.from([0x20, 0x00, 0, 0])]);
  }
  const v4 = source.length === 4 && destination.length === 4;
  const ends = v4 ? [source, destination] : [mapped(source), mapped(destination)];
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(client.port, 0);
  ports.writeUInt16BE(client.localPort, 2);
  const body = Buffer.concat([...ends, ports]);
  const head = Buffer.from([0x21, v4 ? 0x11 : 0x21, 0, body.length]);
  return Buffer.concat([signature, head, body]);
}

/** One header has one family: an IPv4 address beside an IPv6 one is written as ::ffff:a.b.c.d. */
function mapped(address: Buffer): Buffer {
  return address.length === 16
    ? address
    : Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), address]);
}
