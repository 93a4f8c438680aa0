import { decodeBase64, encodeBase64 } from '../imap/wire/base64';
import { utf8Bytes } from '../mime/bytes';
import { saslPrep } from '../sasl/saslprep';
import type { ScramHash, ServerCrypto } from './crypto';

export interface ScramAccount {
  readonly user: string;
  readonly password: string;
}

export interface ScramOptions {
  readonly crypto: ServerCrypto;
  readonly hash: ScramHash;
  /** Undefined for an unknown user: the exchange then goes on with a made-up password, to give nothing away. */
  readonly find: (user: string) => ScramAccount | undefined;
  readonly salt: (user: string) => Uint8Array;
  /** Printable ASCII without comma (RFC 5802 7). */
  readonly nonce: string;
  readonly iterations: number;
}

export type ScramStep =
  | { readonly kind: 'challenge'; readonly data: Uint8Array }
  /** The user is who they say; `data` proves us. */
  | { readonly kind: 'proved'; readonly data: Uint8Array; readonly user: string }
  | { readonly kind: 'failed' }
  /** The message breaks the grammar. */
  | { readonly kind: 'broken' };

/** The server's side of SCRAM (RFC 5802 3, RFC 7677), without channel binding. */
export class ScramServer {
  private clientFirstBare = '';
  private serverFirst = '';
  private gs2 = '';
  private user = '';

  constructor(private readonly options: ScramOptions) {}

  step(message: Uint8Array): ScramStep {
    const text = utf8(message);
    if (text === undefined || text.length > 2_000) return { kind: 'broken' };
    return this.serverFirst === '' ? this.first(text) : this.final(text);
  }

  /** client-first-message = gs2-header "n=" saslname ",r=" c-nonce */
  private first(text: string): ScramStep {
    const match = /^([ny],(a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/.exec(text);
    const user = saslName(match?.[4]);
    const identity = match?.[2] === undefined ? user : saslName(match[2].slice(2));
    if (match === null || user === undefined || identity !== user) return { kind: 'broken' };
    const { salt, nonce, iterations } = this.options;
    this.gs2 = match[1] ?? '';
    this.clientFirstBare = match[3] ?? '';
    this.user = user;
    this.serverFirst = `r=${match[5]}${nonce},s=${encodeBase64(salt(user))},i=${iterations}`;
    return { kind: 'challenge', data: utf8Bytes(this.serverFirst) };
  }

  /** client-final-message = "c=" base64 ",r=" nonce ",p=" base64 */
  private final(text: string): ScramStep {
    const { crypto, hash, find, salt, iterations } = this.options;
    const match = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)),p=([A-Za-z0-9+/=]+)$/.exec(text);
    const proof = decodeBase64(match?.[4] ?? '?');
    if (match === null || proof === undefined) return { kind: 'broken' };
    const expectedNonce = this.serverFirst.slice(2, this.serverFirst.indexOf(','));
    if (match[2] !== encodeBase64(utf8Bytes(this.gs2)) || match[3] !== expectedNonce)
      return { kind: 'failed' };
    const account = find(this.user);
    const size = hash === 'SHA-1' ? 20 : 32;
    const plain = account?.password ?? 'nobody';
    const password = utf8Bytes(saslPrep(plain) ?? plain);
    const salted = crypto.pbkdf2(hash, password, salt(this.user), iterations, size);
    const digest = (data: Uint8Array): Uint8Array =>
      hash === 'SHA-1' ? crypto.sha1(data) : crypto.sha256(data);
    const storedKey = digest(crypto.hmac(hash, salted, utf8Bytes('Client Key')));
    const authMessage = utf8Bytes(`${this.clientFirstBare},${this.serverFirst},${match[1]}`);
    const signature = crypto.hmac(hash, storedKey, authMessage);
    if (proof.length !== size) return { kind: 'failed' };
    const clientKey = proof.map((octet, index) => octet ^ (signature[index] ?? 0));
    if (account === undefined || !sameBytes(digest(clientKey), storedKey)) return { kind: 'failed' };
    const serverKey = crypto.hmac(hash, salted, utf8Bytes('Server Key'));
    const data = utf8Bytes(`v=${encodeBase64(crypto.hmac(hash, serverKey, authMessage))}`);
    return { kind: 'proved', data, user: account.user };
  }
}

/** Every octet is looked at, whatever the first difference. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}

/** saslname: "," and "=" travel as =2C and =3D. */
function saslName(text: string | undefined): string | undefined {
  if (text === undefined || /=(?!2C|3D)/.test(text)) return undefined;
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
