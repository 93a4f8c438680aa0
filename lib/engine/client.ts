/**
 * The page's side of the port: requests with promises, the page's model, ops that show in the frame of the click.
 * Inert until `start`, so that prerendering may make one.
 */
import type { MailboxName, Uid } from '../imap/types';
import {
  assertNever,
  type AccountId,
  type AppError,
  type ConnectionStatus,
  type Folder,
  type MessageDetail,
  type Op,
  type OpInput,
  type Result,
} from '../mail';
import type { ClientPlatform } from './client-platform';
import { AppFailure, type SiteConfig } from './config';
import { OVERLAY_GRACE_MS, WELCOME_TIMEOUT_MS } from './limits';
import type { MessageListSnapshot } from './page-list';
import { PageModel, type NewMail, type RecentOp, type Touched } from './page-model';
import { FolderDesk, type PageFolders } from './page-folders';
import { PageWire, type Wire } from './page-wire';
import type {
  AccountSnapshot,
  Change,
  EngineMessage,
  EngineReplies,
  EngineRequest,
  PageMessage,
  ServerTarget,
  SignInRequest,
} from './port';
import type { EngineLink } from './port-like';
import { Requests } from './requests';

export type EngineStatus = 'starting' | 'ready' | { readonly error: AppError };

export interface FetchPartOptions {
  /** Octets in transfer encoding; total 0 when unknown. */
  readonly onProgress?: (loaded: number, total: number) => void;
  /** Aborting drops the answer; the bytes may still come. */
  readonly signal?: AbortSignal;
}

export interface EngineClient {
  /** Connects to the engine; returns what stops it. May be called again after that. */
  start(platform: ClientPlatform): () => void;
  /** Told once a frame what may have to be drawn again, and at once after an act of the person. */
  subscribe(listener: (touched: readonly Touched[]) => void): () => void;

  readonly status: EngineStatus;
  readonly accounts: readonly AccountSnapshot[];
  readonly newMail: NewMail | null;
  readonly signOutReason: AppError | null;
  connection(account: AccountId): ConnectionStatus;
  folders(account: AccountId): readonly Folder[];
  list(account: AccountId, mailbox: MailboxName): MessageListSnapshot;
  recentOps(): readonly RecentOp[];
  /** For the protocol drawer. */
  readonly wire: Wire;
  /** Making, renaming, deleting, and long work on whole folders. */
  readonly folderDesk: PageFolders;

  /** Rejects with an AppFailure. */
  loadConfig(): Promise<SiteConfig>;
  /** Dials while the password is typed. Harmless when repeated. */
  prepare(server: ServerTarget): void;
  signIn(request: SignInRequest): Promise<Result<AccountSnapshot>>;
  signOut(account: AccountId): Promise<void>;
  /** The tab shows this mailbox until the returned function is called; the latest wins. */
  watch(account: AccountId, mailbox: MailboxName): () => void;
  /** Visible positions, inclusive, that are or soon will be on screen. */
  wantRows(account: AccountId, mailbox: MailboxName, first: number, last: number): void;
  openMessage(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    formatted: boolean,
  ): Promise<Result<MessageDetail>>;
  fetchPart(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    section: string,
    options?: FetchPartOptions,
  ): Promise<Result<Uint8Array>>;
  /** Shown when it returns. */
  dispatch(input: Omit<OpInput, 'id'>): Op;
  undo(opId: string): void;
  reconnect(account: AccountId): void;
}

export const createEngineClient = (): EngineClient => new Client();

class Client implements EngineClient {
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();
  readonly #requests = new Requests((message) => this.#post(message));
  readonly wire = new PageWire(
    (message) => this.#post(message),
    (fn) => this.#platform?.schedule(fn),
  );
  readonly #waiting: (readonly [AccountId, readonly Change[]])[] = [];
  readonly #watched = new Map<AccountId, readonly MailboxName[]>();
  readonly #watchTold = new Map<AccountId, MailboxName | null>();
  #touched = new Map<string, Touched>();
  #model = this.#newModel();
  readonly folderDesk: PageFolders = new FolderDesk(
    (request, onProgress) => this.#request(request, onProgress),
    (message) => this.#post(message),
    this.#model,
  );
  #platform: ClientPlatform | null = null;
  #link: EngineLink | null = null;
  #tab = '';
  #status: EngineStatus = 'starting';
  #nextOp = 1;
  #frameAsked = false;
  #watchAsked = false;
  #welcomed = false;
  #run = 0;

  get status(): EngineStatus {
    return this.#status;
  }

  get accounts(): readonly AccountSnapshot[] {
    return this.#model.accounts;
  }

  get newMail(): NewMail | null {
    return this.#model.newMail;
  }

  get signOutReason(): AppError | null {
    return this.#model.signOutReason;
  }

  connection(account: AccountId): ConnectionStatus {
    return this.#model.connection(account);
  }

  folders(account: AccountId): readonly Folder[] {
    return this.#model.folders(account);
  }

  list(account: AccountId, mailbox: MailboxName): MessageListSnapshot {
    return this.#model.listSnapshot(account, mailbox);
  }

  recentOps(): readonly RecentOp[] {
    return this.#model.recentOps();
  }

  subscribe(listener: (touched: readonly Touched[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(platform: ClientPlatform): () => void {
    const run = ++this.#run;
    const current = (): boolean => run === this.#run;
    this.#platform = platform;
    this.#setStatus('starting');
    const cancelTimeout = platform.setTimer(WELCOME_TIMEOUT_MS, () => {
      if (current() && !this.#welcomed) this.#fail({ code: 'engine-failed' }, 'the worker did not answer');
    });
    const stopListening = platform.listen({
      onState: (state) => this.#post({ kind: 'page-state', ...state }),
      onHide: () => this.#post({ kind: 'bye' }),
      onShow: () => {
        // The engine may have ended in the meantime: then what the tab kept sealed signs in again.
        this.#welcomed = false;
        this.#hello();
      },
    });
    void platform.openTab().then(
      (tab) => {
        if (!current()) return;
        this.#tab = tab;
        this.#link = platform.connect({
          onMessage: (message) => (current() ? this.#receive(message) : undefined),
          onRestart: () => (current() ? this.#restarted() : undefined),
          onFail: (detail) => (current() ? this.#fail({ code: 'engine-failed' }, detail) : undefined),
        });
        this.#hello();
      },
      () =>
        current() ? this.#fail({ code: 'engine-failed' }, 'the tab could not take its lock') : undefined,
    );
    return () => {
      if (!current()) return;
      this.#post({ kind: 'bye' });
      this.#run++;
      cancelTimeout();
      stopListening();
      this.#link?.close();
      this.#link = null;
      this.#welcomed = false;
      this.#requests.rejectAll({ code: 'engine-failed' });
    };
  }

  loadConfig(): Promise<SiteConfig> {
    return this.#platform?.loadConfig() ?? Promise.reject(new AppFailure({ code: 'internal' }));
  }

  prepare(server: ServerTarget): void {
    this.#post({ kind: 'prepare', server });
  }

  async signIn(request: SignInRequest): Promise<Result<AccountSnapshot>> {
    const result = await this.#request<'sign-in'>({ kind: 'sign-in', signIn: request });
    if (!result.ok) return result;
    this.#drain();
    this.#model.addAccount(result.value);
    this.#flush();
    void this.#seal(result.value.account, request);
    return result;
  }

  async signOut(account: AccountId): Promise<void> {
    // The form is gone at once, so that nothing brings the session back; the bridge may be slow to take its cookie.
    const forgotten = this.#platform?.vault?.forget(account);
    await this.#request<'sign-out'>({ kind: 'sign-out', account });
    await forgotten;
  }

  watch(account: AccountId, mailbox: MailboxName): () => void {
    this.#watched.set(account, [...(this.#watched.get(account) ?? []), mailbox]);
    this.#askWatch();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = [...(this.#watched.get(account) ?? [])];
      left.splice(left.lastIndexOf(mailbox), 1);
      this.#watched.set(account, left);
      this.#askWatch();
    };
  }

  wantRows(account: AccountId, mailbox: MailboxName, first: number, last: number): void {
    this.#model.list(account, mailbox).want(first, last);
    this.#askRows(account, mailbox);
  }

  openMessage(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    formatted: boolean,
  ): Promise<Result<MessageDetail>> {
    return this.#request<'open-message'>({ kind: 'open-message', account, mailbox, uid, formatted });
  }

  fetchPart(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    section: string,
    options: FetchPartOptions = {},
  ): Promise<Result<Uint8Array>> {
    const request = { kind: 'fetch-part', account, mailbox, uid, section } as const;
    return this.#request<'fetch-part'>(request, options.onProgress, options.signal);
  }

  dispatch(input: Omit<OpInput, 'id'>): Op {
    this.#drain();
    const op = this.#model.dispatch({ ...input, id: this.#platform?.newId() ?? `${this.#nextOp++}` });
    // Nothing to change: it is done before it was sent.
    if (op.uids.length === 0)
      this.#model.apply(op.account, { kind: 'op', op, state: { kind: 'done', moved: [] } });
    else this.#post({ kind: 'op', op });
    this.#flush();
    return op;
  }

  undo(opId: string): void {
    this.#drain();
    const op = this.#model.undo(opId);
    if (!op || op.uids.length === 0) return;
    this.#post({ kind: 'undo', account: op.account, opId });
    this.#flush();
  }

  reconnect(account: AccountId): void {
    this.#post({ kind: 'reconnect', account });
  }

  #newModel(): PageModel {
    return new PageModel(
      (touched) => this.#touch(touched),
      (op) => {
        this.#platform?.setTimer(OVERLAY_GRACE_MS, () => {
          this.#model.liftSettled(op);
          this.#askFrame();
        });
      },
    );
  }

  #hello(): void {
    const platform = this.#platform;
    if (!platform || !this.#link) return;
    const { build, session, bridge } = platform;
    this.#watchTold.clear();
    this.#post({ kind: 'hello', build, tab: this.#tab, session, bridge, ...platform.pageState() });
    this.wire.again();
  }

  #receive(message: EngineMessage): void {
    switch (message.kind) {
      case 'welcome':
        return this.#welcome(message);
      case 'reply':
        return this.#requests.settle(message);
      case 'changes':
        this.#waiting.push([message.account, message.changes]);
        return this.#askFrame();
      case 'progress':
        return this.#requests.progress(message.id, message.loaded, message.total);
      case 'wire':
        return this.wire.receive(message.update);
      case 'log':
        return this.#platform?.log(message.level, message.text);
      default:
        return assertNever(message);
    }
  }

  #welcome(message: Extract<EngineMessage, { kind: 'welcome' }>): void {
    const platform = this.#platform;
    if (!platform) return;
    const first = !this.#welcomed;
    this.#welcomed = true;
    if (message.build !== platform.build) return this.#fail({ code: 'engine-outdated' }, message.build);
    this.#drain();
    this.#model.setAccounts(message.accounts);
    for (const { account, sealed } of message.accounts)
      if (sealed !== null) platform.vault?.keep(account, sealed);
    this.#askWatch();
    if (first && message.accounts.length === 0) {
      if (platform.vault?.kept().length) this.#setStatus('starting');
      void this.#resume(platform);
    } else {
      this.#setStatus('ready');
    }
    this.#flush();
  }

  /** After a reload that the engine did not outlive: signs in again with what the tab kept sealed. */
  async #resume(platform: ClientPlatform): Promise<void> {
    const run = this.#run;
    for (const [account, sealed] of platform.vault?.kept() ?? []) {
      const request = await platform.vault?.open(account, sealed);
      if (run !== this.#run) return;
      if (!request) continue;
      const result = await this.#request<'sign-in'>({ kind: 'sign-in', signIn: request });
      if (run !== this.#run) return;
      if (result.ok) {
        this.#drain();
        this.#model.addAccount(result.value);
        this.#post({ kind: 'sealed', account, sealed });
      } else if (result.error.code === 'wrong-password') {
        platform.vault?.drop(account);
      }
    }
    if (run !== this.#run || typeof this.#status === 'object') return;
    this.#setStatus('ready');
    this.#flush();
  }

  /** Another tab's engine took over: it knows nobody. */
  #restarted(): void {
    this.#requests.rejectAll({ code: 'engine-failed' });
    this.#waiting.length = 0;
    this.#welcomed = false;
    this.#setStatus('starting');
    this.#flush();
    this.#hello();
  }

  async #seal(account: AccountId, request: SignInRequest): Promise<void> {
    const vault = this.#platform?.vault;
    const sealed = await vault?.seal(account, request);
    if (!sealed) return;
    // The bridge's half may have come late: whoever signed out meanwhile must not be signed in by a reload.
    if (this.#model.accounts.some((one) => one.account === account)) {
      this.#post({ kind: 'sealed', account, sealed });
    } else {
      await vault?.forget(account);
    }
  }

  #request<Kind extends keyof EngineReplies>(
    request: Extract<EngineRequest, { kind: Kind }>,
    onProgress?: FetchPartOptions['onProgress'],
    signal?: AbortSignal,
  ): Promise<Result<EngineReplies[Kind]>> {
    if (!this.#link) return Promise.resolve({ ok: false, error: { code: 'engine-failed' } });
    return this.#requests.send<Kind>(request, onProgress, signal);
  }

  /** One message for however many mounts and unmounts of this turn. */
  #askWatch(): void {
    if (this.#watchAsked) return;
    this.#watchAsked = true;
    queueMicrotask(() => {
      this.#watchAsked = false;
      for (const [account, mailboxes] of this.#watched) {
        const mailbox = mailboxes.at(-1) ?? null;
        const told = this.#watchTold.get(account) ?? null;
        if (told === mailbox || !this.#model.accounts.some((one) => one.account === account)) continue;
        this.#watchTold.set(account, mailbox);
        this.#post({ kind: 'watch', account, mailbox });
        if (mailbox === null) continue;
        this.#model.list(account, mailbox).rewatch();
        this.#askRows(account, mailbox);
      }
    });
  }

  #askRows(account: AccountId, mailbox: MailboxName): void {
    if (this.#watchTold.get(account) !== mailbox) return;
    const ask = this.#model.list(account, mailbox).nextAsk();
    if (ask) this.#post({ kind: 'want-rows', account, mailbox, ...ask });
  }

  /** Applies what the engine told since the last frame, in order. */
  #drain(): void {
    for (const [account, changes] of this.#waiting.splice(0)) {
      for (const change of changes) {
        this.#model.apply(account, change);
        if (change.kind === 'signed-out') this.#platform?.vault?.drop(account);
      }
    }
    for (const list of this.#model.lists()) {
      list.trim();
      this.#askRows(list.account, list.mailbox);
    }
  }

  #touch(touched: Touched): void {
    const account = 'account' in touched ? touched.account : '';
    const mailbox = 'mailbox' in touched ? touched.mailbox : '';
    this.#touched.set(`${touched.kind}\0${account}\0${mailbox}`, touched);
  }

  #askFrame(): void {
    if (this.#frameAsked || !this.#platform) return;
    this.#frameAsked = true;
    this.#platform.schedule(() => {
      this.#frameAsked = false;
      this.#drain();
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#touched.size === 0) return;
    const touched = [...this.#touched.values()];
    this.#touched = new Map();
    for (const listener of this.#listeners) listener(touched);
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    this.#touch({ kind: 'status' });
    this.#askFrame();
  }

  #fail(error: AppError, detail: string): void {
    this.#platform?.log('error', `${error.code}: ${detail}`);
    this.#setStatus({ error });
    this.#requests.rejectAll(error);
    this.#flush();
  }

  #post(message: PageMessage): void {
    this.#link?.post(message);
  }
}
