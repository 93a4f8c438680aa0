import { connect as connectTcp, type Socket } from 'node:net';
import type { CloseKey } from '../lib/net/close-codes';
import { createUpgrade } from './dial-tls';
import { DialError, errorCode, settled } from './dial-error';
import type { Limits } from './limits';
import { type ClientEnds, proxyHeader } from './proxy-protocol';
import type { Target } from './target';
import type { TlsFacts, TlsSessions } from './tls-sessions';

export { DialError };

export interface Dialled {
  readonly socket: Socket;
  /** Null on a connection without TLS, and on one that waits for STARTTLS. */
  readonly tls: TlsFacts | null;
  /**
   * Only where STARTTLS is to follow: the handshake on this very socket, which must have no reader any more.
   * @throws DialError, also when `signal` is aborted
   */
  readonly secure?: (signal: AbortSignal) => Promise<Dialled>;
}

/**
 * `client` is told to mail servers that want the PROXY protocol; without one the connection is our own.
 * @throws DialError, also when `signal` is aborted
 */
export type Dial = (target: Target, signal: AbortSignal, client?: ClientEnds) => Promise<Dialled>;

export interface DiallerOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'tlsMs'>;
  readonly sessions: TlsSessions;
}

/** DNS, TCP and, where the target wants it, TLS. Nothing a client says reaches here, only where it comes from. */
export function createDialler({ limits, sessions }: DiallerOptions): Dial {
  const upgrade = createUpgrade({ timeoutMs: limits.tlsMs, sessions });
  return async (target, signal, client) => {
    const socket = await openTcp(target, limits.connectMs, signal);
    if (target.proxyProtocol) await sendHeader(socket, proxyHeader(client ?? null));
    switch (target.tls) {
      case 'implicit':
        return upgrade(target, socket, signal);
      case 'starttls':
        return { socket, tls: null, secure: (later) => upgrade(target, socket, later) };
      case 'none':
        return { socket, tls: null };
    }
  };
}

async function openTcp(target: Target, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({
    host: target.host,
    port: target.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1000,
  });
  const error = (cause: unknown): DialError => new DialError(tcpKey(cause));
  await settled(socket, { success: 'connect', timeoutMs, signal, error });
  return socket;
}

/** In the kernel before TLS starts: the handshake writes past the socket's own queue. */
function sendHeader(socket: Socket, header: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(header, (error) => {
      if (error) reject(new DialError('connect-failed'));
      else resolve();
    });
  });
}

function tcpKey(error: unknown): CloseKey {
  const code = errorCode(error);
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns-failed';
  return code === 'ETIMEDOUT' ? 'connect-timeout' : 'connect-failed';
}
