/**
 * What seals the waiting work and drafts of accounts that this device does not keep. The key has the two halves of the reload key, so
 * the pages make it; the engine, which writes, waits for it.
 */
import type { AccountId } from '../mail';
import type { Sealer } from '../store';
import { ITEM_KEY_MS } from './limits';

export interface ItemKeysParts {
  readonly sealerOf: (key: CryptoKey) => Sealer;
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

  forget(account: AccountId): void {
    this.#given.delete(account);
  }
}
