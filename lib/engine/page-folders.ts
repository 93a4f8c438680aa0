/** The page's side of folder work: requests to the engine, and what folders are called now. */
import type { MailboxName } from '../imap/types';
import {
  endOfJob,
  type AccountId,
  type ChosenIn,
  type ChosenSet,
  type FolderJobResult,
  type FolderRequest,
  type JobOrder,
  type Quota,
  type Result,
} from '../mail';
import type { PageModel } from './page-model';
import type { Ask } from './page-questions';
import type { PageMessage } from './port';

export interface FolderJobOptions {
  /** `total` 0: not known yet. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting ends the work after the batch under way; the result says how far it got. */
  readonly signal?: AbortSignal;
}

/** Long work; without an id it is new. */
export type JobAsk = Omit<JobOrder, 'id'> & Partial<Pick<JobOrder, 'id'>>;

export interface PageFolders {
  /** Resolves with the folder's name afterwards (null: gone); the folders show it by then or a frame later. */
  edit(account: AccountId, request: FolderRequest): Promise<Result<MailboxName | null>>;
  /** What is in the folder now, or marked as deleted in it: what comes later is no part of the choice. */
  choose(account: AccountId, mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>>;
  /** Joins work of the same id that is under way, and goes on with what is left of it. */
  /** All that the search found that is shown, of this folder or (null) of all: as its list has it, loaded or not. */
  chooseFound(account: AccountId, mailbox: MailboxName | null): Promise<Result<readonly ChosenIn[]>>;
  run(account: AccountId, ask: JobAsk, options?: FolderJobOptions): Promise<Result<FolderJobResult>>;
  /** For work that is new. */
  newId(): string;
  /** Long work the engine had when this page came, or when it began. */
  left(account: AccountId): readonly JobOrder[];
  quota(account: AccountId): Quota | null;
  /** What a folder that had this name is called now; null when nothing is known of a change. */
  renamedTo(account: AccountId, mailbox: MailboxName): MailboxName | null;
}

export class FolderDesk implements PageFolders {
  readonly #send: Ask;
  readonly #post: (message: PageMessage) => void;
  readonly #model: PageModel;
  readonly #newId: () => string;
  /** Takes in what the engine told, and shows at once what has changed. */
  readonly #flush: () => void;
  #nextJob = 1;

  constructor(
    send: Ask,
    post: (message: PageMessage) => void,
    model: PageModel,
    newId: () => string,
    flush: () => void,
  ) {
    this.#newId = newId;
    this.#flush = flush;
    this.#send = send;
    this.#post = post;
    this.#model = model;
  }

  edit(account: AccountId, request: FolderRequest): Promise<Result<MailboxName | null>> {
    return this.#send<'edit-folder'>({ kind: 'edit-folder', account, edit: request });
  }

  choose(account: AccountId, mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>> {
    return this.#send<'choose-set'>({ kind: 'choose-set', account, mailbox, of });
  }

  chooseFound(account: AccountId, mailbox: MailboxName | null): Promise<Result<readonly ChosenIn[]>> {
    return this.#send<'choose-found'>({ kind: 'choose-found', account, mailbox });
  }

  async run(
    account: AccountId,
    { id, says, job }: JobAsk,
    { onProgress, signal }: FolderJobOptions = {},
  ): Promise<Result<FolderJobResult>> {
    const jobId = this.#nextJob++;
    const order: JobOrder = { id: id ?? this.#newId(), says, job };
    const cancel = (): void => this.#post({ kind: 'cancel-job', job: jobId });
    signal?.addEventListener('abort', cancel);
    this.#model.jobs.start(account, order);
    this.#flush();
    try {
      const result = await this.#send<'folder-job'>(
        { kind: 'folder-job', account, order, jobId },
        onProgress,
      );
      // What the engine told on the way comes first.
      this.#flush();
      this.#model.jobs.state(account, order, endOfJob(result));
      this.#flush();
      return result;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  newId(): string {
    return this.#newId();
  }

  left(account: AccountId): readonly JobOrder[] {
    return this.#model.ops.jobs(account);
  }

  quota(account: AccountId): Quota | null {
    return this.#model.accounts.find((one) => one.account === account)?.quota ?? null;
  }

  renamedTo(account: AccountId, mailbox: MailboxName): MailboxName | null {
    return this.#model.renamedTo(account, mailbox);
  }
}
