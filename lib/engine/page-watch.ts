/** Which folder this page shows, of each account: what is mounted decides, and the engine is told once a turn. */
import type { MailboxName } from '../imap/types';
import type { AccountId } from '../mail';

export interface PageWatchHost {
  readonly isSignedIn: (account: AccountId) => boolean;
  readonly tell: (account: AccountId, mailbox: MailboxName | null) => void;
  /** The engine was told of another folder. */
  readonly watched: (account: AccountId, mailbox: MailboxName) => void;
}

export class PageWatch {
  readonly #host: PageWatchHost;
  /** All that is mounted, the latest last. */
  readonly #mounted = new Map<AccountId, readonly MailboxName[]>();
  readonly #told = new Map<AccountId, MailboxName | null>();
  #asked = false;

  constructor(host: PageWatchHost) {
    this.#host = host;
  }

  /** Returns what ends it. */
  watch(account: AccountId, mailbox: MailboxName): () => void {
    this.#mounted.set(account, [...(this.#mounted.get(account) ?? []), mailbox]);
    this.ask();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = [...(this.#mounted.get(account) ?? [])];
      left.splice(left.lastIndexOf(mailbox), 1);
      this.#mounted.set(account, left);
      this.ask();
    };
  }

  /** What will be mounted in a moment is told before it is: the rows are on their way while the screen is made. */
  ahead(account: AccountId, mailbox: MailboxName): void {
    if ((this.#mounted.get(account) ?? []).length === 0 && !this.#told.has(account))
      this.#tell(account, mailbox);
  }

  isTold(account: AccountId, mailbox: MailboxName): boolean {
    return this.#told.get(account) === mailbox;
  }

  /** Another engine knows nothing of what the last one was told; nor does an account that signs in again. */
  forgetTold(account?: AccountId): void {
    if (account === undefined) this.#told.clear();
    else this.#told.delete(account);
  }

  /** One message for however many mounts and unmounts of this turn. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      for (const [account, mailboxes] of this.#mounted) {
        const mailbox = mailboxes.at(-1) ?? null;
        const told = this.#told.get(account) ?? null;
        if (told === mailbox || !this.#host.isSignedIn(account)) continue;
        this.#tell(account, mailbox);
      }
    });
  }

  #tell(account: AccountId, mailbox: MailboxName | null): void {
    this.#told.set(account, mailbox);
    this.#host.tell(account, mailbox);
    if (mailbox !== null) this.#host.watched(account, mailbox);
  }
}
