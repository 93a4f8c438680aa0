/**
 * Long work on many messages of a folder, written down like the ops of the outbox: a page that comes later, perhaps to another
 * engine, asks for it again by its id and goes on with it. Whoever asks for work that is under way joins it.
 *
 * Folders may be renamed on the way: between two steps the work stands still until that is over, and goes on under the new names.
 */
import type { MailboxName } from '../imap/types';
import {
  endOfJob,
  type FolderJob,
  type FolderJobResult,
  type JobOrder,
  type JobState,
  type Result,
} from '../mail';
import { readKeptJob, writeKeptJob } from './kept-job';
import type { WorkBook } from './work-book';
import { newJobJournal, runFolderJob, type JobJournal } from './tasks/folder-job';
import type { AcquireLease } from './tasks/op-lease';

export interface LongWorkHooks {
  readonly acquire: AcquireLease;
  /** What was done to single messages before comes first. */
  readonly afterOps: (isCancelled: () => boolean) => Promise<void>;
  readonly isEnded: () => boolean;
  readonly recount: (mailbox: MailboxName) => void;
  readonly quotaChanged: () => void;
  /** The folder is being renamed or deleted. */
  readonly isLeaving: (mailbox: MailboxName) => boolean;
  readonly told: (order: JobOrder, state: JobState) => void;
}

interface Asker {
  readonly report: (done: number, total: number) => void;
  readonly isCancelled: () => boolean;
}

interface Run {
  order: JobOrder;
  readonly journal: JobJournal;
  readonly askers: Asker[];
  told: readonly [done: number, total: number];
  result: Promise<Result<FolderJobResult>> | null;
  /** In the middle of a step. */
  isBusy: boolean;
}

export class LongWork {
  private readonly hooks: LongWorkHooks;
  private readonly book: WorkBook | null;
  private readonly runs = new Map<string, Run>();
  /** Whoever waits for steps to end, or for folders to have their names. */
  private waiters: (() => void)[] = [];

  constructor(hooks: LongWorkHooks, book: WorkBook | null) {
    this.hooks = hooks;
    this.book = book;
  }

  /** Under way, or left by an earlier engine until somebody asks for it. */
  all(): readonly JobOrder[] {
    return [...this.runs.values()].map(({ order }) => order);
  }

  takeUp(items: readonly unknown[]): void {
    for (const item of items) {
      const kept = readKeptJob(item);
      if (kept === null || this.runs.has(kept.order.id)) continue;
      this.runs.set(kept.order.id, newRun(kept));
    }
  }

  /** Resolves when no work is in the middle of a step in these folders; none begins one while they are being left. */
  async pause(isLeft: (mailbox: MailboxName) => boolean): Promise<void> {
    const isIn = ({ order, isBusy }: Run): boolean => isBusy && foldersOf(order.job).some(isLeft);
    while ([...this.runs.values()].some(isIn)) await this.nextChange();
  }

  /** Folders may be opened again. */
  goOn(): void {
    for (const wake of this.waiters.splice(0)) wake();
  }

  /** Folders are called otherwise now: what runs, and what waits, goes on under the new names. */
  renamed(rename: (mailbox: MailboxName) => MailboxName): void {
    for (const run of this.runs.values()) {
      const { job } = run.order;
      if (foldersOf(job).every((mailbox) => rename(mailbox) === mailbox)) continue;
      const action = job.action.kind === 'move' ? { ...job.action, to: rename(job.action.to) } : job.action;
      run.order = { ...run.order, job: { ...job, mailbox: rename(job.mailbox), action } };
      void this.save(run);
      if (run.result !== null) this.hooks.told(run.order, { kind: 'running' });
    }
  }

  run(
    order: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    const known = this.runs.get(order.id);
    const run = known ?? newRun({ order, journal: newJobJournal() });
    if (known === undefined) this.runs.set(order.id, run);
    run.askers.push({ report, isCancelled });
    if (run.result !== null) report(...run.told);
    run.result ??= this.start(run).finally(() => this.runs.delete(order.id));
    return run.result;
  }

  private async start(run: Run): Promise<Result<FolderJobResult>> {
    const { hooks } = this;
    const isCancelled = (): boolean => hooks.isEnded() || run.askers.some((asker) => asker.isCancelled());
    hooks.told(run.order, { kind: 'running' });
    await this.save(run);
    await hooks.afterOps(isCancelled);
    const result = await runFolderJob(run.journal, {
      turn: () => this.turn(run),
      acquire: hooks.acquire,
      isCancelled,
      isEnded: hooks.isEnded,
      save: () => this.save(run),
      report: (...told) => {
        run.told = told;
        for (const { report } of run.askers) report(...told);
      },
    }).finally(() => this.stepOver(run));
    // What a session that ends by itself leaves waits for the next.
    if (!hooks.isEnded()) await this.book?.drop(keyOf(run.order));
    const { job } = run.order;
    for (const mailbox of foldersOf(job)) hooks.recount(mailbox);
    if (job.action.kind === 'expunge') hooks.quotaChanged();
    if (!hooks.isEnded()) hooks.told(run.order, endOfJob(result));
    return result;
  }

  private save({ order, journal }: Run): Promise<void> {
    return this.book?.put(keyOf(order), writeKeptJob({ order, journal })) ?? NOW;
  }

  private async turn(run: Run): Promise<FolderJob> {
    this.stepOver(run);
    while (foldersOf(run.order.job).some(this.hooks.isLeaving)) await this.nextChange();
    run.isBusy = true;
    return run.order.job;
  }

  private stepOver(run: Run): void {
    run.isBusy = false;
    this.goOn();
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => this.waiters.push(resolve));
  }
}

const newRun = (kept: Pick<Run, 'order' | 'journal'>): Run => ({
  ...kept,
  askers: [],
  told: [0, 0],
  result: null,
  isBusy: false,
});

const foldersOf = ({ mailbox, action }: FolderJob): readonly MailboxName[] =>
  action.kind === 'move' ? [mailbox, action.to] : [mailbox];

const keyOf = ({ id }: JobOrder): string => `job ${id}`;
const NOW = Promise.resolve();
