/** One mail server address the bridge may dial. The client knows it by `id` only. */
export interface Target {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** `starttls`: the client asks the mail server, the bridge upgrades (tunnel.md, protocol 3). */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** How safe the way to it is; `loopback` never leaves the machine, `insecure` is what the operator allowed by name. */
  readonly security: 'tls' | 'loopback' | 'insecure';
  /** PEM of the only authorities to trust, or null for the system's. */
  readonly ca: string | null;
  /** SHA-256 of the one certificate to accept, 64 lower-case hexadecimal digits; names and authorities then have no say. */
  readonly pin: string | null;
  /** Tell the mail server who the client is, by PROXY protocol v2, before TLS. */
  readonly proxyProtocol: boolean;
}

/** A mail server on this machine without TLS: the demo's. */
export function loopbackTarget(id: string, port: number): Target {
  return {
    id,
    host: '127.0.0.1',
    port,
    tls: 'none',
    security: 'loopback',
    ca: null,
    pin: null,
    proxyProtocol: false,
  };
}
