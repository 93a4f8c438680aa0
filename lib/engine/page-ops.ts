/**
 * The ops a page knows of: its own, those of other tabs, those that waited from before; and long work. What is under way is
 * painted over the lists at dispatch and lifted when the server has said how it ended. Nothing here sends or waits.
 */
import {
  inverseId,
  inverseOp,
  isFinal,
  makeOp,
  type AccountId,
  type JobOrder,
  type Op,
  type OpInput,
  type OpState,
} from '../mail';
import type { WaitingWork } from '../session';
import { MAX_RECENT_OPS } from './limits';
import type { PageList } from './page-list';
import type { Touched } from './page-touched';

export interface RecentOp {
  readonly op: Op;
  readonly state: OpState;
  /** Not of this page's doing: it was there when the page came. */
  readonly isFound?: true;
}

export interface PageOpsHooks {
  /** The op is done and its paint should not wait for ever. */
  readonly settled: (op: Op) => void;
  /** The op waits, and the engine, which may be another one than it was given to, does not know it. */
  readonly unknown: (op: Op) => void;
}

export interface PageOpsHost extends PageOpsHooks {
  /** Every list the op is painted over; its folder's own comes first. */
  readonly pagesOf: (op: Pick<Op, 'account' | 'mailbox'>) => readonly PageList[];
  readonly touch: (touched: Touched) => void;
}

export class PageOps {
  readonly #host: PageOpsHost;
  readonly #ops = new Map<string, RecentOp>();
  /** Long work the engine had when it last said, by account. */
  readonly #jobs = new Map<AccountId, readonly JobOrder[]>();
  /** Ops of whatever page that the server has not done yet, in order. */
  readonly #pending = new Map<string, Op>();
  /** Ops taken off the screen by undo before the engine knew of it. */
  readonly #lifted = new Set<string>();
  #recent: readonly RecentOp[] | null = null;

  constructor(host: PageOpsHost) {
    this.#host = host;
  }

  /** Ops of this page, oldest first. */
  recent(): readonly RecentOp[] {
    return (this.#recent ??= [...this.#ops.values()]);
  }

  /** Long work that was under way or waited when the engine last said so. */
  jobs(account: AccountId): readonly JobOrder[] {
    return this.#jobs.get(account) ?? noJobs;
  }

  stateOf(opId: string): OpState | undefined {
    return this.#ops.get(opId)?.state;
  }

  /** Shows an op in this frame. */
  dispatch(input: OpInput): Op {
    const pages = this.#host.pagesOf(input);
    const op = makeOp(input, (uid) => {
      for (const page of pages) {
        const row = page.overlay.rowOf(uid);
        if (row !== undefined) return row;
      }
      return undefined;
    });
    for (const page of pages) page.overlay.add(op);
    this.#pending.set(op.id, op);
    this.#remember({ op, state: { kind: 'queued' } });
    this.#touchOp(op);
    return op;
  }

  /** What can be shown of an undo before the engine answers. False: there is no such op to undo. */
  undo(opId: string): Op | null {
    const known = this.#ops.get(opId);
    if (!known || known.state.kind === 'cancelled') return null;
    const { state } = known;
    const part = state.kind === 'failed' ? state.part : undefined;
    if (state.kind === 'failed' && part === undefined) return null;
    // Refused on its way: what was done of it can be taken back.
    const op = part === undefined ? known.op : { ...known.op, uids: part.uids };
    if (state.kind === 'queued') {
      this.#lifted.add(opId);
      for (const page of this.#host.pagesOf(op)) page.overlay.lift(opId);
    } else if (op.action.kind === 'flag') {
      const inverse = inverseOp(op, [], op.uidValidity);
      if (inverse) for (const page of this.#host.pagesOf(op)) page.overlay.add(inverse);
    }
    this.#touchOp(op);
    return op;
  }

  /** The confirmation of a done op never came: what the server says is shown again. */
  liftSettled(op: Op): void {
    const painted = this.#host.pagesOf(op).filter((page) => page.overlay.has(op.id));
    if (painted.length === 0) return;
    for (const page of painted) page.overlay.lift(op.id);
    this.#touchOp(op);
  }

  /** The op is done, and what the folder's counters say has it in it. */
  counted(op: Op): void {
    for (const page of this.#host.pagesOf(op)) page.overlay.countersTold();
    this.#touchOp(op);
  }

  /** What the engine has of waiting work, and of work that can be taken back: perhaps from before this page. */
  found(account: AccountId, { ops, jobs }: WaitingWork): void {
    this.#jobs.set(account, jobs);
    this.#recent = null;
    this.#host.touch({ kind: 'ops' });
    const known = new Set(ops.map(({ op }) => op.id));
    for (const op of this.#pending.values()) {
      if (op.account !== account || known.has(op.id) || this.#ops.has(op.id)) continue;
      // Of a page that is gone, and of an engine that is: nobody will say more of it.
      this.#pending.delete(op.id);
      for (const page of this.#host.pagesOf(op)) page.overlay.lift(op.id);
      this.#touchOp(op);
    }
    for (const { op, state } of ops) {
      if (!this.#ops.has(op.id)) this.#remember({ op, state, isFound: true });
      this.state(op, state);
    }
    for (const { op, state } of this.#ops.values()) {
      const isLost = op.account === account && !isFinal(state) && !known.has(op.id);
      if (isLost && !this.#lifted.has(op.id)) this.#host.unknown(op);
    }
  }

  /** The list came, or came anew: what waits shows over it. */
  repaint(page: PageList): void {
    for (const op of this.#pending.values())
      if (op.account === page.account && op.mailbox === page.mailbox && !this.#lifted.has(op.id))
        page.overlay.add(op);
  }

  /** The engine says how far an op is. */
  state(op: Op, state: OpState): void {
    const pages = this.#host.pagesOf(op);
    if (isFinal(state)) this.#pending.delete(op.id);
    else this.#pending.set(op.id, op);
    // Ops of other tabs and undos of the session are seen here too, while they can still change something.
    if (!isFinal(state)) {
      // A lifted one that runs all the same is shown as what it does.
      if (state.kind === 'running' || !this.#lifted.has(op.id))
        for (const page of pages) page.overlay.add(op);
    } else {
      this.#lifted.delete(op.id);
    }
    for (const page of pages) {
      page.overlay.setState(op.id, state);
      // Taken back before it was refused: there is nothing to take back. Of a part that was done, its inverse tells by itself.
      if (state.kind === 'cancelled' || state.kind === 'failed') page.overlay.lift(inverseId(op.id));
    }
    if (isFinal(state) && pages.some((page) => page.overlay.has(op.id))) this.#host.settled(op);
    const known = this.#ops.get(op.id);
    if (known !== undefined) this.#remember({ ...known, op, state });
    // Taking back is no op of the page's own, but whoever asked for it is told when it cannot be.
    else if (state.kind === 'failed' && op.undoes !== undefined && this.#ops.has(op.undoes))
      this.#remember({ op, state });
    this.#touchOp(op);
  }

  /** The account is gone. What its ops come to is still told. */
  dropAccount(account: AccountId): void {
    this.#jobs.delete(account);
  }

  #remember(recent: RecentOp): void {
    this.#ops.set(recent.op.id, recent);
    for (const [id, old] of this.#ops) {
      if (this.#ops.size <= MAX_RECENT_OPS) break;
      if (isFinal(old.state)) this.#ops.delete(id);
    }
    this.#recent = null;
  }

  #touchOp(op: Op): void {
    this.#host.touch({ kind: 'list', account: op.account, mailbox: op.mailbox });
    this.#host.touch({ kind: 'folders', account: op.account });
    this.#host.touch({ kind: 'ops' });
  }
}

const noJobs: readonly JobOrder[] = [];
