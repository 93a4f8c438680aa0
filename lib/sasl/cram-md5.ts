import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import type { SaslMechanism, SaslStep } from '../imap/types';
import { MAX_CHALLENGE } from './limits';
import { saslPrep } from './saslprep';

/**
 * CRAM-MD5 (RFC 2195): the password is not sent, but whoever reads the exchange may try passwords at MD5's speed, and the
 * server proves nothing. For servers that have nothing else.
 */
export function cramMd5(user: string, password: string): SaslMechanism {
  let answered = false;
  return {
    name: 'CRAM-MD5',
    initial: () => null,
    challenge: (data): SaslStep => {
      if (answered) return { kind: 'fail', reason: 'CRAM-MD5: a second challenge' };
      // Without one, every sign-in would send the same proof.
      if (data.length === 0) return { kind: 'fail', reason: 'CRAM-MD5: an empty challenge' };
      if (data.length > MAX_CHALLENGE) return { kind: 'fail', reason: 'CRAM-MD5: challenge too long' };
      answered = true;
      const encoder = new TextEncoder();
      const digest = hmac(md5, encoder.encode(saslPrep(password) ?? password), data);
      const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return { kind: 'send', response: encoder.encode(`${saslPrep(user) ?? user} ${hex}`) };
    },
    derived: (): SaslStep => ({ kind: 'fail', reason: 'CRAM-MD5: key out of turn' }),
    success: () => answered,
  };
}
