/**
 * The engine's end of the index: which page's worker it is, what waits for it, and what happens when it is gone. A page begins the
 * worker, since a SharedWorker cannot in every browser; it ends with its page, and then another page is asked for one.
 */
import type { AccountId, SearchNode, MailboxName } from '../../mail';
import { AGAIN_MS, FIND_MS, MAX_STARTS, MAX_WAITING, TAKE_MS } from './limits';
import type { FromIndex, IndexFound, IndexOrder, ToIndex } from './messages';

/** The part of a MessagePort that is used. */
export interface IndexPort {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export interface IndexLinkHost {
  /** Asks a page for a worker, which comes by `attach`; null when there is none to ask. `not`: pages that said no. */
  readonly ask: (not: ReadonlySet<string>) => string | null;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** It is there, and empty. */
  readonly onReady: () => void;
  /** It has learnt something of an account. */
  readonly onTaken: (account: AccountId) => void;
  readonly log: (text: string) => void;
}

interface Waiting {
  readonly order: IndexOrder;
  readonly done: (isTaken: boolean) => void;
}

export class IndexLink {
  readonly #host: IndexLinkHost;
  readonly #finds = new Map<number, (found: readonly IndexFound[] | null) => void>();
  readonly #refused = new Set<string>();
  #port: IndexPort | null = null;
  /** The page whose worker it is, or who was asked for one. */
  #tab: string | null = null;
  /** It has said something: its script was loaded. */
  #isHeard = false;
  #waiting: Waiting[] = [];
  #taking: Waiting | null = null;
  #cancelTaking: (() => void) | null = null;
  #nextFind = 1;
  #starts = 0;

  constructor(host: IndexLinkHost) {
    this.#host = host;
  }

  get isReady(): boolean {
    return this.#port !== null;
  }

  /** Someone needs it; asked again whenever there is a page that could not be asked before. */
  want(): void {
    if (this.#tab !== null || this.#starts > MAX_STARTS) return;
    this.#tab = this.#host.ask(this.#refused);
  }

  /** What a page that was asked has; null: it cannot have one. */
  attach(tab: string, port: IndexPort | null): void {
    if (this.#tab !== tab) return port?.close();
    if (port === null && this.#port !== null) return this.#failed(tab);
    if (this.#port !== null) return port?.close();
    if (port === null) {
      this.#refused.add(tab);
      this.#tab = null;
      return this.want();
    }
    this.#port = port;
    this.#isHeard = false;
    port.onmessage = (event) => this.#receive(event.data as FromIndex);
    this.#host.onReady();
  }

  /** The page is gone, and its worker with it. */
  tabGone(tab: string): void {
    this.#refused.delete(tab);
    if (this.#tab !== tab) return;
    this.#end();
    this.want();
  }

  /** Resolves when it was taken; false: there is no index, or it is behind by too much. */
  give(order: IndexOrder): Promise<boolean> {
    if (this.#port === null || this.#waiting.length >= MAX_WAITING) return Promise.resolve(false);
    return new Promise((done) => {
      this.#waiting.push({ order, done });
      this.#next();
    });
  }

  /** Nothing of the account is there any more when the next thing is asked. */
  forget(account: AccountId): void {
    const kept: Waiting[] = [];
    for (const one of this.#waiting)
      if (one.order.account === account) one.done(false);
      else kept.push(one);
    this.#waiting = kept;
    this.#post({ kind: 'forget', account });
  }

  /** Null: there is no index. */
  find(
    account: AccountId,
    mailbox: MailboxName | null,
    search: SearchNode,
  ): Promise<readonly IndexFound[] | null> {
    if (this.#port === null) return Promise.resolve(null);
    const id = this.#nextFind++;
    return new Promise((resolve) => {
      const cancel = this.#host.setTimer(FIND_MS, () => this.#silent('did not answer'));
      this.#finds.set(id, (found) => {
        cancel();
        this.#finds.delete(id);
        resolve(found);
      });
      this.#post({ kind: 'find', id, account, mailbox, search });
    });
  }

  #next(): void {
    if (this.#taking !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#taking = next;
    this.#cancelTaking = this.#host.setTimer(TAKE_MS, () => this.#silent('takes nothing'));
    this.#post(next.order);
  }

  #receive(message: FromIndex): void {
    this.#isHeard = true;
    if (message.kind === 'found') return this.#finds.get(message.id)?.(message.found);
    const taken = this.#taking;
    this.#taking = null;
    this.#cancelTaking?.();
    this.#next();
    if (taken === null) return;
    taken.done(true);
    this.#host.onTaken(taken.order.account);
  }

  /** Its page may be frozen, or it crashed: another is begun, but not for ever. */
  #silent(how: string): void {
    this.#host.log(`the index of words ${how}`);
    this.#starts += 1;
    if (this.#tab !== null) this.#refused.add(this.#tab);
    this.#end();
    this.want();
  }

  /** What its page had begun came to nothing: another page may have more luck, or the same one later. */
  #failed(tab: string): void {
    // One that broke at work may break again.
    if (this.#isHeard) this.#starts += 1;
    this.#refused.add(tab);
    this.#end();
    this.want();
    this.#host.setTimer(AGAIN_MS, () => {
      this.#refused.delete(tab);
      this.want();
    });
  }

  #end(): void {
    const port = this.#port;
    this.#port = null;
    this.#tab = null;
    if (port !== null) {
      port.onmessage = null;
      port.close();
    }
    this.#cancelTaking?.();
    const waiting = [...(this.#taking === null ? [] : [this.#taking]), ...this.#waiting];
    this.#taking = null;
    this.#waiting = [];
    for (const { done } of waiting) done(false);
    for (const answer of [...this.#finds.values()]) answer(null);
  }

  #post(message: ToIndex): void {
    this.#port?.postMessage(message);
  }
}
