/** What the engine told since the last frame: it waits here, and is applied to the page's model in order. */
import type { MailboxName } from '../imap/types';
import type { AccountId, ConnectionStatus } from '../mail';
import type { PageModel } from './page-model';
import type { PageViews } from './page-views';
import type { PageWatch } from './page-watch';
import type { Change, EngineMessage, PageMessage } from './port';

export interface PageNewsHost {
  readonly model: () => PageModel;
  readonly watch: PageWatch;
  readonly views: PageViews;
  readonly post: (message: PageMessage) => void;
  /** Somebody's work waits for a server out of reach. */
  readonly waits: () => void;
  /** Somebody signed out, or was signed out: nothing brings them back. */
  readonly gone: (account: AccountId) => void;
}

export class PageNews {
  readonly #host: PageNewsHost;
  readonly #waiting: (readonly [AccountId, readonly Change[]])[] = [];

  constructor(host: PageNewsHost) {
    this.#host = host;
  }

  /** Returns whether somebody waits for just this: drawing it begins now, and not when the next frame does. */
  told(message: Extract<EngineMessage, { kind: 'changes' }>): boolean {
    this.#waiting.push([message.account, message.changes]);
    return this.#bringsFirstRows(message);
  }

  /** What an engine said that is no more. */
  forget(): void {
    this.#waiting.length = 0;
  }

  /** Applies what waits, in order. */
  drain(): void {
    const model = this.#host.model();
    for (const [account, changes] of this.#waiting.splice(0)) {
      for (const change of changes) {
        model.apply(account, change);
        if (change.kind === 'connection' && waits(change.status)) this.#host.waits();
        if (change.kind !== 'signed-out') continue;
        this.#host.gone(account);
        this.#host.watch.forgetTold(account);
      }
    }
    for (const list of model.lists()) {
      list.trim();
      this.askRows(list.account, list.mailbox);
    }
    this.#host.views.askRows();
  }

  /** Asks for rows of a folder that is shown, as far as any are wanted. */
  askRows(account: AccountId, mailbox: MailboxName): void {
    if (!this.#host.watch.isTold(account, mailbox)) return;
    const ask = this.#host.model().list(account, mailbox).nextAsk();
    if (ask) this.#host.post({ kind: 'want-rows', account, mailbox, ...ask });
  }

  #bringsFirstRows({ account, changes }: Extract<EngineMessage, { kind: 'changes' }>): boolean {
    return changes.some(
      (change) =>
        change.kind === 'list' &&
        change.change.kind === 'rows' &&
        this.#host.watch.isTold(account, change.mailbox) &&
        this.#host.model().listSnapshot(account, change.mailbox).rowAt(0) === undefined,
    );
  }
}

const waits = (status: ConnectionStatus): boolean =>
  (status.kind === 'offline' || status.kind === 'reconnecting') && status.queued > 0;
