/** The search in all folders this page shows, if any: at most one an account. The newest hits come first, whichever folder they lie in. */
import type { MailboxName, UidValidity } from '../imap/types';
import {
  withFlag,
  type AccountId,
  type EverywhereState,
  type FolderHits,
  type MessageRow,
  type Op,
  type OpState,
  type SearchNode,
} from '../mail';
import { MAX_RECENT_OPS } from './limits';
import type { RecentOp } from './page-ops';
import type { PageMessage } from './port';

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
  /** What is under way and was done, oldest first: hits are shown as they will be. */
  readonly ops: () => readonly RecentOp[];
}

export class EverywhereDesk implements PageEverywhere {
  readonly #host: EverywhereDeskHost;
  readonly #shown = new Map<AccountId, Shown>();
  /** Accounts whose engine knows of the search. */
  readonly #told = new Set<AccountId>();
  /** Ops that take others back, which are nobody's own. */
  readonly #inverses = new Map<string, RecentOp>();

  constructor(host: EverywhereDeskHost) {
    this.#host = host;
  }

  snapshot(account: AccountId, key: string): EverywhereSnapshot {
    const shown = this.#shown.get(account);
    if (shown?.key !== key) return EMPTY;
    shown.snapshot ??= snapshotOf(
      shown,
      standing(account, [...this.#host.ops(), ...this.#inverses.values()]),
    );
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

  /** What the engine says of an op. What was moved back has other UIDs than it had: it is looked for once more. */
  opTold(op: Op, state: OpState): void {
    if (op.undoes === undefined) return;
    this.#inverses.set(op.id, { op, state });
    for (const oldest of this.#inverses.keys()) {
      if (this.#inverses.size <= MAX_RECENT_OPS) break;
      this.#inverses.delete(oldest);
    }
    if (state.kind === 'done' && op.action.kind !== 'flag') this.#tell(op.account);
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
    const own = ops.filter((op) => op.mailbox === mailbox && op.uidValidity === uidValidity);
    const shown = rows.flatMap((row) => painted(row, own) ?? []);
    for (const row of shown) hits.push({ mailbox, uidValidity, row });
    count += inFolder - (rows.length - shown.length);
  }
  hits.sort((a, b) => b.row.date - a.row.date || b.row.uid - a.row.uid);
  return { hits, count, state };
}

/** Ops of an account that were not refused, and not taken back. */
function standing(account: AccountId, ops: readonly RecentOp[]): readonly Op[] {
  const alive = ops.filter(
    ({ op, state }) => op.account === account && state.kind !== 'failed' && state.kind !== 'cancelled',
  );
  const undone = new Set(alive.flatMap(({ op }) => op.undoes ?? []));
  return alive.flatMap(({ op }) => (undone.has(op.id) || op.undoes !== undefined ? [] : [op]));
}

/** The row as it will be; null when it leaves its folder. */
function painted(row: MessageRow, ops: readonly Op[]): MessageRow | null {
  let now = row;
  for (const { uids, action } of ops) {
    if (!uids.includes(row.uid)) continue;
    if (action.kind !== 'flag') return null;
    now = withFlag(now, action.flag, action.add);
  }
  return now;
}

const EMPTY: EverywhereSnapshot = { hits: [], count: 0, state: null };
