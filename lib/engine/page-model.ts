/**
 * Everything a page knows of mail: accounts, folders, lists, ops. The engine's changes are applied in order; ops are
 * painted at dispatch. Nothing here sends or waits, so that it can be tested as a value.
 */
import type { MailboxName } from '../imap/types';
import {
  adjustFolders,
  assertNever,
  inverseId,
  inverseOp,
  isFinal,
  isAtOrBelow,
  nameAfterRename,
  makeOp,
  type AccountId,
  type AppError,
  type ConnectionStatus,
  type CountDelta,
  type Folder,
  type JobOrder,
  type Op,
  type OpInput,
  type OpState,
} from '../mail';
import { MAX_RECENT_OPS, MAX_RENAMES } from './limits';
import { emptyList, PageList, type MessageListSnapshot } from './page-list';
import type { WaitingWork } from '../session';
import type { AccountSnapshot, Change } from './port';

/** What may have to be drawn again. */
export type Touched =
  | { readonly kind: 'quota'; readonly account: AccountId }
  | { readonly kind: 'status' | 'accounts' | 'ops' | 'new-mail' }
  | { readonly kind: 'connection' | 'folders'; readonly account: AccountId }
  | { readonly kind: 'list'; readonly account: AccountId; readonly mailbox: MailboxName }
  /** Messages cached by UID are void: the mailbox was made anew. */
  | { readonly kind: 'mailbox-reborn'; readonly account: AccountId; readonly mailbox: MailboxName };

interface Rename {
  readonly from: MailboxName;
  readonly to: MailboxName;
  readonly delimiter: string | null;
}

export interface RecentOp {
  readonly op: Op;
  readonly state: OpState;
  /** Not of this page's doing: it was there when the page came. */
  readonly isFound?: true;
}

interface PageModelHooks {
  /** The op is done and its paint should not wait for ever. */
  readonly settled: (op: Op) => void;
  /** The op waits, and the engine, which may be another one than it was given to, does not know it. */
  readonly unknown: (op: Op) => void;
}

export interface NewMail {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly count: number;
  /** Grows with each telling, so that the same count twice is told twice. */
  readonly at: number;
}

export class PageModel {
  readonly #touch: (touched: Touched) => void;
  readonly #lists = new Map<string, PageList>();
  /** The view this page shows of an account's folder, and what it is called. */
  readonly #views = new Map<AccountId, { readonly key: string; readonly page: PageList }>();
  readonly #ops = new Map<string, RecentOp>();
  /** Long work the engine had when it last said, by account. */
  readonly #jobs = new Map<AccountId, readonly JobOrder[]>();
  /** Ops of whatever page that the server has not done yet, in order. */
  readonly #pending = new Map<string, Op>();
  #accounts: readonly AccountSnapshot[] = [];
  #newMail: NewMail | null = null;
  #tellings = 0;
  #recent: readonly RecentOp[] | null = null;
  #signOutReason: AppError | null = null;
  /** Names folders had, by account, oldest first. */
  readonly #renames = new Map<AccountId, Rename[]>();
  /** Ops taken off the screen by undo before the engine knew of it. */
  readonly #lifted = new Set<string>();
  readonly #hooks: PageModelHooks;

  constructor(touch: (touched: Touched) => void, hooks: PageModelHooks) {
    this.#touch = touch;
    this.#hooks = hooks;
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

  /** Ops of this page, oldest first. */
  recentOps(): readonly RecentOp[] {
    return (this.#recent ??= [...this.#ops.values()]);
  }

  /** Long work that was under way or waited when the engine last said so. */
  jobs(account: AccountId): readonly JobOrder[] {
    return this.#jobs.get(account) ?? noJobs;
  }

  stateOf(opId: string): OpState | undefined {
    return this.#ops.get(opId)?.state;
  }

  connection(account: AccountId): ConnectionStatus {
    return this.#account(account)?.connection ?? signedOut;
  }

  /** With the counters a person sees: what the server told and what the ops under way will do. */
  folders(account: AccountId): readonly Folder[] {
    const folders = this.#account(account)?.folders ?? noFolders;
    const deltas = new Map<MailboxName, CountDelta>();
    const view = this.#views.get(account)?.page;
    for (const list of [...this.#lists.values(), ...(view ? [view] : [])]) {
      if (list.account !== account || list.overlay.isEmpty) continue;
      // What the folder's own list counts is not counted twice.
      const own = list === view ? this.#lists.get(listKey(account, list.mailbox))?.list : undefined;
      for (const [key, delta] of list.overlay.countDeltas((uid) => own?.rowOf(uid) === undefined)) {
        const mailbox = key ?? list.mailbox;
        const sum = deltas.get(mailbox);
        deltas.set(mailbox, {
          total: delta.total + (sum?.total ?? 0),
          unseen: delta.unseen + (sum?.unseen ?? 0),
        });
      }
    }
    return adjustFolders(folders, deltas);
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
    else this.#views.set(account, { key, page: new PageList(account, mailbox) });
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

  addAccount(snapshot: AccountSnapshot): void {
    this.#signOutReason = null;
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

  /** Shows an op in this frame. */
  dispatch(input: OpInput): Op {
    const page = this.list(input.account, input.mailbox);
    const view = this.#viewOf(input);
    const op = makeOp(input, (uid) => page.overlay.rowOf(uid) ?? view?.overlay.rowOf(uid));
    for (const one of this.#pagesOf(op)) one.overlay.add(op);
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
      for (const page of this.#pagesOf(op)) page.overlay.lift(opId);
    } else if (op.action.kind === 'flag') {
      const inverse = inverseOp(op, [], op.uidValidity);
      if (inverse) for (const page of this.#pagesOf(op)) page.overlay.add(inverse);
    }
    this.#touchOp(op);
    return op;
  }

  /** The confirmation of a done op never came: what the server says is shown again. */
  liftSettled(op: Op): void {
    const painted = this.#pagesOf(op).filter((page) => page.overlay.has(op.id));
    if (painted.length === 0) return;
    for (const page of painted) page.overlay.lift(op.id);
    this.#touchOp(op);
  }

  apply(account: AccountId, change: Change): void {
    if (!this.#account(account)) {
      // An op of an account that is gone still has to end on the screen.
      if (change.kind === 'op') this.#opState(change.op, change.state);
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
      case 'op':
        return this.#opState(change.op, change.state);
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

  /** What the engine has of waiting work, and of work that can be taken back: perhaps from before this page. */
  #found(account: AccountId, { ops, jobs }: WaitingWork): void {
    this.#jobs.set(account, jobs);
    this.#recent = null;
    this.#touch({ kind: 'ops' });
    const known = new Set(ops.map(({ op }) => op.id));
    for (const op of this.#pending.values()) {
      if (op.account !== account || known.has(op.id) || this.#ops.has(op.id)) continue;
      // Of a page that is gone, and of an engine that is: nobody will say more of it.
      this.#pending.delete(op.id);
      for (const page of this.#pagesOf(op)) page.overlay.lift(op.id);
      this.#touchOp(op);
    }
    for (const { op, state } of ops) {
      if (!this.#ops.has(op.id)) this.#remember({ op, state, isFound: true });
      this.#opState(op, state);
    }
    for (const { op, state } of this.#ops.values()) {
      const isLost = op.account === account && !isFinal(state) && !known.has(op.id);
      if (isLost && !this.#lifted.has(op.id)) this.#hooks.unknown(op);
    }
  }

  /** The list came, or came anew: what waits shows over it. */
  #repaint(page: PageList): void {
    for (const op of this.#pending.values())
      if (op.account === page.account && op.mailbox === page.mailbox && !this.#lifted.has(op.id))
        page.overlay.add(op);
  }

  #opState(op: Op, state: OpState): void {
    const pages = this.#pagesOf(op);
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
    if (isFinal(state) && pages.some((page) => page.overlay.has(op.id))) this.#hooks.settled(op);
    const known = this.#ops.get(op.id);
    if (known !== undefined) this.#remember({ ...known, op, state });
    // Taking back is no op of the page's own, but whoever asked for it is told when it cannot be.
    else if (state.kind === 'failed' && op.undoes !== undefined && this.#ops.has(op.undoes))
      this.#remember({ op, state });
    this.#touchOp(op);
  }

  #viewOf({ account, mailbox }: Pick<Op, 'account' | 'mailbox'>): PageList | undefined {
    const page = this.#views.get(account)?.page;
    return page?.mailbox === mailbox ? page : undefined;
  }

  /** Every list the op is painted over. */
  #pagesOf(op: Op): readonly PageList[] {
    const page = this.list(op.account, op.mailbox);
    const view = this.#viewOf(op);
    return view === undefined ? [page] : [page, view];
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
    this.#touch({ kind: 'list', account: op.account, mailbox: op.mailbox });
    this.#touch({ kind: 'folders', account: op.account });
    this.#touch({ kind: 'ops' });
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
    this.#jobs.delete(account);
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
const noJobs: readonly JobOrder[] = [];
const noFolders: readonly Folder[] = [];
const signedOut: ConnectionStatus = { kind: 'signed-out', error: null };
