/** The search in all folders this page shows, if any: at most one an account. The newest hits come first, whichever folder they lie in. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import { numberSetCount, subtractNumberSet } from '../imap/wire/numset';
import {
  edgeOf,
  setHolds,
  withFlag,
  type AccountId,
  type EverywhereState,
  type FolderHits,
  type JobOrder,
  type JobState,
  type MessageRow,
  type Op,
  type OpAction,
  type SearchNode,
  type UidSet,
} from '../mail';
import { MAX_FOUND_ROWS, MAX_RECENT_OPS } from './limits';
import type { PageMessage } from './port';
import { asOpsLeave } from './standing-ops';

export interface Hit {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly row: MessageRow;
}

export interface EverywhereSnapshot {
  /** The newest first. */
  readonly hits: readonly Hit[];
  /** So many of them stand where they will stay; between those that follow, others may come in. */
  readonly stands: number;
  /** Of all folders, shown or not. */
  readonly count: number;
  /** Rows there are or may be: no more than are kept. */
  readonly rowCount: number;
  readonly state: EverywhereState | null;
}

export interface PageEverywhere {
  /** A new object whenever something of it changed; empty for another search than the one that is shown. */
  snapshot(account: AccountId, key: string): EverywhereSnapshot;
  /** Returns what ends it. */
  show(account: AccountId, key: string, search: SearchNode): () => void;
  /** So many rows may be on screen soon. */
  want(account: AccountId, rows: number): void;
  /** What was found stays, and no more is looked for. */
  stop(account: AccountId): void;
}

interface Shown {
  readonly key: string;
  readonly search: SearchNode;
  readonly folders: Map<MailboxName, FolderHits>;
  state: EverywhereState | null;
  snapshot: EverywhereSnapshot | null;
  /** Rows that were asked for. */
  wanted: number;
}

/** Long work, for as long as hits are shown as it leaves them. */
interface Work {
  readonly account: AccountId;
  readonly order: JobOrder;
  /** What it did not get to. */
  readonly left: UidSet | null;
  readonly isOver: boolean;
  /** It was over before the search was asked anew: the answer knows what became of its messages. */
  isKnown: boolean;
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
  readonly #work = new Map<string, Work>();

  constructor(host: EverywhereDeskHost) {
    this.#host = host;
  }

  snapshot(account: AccountId, key: string): EverywhereSnapshot {
    const shown = this.#shown.get(account);
    if (shown?.key !== key) return EMPTY;
    const work = [...this.#work.values()].filter((one) => one.account === account).map(deedOfWork);
    shown.snapshot ??= snapshotOf(shown, work, this.#host.ops(account));
    return shown.snapshot;
  }

  show(account: AccountId, key: string, search: SearchNode): () => void {
    const shown: Shown = { key, search, folders: new Map(), state: null, snapshot: null, wanted: 0 };
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

  want(account: AccountId, rows: number): void {
    const shown = this.#shown.get(account);
    if (shown === undefined || rows <= shown.wanted) return;
    shown.wanted = rows;
    this.#host.post({ kind: 'want-everywhere', account, rows });
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
    for (const work of this.#work.values())
      if (work.account === account && work.isOver && !isOfFlag(work)) work.isKnown = true;
    this.#host.post({ kind: 'everywhere', account, key: shown.key, search: shown.search });
    if (shown.wanted > 0) this.#host.post({ kind: 'want-everywhere', account, rows: shown.wanted });
  }

  told(account: AccountId, key: string, hits: FolderHits | null, state: EverywhereState): void {
    const shown = this.#shown.get(account);
    if (shown?.key !== key) return;
    if (hits !== null) take(shown.folders, hits);
    shown.state = state;
    if (state.kind === 'whole')
      for (const [id, work] of this.#work)
        if (work.account === account && work.isKnown) this.#work.delete(id);
    shown.snapshot = null;
    this.#host.touch(account);
  }

  /** What was moved came back, under other UIDs than it had: it is looked for once more. */
  returned(account: AccountId): void {
    this.#tell(account);
  }

  /** What the engine says of long work: hits stay as it leaves them. What was moved back has other UIDs than it had: it is looked for once more. */
  jobTold(account: AccountId, order: JobOrder, state: JobState): void {
    if (state.kind === 'failed') this.#work.delete(order.id);
    else {
      const left = state.kind === 'ended' ? state.left : null;
      const work: Work = { account, order, left, isOver: state.kind === 'ended', isKnown: false };
      this.#work.set(order.id, work);
      if (work.isOver && order.says === 'undo' && !isOfFlag(work)) this.#tell(account);
      for (const [id, { isOver }] of this.#work)
        if (isOver && this.#work.size > MAX_RECENT_OPS) this.#work.delete(id);
    }
    this.opsChanged();
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

/** What is told of a folder, put to what was told before. */
function take(folders: Map<MailboxName, FolderHits>, hits: FolderHits): void {
  const before = hits.from === 0 ? [] : (folders.get(hits.mailbox)?.rows ?? []);
  const rows = [...before.slice(0, hits.from), ...hits.rows];
  if (rows.length === 0 && hits.count === 0) folders.delete(hits.mailbox);
  else folders.set(hits.mailbox, { ...hits, from: 0, rows });
}

function snapshotOf(
  { folders, state }: Shown,
  work: readonly Deed[],
  ops: readonly Op[],
): EverywhereSnapshot {
  const hits: Hit[] = [];
  let count = 0;
  for (const { mailbox, uidValidity, rows, count: inFolder } of folders.values()) {
    const own = work.filter((deed) => deed.mailbox === mailbox && deed.uidValidity === uidValidity);
    const shown = rows.flatMap((row) => {
      const left = painted(row, own);
      return (left && asOpsLeave({ mailbox, uidValidity }, left, ops)) ?? [];
    });
    for (const row of shown) hits.push({ mailbox, uidValidity, row });
    const unread = inFolder - rows.length;
    const hidden = rows.length - shown.length;
    const takes = own.reduce((sum, deed) => sum + deed.takes, 0);
    count += shown.length + unread - Math.min(unread, Math.max(0, takes - hidden));
  }
  hits.sort((a, b) => b.row.date - a.row.date || b.row.uid - a.row.uid);
  const edge = edgeOf(folders.values());
  const older = hits.findIndex(({ row }) => row.date < edge);
  const rowCount = Math.max(hits.length, Math.min(count, MAX_FOUND_ROWS));
  return { hits, stands: older < 0 ? hits.length : older, count, rowCount, state };
}

/** What long work does to messages of a folder. */
interface Deed {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly action: OpAction;
  readonly holds: (uid: Uid) => boolean;
  /** Messages that leave their folder, loaded or not. */
  readonly takes: number;
}

function deedOfWork({ order: { job }, left }: Work): Deed {
  const { mailbox, within, action } = job;
  const undone = left ?? NO_SET;
  const set = within === null ? NO_SET : { ...within, uids: subtractNumberSet(within.uids, undone.uids) };
  const takes = action.kind === 'flag' ? 0 : numberSetCount(set.uids);
  return { mailbox, uidValidity: set.uidValidity, action, holds: (uid) => setHolds(set, uid), takes };
}

const isOfFlag = ({ order }: Work): boolean => order.job.action.kind === 'flag';

/** The row as the work leaves it; null when it leaves its folder. */
function painted(row: MessageRow, deeds: readonly Deed[]): MessageRow | null {
  let now = row;
  for (const { holds, action } of deeds) {
    if (!holds(row.uid)) continue;
    if (action.kind !== 'flag') return null;
    now = withFlag(now, action.flag, action.add);
  }
  return now;
}

const EMPTY: EverywhereSnapshot = { hits: [], stands: 0, count: 0, rowCount: 0, state: null };
const NO_SET: UidSet = { uidValidity: 0 as UidValidity, uids: [] };
