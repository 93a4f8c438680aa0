/**
 * Everything a page knows of mail: accounts, folders, lists, and what is under way in them (`ops`). The engine's changes are
 * applied in order. Nothing here sends or waits, so that it can be tested as a value.
 */
import type { MailboxName } from '../imap/types';
import {
  adjustFolders,
  assertNever,
  isAtOrBelow,
  nameAfterRename,
  type AccountId,
  type AppError,
  type ConnectionStatus,
  type CountDelta,
  type Folder,
  type Op,
  type OpState,
} from '../mail';
import { MAX_RENAMES } from './limits';
import { emptyList, PageList, type MessageListSnapshot } from './page-list';
import { PageJobs, type PageJobsHost } from './page-jobs';
import { PageOps, type PageOpsHooks } from './page-ops';
import type { Touched } from './page-touched';
import type { AccountSnapshot, Change } from './port';
import type { WaitingWork } from '../session';

interface Rename {
  readonly from: MailboxName;
  readonly to: MailboxName;
  readonly delimiter: string | null;
}

export interface NewMail {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly count: number;
  /** Grows with each telling, so that the same count twice is told twice. */
  readonly at: number;
}

export interface PageModelHooks extends PageOpsHooks {
  /** Of a search in all folders, which is no list of a folder. */
  readonly found?: (account: AccountId, change: Extract<Change, { kind: 'everywhere' }>) => void;
  /** Before it is known of the op otherwise. */
  readonly opTold?: (op: Op, state: OpState) => void;
}

export class PageModel {
  readonly #touch: (touched: Touched) => void;
  readonly #hits: NonNullable<PageModelHooks['found']>;
  readonly #opTold: NonNullable<PageModelHooks['opTold']>;
  readonly #lists = new Map<string, PageList>();
  /** The view this page shows of an account's folder, and what it is called. */
  readonly #views = new Map<AccountId, { readonly key: string; readonly page: PageList }>();
  #accounts: readonly AccountSnapshot[] = [];
  #newMail: NewMail | null = null;
  #tellings = 0;
  #signOutReason: AppError | null = null;
  /** Names folders had, by account, oldest first. */
  readonly #renames = new Map<AccountId, Rename[]>();
  readonly #earlyTroubles = new Map<AccountId, AccountSnapshot['storage']>();
  /** What is under way in the accounts, and is painted over their lists. */
  readonly ops: PageOps;
  readonly jobs: PageJobs;

  constructor(
    touch: (touched: Touched) => void,
    hooks: PageModelHooks & Pick<PageJobsHost, 'jobSettled' | 'told'>,
  ) {
    const { found = () => undefined, opTold = () => undefined } = hooks;
    this.#touch = touch;
    this.#hits = found;
    this.#opTold = opTold;
    const host = { ...hooks, touch, pagesOf: (op: Pick<Op, 'account' | 'mailbox'>) => this.#pagesOf(op) };
    this.ops = new PageOps(host);
    this.jobs = new PageJobs(host);
  }

  get accounts(): readonly AccountSnapshot[] {
    return this.#accounts;
  }

  get newMail(): NewMail | null {
    return this.#newMail;
  }

  /** Why the last account that ended did so; null when a person asked for it, or nothing ended. */
  get signOutReason(): AppError | null {
    return this.#signOutReason;
  }

  connection(account: AccountId): ConnectionStatus {
    return this.#account(account)?.connection ?? signedOut;
  }

  /** With the counters a person sees: what the server told and what the ops under way will do. */
  folders(account: AccountId): readonly Folder[] {
    const folders = this.#account(account)?.folders ?? noFolders;
    const deltas = new Map<MailboxName, CountDelta>();
    /** Unread messages, where that is known of folders most of which is not. */
    const unread = new Map<MailboxName, number>();
    const view = this.#views.get(account)?.page;
    for (const list of [...this.#lists.values(), ...(view ? [view] : [])]) {
      if (list.account !== account || list.overlay.isEmpty) continue;
      // What the folder's own list counts is not counted twice.
      const own = list === view ? this.#lists.get(listKey(account, list.mailbox))?.list : undefined;
      const left = list === view ? null : list.overlay.unreadLeft();
      if (left !== null) unread.set(list.mailbox, left);
      const unknown = list === view ? 0 : list.overlay.hiddenUnknown;
      if (unknown > 0) deltas.set(list.mailbox, { total: -unknown, unseen: 0 });
      for (const [key, delta] of list.overlay.countDeltas((uid) => own?.rowOf(uid) === undefined)) {
        const mailbox = key ?? list.mailbox;
        const sum = deltas.get(mailbox);
        deltas.set(mailbox, {
          total: delta.total + (sum?.total ?? 0),
          unseen: delta.unseen + (sum?.unseen ?? 0),
        });
      }
    }
    const adjusted = adjustFolders(folders, deltas);
    if (unread.size === 0) return adjusted;
    return adjusted.map((folder) => ({ ...folder, unseen: unread.get(folder.name) ?? folder.unseen }));
  }

  /** What a folder of this name is called after all that was renamed since; null when that is its name still. */
  renamedTo(account: AccountId, mailbox: MailboxName): MailboxName | null {
    let name = mailbox;
    for (const { from, to, delimiter } of this.#renames.get(account) ?? [])
      name = nameAfterRename(name, from, to, delimiter);
    return name === mailbox ? null : name;
  }

  /** `view`: what the page calls the way the folder is shown; '' as it is. */
  listSnapshot(account: AccountId, mailbox: MailboxName, view = ''): MessageListSnapshot {
    if (view === '') return this.#lists.get(listKey(account, mailbox))?.snapshot() ?? emptyList;
    return this.view(account, mailbox, view)?.snapshot() ?? emptyList;
  }

  view(account: AccountId, mailbox: MailboxName, key: string): PageList | undefined {
    const shown = this.#views.get(account);
    return shown?.key === key && shown.page.mailbox === mailbox ? shown.page : undefined;
  }

  /** The folder is shown so from now on; null: as it is. What is under way is painted over it too. */
  setView(account: AccountId, mailbox: MailboxName, key: string | null): void {
    if (key === null) this.#views.delete(account);
    else this.#views.set(account, { key, page: new PageList(account, mailbox, true) });
    this.#touch({ kind: 'list', account, mailbox });
  }

  list(account: AccountId, mailbox: MailboxName): PageList {
    const key = listKey(account, mailbox);
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = new PageList(account, mailbox)));
    return list;
  }

  *lists(): Generator<PageList> {
    yield* this.#lists.values();
  }

  /** The engine's whole list of accounts. Those that are gone take their lists with them. */
  setAccounts(accounts: readonly AccountSnapshot[]): void {
    const before = new Set(this.#accounts.map((account) => account.account));
    this.#accounts = accounts;
    for (const { account } of accounts) {
      before.delete(account);
      this.#touchAccount(account);
    }
    for (const account of before) this.#dropAccount(account);
    for (const { account, work } of accounts) if (work !== null) this.#found(account, work);
    this.#touch({ kind: 'accounts' });
  }

  addAccount(given: AccountSnapshot): void {
    this.#signOutReason = null;
    // What the store says as it opens may come before the account itself.
    const early = this.#earlyTroubles.get(given.account) ?? given.storage;
    this.#earlyTroubles.delete(given.account);
    const snapshot = early.length > given.storage.length ? { ...given, storage: early } : given;
    const known = this.#accounts.some((one) => one.account === snapshot.account);
    this.setAccounts(
      known
        ? this.#accounts.map((one) => (one.account === snapshot.account ? snapshot : one))
        : [...this.#accounts, snapshot],
    );
  }

  /** Nobody is signed in, for this reason. */
  notSignedIn(reason: AppError): void {
    this.#signOutReason = reason;
    this.#touch({ kind: 'accounts' });
  }

  removeAccount(account: AccountId): void {
    this.setAccounts(this.#accounts.filter((one) => one.account !== account));
  }

  apply(account: AccountId, change: Change): void {
    if (!this.#account(account)) {
      // An op of an account that is gone still has to end on the screen.
      if (change.kind === 'op') this.ops.state(change.op, change.state);
      if (change.kind === 'storage') this.#earlyTroubles.set(account, change.troubles);
      return;
    }
    switch (change.kind) {
      case 'connection':
        this.#replace(account, { connection: change.status });
        return this.#touch({ kind: 'connection', account });
      case 'folders':
        this.#replace(account, { folders: change.folders });
        return this.#touch({ kind: 'folders', account });
      case 'counts': {
        const { mailbox, total, unseen } = change;
        this.#lists.get(listKey(account, mailbox))?.overlay.countersTold();
        const folders = this.#account(account)?.folders ?? [];
        this.#replace(account, {
          folders: folders.map((folder) => (folder.name === mailbox ? { ...folder, total, unseen } : folder)),
        });
        return this.#touch({ kind: 'folders', account });
      }
      case 'folder-renamed':
        return this.#renamed(account, change);
      case 'quota':
        this.#replace(account, { quota: change.quota });
        return this.#touch({ kind: 'quota', account });
      case 'list': {
        const { mailbox } = change;
        const page = this.list(account, mailbox);
        if (page.apply(change.change)) this.#touch({ kind: 'mailbox-reborn', account, mailbox });
        if (change.change.kind === 'reset') this.#repaint(page);
        if (!page.overlay.isEmpty) this.#touch({ kind: 'folders', account });
        return this.#touch({ kind: 'list', account, mailbox });
      }
      case 'list-error':
        this.list(account, change.mailbox).fail(change.error);
        return this.#touch({ kind: 'list', account, mailbox: change.mailbox });
      case 'view':
      case 'view-state': {
        const { mailbox } = change;
        const page = this.view(account, mailbox, change.view);
        if (page === undefined) return;
        if (change.kind === 'view-state') page.tellView(change.state);
        else {
          page.apply(change.change);
          if (change.change.kind === 'reset') this.#repaint(page);
        }
        return this.#touch({ kind: 'list', account, mailbox });
      }
      case 'storage':
        this.#replace(account, { storage: change.troubles });
        return this.#touch({ kind: 'accounts' });
      case 'everywhere':
        return this.#hits(account, change);
      case 'op':
        this.#opTold(change.op, change.state);
        return this.ops.state(change.op, change.state);
      case 'job':
        return this.jobs.state(account, change.order, change.state);
      case 'work':
        return this.#found(account, change.work);
      case 'new-mail':
        this.#newMail = { account, mailbox: change.mailbox, count: change.count, at: ++this.#tellings };
        return this.#touch({ kind: 'new-mail' });
      case 'signed-out':
        return this.#signedOut(account, change.error);
      default:
        return assertNever(change);
    }
  }

  /** What the engine had when it last said: perhaps from before this page. */
  #found(account: AccountId, work: WaitingWork): void {
    this.ops.found(account, work);
    for (const order of work.jobs) this.jobs.start(account, order);
  }

  /** The list came, or came anew: what waits, and what runs, shows over it. */
  #repaint(page: PageList): void {
    this.ops.repaint(page);
    this.jobs.repaint(page);
  }

  #renamed(account: AccountId, { from, to, delimiter }: Rename): void {
    const renames = [...(this.#renames.get(account) ?? []), { from, to, delimiter }];
    this.#renames.set(account, renames.slice(-MAX_RENAMES));
    for (const [key, list] of this.#lists) {
      if (list.account !== account || !isAtOrBelow(list.mailbox, from, delimiter)) continue;
      this.#lists.delete(key);
      this.#touch({ kind: 'list', account, mailbox: list.mailbox });
    }
    this.#touch({ kind: 'folders', account });
  }

  #viewOf({ account, mailbox }: Pick<Op, 'account' | 'mailbox'>): PageList | undefined {
    const page = this.#views.get(account)?.page;
    return page?.mailbox === mailbox ? page : undefined;
  }

  /** Every list the op is painted over. */
  #pagesOf(op: Pick<Op, 'account' | 'mailbox'>): readonly PageList[] {
    const page = this.list(op.account, op.mailbox);
    const view = this.#viewOf(op);
    return view === undefined ? [page] : [page, view];
  }

  #touchAccount(account: AccountId): void {
    this.#touch({ kind: 'quota', account });
    this.#touch({ kind: 'connection', account });
    this.#touch({ kind: 'folders', account });
  }

  #signedOut(account: AccountId, error: AppError | null): void {
    this.#signOutReason = error;
    this.removeAccount(account);
  }

  #dropAccount(account: AccountId): void {
    this.#renames.delete(account);
    this.#views.delete(account);
    this.ops.dropAccount(account);
    this.jobs.dropAccount(account);
    for (const [key, list] of this.#lists) {
      if (list.account !== account) continue;
      this.#lists.delete(key);
      this.#touch({ kind: 'mailbox-reborn', account, mailbox: list.mailbox });
      this.#touch({ kind: 'list', account, mailbox: list.mailbox });
    }
    this.#touchAccount(account);
  }

  #account(account: AccountId): AccountSnapshot | undefined {
    return this.#accounts.find((one) => one.account === account);
  }

  #replace(account: AccountId, change: Partial<AccountSnapshot>): void {
    this.#accounts = this.#accounts.map((one) => (one.account === account ? { ...one, ...change } : one));
  }
}

const listKey = (account: AccountId, mailbox: MailboxName): string => `${account}\0${mailbox}`;
const noFolders: readonly Folder[] = [];
const signedOut: ConnectionStatus = { kind: 'signed-out', error: null };
