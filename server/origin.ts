import { hostname, networkInterfaces } from 'node:os';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { isLoopback } from './addresses';

export interface OriginRules {
  /** Origins a page may have. */
  readonly origins: readonly string[];
  /** True where the page has the rights of a secure context and passwords cannot be read on the way. */
  readonly secure: boolean;
  /** True for https, where cookies carry Secure and HSTS makes sense. */
  readonly https: boolean;
  /** Whether the Host header names us; all else is somebody's DNS pointing here (421). */
  hostAllowed(req: IncomingMessage): boolean;
  /** Whether the Origin header is there and is exactly the origin of the Host asked (else 403). */
  originAllowed(req: IncomingMessage): boolean;
}

export interface OriginOptions {
  readonly publicUrl: URL | null;
  readonly listen: string;
  /** The port really listened on. */
  readonly port: number;
  /** The listener speaks TLS itself. */
  readonly tls: boolean;
}

/** On loopback the three loopback names with our port; with PUBLIC_URL exactly that; in the open class our own addresses. */
export function createOriginRules(options: OriginOptions): OriginRules {
  const originByHost = new Map<string, string>();
  if (options.publicUrl === null) {
    for (const name of ownNames(options.listen)) {
      const host = options.port === (options.tls ? 443 : 80) ? name : `${name}:${options.port}`;
      originByHost.set(host, `${options.tls ? 'https' : 'http'}://${host}`);
    }
  } else {
    originByHost.set(options.publicUrl.host, options.publicUrl.origin);
  }
  const https = options.publicUrl === null ? options.tls : options.publicUrl.protocol === 'https:';
  const loopbackOnly = [...originByHost.values()].every((origin) =>
    isLoopback(new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1')),
  );
  return {
    origins: [...originByHost.values()],
    https,
    secure: https || loopbackOnly,
    hostAllowed: (req) => {
      const host = only(req, 'host');
      return host !== undefined && originByHost.has(host);
    },
    originAllowed: (req) => {
      const origin = only(req, 'origin');
      return origin !== undefined && origin === originByHost.get(only(req, 'host') ?? '');
    },
  };
}

/** A header that came exactly once; Node itself would keep the first of several. */
function only(req: IncomingMessage, name: string): string | undefined {
  const values = req.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

function ownNames(listen: string): readonly string[] {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  if (isLoopback(listen)) return names;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = addresses.map(({ address }) => (isIPv6(address) ? `[${address}]` : address));
  const machine = hostname().toLowerCase();
  return [...new Set([...names, ...own, machine, `${machine}.local`])];
}
