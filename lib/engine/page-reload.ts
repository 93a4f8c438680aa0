/** Staying signed in over a reload, as the page does it: what was sealed when somebody signed in signs in again. */
import type { AccountId, AppError, Result } from '../mail';
import { isWorthRetrying } from '../session/worth-retrying';
import { RESUME_FIRST_MS, RESUME_LONGEST_MS } from './limits';
import type { AccountSnapshot, SignInRequest } from './port';
import type { Vault } from './seal';

export interface PageReloadHost {
  readonly vault: () => Vault | null;
  readonly signIn: (request: SignInRequest) => Promise<Result<AccountSnapshot>>;
  readonly isSignedIn: (account: AccountId) => boolean;
  readonly signedIn: (snapshot: AccountSnapshot) => void;
  /** A sealed form did not sign in, for a reason that the person should know. */
  readonly failed: (reason: AppError) => void;
  /** This tab had been closed, and the browser opened it again. */
  readonly isReopened: () => boolean;
  /** Returns what cancels the timer. */
  readonly setTimer: (ms: number, fn: () => void) => void;
  /** The engine passes the form on to other tabs. */
  readonly sealed: (account: AccountId, sealed: string) => void;
}

export class PageReload {
  readonly #host: PageReloadHost;

  constructor(host: PageReloadHost) {
    this.#host = host;
  }

  /**
   * After a reload that the engine did not outlive. Resolves after the first try of every account; those out of reach are
   * tried again with growing waits. `isCurrent` turns false when the page begins anew meanwhile.
   */
  async resume(isCurrent: () => boolean): Promise<void> {
    if (!this.#host.isReopened()) return this.#resumeAll(isCurrent, RESUME_FIRST_MS);
    const vault = this.#host.vault();
    if (vault === null) return;
    const kept = vault.kept();
    // Gone in this moment, before anything can be awaited.
    const gone = kept.map(([account]) => vault.forget(account));
    if (kept.length > 0) this.#host.failed({ code: 'tab-reopened' });
    await Promise.all(gone);
  }

  async #resumeAll(isCurrent: () => boolean, wait: number): Promise<void> {
    const vault = this.#host.vault();
    let again = false;
    for (const [account, sealed] of vault?.kept() ?? []) {
      if (this.#host.isSignedIn(account)) continue;
      const error = await this.#resumeOne(account, sealed, isCurrent);
      if (!isCurrent()) return;
      if (error === null) continue;
      this.#host.failed(error);
      if (isWorthRetrying(error)) again = true;
    }
    if (!again) return;
    this.#host.setTimer(wait, () => {
      if (isCurrent()) void this.#resumeAll(isCurrent, Math.min(wait * 2, RESUME_LONGEST_MS));
    });
  }

  async #resumeOne(account: AccountId, sealed: string, isCurrent: () => boolean): Promise<AppError | null> {
    const vault = this.#host.vault();
    const request = await vault?.open(account, sealed);
    if (!isCurrent()) return null;
    if (request === 'later') return { code: 'bridge-unreachable' };
    if (!request) return null;
    const result = await this.#host.signIn(request);
    if (!isCurrent()) return null;
    if (result.ok) {
      this.#host.signedIn(result.value);
      this.#host.sealed(account, sealed);
      return null;
    }
    if (result.error.code === 'wrong-password') vault?.drop(account);
    return result.error;
  }

  async seal(account: AccountId, request: SignInRequest): Promise<void> {
    const vault = this.#host.vault();
    const sealed = await vault?.seal(account, request);
    if (!sealed) return;
    // The bridge's half may have come late: whoever signed out meanwhile must not be signed in by a reload.
    if (this.#host.isSignedIn(account)) this.#host.sealed(account, sealed);
    else await vault?.forget(account);
  }
}
