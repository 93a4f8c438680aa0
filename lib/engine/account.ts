/**
 * One account in the engine: the session's events become the model, the model's changes go to the tabs. The model has
 * no other writer.
 */
import { toMailboxName, type ListEntry, type MailboxName, type UidValidity } from '../imap/types';
import {
  buildFolders,
  type Mailbox,
  type AccountId,
  type AppError,
  type Applied,
  type Folder,
  isAtOrBelow,
  type ListChange,
  type MessageRow,
  nameAfterRename,
  type Op,
  type Quota,
} from '../mail';
import type { WorkKeeper } from '../session';
import type { ModelView, Session, SessionListener } from '../session/types';
import type { MailboxKey, Store, StoredItem } from '../store';
import { MAX_LOADED_ROWS } from '../mail/limits';
import { AccountConnection } from './account-connection';
import { AccountCounts } from './account-counts';
import { givesUidsAnew } from './given-anew';
import { Keeping } from './keeping';
import { FIRST_ROWS, MAX_RESYNCS, MAX_WANTED_ROWS, RESYNCS_WITHIN_MS } from './limits';
import { Models, type Model } from './models';
import type { Notices } from './notices';
import type { AccountSnapshot, Change, ServerTarget } from './port';
import type { Tab, Wanted } from './tabs';
import { resetOf } from './list-reset';
import { UnwatchedInbox } from './unwatched-inbox';
import { Views } from './views';

export interface AccountOptions {
  readonly server: ServerTarget;
  /** Drops what was recorded of its connections. */
  readonly forgetWire: () => void;
  readonly store: Store;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Every tab of the engine. */
  readonly tabs: () => Iterable<Tab>;
  /** Something was pushed or must be told at the end of this turn. */
  readonly touched: () => void;
  readonly notices: Notices;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
  readonly onEnded: (account: Account, byPerson: boolean) => void;
}

export class Account {
  /** Empty until somebody signs in: an account may be prepared while the password is typed. */
  id: AccountId = '';
  user = '';
  sealed: string | null = null;
  /** "This is my device". */
  kept = false;
  /** Opened from the device alone: nobody could sign in yet. */
  isHeld = false;
  readonly server: ServerTarget;
  readonly session: Session;
  /** What tabs see searched or sorted. */
  readonly views: Views;
  readonly #options: AccountOptions;
  readonly #models: Models;
  readonly #counts: AccountCounts;
  readonly #inbox: UnwatchedInbox;
  readonly #keeping: Keeping;
  #entries: readonly ListEntry[] = [];
  #folders: readonly Folder[] = [];
  #quota: Quota | null = null;
  readonly #connection: AccountConnection;
  /** What waited from before is known. */
  #isTakenUp = false;
  #ended = false;

  constructor(
    options: AccountOptions,
    createSession: (listener: SessionListener, view: ModelView, keeper: WorkKeeper) => Session,
  ) {
    this.#options = options;
    this.server = options.server;
    this.#models = new Models({
      isWatched: (mailbox) => this.#isWatched(mailbox),
      leave: (mailbox) => this.#keeping.leave(mailbox),
    });
    this.#connection = new AccountConnection({
      account: () => this.id,
      tabs: options.tabs,
      touched: options.touched,
    });
    this.#counts = new AccountCounts({
      setTimer: options.setTimer,
      isWatched: (mailbox) => this.#isWatched(mailbox),
      touched: options.touched,
      newMail: (mailbox, count, rows) => {
        for (const tab of this.#watchers(mailbox)) tab.push(this.id, { kind: 'new-mail', mailbox, count });
        if (mailbox === 'INBOX') this.#arrived(rows);
        options.touched();
      },
    });
    this.#inbox = new UnwatchedInbox({
      isWatched: (mailbox) => this.#isWatched(mailbox),
      wanted: () => options.notices.wanted,
      read: (mailbox, from, next) => this.session.transfer.news(mailbox, from, next),
      arrived: (rows) => this.#arrived(rows),
    });
    this.#keeping = new Keeping({
      store: options.store,
      session: () => this.session,
      setTimer: options.setTimer,
      account: () => (this.id === '' || this.#ended ? null : this.id),
      folders: () => ({ entries: this.#entries, statuses: [...this.#counts.statuses()] }),
      onPicture: (mailbox, model, applied) => {
        if (this.#models.get(mailbox)?.mailbox !== model) return;
        for (const change of applied.changes) this.#tellWatchers(mailbox, change);
        this.#trim(mailbox, model);
      },
      log: options.log,
    });
    this.views = new Views({
      lookup: () => this.session.lookup,
      model: (mailbox) => this.#models.open(mailbox),
      push: (tab, change) => {
        tab.push(this.id, change);
        options.touched();
      },
      now: options.now,
      setTimer: options.setTimer,
    });
    const view: ModelView = {
      isKnown: (mailbox, seq) => this.#models.get(mailbox)?.mailbox.isKnown(seq) ?? false,
      knownRuns: (mailbox) => this.#models.open(mailbox)?.known.runs() ?? null,
    };
    this.session = createSession(this.#listener(), view, {
      put: (id, value) => options.store.putItem(this.id, 'outbox', { id, value }),
      drop: (id) => options.store.dropItem(this.id, 'outbox', id),
    });
  }

  forgetWire(): void {
    this.#options.forgetWire();
  }

  snapshot(tab: Tab): AccountSnapshot {
    const connection = this.#connection.tellWithAll(tab);
    return {
      account: this.id,
      user: this.user,
      serverName: this.server.name,
      connection,
      folders: this.#folders,
      quota: this.#quota,
      sealed: this.sealed,
      kept: this.kept,
      work: this.#isTakenUp ? this.session.work() : null,
    };
  }

  /** The tab shows another mailbox. What is known of it is sent at once, perhaps stale; the session makes it true. */
  watch(tab: Tab, mailbox: MailboxName | null): void {
    tab.wanted.delete(this.id);
    this.views.drop(tab);
    if (mailbox === null) tab.watched.delete(this.id);
    else tab.watched.set(this.id, mailbox);
    const model = mailbox === null ? undefined : this.#models.use(mailbox);
    if (mailbox !== null && model?.mailbox.isOpen) {
      const { list } = model.mailbox;
      this.#tell(tab, mailbox, resetOf(model.mailbox));
      this.#tellRows(tab, mailbox, model.mailbox, 0, Math.min(FIRST_ROWS, list.exists) - 1);
    } else if (mailbox !== null && model) this.#recallMailbox(mailbox, model.mailbox);
    if (mailbox !== null && model?.error) {
      tab.push(this.id, { kind: 'list-error', mailbox, error: model.error });
      model.error = null;
    }
    this.#options.touched();
    this.session.watch(tab.id, mailbox, tab.visible);
    this.#connection.tell(tab);
  }

  /** The tab is looked at, or no longer: when there are more folders than connections, those that are seen come first. */
  prefer(tab: Tab): void {
    const mailbox = tab.watched.get(this.id);
    if (mailbox !== undefined) this.session.watch(tab.id, mailbox, tab.visible);
  }

  wantRows(tab: Tab, mailbox: MailboxName, first: number, last: number): void {
    const bounded = Math.min(last, first + MAX_WANTED_ROWS - 1);
    tab.wanted.set(this.id, { mailbox, first, last: bounded });
    const model = this.#models.get(mailbox);
    if (!model?.mailbox.isOpen) return;
    this.#tellRows(tab, mailbox, model.mailbox, first, bounded);
    this.#options.touched();
    this.#forwardWanted(tab, mailbox, model.mailbox);
  }

  enqueue(op: Op): void {
    const list = this.#models.get(op.mailbox)?.mailbox.list;
    this.#counts.enqueued(op, (uid) => list?.rowOf(uid));
    this.session.enqueue(op);
  }

  /** Goes on with what an earlier engine wrote down of this account; until it is read, nothing new is sent. */
  takeUp(): void {
    const { store, log } = this.#options;
    const { id } = this;
    store
      .items(id, 'outbox')
      .catch((): readonly StoredItem[] => {
        log('warn', 'what waited from before could not be read');
        return [];
      })
      .then(
        (items) => {
          if (this.#ended || this.id !== id) return;
          this.session.takeUp(
            id,
            items.map(({ value }) => value),
          );
          this.#isTakenUp = true;
          for (const { op, state } of this.session.work().ops)
            if (state.kind === 'queued') this.#counts.enqueued(op, () => undefined);
          this.#tellAll({ kind: 'work', work: this.session.work() });
        },
        () => log('error', 'what waited from before could not be taken up'),
      );
  }

  /** What was there when somebody last looked, until the server says what is there now. */
  recall(): void {
    const { id } = this;
    this.#options.store.folders(id).then(
      (stored) => {
        if (stored === null || this.id !== id || this.#entries.length > 0) return;
        this.#entries = stored.entries;
        for (const [mailbox, status] of stored.statuses) this.#counts.status(mailbox, status);
        this.#folders = buildFolders(this.#entries, this.#counts.statuses());
        this.#tellAll({ kind: 'folders', folders: this.#folders });
      },
      () => this.#options.log('warn', 'the list of folders of before cannot be read'),
    );
  }

  /** Saves what is true now: no tab may be there in a moment. */
  keep(): void {
    this.#keeping.now();
  }

  /** The store's key of a mailbox; null while its UIDVALIDITY is not known. */
  keyOf(mailbox: MailboxName): MailboxKey | null {
    const model = this.#models.open(mailbox);
    return model && { account: this.id, mailbox, uidValidity: model.list.uidValidity };
  }

  /** Called once at the end of each turn, before the tabs' messages leave. */
  endTurn(): void {
    for (const { mailbox, total, unseen } of this.#counts.take()) {
      this.#folders = this.#folders.map((folder) =>
        folder.name === mailbox ? { ...folder, total, unseen } : folder,
      );
      this.#tellAll({ kind: 'counts', mailbox, total, unseen });
      this.#keeping.foldersChanged();
    }
  }

  #listener(): SessionListener {
    return {
      connection: (status) => {
        this.#connection.set({ status });
        if (status.kind === 'live') this.views.live();
      },
      services: (services) => {
        this.#connection.set({ services });
      },
      folders: (entries) => {
        this.#entries = entries;
        this.#counts.keepOnly(new Set(entries.map((entry) => entry.name)));
        this.#folders = buildFolders(this.#entries, this.#counts.statuses());
        this.#tellAll({ kind: 'folders', folders: this.#folders });
        this.#keeping.foldersChanged();
      },
      folderRenamed: (from, to, delimiter) => {
        // Opened under the new name, it comes from the store.
        for (const { name } of this.#entries) {
          if (!isAtOrBelow(name, from, delimiter)) continue;
          this.#keeping.leave(name);
          this.#models.delete(name);
          this.#options.store.renameMailbox(this.id, name, nameAfterRename(name, from, to, delimiter));
        }
        this.#tellAll({ kind: 'folder-renamed', from, to, delimiter });
      },
      quota: (quota) => {
        this.#quota = quota;
        this.#tellAll({ kind: 'quota', quota });
      },
      status: (mailbox, status) => {
        this.#counts.status(mailbox, status);
        this.#inbox.status(mailbox, status);
      },
      mailboxOpened: (mailbox, info) => {
        const model = this.#models.use(mailbox);
        model.error = null;
        model.refreshing = false;
        const isReused = givesUidsAnew(model.mailbox, info);
        const applied = model.mailbox.opened(info);
        // Nothing of before can be trusted then, whatever UIDVALIDITY says; no mailbox has 0 of it.
        const uidValidity = isReused ? (0 as UidValidity) : info.uidValidity;
        this.#options.store.keepOnly({ account: this.id, mailbox, uidValidity });
        this.#counts.opened(mailbox, model.mailbox.list.exists, info.uidNext);
        this.#applied(mailbox, model, applied);
        this.#keeping.opened(mailbox, model.mailbox);
        this.#forwardAll(mailbox, model.mailbox);
      },
      exists: (mailbox, count) => this.#event(mailbox, (model) => model.exists(count)),
      expunged: (mailbox, seq) => this.#event(mailbox, (model) => model.expunged(seq)),
      vanished: (mailbox, uids) => {
        this.#event(mailbox, (model) => model.vanished(uids));
        // What tabs wait for stands elsewhere now, and only the model knows where.
        const model = this.#models.get(mailbox)?.mailbox;
        if (model?.isOpen) this.#forwardAll(mailbox, model);
      },
      fetched: (mailbox, rows) => this.#event(mailbox, (model) => model.fetched(rows)),
      mailboxFailed: (mailbox, error) => {
        const model = this.#models.use(mailbox);
        model.error = error;
        model.refreshing = false;
        for (const tab of this.#watchers(mailbox)) tab.push(this.id, { kind: 'list-error', mailbox, error });
        this.#options.touched();
      },
      opState: (op, state) => {
        this.#tellAll({ kind: 'op', op, state });
        this.#counts.opState(op, state);
        if (state.kind === 'done') this.views.done(op);
      },
      signedOut: (error) => {
        if (this.#ended) return;
        this.#ended = true;
        this.views.dropAll();
        this.#tellAll({ kind: 'signed-out', error });
        this.#options.onEnded(this, error === null);
      },
    };
  }

  #arrived(rows: readonly MessageRow[]): void {
    const mailbox = toMailboxName('INBOX');
    const uidValidity = this.keyOf(mailbox)?.uidValidity ?? null;
    this.#options.notices.arrived({ account: this.id, mailbox, uidValidity, rows });
  }

  #event(mailbox: MailboxName, act: (model: Mailbox) => Applied): void {
    const model = this.#models.get(mailbox);
    if (!model?.mailbox.isOpen) return;
    this.#applied(mailbox, model, act(model.mailbox));
  }

  #applied(mailbox: MailboxName, model: Model, applied: Applied): void {
    for (const change of applied.changes) this.#tellWatchers(mailbox, change);
    const key = this.keyOf(mailbox);
    if (key && applied.structures.length > 0) this.#options.store.putStructures(key, applied.structures);
    const others = applied.changed.flatMap(([before, after]) => (isOther(before, after) ? [after.uid] : []));
    if (key && applied.gone.length > 0) this.#options.store.drop(key, applied.gone);
    if (key && others.length > 0) this.#options.store.drop(key, others);
    this.#keeping.applied(mailbox, model.mailbox, applied);
    this.#counts.applied(mailbox, model.mailbox.list.exists, applied);
    this.views.applied(mailbox, applied);
    if (applied.resync !== null) this.#resync(mailbox, model, applied.resync);
    this.#trim(mailbox, model.mailbox);
  }

  /** The list can no longer be trusted: it is opened anew. A server that goes on so is told of instead. */
  #resync(mailbox: MailboxName, model: Model, reason: string): void {
    if (model.refreshing) return;
    this.#options.log('warn', `a mailbox is opened anew: ${reason}`);
    if (model.resyncs >= MAX_RESYNCS) {
      const error: AppError = { code: 'server-protocol' };
      for (const tab of this.#watchers(mailbox)) tab.push(this.id, { kind: 'list-error', mailbox, error });
      return this.#options.touched();
    }
    if (model.resyncs++ === 0) this.#options.setTimer(RESYNCS_WITHIN_MS, () => (model.resyncs = 0));
    model.refreshing = true;
    this.session.refresh(mailbox);
  }

  #forwardAll(mailbox: MailboxName, model: Mailbox): void {
    for (const tab of this.#watchers(mailbox)) this.#forwardWanted(tab, mailbox, model);
  }

  /** What rests in the store comes from there, the rest is asked of the server. */
  #forwardWanted(tab: Tab, mailbox: MailboxName, model: Mailbox): void {
    const wanted = tab.wanted.get(this.id);
    if (wanted?.mailbox !== mailbox) return;
    const filling = this.#keeping.fill(mailbox, model, wanted.first, wanted.last);
    if (filling === false) return this.#ask(tab, wanted, model);
    const ask = (): void => {
      if (tab.wanted.get(this.id) === wanted) this.#ask(tab, wanted, model);
    };
    filling.then(ask, () => {
      this.#options.log('warn', 'rows of before cannot be read');
      ask();
    });
  }

  /** Positions to sequence numbers of this moment. */
  #ask(tab: Tab, wanted: Wanted, model: Mailbox): void {
    const { mailbox } = wanted;
    const { exists } = model.list;
    if (exists === 0) return;
    const first = Math.max(1, exists - wanted.last);
    const last = Math.min(exists, exists - wanted.first);
    if (first <= last) this.session.wantRows(tab.id, mailbox, first, last);
  }

  #recallMailbox(mailbox: MailboxName, model: Mailbox): void {
    this.#keeping
      .open(mailbox, model)
      .catch(() => this.#options.log('warn', 'a mailbox of before cannot be read'));
  }

  #trim(mailbox: MailboxName, model: Mailbox): void {
    if (model.list.loaded <= MAX_LOADED_ROWS) return;
    let first = Infinity;
    let last = 0;
    for (const tab of this.#watchers(mailbox)) {
      const wanted = tab.wanted.get(this.id);
      if (wanted?.mailbox !== mailbox) continue;
      first = Math.min(first, wanted.first);
      last = Math.max(last, wanted.last);
    }
    model.list.trim(Number.isFinite(first) ? first : 0, last, MAX_LOADED_ROWS);
  }

  #tellRows(tab: Tab, mailbox: MailboxName, model: Mailbox, first: number, last: number): void {
    const rows = model.list.slice(first, last);
    if (rows.some((row) => row !== null))
      this.#tell(tab, mailbox, { kind: 'rows', start: Math.max(0, first), rows });
  }

  #tell(tab: Tab, mailbox: MailboxName, change: ListChange): void {
    tab.push(this.id, { kind: 'list', mailbox, change });
  }

  #tellWatchers(mailbox: MailboxName, change: ListChange): void {
    for (const tab of this.#watchers(mailbox)) this.#tell(tab, mailbox, change);
    this.#options.touched();
  }

  #tellAll(change: Change): void {
    if (this.id === '') return;
    for (const tab of this.#options.tabs()) tab.push(this.id, change);
    this.#options.touched();
  }

  *#watchers(mailbox: MailboxName): Generator<Tab> {
    if (this.id === '') return;
    for (const tab of this.#options.tabs()) if (tab.watched.get(this.id) === mailbox) yield tab;
  }

  #isWatched(mailbox: MailboxName): boolean {
    return !this.#watchers(mailbox).next().done;
  }
}

/** Another message under the same UID. Sizes say nothing: some servers guess them first. */
const isOther = (before: MessageRow, after: MessageRow): boolean =>
  before.date !== after.date || before.subject !== after.subject;
