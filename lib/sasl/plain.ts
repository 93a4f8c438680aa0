import type { SaslMechanism, SaslStep } from '../imap/types';
import { saslPrep } from './saslprep';

/**
 * PLAIN (RFC 4616): NUL user NUL password. The password travels, so only inside TLS, loopback or memory.
 * NUL cannot be said and is left out: the server then refuses the credentials as wrong, which they are.
 */
export function plain(user: string, password: string): SaslMechanism {
  const name = saslPrep(user) ?? user;
  const secret = saslPrep(password) ?? password;
  return {
    name: 'PLAIN',
    initial: () => new TextEncoder().encode(`\0${name.replaceAll('\0', '')}\0${secret.replaceAll('\0', '')}`),
    challenge: (): SaslStep => ({ kind: 'fail', reason: 'PLAIN: challenge out of turn' }),
    derived: (): SaslStep => ({ kind: 'fail', reason: 'PLAIN: key out of turn' }),
    success: () => true,
  };
}
