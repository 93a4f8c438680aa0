/**
 * What seals the waiting work and drafts of accounts that this device does not keep. The key has the two halves of the reload key, so
 * the pages make it; the engine, which writes, waits for it.
 */
import type { AccountId } from '../mail';
import type { Sealer } from '../store';
import { ITEM_KEY_MS } from './limits';

export interface ItemKeysParts {
  readonly sealerOf: (key: CryptoKey) => Sealer;
  /** What the key of an account is called where nobody may know whose it is. */
  readonly nameOf: (account: AccountId) => string;
  /** Returns what cancels the timer. */
  readonly setTimer: (ms: number, fn: () => void) => () => void;
}

export class ItemKeys {
  readonly #parts: ItemKeysParts;
  readonly #given = new Map<AccountId, Sealer | null>();
  readonly #waiting = new Map<AccountId, ((sealer: Sealer | null) => void)[]>();

  constructor(parts: ItemKeysParts) {
    this.#parts = parts;
  }

  /** Null where this origin cannot seal, or no page came with a key in time. */
  sealer(account: AccountId): Promise<Sealer | null> {
    const known = this.#given.get(account);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      const cancel = this.#parts.setTimer(ITEM_KEY_MS, () => resolve(null));
      const done = (sealer: Sealer | null): void => {
        cancel();
        resolve(sealer);
      };
      this.#waiting.set(account, [...(this.#waiting.get(account) ?? []), done]);
    });
  }

  give(account: AccountId, key: CryptoKey | null): void {
    const sealer = key === null ? null : this.#parts.sealerOf(key);
    // A key that cannot be had now may come later.
    if (sealer !== null) this.#given.set(account, sealer);
    for (const done of this.#waiting.get(account) ?? []) done(sealer);
    this.#waiting.delete(account);
  }

  /** The keys of an account are others now; returns what they seal with. */
  replace(
    name: string,
    before: CryptoKey | null,
    now: CryptoKey,
  ): { readonly before: Sealer | null; readonly now: Sealer } {
    const sealer = this.#parts.sealerOf(now);
    for (const account of this.#given.keys())
      if (this.#parts.nameOf(account) === name) this.#given.set(account, sealer);
    return { before: before && this.#parts.sealerOf(before), now: sealer };
  }

  forget(account: AccountId): void {
    this.#given.delete(account);
  }
}
