import { isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  type ConnectionOptions,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { TlsReason } from '../lib/net/close-codes';
import type { Dialled } from './dial';
import { DialError, errorCode, settled } from './dial-error';
import type { Target } from './target';
import type { TlsFacts, TlsSessions } from './tls-sessions';

export interface UpgradeOptions {
  readonly timeoutMs: number;
  readonly sessions: TlsSessions;
}

/** TLS >= 1.2 on a connected socket, the certificate verified or pinned; at once, or after STARTTLS. */
export function createUpgrade(
  options: UpgradeOptions,
): (target: Target, raw: Socket, signal: AbortSignal) => Promise<Dialled> {
  const { timeoutMs, sessions } = options;
  // Parsing the authorities costs milliseconds, so once a target.
  const contexts = new WeakMap<Target, SecureContext>();
  return async (target, raw, signal) => {
    const context =
      contexts.get(target) ??
      createSecureContext({ minVersion: 'TLSv1.2', ...(target.ca === null ? {} : { ca: target.ca }) });
    contexts.set(target, context);
    const known = sessions.get(target);
    const socket = connectTls({
      socket: raw,
      host: target.host,
      ...(isIP(target.host) > 0 ? {} : { servername: target.host }),
      secureContext: context,
      ...verification(target),
      ...(known === undefined ? {} : { session: known.ticket }),
    });
    let facts: TlsFacts | null = null;
    let early: Buffer | null = null;
    // A ticket may come before the certificate is judged (TLS 1.2) or long after (1.3): kept only once it is judged.
    socket.on('session', (ticket) => {
      if (facts === null) early = ticket;
      else sessions.put(target, { ticket, facts });
    });
    const error = (cause: unknown): DialError => new DialError('tls-failed', tlsReason(cause));
    await settled(socket, { timeoutMs, signal, success: 'secureConnect', error });
    // A resumed session shows no certificate; the one it was made with was judged for this very target.
    const resumed = socket.isSessionReused() ? known : undefined;
    if (target.pin !== null && resumed === undefined) requirePin(socket, target.pin);
    facts = factsOf(socket, resumed?.facts);
    if (early !== null) sessions.put(target, { ticket: early, facts });
    return { socket, tls: facts };
  };
}

/** A pin names the one certificate, so whoever signed it and whatever name it carries no longer matter. */
function verification(target: Target): ConnectionOptions {
  return target.pin === null
    ? { rejectUnauthorized: true }
    : { rejectUnauthorized: false, checkServerIdentity: () => undefined };
}

/** @throws DialError for another certificate, and for one that is not valid now */
function requirePin(socket: TLSSocket, pin: string): void {
  const certificate = socket.getPeerCertificate();
  const fingerprint = (certificate.fingerprint256 ?? '').replaceAll(':', '').toLowerCase();
  const [from, to] = [Date.parse(certificate.valid_from), Date.parse(certificate.valid_to)];
  const now = Date.now();
  const reason = fingerprint !== pin ? 'pin' : from <= now && now < to ? null : 'expired';
  if (reason === null) return;
  socket.destroy();
  throw new DialError('tls-failed', reason);
}

function tlsReason(error: unknown): TlsReason {
  const code = errorCode(error);
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
