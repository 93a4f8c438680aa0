/** The accounts of this engine: those somebody is signed in to, and those that are dialled while a password is typed. */
import type { AccountId, AppError, Result } from '../mail';
import type { Account } from './account';
import { MAX_ACCOUNTS } from './limits';
import type { ServerTarget, SignInRequest } from './port';

/**
 * Names an account the same way everywhere; holds nothing secret. One person typed in other letter cases is one account: mail
 * servers fold them too.
 */
const accountIdOf = (server: ServerTarget, user: string): AccountId =>
  `${server.id}:${user.normalize('NFC').toLowerCase()}`;

export interface AccountsHost {
  /** An account has got its name. */
  readonly named: () => void;
  readonly create: (server: ServerTarget, onEnded: (account: Account, byPerson: boolean) => void) => Account;
  /** An account is out of the book: nothing of it may stay but, if nobody wanted that, the work that waits. */
  readonly forget: (account: Account, keepsWork: boolean) => void;
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
  async signIn(request: SignInRequest): Promise<Result<Account>> {
    const id = accountIdOf(request.server, request.user);
    const known = this.#signedIn.get(id);
    if (known) return { ok: true, value: known };
    const running = this.#signingIn.get(id);
    if (running) return running;
    if (this.#signedIn.size + this.#signingIn.size >= MAX_ACCOUNTS) return tooMany;
    const promise = this.#startSignIn(id, request);
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
  async resume(request: SignInRequest, before: (account: Account) => void): Promise<Result<Account>> {
    const { server, user, password } = request;
    const id = accountIdOf(server, user);
    if (this.#signedIn.has(id) || this.#signingIn.has(id)) return this.signIn(request);
    if (this.#signedIn.size + this.#signingIn.size >= MAX_ACCOUNTS) return tooMany;
    const account = this.prepare(server);
    this.#prepared.delete(server.id);
    this.#name(account, id, request);
    account.recall();
    before(account);
    account.session.resume({ target: server, user, password });
    return this.#signedIn.get(id) === account
      ? { ok: true, value: account }
      : { ok: false, error: signedOut };
  }

  signOutAll(): void {
    const accounts = this.all();
    this.#generation++;
    this.#signedIn.clear();
    this.#prepared.clear();
    this.#signingIn.clear();
    for (const account of accounts) this.#end(account);
  }

  async #startSignIn(id: AccountId, request: SignInRequest): Promise<Result<Account>> {
    const { server, user, password } = request;
    const generation = this.#generation;
    const account = this.prepare(server);
    this.#prepared.delete(server.id);
    const result = await account.session.signIn({ target: server, user, password });
    if (generation !== this.#generation) {
      this.#end(account);
      return { ok: false, error: signedOut };
    }
    if (!result.ok) {
      // The dialled connection may serve the next try.
      if (!this.#prepared.has(server.id)) this.#prepared.set(server.id, account);
      return result;
    }
    this.#name(account, id, request);
    account.endTurn();
    return { ok: true, value: account };
  }

  #name(account: Account, id: AccountId, { user, address }: SignInRequest): void {
    account.id = id;
    account.user = address ?? user;
    this.#signedIn.set(id, account);
    this.#host.named();
    account.takeUp();
  }

  #ended(account: Account, byPerson: boolean): void {
    if (this.#prepared.get(account.server.id) === account) this.#prepared.delete(account.server.id);
    if (this.#signedIn.get(account.id) !== account) return;
    this.#signedIn.delete(account.id);
    this.#host.forget(account, !byPerson);
    this.#host.ended(account);
  }

  /** Gone from this moment on, whoever comes; its connections say good-bye on their own. */
  #end(account: Account): void {
    this.#host.forget(account, false);
    account.id = '';
    account.session.signOut().catch(() => this.#host.log('warn', 'sign-out failed'));
  }
}

const signedOut: AppError = { code: 'offline' };
const tooMany = { ok: false, error: { code: 'too-many-accounts', values: { count: MAX_ACCOUNTS } } } as const;
