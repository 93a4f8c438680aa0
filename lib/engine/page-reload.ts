/** Staying signed in over a reload, as the page does it: what was sealed when somebody signed in signs in again. */
import type { AccountId, Result } from '../mail';
import type { AccountSnapshot, SignInRequest } from './port';
import type { Vault } from './seal';

export interface PageReloadHost {
  readonly vault: () => Vault | null;
  readonly signIn: (request: SignInRequest) => Promise<Result<AccountSnapshot>>;
  readonly isSignedIn: (account: AccountId) => boolean;
  readonly signedIn: (snapshot: AccountSnapshot) => void;
  /** The engine passes the form on to other tabs. */
  readonly sealed: (account: AccountId, sealed: string) => void;
}

export class PageReload {
  readonly #host: PageReloadHost;

  constructor(host: PageReloadHost) {
    this.#host = host;
  }

  /** After a reload that the engine did not outlive. `isCurrent` turns false when the page begins anew meanwhile. */
  async resume(isCurrent: () => boolean): Promise<void> {
    const vault = this.#host.vault();
    for (const [account, sealed] of vault?.kept() ?? []) {
      const request = await vault?.open(account, sealed);
      if (!isCurrent()) return;
      if (!request) continue;
      const result = await this.#host.signIn(request);
      if (!isCurrent()) return;
      if (result.ok) {
        this.#host.signedIn(result.value);
        this.#host.sealed(account, sealed);
      } else if (result.error.code === 'wrong-password') {
        vault?.drop(account);
      }
    }
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
