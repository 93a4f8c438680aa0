/**
 * The engine: sessions, model and store behind ports to pages. Runs in a SharedWorker, in a Worker, or in a test; all
 * that differs is in its environment.
 */
import { assertNever, type AccountId, type AppError, type Result } from '../mail';
import type { Store, StoreTrouble } from '../store';
import { Account } from './account';
import { AccountWork } from './account-work';
import { Accounts, type Stays } from './accounts';
import { answerDevice } from './device-work';
import type { HostEnvironment } from './environment';
import type { EngineReplies, EngineRequest, PageMessage, ServerTarget } from './port';
import type { PortLike } from './port-like';
import { Notices } from './notices';
import { indexingStore } from './text-index/indexing-store';
import { LocalIndex } from './text-index/local-index';
import { Tabs, type Hello, type Tab } from './tabs';
import { buffersOf } from './transfers';
import { WireFeed } from './wire-feed';

export interface EngineHost {
  connect(port: PortLike): void;
}

export function createEngineHost(environment: HostEnvironment): EngineHost {
  const host = new Host(environment);
  return { connect: (port) => host.connect(port) };
}

class Host {
  readonly #environment: HostEnvironment;
  readonly #store: Store;
  readonly #index: LocalIndex;
  readonly #tabs: Tabs;
  readonly #accounts: Accounts;
  readonly #wire: WireFeed;
  readonly #notices: Notices;
  /** Accounts that signed out and left an empty database. */
  readonly #notDeleted = new Set<AccountId>();
  #turnAsked = false;
  /** Counts how often some tab came into sight. */
  #looks = 0;
  #bridge = '';
  readonly #work: AccountWork;

  constructor(environment: HostEnvironment) {
    this.#environment = environment;
    this.#index = new LocalIndex({
      store: environment.store,
      setTimer: environment.setTimer,
      ask: (not) => this.#askForIndex(not),
      onGrew: (account) => this.#accounts.get(account)?.grew(),
      log: (level, text) => this.#log(level, text),
    });
    this.#store = indexingStore(environment.store, this.#index);
    this.#work = new AccountWork(this.#store, (tab) => [...this.#tabs.all()].includes(tab));
    environment.onStoreTrouble?.((account, trouble) => this.#troubled(account, trouble));
    this.#wire = new WireFeed(environment.transcript, () => this.#touched());
    this.#accounts = new Accounts({
      create: (server, onEnded) => this.#newAccount(server, onEnded),
      named: () => this.#wire.named(),
      open: (account) =>
        this.#store
          .openAccount(account.id, account.kept)
          .catch(() => this.#log('warn', 'what is kept of an account could not be opened')),
      forget: (account, stays) => this.#forget(account, stays),
      ended: (account) => {
        for (const tab of this.#tabs.all()) {
          tab.watched.delete(account.id);
          tab.wanted.delete(account.id);
        }
      },
      log: (level, text) => this.#log(level, text),
    });
    this.#notices = new Notices(() => this.#tabs.all());
    this.#tabs = new Tabs({
      setTimer: environment.setTimer,
      awaitTabEnd: environment.awaitTabEnd,
      onGone: (tab) => {
        for (const account of this.#accounts.signedIn()) {
          account.keep();
          account.watch(tab, null);
          account.searches.drop(tab);
        }
        this.#work.left(tab);
        this.#wire.unsubscribe(tab);
        this.#index.tabGone(tab.id);
        this.#pageState();
      },
      onAbandoned: () => this.#accounts.signOutAll(),
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
    if (tab.visible) tab.seenAt = ++this.#looks;
    this.#welcome(tab);
    this.#pageState();
    this.#index.want();
    return tab;
  }

  #receive(tab: Tab, message: Exclude<PageMessage, { kind: 'hello' }>): void {
    if (!ASIDE.has(message.kind)) for (const account of this.#accounts.signedIn()) account.disturbed();
    switch (message.kind) {
      case 'bye':
        return this.#tabs.bye(tab);
      case 'page-state': {
        const turned = message.visible !== tab.visible;
        tab.visible = message.visible;
        tab.online = message.online;
        if (message.visible) tab.seenAt = ++this.#looks;
        this.#pageState(message.woke);
        if (!message.visible) for (const account of this.#accounts.signedIn()) account.keep();
        if (turned) for (const account of this.#accounts.signedIn()) account.prefer(tab);
        return undefined;
      }
      case 'prepare':
        return this.#accounts.prepare(message.server).session.prepare(message.server);
      case 'request':
        return void this.#answer(tab, message.id, message.request);
      case 'abandon':
        return this.#work.stopReading(tab, message.id);
      case 'watch':
        return this.#accounts.get(message.account)?.watch(tab, message.mailbox);
      case 'want-rows':
        return this.#accounts
          .get(message.account)
          ?.wantRows(tab, message.mailbox, message.first, message.last);
      case 'view': {
        const { mailbox, key, view } = message;
        return this.#accounts.get(message.account)?.views.show(tab, mailbox, key, view);
      }
      case 'everywhere':
        return this.#accounts.get(message.account)?.searches.show(tab, message.key, message.search);
      case 'want-everywhere':
        return this.#accounts.get(message.account)?.searches.want(tab, message.rows);
      case 'stop-everywhere':
        return this.#accounts.get(message.account)?.searches.stop(tab);
      case 'want-view':
        return this.#accounts.get(message.account)?.views.want(tab, message.first, message.last);
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
      case 'reopen':
        return this.#accounts.get(message.account)?.session.reopen(message.mailbox);
      case 'cancel-job':
        this.#work.cancel(tab, message.job);
        return undefined;
      case 'sealed': {
        const account = this.#accounts.get(message.account);
        if (!account) return;
        account.sealed = message.sealed;
        return this.#welcomeOthers(tab);
      }
      case 'item-key':
        return this.#environment.itemKeys?.give(message.account, message.key);
      case 'reseal': {
        const { name, before, now } = message;
        const keys = this.#environment.itemKeys?.replace(name, before, now);
        if (!keys) return;
        return void this.#store
          .reseal(name, keys.before, keys.now)
          .catch(() => this.#log('warn', 'what waits could not be sealed anew'));
      }
      case 'notify':
        tab.notifies = message.on;
        return undefined;
      case 'ahead':
        tab.readsAhead = message.on;
        return undefined;
      case 'index':
        return this.#index.attach(tab.id, message.port);
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
    tab.post({ kind: 'reply', id, ok: true, value }, buffersOf(value));
  }

  async #perform(
    tab: Tab,
    id: number,
    request: EngineRequest,
  ): Promise<Result<EngineReplies[keyof EngineReplies]>> {
    switch (request.kind) {
      case 'sign-in': {
        const result = await (request.resume === true
          ? this.#accounts.resume(
              request.signIn,
              (account) => {
                if (request.mailbox) account.watch(tab, request.mailbox);
              },
              request.kept,
            )
          : this.#accounts.signIn(request.signIn, request.kept));
        if (!result.ok) return result;
        this.#welcomeOthers(tab);
        return { ok: true, value: result.value.snapshot(tab) };
      }
      case 'hold': {
        const result = await this.#accounts.hold(request.who, (account) => {
          if (request.mailbox) account.watch(tab, request.mailbox);
        });
        if (!result.ok) return result;
        this.#welcomeOthers(tab);
        return { ok: true, value: result.value.snapshot(tab) };
      }
      case 'keep': {
        const account = this.#accounts.get(request.account);
        if (!account) return gone;
        account.kept = request.kept;
        account.troubles = [];
        await this.#store.openAccount(account.id, request.kept);
        for (const one of this.#tabs.all()) this.#welcome(one);
        return { ok: true, value: null };
      }
      case 'expire': {
        const account = this.#accounts.get(request.account);
        if (account?.isHeld === true) account.session.expire();
        else if (!account) await this.#store.dropAccount(request.account, true);
        return { ok: true, value: null };
      }
      case 'sign-out':
        await this.#accounts.get(request.account)?.session.signOut();
        // Also what the session's end began: who is told that it is done may close the browser.
        this.#notDeleted.delete(request.account);
        await this.#store.dropAccount(request.account);
        this.#environment.itemKeys?.forget(request.account);
        return { ok: true, value: this.#notDeleted.delete(request.account) ? 'store-not-deleted' : null };
      case 'device-facts':
      case 'export-work':
        return answerDevice(this.#store, request);
      default: {
        const account = this.#accounts.get(request.account);
        return account ? this.#work.perform(tab, id, account, request) : gone;
      }
    }
  }

  #newAccount(server: ServerTarget, onEnded: (account: Account, byPerson: boolean) => void): Account {
    const record = this.#wire.record(() => account.id);
    const { hasRoom = null } = this.#environment;
    const account: Account = new Account(
      {
        server,
        forgetWire: record.forget,
        store: this.#store,
        index: this.#index,
        now: this.#environment.now,
        aheadOfWallMs: this.#environment.aheadOfWallMs ?? (() => 0),
        setTimer: this.#environment.setTimer,
        tabs: () => this.#tabs.all(),
        touched: () => this.#touched(),
        notices: this.#notices,
        ahead: hasRoom && {
          isWanted: () => this.#some((one) => one.visible && one.online && one.readsAhead),
          hasRoom,
        },
        log: (level, text) => this.#log(level, text),
        onEnded,
      },
      (listener, view, keeper) =>
        this.#environment.createSession({
          bridge: this.#bridge,
          listener,
          view,
          keeper,
          transcript: record.sink,
          visible: () => this.#some((tab) => tab.visible),
          online: () => this.#some((tab) => tab.online),
          log: (level, text) => this.#log(level, text),
        }),
    );
    return account;
  }

  /**
   * Nothing of the account stays: neither rows and bodies, nor lines of the wire, nor words the parser shares. What a person did and the
   * server does not know stays, sealed, when it was not them who ended it; what their device may keep, when they only went away.
   */
  #forget(account: Account, stays: Stays): void {
    if (stays !== 'all')
      this.#store
        .dropAccount(account.id, stays === 'work')
        .catch(() => this.#log('warn', 'mail of an account that signed out could not be removed'));
    account.forgetWire();
    this.#environment.forgetStrings();
  }

  #welcome(tab: Tab): void {
    const accounts = [...this.#accounts.signedIn()].map((account) => account.snapshot(tab));
    tab.post({ kind: 'welcome', build: this.#environment.build, accounts });
  }

  #welcomeOthers(tab: Tab): void {
    for (const other of this.#tabs.all()) if (other !== tab) this.#welcome(other);
  }

  #pageState(woke = false): void {
    if (this.#tabs.size === 0) return;
    const visible = this.#some((tab) => tab.visible);
    const online = this.#some((tab) => tab.online);
    for (const account of this.#accounts.all()) {
      account.session.pageState(visible, online, woke);
    }
  }

  /** A page that may begin the index of words, those that are looked at first; null when there is none. */
  #askForIndex(not: ReadonlySet<string>): string | null {
    const able = [...this.#tabs.all()].filter((tab) => !not.has(tab.id));
    const tab = able.find(({ visible }) => visible) ?? able[0];
    tab?.post({ kind: 'make-index' });
    return tab?.id ?? null;
  }

  #some(test: (tab: Tab) => boolean): boolean {
    for (const tab of this.#tabs.all()) if (test(tab)) return true;
    return false;
  }

  #touched(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    this.#environment.schedule(() => {
      for (const account of this.#accounts.signedIn()) account.endTurn();
      for (const tab of this.#tabs.all()) tab.flush();
      this.#wire.flush();
      this.#turnAsked = false;
    });
  }

  /** Less is kept on disk than was asked for: every tab is told, once of each kind. */
  #troubled(id: AccountId, trouble: StoreTrouble): void {
    this.#log('warn', `storage: ${trouble}`);
    if (trouble === 'store-not-deleted') this.#notDeleted.add(id);
    const account = this.#accounts.get(id);
    if (!account || account.troubles.includes(trouble)) return;
    account.troubles = [...account.troubles, trouble];
    for (const tab of this.#tabs.all()) tab.push(id, { kind: 'storage', troubles: account.troubles });
    this.#touched();
  }

  #log(level: 'info' | 'warn' | 'error', text: string): void {
    for (const tab of this.#tabs.all()) tab.post({ kind: 'log', level, text });
  }
}

/** What pages say of themselves: nobody waits for anything after it. */
const ASIDE: ReadonlySet<PageMessage['kind']> = new Set<PageMessage['kind']>([
  'sealed',
  'item-key',
  'notify',
  'wire',
]);

const gone = { ok: false, error: { code: 'offline' } } as const;
