/** The accounts of this engine: those somebody is signed in to, and those that are dialled while a password is typed. */
import type { AccountId, AppError, Result } from '../mail';
import type { Account } from './account';
import { accountIdOf } from './account-id';
import type { HeldSignIn } from './device-shelf';
import { MAX_ACCOUNTS } from './limits';
import type { ServerTarget, SignInRequest } from './port';

/** What stays in the store of an account that is out of the book. */
export type Stays = 'nothing' | 'work' | 'all';

export interface AccountsHost {
  /** An account has got its name. */
  readonly named: () => void;
  readonly create: (server: ServerTarget, onEnded: (account: Account, byPerson: boolean) => void) => Account;
  /** An account has got its name, and is about to read what was kept of it. Never rejects. */
  readonly open: (account: Account) => Promise<void>;
  /** An account is out of the book. */
  readonly forget: (account: Account, stays: Stays) => void;
  /** Its session ended by itself. */
  readonly ended: (account: Account) => void;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
}

export class Accounts {
  readonly #host: AccountsHost;
  readonly #signedIn = new Map<AccountId, Account>();
  /** Dialled while the password is typed, by server id. */
  readonly #prepared = new Map<string, Account>();
  readonly #signingIn = new Map<AccountId, Promise<Result<Account>>>();
  /** Grows when everybody is signed out: a sign-in of before must not reach whoever came since. */
  #generation = 0;

  constructor(host: AccountsHost) {
    this.#host = host;
  }

  get(id: AccountId): Account | undefined {
    return this.#signedIn.get(id);
  }

  signedIn(): Iterable<Account> {
    return this.#signedIn.values();
  }

  /** Also those nobody is signed in to yet. */
  all(): readonly Account[] {
    return [...this.#signedIn.values(), ...this.#prepared.values()];
  }

  /** The account that will sign in to this server next. */
  prepare(server: ServerTarget): Account {
    const known = this.#prepared.get(server.id);
    if (known) return known;
    const account = this.#host.create(server, (ended, byPerson) => this.#ended(ended, byPerson));
    this.#prepared.set(server.id, account);
    return account;
  }

  /** Several tabs may ask at once, after a new engine took over: one sign-in answers all. */
  async signIn(request: SignInRequest, kept = false): Promise<Result<Account>> {
    const id = accountIdOf(request.server, request.user);
    const known = this.#signedIn.get(id);
    if (known) return { ok: true, value: known };
    const running = this.#signingIn.get(id);
    if (running) return running;
    if (this.#signedIn.size + this.#signingIn.size >= MAX_ACCOUNTS) return tooMany;
    const promise = this.#startSignIn(id, request, kept);
    this.#signingIn.set(id, promise);
    try {
      return await promise;
    } finally {
      if (this.#signingIn.get(id) === promise) this.#signingIn.delete(id);
    }
  }

  /**
   * Somebody who was signed in before a reload: here at once, live as soon as the server answers. `before` is called ahead of
   * the first word to the server.
   */
  async resume(
    request: SignInRequest,
    before: (account: Account) => void,
    kept = false,
  ): Promise<Result<Account>> {
    const { server, user, password } = request;
    const id = accountIdOf(server, user);
    const held = this.#signedIn.get(id);
    if (held?.isHeld === true) {
      held.isHeld = false;
      held.session.resume({ target: server, user, password });
      return { ok: true, value: held };
    }
    if (this.#signedIn.has(id) || this.#signingIn.has(id)) return this.signIn(request);
    if (this.#signedIn.size + this.#signingIn.size >= MAX_ACCOUNTS) return tooMany;
    const account = this.prepare(server);
    this.#prepared.delete(server.id);
    const generation = this.#generation;
    const opened = this.#name(account, id, request, kept);
    // What is kept of others is nothing, and there a page's key is waited for.
    if (kept) await opened;
    if (generation !== this.#generation) return { ok: false, error: signedOut };
    account.recall();
    before(account);
    account.session.resume({ target: server, user, password });
    return this.#signedIn.get(id) === account
      ? { ok: true, value: account }
      : { ok: false, error: signedOut };
  }

  /**
   * Somebody this device is of, whose password is out of reach just now: what is kept of them can be read and acted on, and what they do
   * waits for `resume`.
   */
  async hold(who: HeldSignIn, before: (account: Account) => void): Promise<Result<Account>> {
    const id = accountIdOf(who.server, who.user);
    const known = this.#signedIn.get(id);
    if (known) return { ok: true, value: known };
    if (this.#signedIn.size + this.#signingIn.size >= MAX_ACCOUNTS) return tooMany;
    const account = this.prepare(who.server);
    this.#prepared.delete(who.server.id);
    account.isHeld = true;
    const generation = this.#generation;
    await this.#name(account, id, who, true);
    if (generation !== this.#generation) return { ok: false, error: signedOut };
    account.recall();
    before(account);
    // Another tab may have had the password meanwhile.
    if (account.isHeld) account.session.hold();
    return { ok: true, value: account };
  }

  /** Nobody is left to come back: what this device may keep stays there, of others only what waits, sealed. */
  signOutAll(): void {
    const accounts = this.all();
    this.#generation++;
    this.#signedIn.clear();
    this.#prepared.clear();
    this.#signingIn.clear();
    for (const account of accounts) this.#end(account, account.kept ? 'all' : 'work');
  }

  async #startSignIn(id: AccountId, request: SignInRequest, kept: boolean): Promise<Result<Account>> {
    const { server, user, password } = request;
    const generation = this.#generation;
    const account = this.prepare(server);
    this.#prepared.delete(server.id);
    const result = await account.session.signIn({ target: server, user, password });
    if (generation !== this.#generation) {
      this.#end(account, 'work');
      return { ok: false, error: signedOut };
    }
    if (!result.ok) {
      // The dialled connection may serve the next try.
      if (!this.#prepared.has(server.id)) this.#prepared.set(server.id, account);
      return result;
    }
    void this.#name(account, id, request, kept);
    account.endTurn();
    return { ok: true, value: account };
  }

  /** Resolves when what is kept of it can be read. */
  #name(account: Account, id: AccountId, { user, address }: HeldSignIn, kept: boolean): Promise<void> {
    account.id = id;
    account.kept = kept;
    account.user = address ?? user;
    this.#signedIn.set(id, account);
    this.#host.named();
    const opened = this.#host.open(account);
    account.takeUp();
    return opened;
  }

  #ended(account: Account, byPerson: boolean): void {
    if (this.#prepared.get(account.server.id) === account) this.#prepared.delete(account.server.id);
    if (this.#signedIn.get(account.id) !== account) return;
    this.#signedIn.delete(account.id);
    this.#host.forget(account, byPerson ? 'nothing' : 'work');
    this.#host.ended(account);
  }

  /** Gone from this moment on, whoever comes; its connections say good-bye on their own. */
  #end(account: Account, stays: Stays): void {
    this.#host.forget(account, stays);
    account.id = '';
    account.session.signOut().catch(() => this.#host.log('warn', 'sign-out failed'));
  }
}

const signedOut: AppError = { code: 'offline' };
const tooMany = { ok: false, error: { code: 'too-many-accounts', values: { count: MAX_ACCOUNTS } } } as const;
