import { createHash } from 'node:crypto';
import type { Target } from './target';

/** What the client may tell its user about the connection. Strings come from a certificate: show them as text. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validTo: string;
}

export interface TlsSession {
  readonly ticket: Buffer;
  /** Of the full handshake that verified the certificate. */
  readonly facts: TlsFacts;
}

export interface TlsSessions {
  get(target: Target): TlsSession | undefined;
  /** Only for a connection whose certificate was verified for exactly this target. */
  put(target: Target, session: TlsSession): void;
  clear(): void;
}

const maxSessions = 256;

/**
 * TLS sessions for resumption. A resumed session skips the certificate and reports itself authorised whatever name
 * was asked, so a session may serve only the identity it was verified for: host (the server name), port, way to
 * TLS, authorities and pin all stand in the key. Gone at the certificate's end.
 */
export function createTlsSessions(now: () => number): TlsSessions {
  const byIdentity = new Map<string, TlsSession>();
  return {
    get: (target) => {
      const key = identity(target);
      const session = byIdentity.get(key);
      if (session === undefined || Date.parse(session.facts.validTo) > now()) return session;
      byIdentity.delete(key);
      return undefined;
    },
    put: (target, session) => {
      // A certificate without a readable end date would stay for ever.
      if (!(Date.parse(session.facts.validTo) > now())) return;
      const key = identity(target);
      byIdentity.delete(key);
      byIdentity.set(key, session);
      const oldest = byIdentity.keys().next().value;
      if (byIdentity.size > maxSessions && oldest !== undefined) byIdentity.delete(oldest);
    },
    clear: () => byIdentity.clear(),
  };
}

function identity(target: Target): string {
  const authorities = createHash('sha256')
    .update(target.ca ?? '')
    .digest('base64');
  return JSON.stringify([target.host, target.port, target.tls, authorities, target.pin]);
}
