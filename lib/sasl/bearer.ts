/**
 * Signing in by an access token of OAuth 2.0: OAUTHBEARER (RFC 7628), and XOAUTH2, its older form of Google and Microsoft.
 * A refused token comes as a challenge that says why; it is answered by a formality, and then the server says NO.
 */
import type { SaslMechanism, SaslStep } from '../imap/types';
import { MAX_CHALLENGE } from './limits';

export interface BearerOptions {
  readonly user: string;
  /** Printable ASCII; it is as good as a password, and lives for about an hour. */
  readonly token: string;
  /** Told what the server holds against the token: its JSON, at most MAX_CHALLENGE octets. */
  readonly onRefused?: (json: string) => void;
}

/**
 * A control character in a name or token would end its field and begin another; none can be said, so they are left out, and the server
 * refuses what is left as wrong, which it is.
 *
 * gs2-header kvsep *(key "=" value kvsep) kvsep ; RFC 7628 3.1
 */
export function oauthBearer(
  options: BearerOptions,
  server: { readonly host: string; readonly port: number },
): SaslMechanism {
  // saslname: '=' and ',' are escaped (RFC 5801 4).
  const user = sayable(options.user).replaceAll('=', '=3D').replaceAll(',', '=2C');
  const fields = [
    `n,a=${user},`,
    `host=${sayable(server.host)}`,
    `port=${server.port}`,
    `auth=Bearer ${sayable(options.token)}`,
    '',
    '',
  ];
  return bearer('OAUTHBEARER', fields, '\u0001', options);
}

/** "user=" user ^A "auth=Bearer " token ^A ^A */
export function xoauth2(options: BearerOptions): SaslMechanism {
  const fields = [`user=${sayable(options.user)}`, `auth=Bearer ${sayable(options.token)}`, '', ''];
  return bearer('XOAUTH2', fields, '', options);
}

function bearer(
  name: string,
  fields: readonly string[],
  formality: string,
  options: BearerOptions,
): SaslMechanism {
  let refused = false;
  return {
    name,
    initial: () => new TextEncoder().encode(fields.join('\u0001')),
    challenge: (data): SaslStep => {
      if (refused || data.length > MAX_CHALLENGE)
        return { kind: 'fail', reason: `${name}: challenge out of turn` };
      refused = true;
      options.onRefused?.(new TextDecoder().decode(data));
      return { kind: 'send', response: new TextEncoder().encode(formality) };
    },
    derived: (): SaslStep => ({ kind: 'fail', reason: `${name}: key out of turn` }),
    success: () => !refused,
  };
}

function sayable(text: string): string {
  return [...text].filter((one) => one >= ' ' && one !== '\u007f').join('');
}
