/** The models of one account's mailboxes: made when one is asked for, the ones used longest ago give way. */
import type { MailboxName } from '../imap/types';
import { Mailbox, type AppError } from '../mail';
import { MAX_MAILBOX_MODELS } from './limits';

export interface Model {
  readonly mailbox: Mailbox;
  error: AppError | null;
  /** Times the mailbox was opened anew lately because the server contradicted itself. */
  resyncs: number;
  refreshing: boolean;
}

export interface ModelsHost {
  /** Somebody looks at it: it stays. */
  readonly isWatched: (mailbox: MailboxName) => boolean;
  /** It gives way. */
  readonly leave: (mailbox: MailboxName) => void;
}

export class Models {
  readonly #host: ModelsHost;
  /** The one used longest ago first. */
  readonly #byName = new Map<MailboxName, Model>();

  constructor(host: ModelsHost) {
    this.#host = host;
  }

  get(mailbox: MailboxName): Model | undefined {
    return this.#byName.get(mailbox);
  }

  /** Null before the server, or the store, told of it. */
  open(mailbox: MailboxName): Mailbox | null {
    const model = this.#byName.get(mailbox)?.mailbox;
    return model?.isOpen ? model : null;
  }

  /** Those that were told of. */
  *all(): Generator<readonly [MailboxName, Mailbox]> {
    for (const [name, { mailbox }] of this.#byName) if (mailbox.isOpen) yield [name, mailbox];
  }

  delete(mailbox: MailboxName): void {
    this.#byName.delete(mailbox);
  }

  use(mailbox: MailboxName): Model {
    const model = this.#byName.get(mailbox) ?? {
      mailbox: new Mailbox(),
      error: null,
      resyncs: 0,
      refreshing: false,
    };
    this.#byName.delete(mailbox);
    this.#byName.set(mailbox, model);
    for (const old of [...this.#byName.keys()]) {
      if (this.#byName.size <= MAX_MAILBOX_MODELS) break;
      if (old === mailbox || this.#host.isWatched(old)) continue;
      this.#host.leave(old);
      this.#byName.delete(old);
    }
    return model;
  }
}
