/**
 * The pages of this engine. A tab says hello and bye, but a closed tab may say nothing: each holds a lock whose
 * release is awaited. When the last one went, a reload has RELOAD_GRACE_MS to come back with the same session token;
 * a stranger in that time, or nobody, ends all sessions: closing the tab signs out, F5 does not.
 */
import type { MailboxName } from '../imap/types';
import type { AccountId } from '../mail';
import { RELOAD_GRACE_MS } from './limits';
import type { Change, EngineMessage, PageMessage } from './port';
import type { PortLike } from './port-like';

export type Hello = Extract<PageMessage, { kind: 'hello' }>;

export interface Wanted {
  readonly mailbox: MailboxName;
  readonly first: number;
  readonly last: number;
}

/** One page. Changes of one turn leave in one message an account. */
export class Tab {
  readonly id: string;
  readonly session: string;
  visible: boolean;
  online: boolean;
  /** May show notifications. */
  notifies = false;
  /** Wants that mail is read ahead, and has data to spare. */
  readsAhead = true;
  /** Grows from one tab looked at to the next. */
  seenAt = 0;
  /** Where the message stood that was opened last. */
  readAt: { readonly mailbox: MailboxName; readonly position: number } | null = null;
  readonly watched = new Map<AccountId, MailboxName>();
  readonly wanted = new Map<AccountId, Wanted>();
  readonly #port: PortLike;
  readonly #changes = new Map<AccountId, Change[]>();

  constructor(port: PortLike, hello: Hello) {
    this.#port = port;
    this.id = hello.tab;
    this.session = hello.session;
    this.visible = hello.visible;
    this.online = hello.online;
  }

  /** Sends at once, after the changes that wait. */
  post(message: EngineMessage, transfer?: readonly Transferable[]): void {
    this.flush();
    this.#port.post(message, transfer);
  }

  push(account: AccountId, change: Change): void {
    const changes = this.#changes.get(account);
    if (changes) changes.push(change);
    else this.#changes.set(account, [change]);
  }

  flush(): void {
    const waiting = [...this.#changes];
    this.#changes.clear();
    for (const [account, changes] of waiting) this.#port.post({ kind: 'changes', account, changes });
  }
}

export interface TabsOptions {
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  readonly awaitTabEnd: ((tab: string) => Promise<void>) | null;
  readonly onGone: (tab: Tab) => void;
  /** Nobody came back: end every session. */
  readonly onAbandoned: () => void;
}

export class Tabs {
  readonly #options: TabsOptions;
  readonly #tabById = new Map<string, Tab>();
  #departed = new Set<string>();
  #cancelGrace: (() => void) | null = null;

  constructor(options: TabsOptions) {
    this.#options = options;
  }

  all(): Iterable<Tab> {
    return this.#tabById.values();
  }

  get size(): number {
    return this.#tabById.size;
  }

  /** Admits a tab. One that is neither beside a live tab nor a reload finds an engine nobody is signed in to. */
  hello(port: PortLike, hello: Hello): Tab {
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    const known = this.#tabById.get(hello.tab);
    if (known) this.#remove(known);
    else if (this.#tabById.size === 0 && this.#departed.size > 0 && !this.#departed.has(hello.session)) {
      this.#options.onAbandoned();
    }
    if (this.#tabById.size === 0) this.#departed = new Set();
    const tab = new Tab(port, hello);
    this.#tabById.set(tab.id, tab);
    // A lock that cannot be awaited says nothing about the tab.
    this.#options.awaitTabEnd?.(tab.id).then(
      () => this.bye(tab),
      () => undefined,
    );
    return tab;
  }

  bye(tab: Tab): void {
    if (this.#tabById.get(tab.id) !== tab) return;
    this.#remove(tab);
    this.#departed.add(tab.session);
    if (this.#tabById.size > 0) return;
    this.#cancelGrace = this.#options.setTimer(RELOAD_GRACE_MS, () => {
      this.#cancelGrace = null;
      this.#departed = new Set();
      this.#options.onAbandoned();
    });
  }

  #remove(tab: Tab): void {
    this.#tabById.delete(tab.id);
    this.#options.onGone(tab);
  }
}
