import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { CloseKey, TlsReason } from '../lib/net/close-codes';
import type { Target } from './config';
import type { Limits } from './limits';
import type { TlsFacts, TlsSessions } from './tls-sessions';

export interface Dialled {
  readonly socket: Socket;
  /** Null on a connection without TLS. */
  readonly tls: TlsFacts | null;
}

/** Why a target was not reached; `reason` comes with `tls-failed` only. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly key: CloseKey;
  readonly reason: TlsReason | undefined;

  constructor(key: CloseKey, reason?: TlsReason) {
    super(reason === undefined ? key : `${key}: ${reason}`);
    this.key = key;
    this.reason = reason;
  }
}

/** @throws DialError, also when `signal` is aborted */
export type Dial = (target: Target, signal: AbortSignal) => Promise<Dialled>;

export interface DiallerOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'tlsMs'>;
  readonly sessions: TlsSessions;
}

/** DNS, TCP and, where the target wants it, TLS >= 1.2 with a verified certificate. Nothing a client says reaches here. */
export function createDialler({ limits, sessions }: DiallerOptions): Dial {
  // Parsing the authorities costs milliseconds, so once a target.
  const contexts = new WeakMap<Target, SecureContext>();
  return async (target, signal) => {
    const socket = await openTcp(target, limits.connectMs, signal);
    if (target.tls === 'none') return { socket, tls: null };
    const context =
      contexts.get(target) ??
      createSecureContext({ minVersion: 'TLSv1.2', ...(target.ca === null ? {} : { ca: target.ca }) });
    contexts.set(target, context);
    return openTls(socket, target, { context, sessions, timeoutMs: limits.tlsMs, signal });
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

async function openTls(
  raw: Socket,
  target: Target,
  options: Pick<Settling, 'timeoutMs' | 'signal'> & {
    readonly context: SecureContext;
    readonly sessions: TlsSessions;
  },
): Promise<Dialled> {
  const known = options.sessions.get(target);
  const socket = connectTls({
    socket: raw,
    host: target.host,
    ...(isIP(target.host) > 0 ? {} : { servername: target.host }),
    secureContext: options.context,
    rejectUnauthorized: true,
    ...(known === undefined ? {} : { session: known.ticket }),
  });
  let facts: TlsFacts | null = null;
  let early: Buffer | null = null;
  // A ticket may come before the certificate is judged (TLS 1.2) or long after (1.3): kept only once it is judged.
  socket.on('session', (ticket) => {
    if (facts === null) early = ticket;
    else options.sessions.put(target, { ticket, facts });
  });
  const error = (cause: unknown): DialError => new DialError('tls-failed', tlsReason(cause));
  await settled(socket, { ...options, success: 'secureConnect', error });
  facts = factsOf(socket, socket.isSessionReused() ? known?.facts : undefined);
  if (early !== null) options.sessions.put(target, { ticket: early, facts });
  return { socket, tls: facts };
}

interface Settling {
  readonly success: 'connect' | 'secureConnect';
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly error: (error: unknown) => DialError;
}

/** One promise for what a socket may do next. The socket keeps an error handler for life: none may end the process. */
function settled(socket: Socket, steps: Settling): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      steps.signal.removeEventListener('abort', onAbort);
      socket.removeListener('close', onClose);
    };
    const giveUp = (error: DialError): void => {
      finish();
      socket.destroy();
      reject(error);
    };
    const onClose = (): void => giveUp(steps.error(undefined));
    const onAbort = (): void => giveUp(new DialError('connect-failed'));
    const timer = setTimeout(() => giveUp(new DialError('connect-timeout')), steps.timeoutMs);
    socket.on('error', (error) => giveUp(steps.error(error)));
    socket.once('close', onClose);
    socket.once(steps.success, () => {
      finish();
      resolve();
    });
    if (steps.signal.aborted) onAbort();
    else steps.signal.addEventListener('abort', onAbort, { once: true });
  });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}

function tcpKey(error: unknown): CloseKey {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns-failed';
  return code === 'ETIMEDOUT' ? 'connect-timeout' : 'connect-failed';
}

function tlsReason(error: unknown): TlsReason {
  const code = codeOf(error);
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'expired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'name';
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') return 'self-signed';
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL' || code.endsWith('_ALERT_PROTOCOL_VERSION')) return 'version';
  // The other codes of a failed verification; what begins with ERR_SSL or E is no certificate's fault.
  return /^(?:UNABLE_TO|CERT|SELF_SIGNED|INVALID|PATH_LENGTH)_/.test(code) ? 'untrusted' : 'handshake';
}

function factsOf(socket: TLSSocket, verified: TlsFacts | undefined): TlsFacts {
  const live = { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName };
  if (verified !== undefined) return { ...verified, ...live };
  const certificate = socket.getPeerCertificate();
  const end = new Date(certificate.valid_to);
  return {
    ...live,
    subject: short(certificate.subject?.CN ?? certificate.subjectaltname),
    issuer: short(certificate.issuer?.O ?? certificate.issuer?.CN),
    validTo: Number.isNaN(end.getTime()) ? '' : end.toISOString(),
  };
}

function short(name: string | readonly string[] | undefined): string {
  return (typeof name === 'string' ? name : (name?.[0] ?? '')).slice(0, 200);
}
