/** What SCRAM needs; the host brings it (node:crypto, or @noble/hashes in a page), so that this layer stays pure. */
export interface ServerCrypto {
  sha1(data: Uint8Array): Uint8Array;
  sha256(data: Uint8Array): Uint8Array;
  hmac(hash: ScramHash, key: Uint8Array, data: Uint8Array): Uint8Array;
  /** `length` in octets. */
  pbkdf2(
    hash: ScramHash,
    password: Uint8Array,
    salt: Uint8Array,
    iterations: number,
    length: number,
  ): Uint8Array;
}

export type ScramHash = 'SHA-1' | 'SHA-256';
