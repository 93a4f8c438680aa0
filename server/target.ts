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

/** Which client addresses a rule lets through: addresses and networks in CIDR form; `deny` wins, an empty `allow` is everybody. */
export interface Access {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export const everybody: Access = { allow: [], deny: [] };

/** What a person chooses at sign-in: a mail server with its addresses, and what the page is told of it. */
export interface MailServer {
  readonly id: string;
  readonly name: string;
  /** Mail domains of this server; empty: any. */
  readonly domains: readonly string[];
  /** What the server takes for a user name: the whole address, or the part before the "@". */
  readonly login: 'address' | 'local';
  readonly access: Access;
  readonly imap: Target;
}

/** The one server of a bridge that is configured by environment variables, or of the demo. */
export function onlyServer(imap: Target, name: string): MailServer {
  return { id: 'default', name, domains: [], login: 'address', access: everybody, imap };
}

/** How `check` tells what it found, a line at a time. */
export type Report = (kind: 'ok' | 'warn' | 'FAIL', what: string) => void;
