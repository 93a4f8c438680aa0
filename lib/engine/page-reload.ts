/** Staying signed in over a reload, as the page does it: what was sealed when somebody signed in signs in again. */
import type { MailboxName } from '../imap/types';
import type { AccountId, AppError, Result } from '../mail';
import { RESUME_FIRST_MS, RESUME_LONGEST_MS } from './limits';
import type { AccountSnapshot, SignInRequest } from './port';
import type { Vault } from './seal';

export interface PageReloadHost {
  readonly vault: () => Vault | null;
  readonly resume: (request: SignInRequest, mailbox: MailboxName | null) => Promise<Result<AccountSnapshot>>;
  /** The folder this tab will show of the account; null: none that is known. */
  readonly shown: (account: AccountId, isFirst: boolean) => MailboxName | null;
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

interface OpenedForm {
  readonly account: AccountId;
  readonly sealed: string;
  readonly request: SignInRequest | null | 'later';
}

export class PageReload {
  readonly #host: PageReloadHost;

  constructor(host: PageReloadHost) {
    this.#host = host;
  }

  /**
   * After a reload that the engine did not outlive. Resolves after the first try of every account; forms whose key is out
   * of reach are tried again with growing waits; servers that are, by their sessions. `isCurrent` turns false when the page begins anew meanwhile.
   */
  async resume(isCurrent: () => boolean): Promise<void> {
    const vault = this.#host.vault();
    if (vault === null) return;
    if (!this.#host.isReopened()) return this.#resumeAll(vault, isCurrent, RESUME_FIRST_MS);
    const kept = vault.kept();
    // Gone in this moment, before anything can be awaited.
    const gone = kept.map(([account]) => vault.forget(account));
    if (kept.length > 0) this.#host.failed({ code: 'tab-reopened' });
    await Promise.all(gone);
  }

  /** Who is not signed in any more signed out while this page was away: nothing may bring them back. */
  keepOnly(accounts: readonly AccountSnapshot[]): void {
    const vault = this.#host.vault();
    const known = new Set(accounts.map(({ account }) => account));
    for (const [account] of vault?.kept() ?? []) if (!known.has(account)) vault?.drop(account);
  }

  async #resumeAll(vault: Vault, isCurrent: () => boolean, wait: number): Promise<void> {
    const kept = vault.kept().filter(([account]) => !this.#host.isSignedIn(account));
    const opened = await Promise.all(
      kept.map(async ([account, sealed]) => ({
        account,
        sealed,
        request: await vault.open(account, sealed),
      })),
    );
    if (!isCurrent()) return;
    // Asked for in one turn, in the order they were added: none waits for another's server.
    await Promise.all(opened.map((form, i) => this.#resumeOne(form, i === 0, isCurrent)));
    if (!isCurrent() || !opened.some(({ request }) => request === 'later')) return;
    this.#host.failed({ code: 'bridge-unreachable' });
    this.#host.setTimer(wait, () => {
      if (isCurrent()) void this.#resumeAll(vault, isCurrent, Math.min(wait * 2, RESUME_LONGEST_MS));
    });
  }

  async #resumeOne(
    { account, sealed, request }: OpenedForm,
    isFirst: boolean,
    isCurrent: () => boolean,
  ): Promise<void> {
    if (request === null || request === 'later') return;
    const result = await this.#host.resume(request, this.#host.shown(account, isFirst));
    if (!isCurrent()) return;
    if (!result.ok) return this.#host.failed(result.error);
    this.#host.signedIn(result.value);
    this.#host.sealed(account, sealed);
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
