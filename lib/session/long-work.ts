/**
 * Long work on many messages of a folder, written down like the ops of the outbox: a page that comes later, perhaps to another
 * engine, asks for it again by its id and goes on with it. Whoever asks for work that is under way joins it.
 */
import type { MailboxName } from '../imap/types';
import type { FolderJobResult, JobOrder, Result } from '../mail';
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
}

interface Asker {
  readonly report: (done: number, total: number) => void;
  readonly isCancelled: () => boolean;
}

interface Run {
  readonly order: JobOrder;
  readonly journal: JobJournal;
  readonly askers: Asker[];
  told: readonly [done: number, total: number];
  result: Promise<Result<FolderJobResult>> | null;
}

export class LongWork {
  private readonly hooks: LongWorkHooks;
  private readonly book: WorkBook | null;
  private readonly runs = new Map<string, Run>();

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
      this.runs.set(kept.order.id, { ...kept, askers: [], told: [0, 0], result: null });
    }
  }

  run(
    order: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    const known = this.runs.get(order.id);
    const run = known ?? { order, journal: newJobJournal(), askers: [], told: [0, 0], result: null };
    if (known === undefined) this.runs.set(order.id, run);
    run.askers.push({ report, isCancelled });
    if (run.result !== null) report(...run.told);
    run.result ??= this.start(run).finally(() => this.runs.delete(order.id));
    return run.result;
  }

  private async start(run: Run): Promise<Result<FolderJobResult>> {
    const { order, journal } = run;
    const { job } = order;
    const { hooks } = this;
    const save = (): Promise<void> => this.book?.put(keyOf(order), writeKeptJob({ order, journal })) ?? NOW;
    const isCancelled = (): boolean => hooks.isEnded() || run.askers.some((asker) => asker.isCancelled());
    await save();
    await hooks.afterOps(isCancelled);
    const result = await runFolderJob(job, journal, {
      acquire: hooks.acquire,
      isCancelled,
      isEnded: hooks.isEnded,
      save,
      report: (...told) => {
        run.told = told;
        for (const { report } of run.askers) report(...told);
      },
    });
    // What a session that ends by itself leaves waits for the next.
    if (!hooks.isEnded()) await this.book?.drop(keyOf(order));
    hooks.recount(job.mailbox);
    if (job.action.kind === 'move') hooks.recount(job.action.to);
    if (job.action.kind === 'expunge') hooks.quotaChanged();
    return result;
  }
}

const keyOf = ({ id }: JobOrder): string => `job ${id}`;
const NOW = Promise.resolve();
