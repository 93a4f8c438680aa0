/** The search in all folders this page shows, if any: at most one an account. The newest hits come first, whichever folder they lie in. */
import type { MailboxName, UidValidity } from '../imap/types';
import type { AccountId, EverywhereState, FolderHits, MessageRow, Op, SearchNode } from '../mail';
import type { PageMessage } from './port';
import { asOpsLeave } from './standing-ops';

export interface Hit {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly row: MessageRow;
}

export interface EverywhereSnapshot {
  readonly hits: readonly Hit[];
  /** Of all folders, shown or not. */
  readonly count: number;
  readonly state: EverywhereState | null;
}

export interface PageEverywhere {
  /** A new object whenever something of it changed; empty for another search than the one that is shown. */
  snapshot(account: AccountId, key: string): EverywhereSnapshot;
  /** Returns what ends it. */
  show(account: AccountId, key: string, search: SearchNode): () => void;
  /** What was found stays, and no more is looked for. */
  stop(account: AccountId): void;
}

interface Shown {
  readonly key: string;
  readonly search: SearchNode;
  readonly folders: Map<MailboxName, FolderHits>;
  state: EverywhereState | null;
  snapshot: EverywhereSnapshot | null;
}

export interface EverywhereDeskHost {
  readonly post: (message: PageMessage) => void;
  readonly touch: (account: AccountId) => void;
  /** Hits are shown as these leave them. */
  readonly ops: (account: AccountId) => readonly Op[];
}

export class EverywhereDesk implements PageEverywhere {
  readonly #host: EverywhereDeskHost;
  readonly #shown = new Map<AccountId, Shown>();
  /** Accounts whose engine knows of the search. */
  readonly #told = new Set<AccountId>();

  constructor(host: EverywhereDeskHost) {
    this.#host = host;
  }

  snapshot(account: AccountId, key: string): EverywhereSnapshot {
    const shown = this.#shown.get(account);
    if (shown?.key !== key) return EMPTY;
    shown.snapshot ??= snapshotOf(shown, this.#host.ops(account));
    return shown.snapshot;
  }

  show(account: AccountId, key: string, search: SearchNode): () => void {
    const shown: Shown = { key, search, folders: new Map(), state: null, snapshot: null };
    this.#shown.set(account, shown);
    this.#tell(account);
    this.#host.touch(account);
    return () => {
      if (this.#shown.get(account) !== shown) return;
      this.#shown.delete(account);
      this.#host.post({ kind: 'everywhere', account, key, search: null });
      this.#host.touch(account);
    };
  }

  stop(account: AccountId): void {
    this.#host.post({ kind: 'stop-everywhere', account });
  }

  /** Another engine answers from now on, and knows nothing of it. */
  forgetTold(): void {
    this.#told.clear();
  }

  /** The engine knows the account. */
  watched(account: AccountId): void {
    if (!this.#told.has(account)) this.#tell(account);
  }

  #tell(account: AccountId): void {
    const shown = this.#shown.get(account);
    if (shown === undefined) return;
    this.#told.add(account);
    this.#host.post({ kind: 'everywhere', account, key: shown.key, search: shown.search });
  }

  told(account: AccountId, key: string, hits: FolderHits | null, state: EverywhereState): void {
    const shown = this.#shown.get(account);
    if (shown?.key !== key) return;
    if (hits !== null && hits.rows.length === 0) shown.folders.delete(hits.mailbox);
    else if (hits !== null) shown.folders.set(hits.mailbox, hits);
    shown.state = state;
    shown.snapshot = null;
    this.#host.touch(account);
  }

  /** What was moved came back, under other UIDs than it had: it is looked for once more. */
  returned(account: AccountId): void {
    this.#tell(account);
  }

  /** An op began, ended or was taken back. */
  opsChanged(): void {
    if (this.#shown.size === 0) return;
    for (const [account, shown] of this.#shown) {
      shown.snapshot = null;
      this.#host.touch(account);
    }
  }
}

function snapshotOf({ folders, state }: Shown, ops: readonly Op[]): EverywhereSnapshot {
  const hits: Hit[] = [];
  let count = 0;
  for (const { mailbox, uidValidity, rows, count: inFolder } of folders.values()) {
    const shown = rows.flatMap((row) => asOpsLeave({ mailbox, uidValidity }, row, ops) ?? []);
    for (const row of shown) hits.push({ mailbox, uidValidity, row });
    count += inFolder - (rows.length - shown.length);
  }
  hits.sort((a, b) => b.row.date - a.row.date || b.row.uid - a.row.uid);
  return { hits, count, state };
}

const EMPTY: EverywhereSnapshot = { hits: [], count: 0, state: null };
