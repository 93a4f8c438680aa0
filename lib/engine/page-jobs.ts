/**
 * Long work as a page shows it: painted over the lists of its folder from the frame in which it was asked for, whoever asked,
 * until the server's word of it has arrived. What it did not get to is as it was.
 */
import type { AccountId, JobOrder, JobState, Op } from '../mail';
import type { PageList } from './page-list';
import type { Touched } from './page-touched';

export interface PageJobsHost {
  /** Every list of the folder. */
  readonly pagesOf: (place: Pick<Op, 'account' | 'mailbox'>) => readonly PageList[];
  readonly touch: (touched: Touched) => void;
  /** Whoever shows messages otherwise than in lists of folders. */
  readonly told?: (account: AccountId, order: JobOrder, state: JobState) => void;
  /** The work is over, and its paint should not wait for ever: `lift` is due. */
  readonly jobSettled: (id: string) => void;
}

interface Job {
  readonly account: AccountId;
  readonly order: JobOrder;
  /** Over, though the lists may not have said so yet. */
  readonly isOver: boolean;
}

export class PageJobs {
  readonly #host: PageJobsHost;
  readonly #byId = new Map<string, Job>();

  constructor(host: PageJobsHost) {
    this.#host = host;
  }

  /** It was asked for, or is found to be under way. */
  start(account: AccountId, order: JobOrder): void {
    const job: Job = { account, order, isOver: false };
    this.#byId.set(order.id, job);
    for (const page of this.#pagesOf(job)) page.overlay.startJob(order.id, order.job);
    this.#host.told?.(account, order, { kind: 'running' });
    this.#touch(job);
  }

  /** The engine's word, or the answer to whoever asked; said twice it means the same. */
  state(account: AccountId, order: JobOrder, state: JobState): void {
    if (state.kind === 'running') return this.start(account, order);
    const job = this.#byId.get(order.id);
    if (job === undefined || job.isOver) return;
    this.#host.told?.(account, order, state);
    if (state.kind === 'failed') return this.lift(order.id);
    this.#byId.set(order.id, { ...job, isOver: true });
    for (const page of this.#pagesOf(job)) page.overlay.endJob(order.id, state.left);
    this.#host.jobSettled(order.id);
    this.#touch(job);
  }

  /** What the server says is shown again. */
  lift(id: string): void {
    const job = this.#byId.get(id);
    if (job === undefined) return;
    this.#byId.delete(id);
    for (const page of this.#pagesOf(job)) page.overlay.liftJob(id);
    this.#touch(job);
  }

  /** The list came, or came anew. */
  repaint(page: PageList): void {
    for (const { account, order, isOver } of this.#byId.values())
      if (!isOver && account === page.account && order.job.mailbox === page.mailbox)
        page.overlay.startJob(order.id, order.job);
  }

  dropAccount(account: AccountId): void {
    for (const [id, job] of this.#byId) if (job.account === account) this.#byId.delete(id);
  }

  #pagesOf({ account, order }: Job): readonly PageList[] {
    return this.#host.pagesOf({ account, mailbox: order.job.mailbox });
  }

  #touch({ account, order }: Job): void {
    this.#host.touch({ kind: 'list', account, mailbox: order.job.mailbox });
    this.#host.touch({ kind: 'folders', account });
  }
}
