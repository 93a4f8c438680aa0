/** How many messages the folders of an account have, between what the server says, what its lists show and what people do. */
import type { MailboxName, MailboxStatus, Uid } from '../imap/types';
import { FolderCounts, type Applied, type MessageRow, type Op, type OpState } from '../mail';
import { MAX_NEWS_ROWS, NEW_MAIL_QUIET_MS } from './limits';

export interface AccountCountsHost {
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  readonly isWatched: (mailbox: MailboxName) => boolean;
  /** Something is to be told at the end of this turn. */
  readonly touched: () => void;
  /** `rows`: the first of them, at most MAX_NEWS_ROWS. */
  readonly newMail: (mailbox: MailboxName, count: number, rows: readonly MessageRow[]) => void;
}

export class AccountCounts {
  readonly #host: AccountCountsHost;
  readonly #counts = new FolderCounts();
  readonly #toTell = new Set<MailboxName>();
  readonly #newMail = new Map<MailboxName, { count: number; rows: MessageRow[] }>();
  readonly #unseenByOp = new Map<string, number>();

  constructor(host: AccountCountsHost) {
    this.#host = host;
  }

  statuses(): ReturnType<FolderCounts['statuses']> {
    return this.#counts.statuses();
  }

  keepOnly(names: ReadonlySet<MailboxName>): void {
    this.#counts.keepOnly(names);
  }

  /** What changed since the last call. */
  take(): readonly {
    readonly mailbox: MailboxName;
    readonly total: number | null;
    readonly unseen: number | null;
  }[] {
    const changed = [...this.#toTell].map((mailbox) => {
      const { total, unseen } = this.#counts.of(mailbox);
      return { mailbox, total, unseen };
    });
    this.#toTell.clear();
    return changed;
  }

  status(mailbox: MailboxName, status: MailboxStatus): void {
    this.#counted(mailbox, this.#counts.status(mailbox, status, this.#host.isWatched(mailbox)));
  }

  opened(mailbox: MailboxName, exists: number, uidNext: Uid | null): void {
    this.#counted(mailbox, this.#counts.opened(mailbox, exists, uidNext));
  }

  /** The list of a mailbox changed, and has `exists` messages now. */
  applied(mailbox: MailboxName, exists: number, applied: Applied): void {
    // What goes leaves the unread before the total falls, what comes raises the total first: unread never exceeds it.
    let changed = false;
    const news: MessageRow[] = [];
    for (const row of applied.removed) if (this.#counts.rowRemoved(mailbox, row)) changed = true;
    if (this.#counts.exists(mailbox, exists)) changed = true;
    for (const row of applied.loaded) {
      const counted = this.#counts.rowLoaded(mailbox, row);
      if (counted.changed) changed = true;
      if (counted.isNew && !row.seen) news.push(row);
    }
    for (const [before, after] of applied.changed) {
      if (this.#counts.rowChanged(mailbox, before, after)) changed = true;
    }
    this.#counted(mailbox, changed);
    if (news.length > 0) this.#announce(mailbox, news);
  }

  enqueued(op: Op, rowOf: (uid: Uid) => { readonly seen: boolean } | null | undefined): void {
    if (op.action.kind !== 'move') return;
    this.#unseenByOp.set(op.id, op.uids.filter((uid) => rowOf(uid)?.seen === false).length);
  }

  opState(op: Op, state: OpState): void {
    if (state.kind !== 'done' && state.kind !== 'failed' && state.kind !== 'cancelled') return;
    const unseen = this.#unseenByOp.get(op.id) ?? 0;
    this.#unseenByOp.delete(op.id);
    // A watched destination hears of the messages itself.
    if (state.kind === 'done' && op.action.kind === 'move' && !this.#host.isWatched(op.action.to)) {
      const told = state.moved.map(([, to]) => to);
      this.#counted(op.action.to, this.#counts.movedIn(op.action.to, op.uids.length, unseen, told));
    }
  }

  #counted(mailbox: MailboxName, changed: boolean): void {
    if (!changed) return;
    this.#toTell.add(mailbox);
    this.#host.touched();
  }

  #announce(mailbox: MailboxName, rows: readonly MessageRow[]): void {
    const waiting = this.#newMail.get(mailbox);
    const news = waiting ?? { count: 0, rows: [] };
    news.count += rows.length;
    news.rows = [...news.rows, ...rows].slice(0, MAX_NEWS_ROWS);
    if (waiting !== undefined) return;
    this.#newMail.set(mailbox, news);
    this.#host.setTimer(NEW_MAIL_QUIET_MS, () => {
      this.#newMail.delete(mailbox);
      this.#host.newMail(mailbox, news.count, news.rows);
    });
  }
}
