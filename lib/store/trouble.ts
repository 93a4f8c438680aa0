/** What can go wrong with storage; the engine says each to the person. */
import type { StoreRefusal } from '../mail';

export type { StoreTrouble } from '../mail';

/** A refusal of the store that its caller must pass on: nothing was kept. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreRefusal;

  constructor(code: StoreError['code']) {
    super(code);
    this.code = code;
  }
}

/** How an error of IndexedDB is to be met (https://www.w3.org/TR/IndexedDB/#exceptions). */
export function kindOf(error: unknown): 'quota' | 'closed' | 'newer' | 'damaged' {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'quota';
  if (name === 'VersionError') return 'newer';
  // A connection closed under us: another tab upgrades or deletes the database.
  if (name === 'InvalidStateError' || name === 'AbortError') return 'closed';
  return 'damaged';
}
