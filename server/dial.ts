import { connect as connectTcp, type Socket } from 'node:net';
import type { CloseKey } from '../lib/net/close-codes';
import { createUpgrade } from './dial-tls';
import { DialError, errorCode, settled } from './dial-error';
import type { Limits } from './limits';
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

/** @throws DialError, also when `signal` is aborted */
export type Dial = (target: Target, signal: AbortSignal) => Promise<Dialled>;

export interface DiallerOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'tlsMs'>;
  readonly sessions: TlsSessions;
}

/** DNS, TCP and, where the target wants it, TLS. Nothing a client says reaches here. */
export function createDialler({ limits, sessions }: DiallerOptions): Dial {
  const upgrade = createUpgrade({ timeoutMs: limits.tlsMs, sessions });
  return async (target, signal) => {
    const socket = await openTcp(target, limits.connectMs, signal);
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

function tcpKey(error: unknown): CloseKey {
  const code = errorCode(error);
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns-failed';
  return code === 'ETIMEDOUT' ? 'connect-timeout' : 'connect-failed';
}
