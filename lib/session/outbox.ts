/**
 * What a person did and the server does not know yet, in order. One op at a time; one that fails does not hold up the next;
 * one whose connection goes stays at the front with its journal and is continued on the next connection.
 */
import type { MailboxName, UidValidity } from '../imap/types';
import { inverseId, inverseOp } from '../mail';
import type { Op } from '../mail/types';
import { UNDO_DEPTH } from './limits';
import { applyOp, newJournal, type AcquireLease, type OpJournal, type OpOutcome } from './tasks/apply-op';
import type { SessionListener } from './types';

interface Entry {
  op: Op;
  readonly journal: OpJournal;
  /** The person took it back while it ran. */
  undoWanted: boolean;
}

/** What a session that ended by itself had not done: the next one of the same account goes on with it, where it was. */
export type Unsent = readonly Pick<Entry, 'op' | 'journal' | 'undoWanted'>[];

export class Outbox {
  private readonly listener: SessionListener;
  private readonly acquire: AcquireLease;
  private readonly onChange: (stalled: boolean) => void;
  private waiting: Entry[] = [];
  private running: Entry | null = null;
  private readonly done = new Map<string, Entry>();
  private open = false;
  private stopped = false;
  private idlers: (() => void)[] = [];

  /**
   * `acquire` may wait; its refusal of kind 'closed' means: not now. `onChange` is told that the size changed, or that
   * work stalled for want of a connection and waits for `resume`.
   */
  constructor(listener: SessionListener, acquire: AcquireLease, onChange: (stalled: boolean) => void) {
    this.listener = listener;
    this.acquire = acquire;
    this.onChange = onChange;
  }

  /** Ops not yet settled. */
  get size(): number {
    return this.waiting.length + (this.running === null ? 0 : 1);
  }

  enqueue(op: Op): void {
    if (this.stopped) {
      this.listener.opState(op, { kind: 'cancelled' });
      return;
    }
    this.waiting.push({ op, journal: newJournal(op), undoWanted: false });
    this.listener.opState(op, { kind: 'queued' });
    this.onChange(false);
    this.next();
  }

  undo(id: string): void {
    const at = this.waiting.findIndex((entry) => entry.op.id === id);
    const entry = this.waiting[at];
    if (entry !== undefined && isUntouched(entry)) {
      this.waiting.splice(at, 1);
      this.listener.opState(entry.op, { kind: 'cancelled' });
      this.onChange(false);
      return;
    }
    const busy = entry ?? (this.running?.op.id === id ? this.running : undefined);
    if (busy !== undefined) {
      busy.undoWanted = true;
      return;
    }
    const past = this.done.get(id);
    this.done.delete(id);
    if (past !== undefined) this.enqueueInverse(past);
  }

  /** Connections are there: work may go on. */
  resume(): void {
    this.open = true;
    this.next();
  }

  /** Resolves when nothing is left to do, or nothing can be done now. */
  whenIdle(): Promise<void> {
    if (this.isQuiet) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }

  /**
   * Folders are called otherwise now: what waits, what runs and is continued later, and what may be undone, goes on under the
   * new names. A move under an old one would be answered TRYCREATE, and bring the old folder back to life.
   */
  renamed(rename: (mailbox: MailboxName) => MailboxName): void {
    const running = this.running === null ? [] : [this.running];
    for (const entry of [...running, ...this.waiting, ...this.done.values()]) {
      const { op } = entry;
      const action = op.action.kind === 'move' ? { ...op.action, to: rename(op.action.to) } : op.action;
      entry.op = { ...op, mailbox: rename(op.mailbox), action };
    }
  }

  /** Queued ops on UIDs that mean nothing any more are told as failed. */
  onUidValidity(mailbox: MailboxName, uidValidity: UidValidity): void {
    const isStale = ({ op }: Entry): boolean => op.mailbox === mailbox && op.uidValidity !== uidValidity;
    const stale = this.waiting.filter(isStale);
    if (stale.length === 0) return;
    this.waiting = this.waiting.filter((entry) => !isStale(entry));
    for (const { op } of stale)
      this.listener.opState(op, { kind: 'failed', error: { code: 'mailbox-changed' } });
    this.onChange(false);
  }

  /** The session ends: everything still queued is told as cancelled. */
  stop(): void {
    for (const { op } of this.leave()) this.listener.opState(op, { kind: 'cancelled' });
  }

  /** The session ends, and nobody wanted that: what is still queued waits for `takeUp` of another outbox. */
  leave(): Unsent {
    this.stopped = true;
    this.open = false;
    const left = this.running === null ? this.waiting : [this.running, ...this.waiting];
    this.waiting = [];
    this.running = null;
    this.wakeIdlers();
    return left;
  }

  /** Goes on, before anything newer, with what an earlier session of this account left. */
  takeUp(unsent: Unsent): void {
    if (this.stopped || unsent.length === 0) return;
    this.waiting.unshift(...unsent);
    for (const { op } of unsent) this.listener.opState(op, { kind: 'queued' });
    this.onChange(false);
    this.next();
  }

  private get isQuiet(): boolean {
    return this.stopped || (this.running === null && (this.waiting.length === 0 || !this.open));
  }

  private wakeIdlers(): void {
    if (this.isQuiet) for (const wake of this.idlers.splice(0)) wake();
  }

  private next(): void {
    if (!this.open || this.running !== null) return;
    const entry = this.waiting.shift();
    if (entry === undefined) return;
    this.running = entry;
    this.listener.opState(entry.op, { kind: 'running' });
    void this.run(entry);
  }

  private async run(entry: Entry): Promise<void> {
    const outcome = await applyOp(entry.op, entry.journal, this.acquire).catch((): OpOutcome => ({
      kind: 'failed',
      error: { code: 'action-unknown' },
    }));
    if (this.stopped || this.running !== entry) return;
    this.running = null;
    switch (outcome.kind) {
      case 'again':
        // Nothing more is tried until `resume` says that a connection is there.
        this.open = false;
        this.waiting.unshift(entry);
        this.listener.opState(entry.op, { kind: 'queued' });
        this.onChange(true);
        this.wakeIdlers();
        return;
      case 'failed':
        this.listener.opState(entry.op, { kind: 'failed', error: outcome.error });
        break;
      case 'done':
        this.listener.opState(entry.op, { kind: 'done', moved: entry.journal.moved });
        if (entry.undoWanted) this.enqueueInverse(entry);
        else this.remember(entry);
        break;
    }
    this.onChange(false);
    this.next();
    this.wakeIdlers();
  }

  private enqueueInverse({ op, journal }: Entry): void {
    const inverse = inverseOp(op, journal.moved, journal.destination ?? op.uidValidity);
    if (inverse !== null) {
      this.enqueue(inverse);
      return;
    }
    const failed: Op = { ...op, id: inverseId(op.id) };
    this.listener.opState(failed, { kind: 'failed', error: { code: 'action-refused' } });
  }

  private remember(entry: Entry): void {
    this.done.set(entry.op.id, entry);
    const oldest = this.done.keys().next();
    if (this.done.size > UNDO_DEPTH && oldest.done !== true) this.done.delete(oldest.value);
  }
}

/** Whether nothing of the op was ever sent. */
function isUntouched({ op, journal }: Entry): boolean {
  return journal.left === op.uids && journal.unsure.length === 0 && journal.copied.length === 0;
}
