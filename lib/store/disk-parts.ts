/** What the store on disk is given, and the names of its databases. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { AccountId } from '../mail/types';
import type { SetTimer } from './database';
import type { StoreLimits } from './limits';
import type { Sealer } from './sealer';
import type { StoreTrouble } from './trouble';

export interface DiskParts {
  /** Null where the browser has none. */
  readonly factory: IDBFactory | null;
  readonly now: () => number;
  readonly setTimer: SetTimer;
  /** What seals outbox and drafts of an account that is not kept; null where nothing can: they stay in memory then. */
  readonly sealer: (account: AccountId) => Promise<Sealer | null>;
  /** Less is kept than was asked for. May come again; the person is told once. */
  readonly report: (account: AccountId, trouble: StoreTrouble) => void;
  /**
   * Two versions of the program may be of one layout, and must not write one database: whoever comes last takes it from the other, which is
   * told by `onTaken`. Returns what gives it back. Absent where nobody can be told.
   */
  readonly claim?: (name: string, onTaken: () => void) => () => void;
  readonly limits?: Partial<StoreLimits>;
  /** Of tests: another version of the program. */
  readonly schema?: number;
}

/** Whoever reads the names of databases finds no addresses in them. */
export const databaseName = (account: AccountId): string => databaseOf(accountName(account));

export const databaseOf = (name: string): string => `tagline-mail-${name}`;

/** What names an account's database, and its key, without telling whose they are: half of a SHA-256, hexadecimal. */
export function accountName(account: AccountId): string {
  const hash = sha256(new TextEncoder().encode(account)).subarray(0, 16);
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
