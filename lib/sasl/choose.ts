import type { SaslMechanism, TransportSecurity } from '../imap/types';
import { encodeBase64 } from './base64';
import { oauthBearer, xoauth2 } from './bearer';
import { cramMd5 } from './cram-md5';
import { login } from './login';
import { plain } from './plain';
import { scram, type ScramHash } from './scram';

export type MechanismChoice =
  | { readonly kind: 'scram'; readonly name: string; readonly hash: ScramHash }
  | { readonly kind: 'plain'; readonly name: 'PLAIN' }
  | { readonly kind: 'login'; readonly name: 'LOGIN' }
  | { readonly kind: 'cram'; readonly name: 'CRAM-MD5' }
  | { readonly kind: 'bearer'; readonly name: 'OAUTHBEARER' | 'XOAUTH2' }
  /** The LOGIN command of IMAP itself. */
  | { readonly kind: 'command'; readonly name: 'LOGIN command' }
  | { readonly kind: 'none'; readonly reason: 'insecure' | 'login-disabled' | 'no-mechanism' }
  /** The LOGIN command is forbidden, and what the server offers instead is none of ours. */
  | { readonly kind: 'none'; readonly reason: 'mechanism-unknown'; readonly offered: readonly string[] };

export interface Offer {
  /** Whether the server advertises this capability, e.g. 'AUTH=PLAIN'. */
  readonly has: (capability: string) => boolean;
  /** Names of all SASL mechanisms it advertises, in upper case. */
  readonly mechanisms: readonly string[];
  readonly security: TransportSecurity;
  /** The operator marked the target as insecure on purpose (tunnel.md). */
  readonly insecureAllowed: boolean;
  readonly user?: string;
  /** What there is to prove it by; a password unless it is said. */
  readonly proof?: Proof;
}

/** `token`: an access token of OAuth 2.0, which is no password and is never sent as one. */
export type Proof = 'password' | 'token';

/** Who asks whom, for the mechanisms that say so (RFC 7628 3.1). */
export interface ServerName {
  readonly host: string;
  readonly port: number;
}

/**
 * The safest way to prove who we are: SCRAM first (the bridge then never sees the password), then PLAIN and LOGIN; CRAM-MD5,
 * whose exchange invites guessing, only where the server has none of these, and last the LOGIN command. Nothing at all before TLS; LOGIN is never sent where LOGINDISABLED stands (RFC 9051 section 6.2.3).
 */
export function chooseMechanism(offer: Offer): MechanismChoice {
  if (offer.security === 'insecure' && !offer.insecureAllowed) return { kind: 'none', reason: 'insecure' };
  if (offer.proof === 'token') return chooseBearer(offer);
  for (const hash of SCRAM_ORDER) {
    if (offer.has(`AUTH=SCRAM-${hash}`)) return { kind: 'scram', name: `SCRAM-${hash}`, hash };
  }
  // Exchange reads a domain and a shared mailbox (`DOMAIN\ana/sales`) in LOGIN only; where that is not offered it refuses as before.
  if (/[\\/]/.test(offer.user ?? '') && mayLogin(offer)) return { kind: 'command', name: 'LOGIN command' };
  if (offer.has('AUTH=PLAIN')) return { kind: 'plain', name: 'PLAIN' };
  if (offer.has('AUTH=LOGIN')) return { kind: 'login', name: 'LOGIN' };
  if (offer.has('AUTH=CRAM-MD5')) return { kind: 'cram', name: 'CRAM-MD5' };
  if (offer.has('LOGINDISABLED')) {
    return offer.mechanisms.length === 0
      ? { kind: 'none', reason: 'login-disabled' }
      : { kind: 'none', reason: 'mechanism-unknown', offered: offer.mechanisms };
  }
  if (offer.has('IMAP4REV1') || offer.has('IMAP4REV2')) return { kind: 'command', name: 'LOGIN command' };
  return { kind: 'none', reason: 'no-mechanism' };
}

const mayLogin = ({ has }: Offer): boolean => !has('LOGINDISABLED') && has('IMAP4REV1') && has('AUTH=PLAIN');

/** The registered mechanism before Google's and Microsoft's own; nothing else takes a token. */
function chooseBearer({ has, mechanisms }: Offer): MechanismChoice {
  for (const name of ['OAUTHBEARER', 'XOAUTH2'] as const)
    if (has(`AUTH=${name}`)) return { kind: 'bearer', name };
  return mechanisms.length === 0
    ? { kind: 'none', reason: 'no-mechanism' }
    : { kind: 'none', reason: 'mechanism-unknown', offered: mechanisms };
}

/** The mechanism object of a choice; `secret` is the password or token, `random` fresh for every attempt and `NONCE_BYTES` long. */
export function makeMechanism(
  choice: Exclude<MechanismChoice, { kind: 'none' | 'command' }>,
  user: string,
  secret: string,
  random: Uint8Array,
  server: ServerName = { host: '', port: 0 },
): SaslMechanism {
  switch (choice.kind) {
    case 'scram':
      return scram({ hash: choice.hash, user, password: secret, nonce: encodeBase64(random) });
    case 'plain':
      return plain(user, secret);
    case 'login':
      return login(user, secret);
    case 'cram':
      return cramMd5(user, secret);
    case 'bearer':
      return choice.name === 'XOAUTH2'
        ? xoauth2({ user, token: secret })
        : oauthBearer({ user, token: secret }, server);
  }
}

const SCRAM_ORDER: readonly ScramHash[] = ['SHA-512', 'SHA-256', 'SHA-1'];
