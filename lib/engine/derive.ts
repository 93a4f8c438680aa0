/** PBKDF2 for SCRAM (RFC 5802 2.2): the browser's own where the origin is secure, else in plain code, loaded then. */
import type { SaslNeed } from '../imap/types';
import { MAX_ITERATIONS } from './limits';

/** Rejects on iterations or lengths no honest server asks for. */
export async function deriveKey(
  need: SaslNeed,
  subtle: SubtleCrypto | null = globalThis.crypto?.subtle ?? null,
): Promise<Uint8Array> {
  const { hash, iterations, length } = need;
  const isInside = (n: number, most: number): boolean => Number.isSafeInteger(n) && n >= 1 && n <= most;
  if (!isInside(iterations, MAX_ITERATIONS) || !isInside(length, MAX_KEY)) {
    throw new RangeError(`PBKDF2 with ${iterations} iterations for ${length} octets`);
  }
  const password = new Uint8Array(need.password);
  const salt = new Uint8Array(need.salt);
  if (subtle) {
    const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    return new Uint8Array(
      await subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, key, length * 8),
    );
  }
  const [{ pbkdf2Async }, { sha256, sha512 }, { sha1 }] = await Promise.all([
    import('@noble/hashes/pbkdf2.js'),
    import('@noble/hashes/sha2.js'),
    import('@noble/hashes/legacy.js'),
  ]);
  const hashes = { 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512 };
  return pbkdf2Async(hashes[hash], password, salt, { c: iterations, dkLen: length });
}

/** Octets of the longest key a mechanism of ours asks for, SCRAM-SHA-512's. */
const MAX_KEY = 64;
