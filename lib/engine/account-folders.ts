/** The folders of one account with their numbers: as its server lists them, and before it does as they were when somebody last looked. */
import type { ListEntry, MailboxName } from '../imap/types';
import { buildFolders, isAtOrBelow, type AccountId, type Folder, type Quota } from '../mail';
import type { Store, StoredFolders } from '../store';
import type { Audience } from './account-audience';
import type { AccountCounts } from './account-counts';

export interface AccountFoldersHost {
  /** Empty while nobody is signed in. */
  readonly account: () => AccountId;
  readonly store: Store;
  readonly audience: Audience;
  readonly counts: AccountCounts;
  /** They are others than the store has. */
  readonly changed: () => void;
  readonly log: (level: 'warn', text: string) => void;
}

export class AccountFolders {
  readonly #host: AccountFoldersHost;
  #entries: readonly ListEntry[] = [];
  #all: readonly Folder[] = [];
  #quota: Quota | null = null;

  constructor(host: AccountFoldersHost) {
    this.#host = host;
  }

  get all(): readonly Folder[] {
    return this.#all;
  }

  get quota(): Quota | null {
    return this.#quota;
  }

  /** As the store keeps them. */
  stored(): StoredFolders {
    return { entries: this.#entries, statuses: [...this.#host.counts.statuses()] };
  }

  /** Names of this folder and of those below it. */
  below(name: MailboxName, delimiter: string | null): readonly MailboxName[] {
    return this.#entries.map((entry) => entry.name).filter((one) => isAtOrBelow(one, name, delimiter));
  }

  /** What was there when somebody last looked, until the server says what is there now. */
  recall(): void {
    const { account, store, counts, log } = this.#host;
    const id = account();
    store.folders(id).then(
      (stored) => {
        if (stored === null || account() !== id || this.#entries.length > 0) return;
        for (const [mailbox, status] of stored.statuses) counts.status(mailbox, status);
        this.#tell(stored.entries);
      },
      () => log('warn', 'the list of folders of before cannot be read'),
    );
  }

  /** The server says which there are. */
  listed(entries: readonly ListEntry[]): void {
    this.#host.counts.keepOnly(new Set(entries.map((entry) => entry.name)));
    this.#tell(entries);
    this.#host.changed();
  }

  tellQuota(quota: Quota | null): void {
    this.#quota = quota;
    this.#host.audience.tellAll({ kind: 'quota', quota });
  }

  /** Tells the numbers that changed since the last call. */
  tellCounts(): void {
    for (const { mailbox, total, unseen } of this.#host.counts.take()) {
      this.#all = this.#all.map((folder) =>
        folder.name === mailbox ? { ...folder, total, unseen } : folder,
      );
      this.#host.audience.tellAll({ kind: 'counts', mailbox, total, unseen });
      this.#host.changed();
    }
  }

  #tell(entries: readonly ListEntry[]): void {
    this.#entries = entries;
    this.#all = buildFolders(entries, this.#host.counts.statuses());
    this.#host.audience.tellAll({ kind: 'folders', folders: this.#all });
  }
}
