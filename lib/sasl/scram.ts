/**
 * SCRAM (RFC 5802, RFC 7677), client side, without channel binding: the bridge ends TLS, so there is none to bind to.
 *
 *   C: n,,n=user,r=nonce                      (client-first)
 *   S: r=nonce+server,s=salt,i=iterations     (server-first; the driver derives SaltedPassword)
 *   C: c=biws,r=nonce+server,p=proof          (client-final)
 *   S: v=signature                            (server-final; answered by an empty response)
 *
 * The password leaves this object only as a `derive` need. `success()` is true only after the signature was verified.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { SaslMechanism, SaslNeed, SaslStep } from '../imap/types';
import { decodeBase64, encodeBase64 } from './base64';
import { MAX_CHALLENGE, MAX_ITERATIONS, MAX_SALT, MIN_ITERATIONS } from './limits';
import { saslPrep } from './saslprep';

export type ScramHash = SaslNeed['hash'];

export interface ScramOptions {
  readonly hash: ScramHash;
  readonly user: string;
  readonly password: string;
  /** Printable ASCII without comma, fresh for every attempt; at least 18 octets of randomness in base64. */
  readonly nonce: string;
}

/** Makes the mechanism `SCRAM-<hash>`; use it for one attempt only. */
export function scram(options: ScramOptions): SaslMechanism {
  return new Scram(options);
}

type Stage = 'start' | 'first-sent' | 'deriving' | 'final-sent' | 'verified' | 'failed';

class Scram implements SaslMechanism {
  readonly name: string;
  private readonly options: ScramOptions;
  private readonly clientFirstBare: string;
  private stage: Stage = 'start';
  private serverFirst = '';
  private fullNonce = '';
  private serverSignature: Uint8Array | null = null;

  constructor(options: ScramOptions) {
    this.options = options;
    this.name = `SCRAM-${options.hash}`;
    this.clientFirstBare = `n=${escapeName(saslPrep(options.user) ?? options.user)},r=${options.nonce}`;
  }

  initial(): Uint8Array {
    this.stage = 'first-sent';
    return utf8(GS2_HEADER + this.clientFirstBare);
  }

  challenge(data: Uint8Array): SaslStep {
    if (data.length > MAX_CHALLENGE) return this.fail('challenge too long');
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(data);
    } catch {
      return this.fail('challenge is not UTF-8');
    }
    switch (this.stage) {
      case 'first-sent':
        return this.onServerFirst(text);
      case 'final-sent':
        return this.onServerFinal(text);
      case 'start':
      case 'deriving':
      case 'verified':
      case 'failed':
        return this.fail('challenge out of turn');
    }
  }

  derived(saltedPassword: Uint8Array): SaslStep {
    if (this.stage !== 'deriving') return this.fail('key out of turn');
    const { hash } = this.options;
    const clientKey = mac(hash, saltedPassword, utf8('Client Key'));
    const withoutProof = `c=${CHANNEL_BINDING},r=${this.fullNonce}`;
    const authMessage = utf8(`${this.clientFirstBare},${this.serverFirst},${withoutProof}`);
    const clientSignature = mac(hash, digest(hash, clientKey), authMessage);
    const proof = clientKey.map((byte, i) => byte ^ (clientSignature[i] ?? 0));
    this.serverSignature = mac(hash, mac(hash, saltedPassword, utf8('Server Key')), authMessage);
    this.stage = 'final-sent';
    return { kind: 'send', response: utf8(`${withoutProof},p=${encodeBase64(proof)}`) };
  }

  success(): boolean {
    return this.stage === 'verified';
  }

  /** server-first-message: [m=...,] r=... , s=... , i=... [,extensions]. */
  private onServerFirst(text: string): SaslStep {
    const [r = '', s = '', i = ''] = text.split(',');
    if (r.startsWith('m=')) return this.fail('mandatory extension');
    if (r.startsWith('e=')) return this.fail('refused by the server');
    if (!r.startsWith('r=') || !s.startsWith('s=') || !i.startsWith('i='))
      return this.fail('server-first-message broken');
    const nonce = r.slice(2);
    if (!nonce.startsWith(this.options.nonce) || nonce.length === this.options.nonce.length) {
      return this.fail('server nonce does not extend ours');
    }
    if (!isPrintable(nonce)) return this.fail('server nonce is not printable');
    const salt = decodeBase64(s.slice(2));
    if (salt === null || salt.length === 0 || salt.length > MAX_SALT) return this.fail('salt broken');
    const iterations = /^[1-9][0-9]{0,9}$/.test(i.slice(2)) ? Number(i.slice(2)) : 0;
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      return this.fail(`iteration count outside ${MIN_ITERATIONS}..${MAX_ITERATIONS}`);
    }
    this.fullNonce = nonce;
    this.serverFirst = text;
    this.stage = 'deriving';
    const { hash, password } = this.options;
    return {
      kind: 'need',
      need: {
        kind: 'derive',
        hash,
        password: utf8(saslPrep(password) ?? password),
        salt,
        iterations,
        length: HASH_LENGTH[hash],
      },
    };
  }

  /** server-final-message: v=signature or e=error. */
  private onServerFinal(text: string): SaslStep {
    const [first = ''] = text.split(',');
    if (first.startsWith('e=')) return this.fail('refused by the server');
    const signature = first.startsWith('v=') ? decodeBase64(first.slice(2)) : null;
    if (signature === null || this.serverSignature === null || !isEqual(signature, this.serverSignature)) {
      return this.fail('server signature wrong');
    }
    this.stage = 'verified';
    return { kind: 'send', response: new Uint8Array() };
  }

  private fail(reason: string): SaslStep {
    this.stage = 'failed';
    return { kind: 'fail', reason: `SCRAM: ${reason}` };
  }
}

/** saslname: '=' and ',' are escaped (RFC 5802 section 5.1). */
function escapeName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x21 || code > 0x7e || code === 0x2c) return false;
  }
  return true;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

function mac(hash: ScramHash, key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(HASH[hash], key, message);
}

function digest(hash: ScramHash, message: Uint8Array): Uint8Array {
  return HASH[hash](message);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const HASH = { 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512 } as const;
const HASH_LENGTH = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-512': 64 } as const;
/** "n": we can do no channel binding. */
const GS2_HEADER = 'n,,';
/** Base64 of the header. */
const CHANNEL_BINDING = 'biws';
