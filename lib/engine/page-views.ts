/** Folders this page shows searched or sorted: at most one an account. The engine is told once it knows that the folder is shown. */
import type { MailboxName } from '../imap/types';
import type { AccountId, MailView } from '../mail';
import type { PageModel } from './page-model';
import type { PageMessage } from './port';

export interface PageViewsHost {
  readonly model: () => PageModel;
  /** The engine was told that this page shows the mailbox. */
  readonly isWatched: (account: AccountId, mailbox: MailboxName) => boolean;
  readonly post: (message: PageMessage) => void;
  /** Something may have to be drawn. */
  readonly flush: () => void;
}

interface Shown {
  readonly mailbox: MailboxName;
  readonly key: string;
  readonly view: MailView;
}

export class PageViews {
  readonly #host: PageViewsHost;
  readonly #shown = new Map<AccountId, Shown>();

  constructor(host: PageViewsHost) {
    this.#host = host;
  }

  /** Returns what ends it. */
  show(account: AccountId, mailbox: MailboxName, key: string, view: MailView): () => void {
    const shown: Shown = { mailbox, key, view };
    this.#shown.set(account, shown);
    this.#begin(account, shown);
    return () => {
      if (this.#shown.get(account) !== shown) return;
      this.#shown.delete(account);
      this.#host.model().setView(account, mailbox, null);
      this.#host.post({ kind: 'view', account, mailbox, key, view: null });
      this.#host.flush();
    };
  }

  /** The engine was told of the folder, perhaps anew: it knows nothing of the view. */
  watched(account: AccountId, mailbox: MailboxName): void {
    const shown = this.#shown.get(account);
    if (shown?.mailbox === mailbox) this.#begin(account, shown);
  }

  want(account: AccountId, mailbox: MailboxName, key: string, first: number, last: number): void {
    this.#host.model().view(account, mailbox, key)?.want(first, last);
    this.#ask(account);
  }

  /** After news of the engine: rows may have to be asked for. */
  askRows(): void {
    for (const [account, { mailbox, key }] of this.#shown) {
      this.#host.model().view(account, mailbox, key)?.trim();
      this.#ask(account);
    }
  }

  #begin(account: AccountId, { mailbox, key, view }: Shown): void {
    this.#host.model().setView(account, mailbox, key);
    if (this.#host.isWatched(account, mailbox))
      this.#host.post({ kind: 'view', account, mailbox, key, view });
    this.#host.flush();
  }

  #ask(account: AccountId): void {
    const shown = this.#shown.get(account);
    const ask = shown && this.#host.model().view(account, shown.mailbox, shown.key)?.nextAsk();
    if (ask) this.#host.post({ kind: 'want-view', account, ...ask });
  }
}
