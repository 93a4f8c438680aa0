/** The folders of the account: what LIST says, kept true, and what a person asks to be done to them. */
import { namespace, type Namespaces } from '../imap';
import type { ListEntry, MailboxName, NamespaceEntry } from '../imap/types';
import {
  isAtOrBelow,
  nameAfterRename,
  topLevelOf,
  type ChosenSet,
  type FolderJobResult,
  type JobOrder,
  type FolderRequest,
  type Result,
} from '../mail';
import { FOLDERS_FRESH, JOB_TRIES, MAX_FOLDERS, MAX_RELISTS, RELIST_DELAY, RELISTS_WITHIN } from './limits';
import type { Link } from './link';
import type { Outbox } from './outbox';
import type { Pool } from './pool';
import type { Reads } from './reads';
import {
  carryOut,
  leavesOf,
  learnProgress,
  newProgress,
  planFolder,
  type FolderOutcome,
  type FolderPlan,
} from './tasks/edit-folder';
import { LongWork } from './long-work';
import { chooseSet } from './tasks/folder-job';
import { listFolders, type FoldersOutcome } from './tasks/list-folders';
import type { CancelTimer, SessionEnvironment, SessionListener } from './types';
import type { WorkBook } from './work-book';

export interface FolderWorkHooks {
  readonly pool: Pool;
  readonly reads: Reads;
  readonly outbox: Outbox;
  /** Counters of a folder may have changed unseen. */
  readonly recount: (mailbox: MailboxName) => void;
  readonly quotaChanged: () => void;
  /** Whoever shows these folders shows the others from now on (null: nothing). */
  readonly onNames: (rename: (mailbox: MailboxName) => MailboxName | null) => void;
  /** Connections may be given out again. */
  readonly assign: () => void;
  /** The session is over. */
  readonly isEnded: () => boolean;
  /** Where long work is written down. */
  readonly book: WorkBook | null;
}

export class FolderWork {
  entries: readonly ListEntry[] = [];
  readonly long: LongWork;
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly hooks: FolderWorkHooks;
  private namespaces: Namespaces | null = null;
  /** Connections that ended in NAMESPACE (Exchange 2003), and in LIST with options (Zimbra before 8.0.3). */
  private namespaceLosses = 0;
  private listLosses = 0;
  private cancelRelist: CancelTimer | null = null;
  private listedAt = 0;
  private relistedAt: number[] = [];
  /** Old and new names of our own doing that NOTIFY has not told of yet. */
  private readonly ownRenames: string[] = [];
  /** Being renamed or deleted: nobody opens them meanwhile. */
  private readonly leaving = new Set<(mailbox: MailboxName) => boolean>();

  constructor(env: SessionEnvironment, listener: SessionListener, hooks: FolderWorkHooks) {
    this.env = env;
    this.listener = listener;
    this.hooks = hooks;
    this.long = new LongWork(
      {
        acquire: (mailbox) => hooks.reads.lease(mailbox),
        afterOps: (isCancelled) => this.afterOps(isCancelled),
        isEnded: hooks.isEnded,
        recount: hooks.recount,
        quotaChanged: hooks.quotaChanged,
        isLeaving: (mailbox) => this.isLeaving(mailbox),
        told: (order, state) => listener.jobState(order, state),
      },
      hooks.book,
    );
  }

  /** Waits for what was done to single messages before, also for the connection it waits for. */
  private async afterOps(isCancelled: () => boolean): Promise<void> {
    const { outbox, reads, isEnded } = this.hooks;
    await outbox.whenIdle();
    while (outbox.size > 0 && !isEnded() && !isCancelled()) {
      const link = await reads.link();
      await outbox.whenIdle();
      if (link !== null) return;
    }
  }

  isLeaving(mailbox: MailboxName): boolean {
    for (const isLeft of this.leaving) if (isLeft(mailbox)) return true;
    return false;
  }

  /** Asks for all folders and tells of them. */
  list(link: Link): Promise<FoldersOutcome> {
    return new Promise((resolve) => {
      listFolders(link, this.listLosses < MAX_LOSSES, (outcome) => {
        if (outcome.ok) this.listLosses = outcome.extended ? 0 : this.listLosses;
        else if (outcome.lost) this.listLosses += 1;
        resolve(outcome);
        if (!outcome.ok) return;
        // News of NOTIFY may stand among the answers: of names that are no more, and of names that were others.
        for (const entry of outcome.entries) this.followName(entry);
        const there = outcome.entries.filter(({ attributes }) => !attributes.includes('\\nonexistent'));
        this.listedAt = this.env.now();
        this.entries = firstOf(there);
        this.listener.folders(this.entries);
      });
    });
  }

  /** LIST nobody asked for: NOTIFY's word that a folder came, went, or has another name or subscription. */
  onListed(entry: ListEntry): void {
    this.followName(entry);
    if (this.isNews(entry)) this.relist();
  }

  /** Somebody looks again: news of names are seldom, but they can be missed. */
  freshen(): void {
    if (this.env.now() - this.listedAt > FOLDERS_FRESH) this.relist();
  }

  /** The folders are asked for once the changes have passed. */
  relist(): void {
    if (this.cancelRelist !== null) return;
    // A server that has news of folders after each LIST would be asked without end.
    this.relistedAt = this.relistedAt.filter((at) => this.env.now() - at < RELISTS_WITHIN);
    const isFlooded = this.relistedAt.length >= MAX_RELISTS;
    this.cancelRelist = this.env.setTimer(isFlooded ? RELISTS_WITHIN : RELIST_DELAY, () => {
      this.cancelRelist = null;
      this.relistedAt.push(this.env.now());
      const link = this.hooks.pool.main;
      if (link !== null) void this.list(link);
    });
  }

  stop(): void {
    this.cancelRelist?.();
    this.cancelRelist = null;
  }

  /** Namespaces that are not the person's own. */
  async foreign(link: Link): Promise<readonly NamespaceEntry[]> {
    const found = await this.askNamespaces(link);
    return found === null ? [] : [...found.other, ...found.shared];
  }

  /** Resolves with the folder's name afterwards (null: gone) once the folders were told anew. */
  async edit(request: FolderRequest): Promise<Result<MailboxName | null>> {
    const link = await this.hooks.reads.link();
    if (link === null) return OFFLINE;
    const needsTop = 'parent' in request && request.parent === null;
    const personal = needsTop ? ((await this.askNamespaces(link))?.personal ?? []) : [];
    const planned = planFolder(request, this.entries, topLevelOf(personal, this.entries));
    if (!planned.ok) return planned;
    if (planned.value === null) return { ok: true, value: 'mailbox' in request ? request.mailbox : null };
    return this.perform(planned.value);
  }

  job(
    order: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    return this.long.run(order, report, isCancelled);
  }

  /** What a person may choose as one: all messages there are now, or all that are marked as deleted. */
  async choose(mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>> {
    await this.hooks.outbox.whenIdle();
    return chooseSet(mailbox, of, this.hooks.reads.lease.bind(this.hooks.reads));
  }

  private async perform(plan: FolderPlan): Promise<Result<MailboxName | null>> {
    const { pool, outbox, reads } = this.hooks;
    const isLeft = leavesOf(plan);
    if (plan.kind === 'rename' || plan.kind === 'delete') {
      await outbox.whenIdle();
      this.leaving.add(isLeft);
      await this.long.pause(isLeft);
      await pool.leave(isLeft);
    }
    const result = await this.carryThrough(plan);
    if (result.ok && plan.kind === 'rename') {
      this.noteOwnRename(plan);
      this.renamed(plan.from, plan.to, plan.delimiter);
    }
    this.leaving.delete(isLeft);
    this.long.goOn();
    if (result.ok && plan.kind === 'delete') {
      this.hooks.onNames((mailbox) => (isLeft(mailbox) ? null : mailbox));
      this.hooks.quotaChanged();
    }
    const lister = await reads.link();
    if (lister !== null) await this.list(lister);
    if (result.ok && result.value !== null && plan.kind !== 'subscribe') this.hooks.recount(result.value);
    this.hooks.assign();
    return result;
  }

  /** Over as many connections as it takes, within reason; between two of them the folders say what the first did. */
  private async carryThrough(plan: FolderPlan): Promise<Result<MailboxName | null>> {
    const { reads } = this.hooks;
    const progress = newProgress();
    let outcome: FolderOutcome = OFFLINE;
    for (let tries = JOB_TRIES; tries > 0; tries -= 1) {
      const link = await reads.link();
      if (link === null) break;
      if (progress.unsure) {
        const listed = await this.list(link);
        if (!listed.ok) continue;
        learnProgress(plan, progress, listed.entries);
      }
      outcome = await carryOut(link, plan, progress);
      if (outcome.ok !== 'cut') break;
    }
    return outcome.ok === 'cut' ? { ok: false, error: outcome.error } : outcome;
  }

  /** Whether LIST would now differ from what is known. Dovecot repeats folders that were there all along. */
  private isNews({ name, oldName, attributes }: ListEntry): boolean {
    const known = this.entries.find((entry) => entry.name === name);
    if (oldName !== undefined) return true;
    if (attributes.includes('\\nonexistent')) return known !== undefined;
    // A missing \Subscribed says nothing: news of names come without it.
    return (
      known === undefined ||
      ['\\subscribed', '\\noselect'].some(
        (attribute) => attributes.includes(attribute) && !known.attributes.includes(attribute),
      )
    );
  }

  private followName({ name, oldName, delimiter }: ListEntry): void {
    if (oldName === undefined || oldName === name) return;
    // The server tells us of our own RENAME too, perhaps long after.
    const at = this.ownRenames.indexOf(`${oldName}\n${name}`);
    if (at >= 0) this.ownRenames.splice(at, 1);
    else this.renamed(oldName, name, delimiter);
  }

  private noteOwnRename({ from, to, delimiter }: Extract<FolderPlan, { kind: 'rename' }>): void {
    for (const { name } of this.entries) {
      if (isAtOrBelow(name, from, delimiter))
        this.ownRenames.push(`${name}\n${nameAfterRename(name, from, to, delimiter)}`);
    }
    this.ownRenames.splice(0, this.ownRenames.length - MAX_OWN_RENAMES);
  }

  private renamed(from: MailboxName, to: MailboxName, delimiter: string | null): void {
    const rename = (mailbox: MailboxName): MailboxName => nameAfterRename(mailbox, from, to, delimiter);
    this.hooks.outbox.renamed(rename);
    this.long.renamed(rename);
    this.hooks.onNames(rename);
    this.listener.folderRenamed(from, to, delimiter);
  }

  private async askNamespaces(link: Link): Promise<Namespaces | null> {
    if (this.namespaces !== null) return this.namespaces;
    if (!link.driver.has('NAMESPACE') || this.namespaceLosses >= MAX_LOSSES) return null;
    const outcome = await link.run(namespace());
    if (outcome.ok) this.namespaces = outcome.value;
    else if (outcome.failure.kind === 'closed') this.namespaceLosses += 1;
    return this.namespaces;
  }
}

/** What is kept of a list without end: INBOX wherever it stands. */
function firstOf(entries: readonly ListEntry[]): readonly ListEntry[] {
  if (entries.length <= MAX_FOLDERS) return entries;
  const inbox = entries.slice(MAX_FOLDERS).filter(({ name }) => name === 'INBOX');
  return [...entries.slice(0, MAX_FOLDERS - inbox.slice(0, 1).length), ...inbox.slice(0, 1)];
}

/** Connections a command may take with it before it is not used any more. */
const MAX_LOSSES = 2;
/** Names of mailboxes remembered; more were renamed at once by nobody. */
const MAX_OWN_RENAMES = 1_000;
const OFFLINE = { ok: false, error: { code: 'offline' } } as const;
