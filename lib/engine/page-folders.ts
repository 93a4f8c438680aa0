/** The page's side of folder work: requests to the engine, and what folders are called now. */
import type { MailboxName } from '../imap/types';
import type { AccountId, ChosenSet, FolderJob, FolderJobResult, FolderRequest, Quota, Result } from '../mail';
import type { PageModel } from './page-model';
import type { EngineReplies, EngineRequest, PageMessage } from './port';

export interface FolderJobOptions {
  /** `total` 0: not known yet. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting ends the work after the batch under way; the result says how far it got. */
  readonly signal?: AbortSignal;
}

export interface PageFolders {
  /** Resolves with the folder's name afterwards (null: gone); the folders show it by then or a frame later. */
  edit(account: AccountId, request: FolderRequest): Promise<Result<MailboxName | null>>;
  /** What is in the folder now, or marked as deleted in it: what comes later is no part of the choice. */
  choose(account: AccountId, mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>>;
  run(account: AccountId, job: FolderJob, options?: FolderJobOptions): Promise<Result<FolderJobResult>>;
  quota(account: AccountId): Quota | null;
  /** What a folder that had this name is called now; null when nothing is known of a change. */
  renamedTo(account: AccountId, mailbox: MailboxName): MailboxName | null;
}

type Send = <Kind extends keyof EngineReplies>(
  request: Extract<EngineRequest, { kind: Kind }>,
  onProgress?: (loaded: number, total: number) => void,
) => Promise<Result<EngineReplies[Kind]>>;

export class FolderDesk implements PageFolders {
  readonly #send: Send;
  readonly #post: (message: PageMessage) => void;
  readonly #model: PageModel;
  #nextJob = 1;

  constructor(send: Send, post: (message: PageMessage) => void, model: PageModel) {
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

  async run(
    account: AccountId,
    job: FolderJob,
    { onProgress, signal }: FolderJobOptions = {},
  ): Promise<Result<FolderJobResult>> {
    const jobId = this.#nextJob++;
    const cancel = (): void => this.#post({ kind: 'cancel-job', job: jobId });
    signal?.addEventListener('abort', cancel);
    try {
      return await this.#send<'folder-job'>({ kind: 'folder-job', account, job, jobId }, onProgress);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  quota(account: AccountId): Quota | null {
    return this.#model.accounts.find((one) => one.account === account)?.quota ?? null;
  }

  renamedTo(account: AccountId, mailbox: MailboxName): MailboxName | null {
    return this.#model.renamedTo(account, mailbox);
  }
}
