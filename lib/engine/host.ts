/**
 * The engine: sessions, model and store behind ports to pages. Runs in a SharedWorker, in a Worker, or in a test; all
 * that differs is in its environment.
 */
import type { MailboxName, Uid } from '../imap/types';
import {
  assertNever,
  partOfSection,
  type AccountId,
  type AppError,
  type MessageDetail,
  type Result,
} from '../mail';
import type { PartRequest } from '../session/types';
import type { MailboxKey } from '../store';
import { Account } from './account';
import type { HostEnvironment } from './environment';
import type { EngineReplies, EngineRequest, PageMessage, ServerTarget, SignInRequest } from './port';
import type { PortLike } from './port-like';
import { Tabs, type Hello, type Tab } from './tabs';
import { WireFeed } from './wire-feed';

export interface EngineHost {
  connect(port: PortLike): void;
}

export function createEngineHost(environment: HostEnvironment): EngineHost {
  const host = new Host(environment);
  return { connect: (port) => host.connect(port) };
}

/** Names an account the same way everywhere; holds nothing secret. */
export const accountIdOf = (server: ServerTarget, user: string): AccountId => `${server.id}:${user}`;

class Host {
  readonly #environment: HostEnvironment;
  readonly #tabs: Tabs;
  readonly #accounts = new Map<AccountId, Account>();
  /** Dialled while the password is typed, by server id. */
  readonly #prepared = new Map<string, Account>();
  readonly #signingIn = new Map<AccountId, Promise<Result<Account>>>();
  readonly #wire: WireFeed;
  #turnAsked = false;
  #bridge = '';
  /** Long work of tabs that was asked to end, by tab and its number. */
  readonly #cancelled = new Set<string>();
  /** Grows when everybody is signed out: a sign-in of before must not reach whoever came since. */
  #generation = 0;

  constructor(environment: HostEnvironment) {
    this.#environment = environment;
    this.#wire = new WireFeed(environment.transcript, () => this.#touched());
    this.#tabs = new Tabs({
      setTimer: environment.setTimer,
      awaitTabEnd: environment.awaitTabEnd,
      onGone: (tab) => {
        for (const account of this.#accounts.values()) account.watch(tab, null);
        this.#wire.unsubscribe(tab);
        this.#pageState();
      },
      onAbandoned: () => this.#signOutAll(),
    });
  }

  connect(port: PortLike): void {
    let tab: Tab | null = null;
    port.onMessage((message) => {
      if (message.kind === 'hello') tab = this.#hello(port, message);
      else if (tab) this.#receive(tab, message);
    });
  }

  #hello(port: PortLike, hello: Hello): Tab | null {
    if (hello.build !== this.#environment.build) {
      // The page sees the other build and loads itself again; it must not join.
      port.post({ kind: 'welcome', build: this.#environment.build, accounts: [] });
      return null;
    }
    this.#bridge = hello.bridge;
    const tab = this.#tabs.hello(port, hello);
    this.#welcome(tab);
    this.#pageState();
    return tab;
  }

  #receive(tab: Tab, message: Exclude<PageMessage, { kind: 'hello' }>): void {
    switch (message.kind) {
      case 'bye':
        return this.#tabs.bye(tab);
      case 'page-state': {
        const shown = message.visible && !tab.visible;
        tab.visible = message.visible;
        tab.online = message.online;
        this.#pageState();
        if (shown) for (const account of this.#accounts.values()) account.prefer(tab);
        return undefined;
      }
      case 'prepare':
        return this.#prepare(message.server).session.prepare(message.server);
      case 'request':
        return void this.#answer(tab, message.id, message.request);
      case 'watch':
        return this.#accounts.get(message.account)?.watch(tab, message.mailbox);
      case 'want-rows':
        return this.#accounts
          .get(message.account)
          ?.wantRows(tab, message.mailbox, message.first, message.last);
      case 'op': {
        const account = this.#accounts.get(message.op.account);
        if (account) return account.enqueue(message.op);
        const error: AppError = { code: 'offline' };
        return tab.post({
          kind: 'changes',
          account: message.op.account,
          changes: [{ kind: 'op', op: message.op, state: { kind: 'failed', error } }],
        });
      }
      case 'undo':
        return this.#accounts.get(message.account)?.session.undo(message.opId);
      case 'reconnect':
        return this.#accounts.get(message.account)?.session.reconnectNow();
      case 'cancel-job':
        this.#cancelled.add(`${tab.id} ${message.job}`);
        return undefined;
      case 'sealed': {
        const account = this.#accounts.get(message.account);
        if (!account) return;
        account.sealed = message.sealed;
        return this.#welcomeOthers(tab);
      }
      case 'wire':
        return this.#wire[message.act](tab);
      default:
        return assertNever(message);
    }
  }

  async #answer(tab: Tab, id: number, request: EngineRequest): Promise<void> {
    let result: Result<EngineReplies[keyof EngineReplies]>;
    try {
      result = await this.#perform(tab, id, request);
    } catch (error) {
      // Never nothing: a page waits for every request.
      this.#log(
        'error',
        `request ${request.kind} failed: ${error instanceof Error ? error.message : 'unknown'}`,
      );
      result = { ok: false, error: { code: 'internal' } };
    }
    if (!result.ok) return tab.post({ kind: 'reply', id, ok: false, error: result.error });
    const { value } = result;
    const transfer = value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [];
    tab.post({ kind: 'reply', id, ok: true, value }, transfer);
  }

  async #perform(
    tab: Tab,
    id: number,
    request: EngineRequest,
  ): Promise<Result<EngineReplies[keyof EngineReplies]>> {
    switch (request.kind) {
      case 'sign-in': {
        const result = await this.#signIn(request.signIn);
        if (!result.ok) return result;
        this.#welcomeOthers(tab);
        return { ok: true, value: result.value.snapshot() };
      }
      case 'sign-out':
        await this.#accounts.get(request.account)?.session.signOut();
        return { ok: true, value: null };
      case 'open-message': {
        const account = this.#accounts.get(request.account);
        if (!account) return gone;
        return this.#open(account, request.mailbox, request.uid, request.formatted ?? false);
      }
      case 'fetch-part': {
        const account = this.#accounts.get(request.account);
        if (!account) return gone;
        const key = account.keyOf(request.mailbox);
        const part = await this.#partOf(account, request.mailbox, request.uid, request.section);
        if (!part.ok) return part;
        const { session } = account;
        const result = await session.fetchPart(request.mailbox, request.uid, part.value, (loaded, total) =>
          tab.post({ kind: 'progress', id, loaded, total }),
        );
        return isOther(key, account.keyOf(request.mailbox)) ? missing : result;
      }
      case 'edit-folder': {
        const account = this.#accounts.get(request.account);
        return account ? account.session.editFolder(request.edit) : gone;
      }
      case 'folder-job': {
        const account = this.#accounts.get(request.account);
        if (!account) return gone;
        const key = `${tab.id} ${request.jobId}`;
        this.#cancelled.delete(key);
        const result = await account.session.folderJob(
          request.job,
          (loaded, total) => tab.post({ kind: 'progress', id, loaded, total }),
          () => this.#cancelled.has(key),
        );
        this.#cancelled.delete(key);
        return result;
      }
      default:
        return assertNever(request);
    }
  }

  /** Several tabs may ask at once, after a new engine took over: one sign-in answers all. */
  async #signIn(request: SignInRequest): Promise<Result<Account>> {
    const id = accountIdOf(request.server, request.user);
    const known = this.#accounts.get(id);
    if (known) return { ok: true, value: known };
    const running = this.#signingIn.get(id);
    if (running) return running;
    const promise = this.#startSignIn(id, request);
    this.#signingIn.set(id, promise);
    try {
      return await promise;
    } finally {
      if (this.#signingIn.get(id) === promise) this.#signingIn.delete(id);
    }
  }

  async #startSignIn(id: AccountId, request: SignInRequest): Promise<Result<Account>> {
    const { server, user, password } = request;
    const generation = this.#generation;
    const account = this.#prepare(server);
    this.#prepared.delete(server.id);
    const result = await account.session.signIn({ target: server, user, password });
    if (generation !== this.#generation) {
      this.#end(account);
      return gone;
    }
    if (!result.ok) {
      // The dialled connection may serve the next try.
      if (!this.#prepared.has(server.id)) this.#prepared.set(server.id, account);
      return result;
    }
    account.id = id;
    account.user = user;
    this.#accounts.set(id, account);
    account.endTurn();
    return { ok: true, value: account };
  }

  #prepare(server: ServerTarget): Account {
    const known = this.#prepared.get(server.id);
    if (known) return known;
    const record = this.#wire.record();
    const account: Account = new Account(
      {
        server,
        forgetWire: record.forget,
        store: this.#environment.store,
        setTimer: this.#environment.setTimer,
        tabs: () => this.#tabs.all(),
        touched: () => this.#touched(),
        log: (level, text) => this.#log(level, text),
        onEnded: (ended) => this.#ended(ended),
      },
      (listener, view) =>
        this.#environment.createSession({
          bridge: this.#bridge,
          listener,
          view,
          transcript: record.sink,
          visible: () => this.#some((tab) => tab.visible),
          online: () => this.#some((tab) => tab.online),
          log: (level, text) => this.#log(level, text),
        }),
    );
    this.#prepared.set(server.id, account);
    return account;
  }

  #ended(account: Account): void {
    if (this.#prepared.get(account.server.id) === account) this.#prepared.delete(account.server.id);
    if (this.#accounts.get(account.id) !== account) return;
    this.#accounts.delete(account.id);
    this.#forget(account);
    for (const tab of this.#tabs.all()) {
      tab.watched.delete(account.id);
      tab.wanted.delete(account.id);
    }
  }

  #signOutAll(): void {
    const accounts = [...this.#accounts.values(), ...this.#prepared.values()];
    this.#generation++;
    this.#accounts.clear();
    this.#prepared.clear();
    this.#signingIn.clear();
    for (const account of accounts) this.#end(account);
  }

  /** Gone from this moment on, whoever comes; its connections say good-bye on their own. */
  #end(account: Account): void {
    this.#forget(account);
    account.id = '';
    account.session.signOut().catch(() => this.#log('warn', 'sign-out failed'));
  }

  /** Nothing of the account stays: neither rows and bodies, nor lines of the wire, nor words the parser shares. */
  #forget(account: Account): void {
    this.#environment.store.dropAccount(account.id);
    account.forgetWire();
    this.#environment.forgetStrings();
  }

  /** A cached message costs no round trip, one whose structure came with its row costs one. */
  async #open(
    account: Account,
    mailbox: MailboxName,
    uid: Uid,
    formatted: boolean,
  ): Promise<Result<MessageDetail>> {
    const { store } = this.#environment;
    const key = account.keyOf(mailbox);
    const known = key && (await store.detail(key, uid, formatted));
    if (known) return { ok: true, value: known };
    const structure = key ? await store.structure(key, uid) : undefined;
    const result = await account.session.openMessage(mailbox, uid, structure, { formatted });
    const now = account.keyOf(mailbox);
    if (isOther(key, now)) return missing;
    if (result.ok && key && now) store.putDetail(now, result.value, formatted);
    return result;
  }

  async #partOf(
    account: Account,
    mailbox: MailboxName,
    uid: Uid,
    section: string,
  ): Promise<Result<PartRequest>> {
    const key = account.keyOf(mailbox);
    const structure = key ? await this.#environment.store.structure(key, uid) : undefined;
    const part = structure && partOfSection(structure, section);
    if (part) return { ok: true, value: { section, encoding: part.encoding, size: part.size } };
    const opened = await this.#open(account, mailbox, uid, false);
    if (!opened.ok) return opened;
    const attachment = opened.value.attachments.find((one) => one.section === section);
    if (!attachment) return { ok: false, error: { code: 'part-broken' } };
    return { ok: true, value: { section, encoding: attachment.encoding, size: 0 } };
  }

  #welcome(tab: Tab): void {
    const accounts = [...this.#accounts.values()].map((account) => account.snapshot());
    tab.post({ kind: 'welcome', build: this.#environment.build, accounts });
  }

  #welcomeOthers(tab: Tab): void {
    for (const other of this.#tabs.all()) if (other !== tab) this.#welcome(other);
  }

  #pageState(): void {
    if (this.#tabs.size === 0) return;
    const visible = this.#some((tab) => tab.visible);
    const online = this.#some((tab) => tab.online);
    for (const account of [...this.#accounts.values(), ...this.#prepared.values()]) {
      account.session.pageState(visible, online);
    }
  }

  #some(test: (tab: Tab) => boolean): boolean {
    for (const tab of this.#tabs.all()) if (test(tab)) return true;
    return false;
  }

  #touched(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    this.#environment.schedule(() => {
      for (const account of this.#accounts.values()) account.endTurn();
      for (const tab of this.#tabs.all()) tab.flush();
      this.#wire.flush();
      this.#turnAsked = false;
    });
  }

  #log(level: 'info' | 'warn' | 'error', text: string): void {
    for (const tab of this.#tabs.all()) tab.post({ kind: 'log', level, text });
  }
}

/** The mailbox has become another one in the meantime: the UID that was asked for names another message now, or none. */
const isOther = (before: MailboxKey | null, now: MailboxKey | null): boolean =>
  before !== null && now !== null && before.uidValidity !== now.uidValidity;

const missing = { ok: false, error: { code: 'message-missing' } } as const;
const gone = { ok: false, error: { code: 'offline' } } as const;
