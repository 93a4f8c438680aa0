/**
 * What a person did and the server does not know yet, in order. One op at a time; one that fails does not hold up the next;
 * one whose connection goes stays at the front with its journal and is continued on the next connection; one whose folder is left
 * alone waits with what comes after it there, while the others go on.
 *
 * All of it is written down before it is sent, and again before each step whose repetition would not be safe (docs/adr/0027): an
 * engine that begins after this one ended goes on where it was, and what was done can still be taken back.
 */
import type { MailboxName, ModSeq, UidValidity } from '../imap/types';
import { inverseId, inverseOp } from '../mail';
import type { AppError, Op, OpState } from '../mail/types';
import { cameBackAs, renumbered, type Pairs } from './came-back';
import { readKeptOp, writeKeptOp, type KeptOp } from './kept-work';
import { UNDO_DEPTH } from './limits';
import { applyOp } from './tasks/apply-op';
import { isUntouched, newJournal, type OpJournal } from './tasks/op-journal';
import type { AcquireLease, OpOutcome } from './tasks/op-lease';
import type { OpWithState, SessionListener } from './types';
import type { WorkBook } from './work-book';

interface Entry {
  op: Op;
  journal: OpJournal;
  /** The person took it back while it ran. */
  undoWanted: boolean;
  /** Of what brings messages back: the UIDs they had, and those they have now; else empty. */
  origin: Pairs;
  readonly order: number;
  /** What is sent at once is sent to what is on the screen; the rest asks what changed since. */
  hasWaited: boolean;
  /** Left alone, and needed for this. */
  waitsFor: MailboxName | null;
  /** Resolves when it is written down as it was when it came. */
  kept: Promise<void>;
  /** Its UIDs are other messages' by now. */
  isVoid?: true;
}

const RENUMBERED = {
  ok: false,
  failure: { kind: 'cancelled' },
  because: { code: 'mailbox-changed' },
} as const;

export class Outbox {
  private readonly listener: Pick<SessionListener, 'opState'>;
  private readonly acquire: AcquireLease;
  private readonly onChange: (stalled: boolean) => void;
  private readonly book: WorkBook | null;
  private readonly sinceOf: (mailbox: MailboxName) => ModSeq | null;
  private readonly readBefore: (mailbox: MailboxName) => Promise<void> | null;
  private waiting: Entry[] = [];
  private running: Entry | null = null;
  private readonly done = new Map<string, Entry>();
  private open = false;
  private stopped = false;
  /** What an earlier engine left is known: nothing newer may overtake it. */
  private isTold: boolean;
  private nextOrder = 0;
  private idlers: (() => void)[] = [];

  /**
   * `acquire` may wait; its refusal of kind 'closed' means: not now. `onChange` is told that the size changed, or that
   * work stalled for want of a connection and waits for `resume`. With a `book`, nothing is sent before `takeUp`. `sinceOf`: what the
   * model of a mailbox is true of (RFC 7162). `readBefore`: what must be read of a mailbox before anything is done to it; never fails.
   */
  constructor(
    listener: Pick<SessionListener, 'opState'>,
    acquire: AcquireLease,
    onChange: (stalled: boolean) => void,
    book: WorkBook | null = null,
    sinceOf: (mailbox: MailboxName) => ModSeq | null = () => null,
    readBefore: (mailbox: MailboxName) => Promise<void> | null = () => null,
  ) {
    this.readBefore = readBefore;
    this.sinceOf = sinceOf;
    this.listener = listener;
    this.acquire = acquire;
    this.onChange = onChange;
    this.book = book;
    this.isTold = book === null;
  }

  /** Ops not yet settled. */
  get size(): number {
    return this.waiting.length + (this.running === null ? 0 : 1);
  }

  /** Something is under way, or would be with a connection. */
  get isBusy(): boolean {
    return this.running !== null || this.nextAt() !== -1;
  }

  /** What is not settled, in order, after what was done and can be taken back, oldest first. */
  all(): readonly OpWithState[] {
    const { running } = this;
    return [
      ...[...this.done.values()]
        .filter(({ op, journal }) => hasWayBack(op, journal))
        .map((entry) => ({ op: entry.op, state: doneState(entry) })),
      ...(running === null ? [] : [{ op: running.op, state: RUNNING }]),
      ...this.waiting.map(({ op }) => ({ op, state: QUEUED })),
    ];
  }

  enqueue(op: Op): void {
    this.enter(op, []);
  }

  undo(id: string): void {
    const at = this.waiting.findIndex((entry) => entry.op.id === id);
    const entry = this.waiting[at];
    if (entry !== undefined && isUntouched(entry.journal)) {
      this.waiting.splice(at, 1);
      this.drop(entry);
      this.listener.opState(entry.op, { kind: 'cancelled' });
      this.onChange(false);
      return;
    }
    const busy = entry ?? (this.running?.op.id === id ? this.running : undefined);
    if (busy !== undefined) {
      busy.undoWanted = true;
      this.keep(busy);
      return;
    }
    const past = this.done.get(id);
    if (past === undefined) return;
    this.done.delete(id);
    this.enqueueInverse(past);
    this.drop(past);
  }

  /** Connections are there, or a folder may be opened again: work may go on. */
  resume(): void {
    this.open = true;
    for (const entry of this.waiting) entry.waitsFor = null;
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
      const to = op.action.kind === 'move' ? op.action.to : op.mailbox;
      if (rename(op.mailbox) === op.mailbox && rename(to) === to) continue;
      const action = op.action.kind === 'move' ? { ...op.action, to: rename(to) } : op.action;
      entry.op = { ...op, mailbox: rename(op.mailbox), action };
      entry.waitsFor = null;
      this.keep(entry, this.done.get(op.id) === entry);
    }
  }

  /**
   * Ops on UIDs that mean nothing any more are told as failed: those of another UIDVALIDITY, or (null) all that were there before the
   * server gave the same UIDs once more. Nothing is looked for under its new UID: whatever would name a message, its Message-ID
   * too, may be missing or stand in two, and an action on the wrong one cannot be told from one on the right one.
   */
  onUidsVoid(mailbox: MailboxName, uidValidity: UidValidity | null): void {
    const isStale = ({ op }: Entry): boolean => op.mailbox === mailbox && op.uidValidity !== uidValidity;
    if (this.running !== null && isStale(this.running)) this.running.isVoid = true;
    const stale = this.waiting.filter(isStale);
    if (stale.length === 0) return;
    this.waiting = this.waiting.filter((entry) => !isStale(entry));
    for (const entry of stale) this.fail(entry, { code: 'mailbox-changed' });
    this.onChange(false);
  }

  /** The session ends, and its person wanted that: everything still queued is told as cancelled. */
  stop(): void {
    const left = this.running === null ? this.waiting : [this.running, ...this.waiting];
    this.leave();
    for (const entry of left) {
      this.drop(entry);
      this.listener.opState(entry.op, { kind: 'cancelled' });
    }
  }

  /** The session ends, and nobody wanted that: what is still queued stays written down for whoever signs in next. Its number. */
  leave(): number {
    const { size } = this;
    this.stopped = true;
    this.open = false;
    this.waiting = [];
    this.running = null;
    this.wakeIdlers();
    return size;
  }

  /** Goes on, before anything newer, with what an earlier engine left in the book of this account. */
  takeUp(account: string, items: readonly unknown[]): void {
    if (this.stopped || this.isTold) return;
    this.isTold = true;
    const kept = items
      .flatMap((item) => readKeptOp(item, account) ?? [])
      .filter(({ op }) => !this.knows(op.id))
      .sort((a, b) => a.order - b.order);
    const left = kept.filter(({ isDone }) => !isDone).map((one) => this.oldEntry(one));
    for (const one of kept) if (one.isDone) this.done.set(one.op.id, this.oldEntry(one));
    this.nextOrder = Math.max(this.nextOrder, ...kept.map(({ order }) => order + 1));
    // What came meanwhile comes after it, also for whoever reads the book next.
    this.waiting = [...left, ...this.waiting.map((entry) => this.moved(entry))];
    for (const { op } of left) this.listener.opState(op, QUEUED);
    this.forgetOldest();
    this.onChange(false);
    this.next();
  }

  private get isQuiet(): boolean {
    return this.stopped || (this.running === null && (!this.open || this.nextAt() === -1));
  }

  private wakeIdlers(): void {
    if (this.isQuiet) for (const wake of this.idlers.splice(0)) wake();
  }

  private enter(op: Op, origin: Pairs): void {
    if (this.stopped) {
      this.listener.opState(op, { kind: 'cancelled' });
      return;
    }
    // A page that is not sure whether it came says it again.
    if (this.knows(op.id)) return;
    const entry = this.newEntry(op, origin);
    entry.journal.since = this.sinceOf(op.mailbox);
    entry.hasWaited = !this.open;
    this.keep(entry);
    this.waiting.push(entry);
    this.listener.opState(op, QUEUED);
    this.onChange(false);
    this.next();
  }

  private knows(id: string): boolean {
    return (
      this.done.has(id) || this.running?.op.id === id || this.waiting.some((entry) => entry.op.id === id)
    );
  }

  private newEntry(op: Op, origin: Pairs): Entry {
    const order = this.nextOrder;
    this.nextOrder += 1;
    const journal = newJournal(op);
    return { op, journal, undoWanted: false, origin, order, hasWaited: false, waitsFor: null, kept: NOW };
  }

  private oldEntry({ op, journal, undoWanted, origin = [], order }: KeptOp): Entry {
    return { op, journal, undoWanted, origin, order, hasWaited: true, waitsFor: null, kept: NOW };
  }

  /** The same at the end of the order. */
  private moved(entry: Entry): Entry {
    const order = this.nextOrder;
    this.nextOrder += 1;
    const moved = { ...entry, order };
    this.keep(moved);
    return moved;
  }

  private keep(entry: Entry, isDone = false): void {
    if (this.book === null) return;
    entry.kept = this.book.put(entry.op.id, writeKeptOp({ ...entry, isDone }));
  }

  private drop(entry: Entry): void {
    void this.book?.drop(entry.op.id);
  }

  private next(): void {
    if (!this.open || !this.isTold || this.running !== null) return;
    const at = this.nextAt();
    const [entry] = at === -1 ? [] : this.waiting.splice(at, 1);
    if (entry === undefined) return;
    this.running = entry;
    this.listener.opState(entry.op, RUNNING);
    void this.run(entry);
  }

  private async run(entry: Entry): Promise<void> {
    await entry.kept;
    const before = this.readBefore(entry.op.mailbox);
    if (before !== null) await before;
    const { since } = entry.journal;
    if (!entry.hasWaited) entry.journal.since = null;
    // A folder may have been renamed, and the session ended, while it was written.
    const outcome = this.stopped
      ? AGAIN
      : await applyOp(entry.op, entry.journal, this.acquireFor(entry), () => this.save(entry)).catch(
          (): OpOutcome => ({
            kind: 'failed',
            error: { code: 'action-unknown' },
          }),
        );
    if (this.stopped || this.running !== entry) return;
    this.running = null;
    switch (outcome.kind) {
      case 'again':
        // Nothing more is tried until `resume` says that a connection is there.
        this.open = false;
        this.putBack(entry, since);
        this.onChange(true);
        this.wakeIdlers();
        return;
      case 'waits':
        entry.waitsFor = outcome.mailbox;
        this.putBack(entry, since);
        break;
      case 'failed':
        this.fail(entry, outcome.error);
        break;
      case 'done':
        this.listener.opState(entry.op, doneState(entry));
        this.cameBack(entry);
        this.settle(entry);
        break;
    }
    this.onChange(false);
    this.next();
    this.wakeIdlers();
  }

  /** The next to be done: what comes after something that waits for its folder waits with it. */
  private nextAt(): number {
    const closed = new Set<MailboxName>();
    for (const [at, { op, waitsFor }] of this.waiting.entries()) {
      if (waitsFor === null && !closed.has(op.mailbox)) return at;
      closed.add(op.mailbox);
      if (waitsFor !== null) closed.add(waitsFor);
    }
    return -1;
  }

  /** In its place among what waits. */
  private putBack(entry: Entry, since: ModSeq | null): void {
    entry.hasWaited = true;
    entry.journal.since = since;
    const at = this.waiting.findIndex(({ order }) => order > entry.order);
    this.waiting.splice(at === -1 ? this.waiting.length : at, 0, entry);
    this.keep(entry);
    this.listener.opState(entry.op, QUEUED);
  }

  /** To open the folder may show that its UIDs are void, which ends the op before it has said anything. */
  private acquireFor(entry: Entry): AcquireLease {
    return async (mailbox) => {
      const outcome = await this.acquire(mailbox);
      if (!outcome.ok || entry.isVoid !== true || mailbox !== entry.op.mailbox) return outcome;
      outcome.lease.release();
      return RENUMBERED;
    };
  }

  private save(entry: Entry): Promise<void> {
    this.keep(entry);
    return entry.kept;
  }

  /** What was done of it before stays done, and can be taken back. */
  private fail(entry: Entry, error: AppError): void {
    const { op, journal } = entry;
    const uids = journal.done;
    if (uids.length === 0) {
      this.drop(entry);
      this.listener.opState(op, { kind: 'failed', error });
      return;
    }
    const partly: AppError = error.code === 'action-refused' ? { ...error, code: 'action-partly' } : error;
    this.listener.opState(op, { kind: 'failed', error: partly, part: { uids, moved: journal.moved } });
    this.cameBack(entry);
    entry.op = { ...op, uids };
    entry.journal.left = [];
    entry.journal.unsure = [];
    entry.journal.copied = [];
    this.settle(entry);
  }

  /** Messages are back under other UIDs: what was done to them before, and is taken back next, goes by these. */
  private cameBack({ op, journal, origin }: Entry): void {
    const names = cameBackAs(origin, journal.moved);
    if (names.size === 0 || op.action.kind !== 'move' || journal.destination === null) return;
    const back = { mailbox: op.action.to, uidValidity: journal.destination, names };
    for (const entry of [...this.waiting, ...this.done.values()]) {
      const now = renumbered(entry, back);
      if (now === null) continue;
      Object.assign(entry, now);
      this.keep(entry, this.done.get(entry.op.id) === entry);
    }
  }

  private settle(entry: Entry): void {
    if (entry.undoWanted) {
      this.enqueueInverse(entry);
      this.drop(entry);
    } else this.remember(entry);
  }

  private enqueueInverse({ op, journal }: Entry): void {
    const inverse = inverseOp(op, journal.moved, journal.destination ?? op.uidValidity);
    if (inverse !== null) {
      this.enter(inverse, journal.moved);
      return;
    }
    const failed: Op = { ...op, id: inverseId(op.id), undoes: op.id };
    this.listener.opState(failed, { kind: 'failed', error: { code: 'action-no-way-back' } });
  }

  /** Only what a person did and can take back: what was taken back, and what nobody asked for, is forgotten. */
  private remember(entry: Entry): void {
    const { op, journal } = entry;
    if (op.aside === true || op.undoes !== undefined) {
      this.drop(entry);
      return;
    }
    // Who asks for what nobody can take back is told so; nothing of it outlives the engine.
    this.done.set(op.id, entry);
    if (hasWayBack(op, journal)) this.keep(entry, true);
    else this.drop(entry);
    this.forgetOldest();
  }

  private forgetOldest(): void {
    for (const [id, entry] of this.done) {
      if (this.done.size <= UNDO_DEPTH) return;
      this.done.delete(id);
      this.drop(entry);
    }
  }
}

const hasWayBack = (op: Op, { moved }: OpJournal): boolean => inverseOp(op, moved, op.uidValidity) !== null;

const doneState = ({ journal }: Entry): OpState => ({ kind: 'done', moved: journal.moved });

const NOW = Promise.resolve();
const QUEUED: OpState = { kind: 'queued' };
const RUNNING: OpState = { kind: 'running' };
const AGAIN: OpOutcome = { kind: 'again' };
