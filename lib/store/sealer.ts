/** How outbox and drafts of an account that is not kept lie on disk: sealed, with a key that the disk does not hold whole. */

/** Seals and opens with one account's key. `open` rejects for what was sealed with another, or was changed. */
export interface Sealer {
  seal(plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  open(sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

const IV_BYTES = 12;

/** AES-GCM with a random nonce for each box, which stands before it. The key's holder bounds how many it seals: outboxes are short. */
export function createSealer(key: CryptoKey, crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>): Sealer {
  return {
    seal: async (plain) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const box = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain));
      const sealed = new Uint8Array(IV_BYTES + box.length);
      sealed.set(iv);
      sealed.set(box, IV_BYTES);
      return sealed;
    },
    open: async (sealed) => {
      const [iv, box] = [sealed.subarray(0, IV_BYTES), sealed.subarray(IV_BYTES)];
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box));
    },
  };
}
