/**
 * One account in the engine: its session, its folders and what waits, put together from the parts that keep its lists,
 * its counters and its views. The session's events become the model, which has no other writer.
 */
import { toMailboxName, type MailboxName, type Uid } from '../imap/types';
import { nameAfterRename, type AccountId, type Mailbox, type MessageRow, type Op } from '../mail';
import type { WorkKeeper } from '../session';
import { WorkBook } from '../session/work-book';
import type { ModelView, Session, SessionListener } from '../session/types';
import type { MailboxKey, Store, StoreTrouble } from '../store';
import { AccountAhead } from './account-ahead';
import { Audience } from './account-audience';
import { AccountConnection } from './account-connection';
import { AccountCounts } from './account-counts';
import { AccountFolders } from './account-folders';
import { AccountLists } from './account-lists';
import { TakenUp } from './account-taken-up';
import { AccountViews } from './account-views';
import type { Dates } from './dates';
import { ImportBook } from './import-book';
import type { Notices } from './notices';
import type { AccountSnapshot, ServerTarget } from './port';
import type { Tab } from './tabs';
import { keepMessage } from './reading';
import type { ReadingAheadHost } from './reading-ahead';
import type { LocalIndex } from './text-index/local-index';
import type { Searches } from './searches';
import { UnwatchedInbox } from './unwatched-inbox';
import type { Views } from './views';

export interface AccountOptions {
  readonly server: ServerTarget;
  /** Drops what was recorded of its connections. */
  readonly forgetWire: () => void;
  readonly store: Store;
  readonly index: LocalIndex;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** How far that is ahead of the clock that pages read. */
  readonly aheadOfWallMs: () => number;
  /** Every tab of the engine. */
  readonly tabs: () => Iterable<Tab>;
  /** Something was pushed or must be told at the end of this turn. */
  readonly touched: () => void;
  readonly notices: Notices;
  /** Whether anything may be read that nobody asked for; null: never. */
  readonly ahead: Pick<ReadingAheadHost, 'isWanted' | 'hasRoom'> | null;
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
  /** Why less is kept on disk than was asked for, each once, the latest last. */
  troubles: readonly StoreTrouble[] = [];
  /** Opened from the device alone: nobody could sign in yet. */
  isHeld = false;
  readonly server: ServerTarget;
  readonly session: Session;
  /** What tabs see searched or sorted. */
  readonly views: Views;
  /** When the messages of its folders came. */
  readonly dates: Dates;
  /** What tabs look for in all folders. */
  readonly searches: Searches;
  readonly imports: ImportBook;
  readonly #options: AccountOptions;
  readonly #audience: Audience;
  readonly #lists: AccountLists;
  readonly #counts: AccountCounts;
  readonly #inbox: UnwatchedInbox;
  readonly #ahead: AccountAhead;
  readonly #folders: AccountFolders;
  readonly #seen: AccountViews;
  readonly #takenUp: TakenUp;
  readonly #connection: AccountConnection;
  #ended = false;

  constructor(
    options: AccountOptions,
    createSession: (listener: SessionListener, view: ModelView, keeper: WorkKeeper) => Session,
  ) {
    this.#options = options;
    this.server = options.server;
    const audience = { account: () => this.id, tabs: options.tabs, touched: options.touched };
    this.#audience = new Audience(audience);
    this.#connection = new AccountConnection({ ...audience, aheadOfWallMs: options.aheadOfWallMs });
    this.#counts = new AccountCounts({
      setTimer: options.setTimer,
      isWatched: (mailbox) => this.#audience.isWatched(mailbox),
      touched: options.touched,
      newMail: (mailbox, count, rows) => {
        this.#audience.tellWatchers(mailbox, { kind: 'new-mail', mailbox, count });
        if (mailbox === 'INBOX') this.#arrived(rows);
      },
    });
    this.#folders = new AccountFolders({
      account: () => this.id,
      store: options.store,
      audience: this.#audience,
      counts: this.#counts,
      changed: () => this.#lists.keeping.foldersChanged(),
      log: options.log,
    });
    this.#inbox = new UnwatchedInbox({
      isWatched: (mailbox) => this.#audience.isWatched(mailbox),
      wanted: () => options.notices.wanted,
      read: (mailbox, from, next) => this.session.transfer.news(mailbox, from, next),
      arrived: (rows) => this.#arrived(rows),
    });
    this.#lists = new AccountLists({
      account: () => this.id,
      isEnded: () => this.#ended,
      session: () => this.session,
      store: options.store,
      audience: this.#audience,
      counts: () => this.#counts,
      views: () => this.views,
      folders: () => this.#folders.stored(),
      setTimer: options.setTimer,
      touched: options.touched,
      loaded: () => this.#ahead.wake(),
      log: options.log,
    });
    this.#seen = new AccountViews({
      account: () => this.id,
      session: () => this.session,
      lists: this.#lists,
      folders: () => this.#folders.all,
      keyOf: (mailbox) => this.keyOf(mailbox),
      store: options.store,
      index: options.index,
      setTimer: options.setTimer,
      now: options.now,
      touched: options.touched,
    });
    this.views = this.#seen.views;
    this.dates = this.#seen.dates;
    this.searches = this.#seen.searches;
    this.#ahead = new AccountAhead(options.ahead !== null, {
      ...(options.ahead ?? { isWanted: () => false, hasRoom: () => Promise.resolve(false) }),
      lists: this.#lists,
      views: this.views,
      work: () => this.session.ahead,
      store: options.store,
      folders: () => this.#folders.all,
      isWatched: (mailbox) => this.#audience.isWatched(mailbox),
      agreed: (mailbox) => this.session.agreed(mailbox),
      keep: (mailbox, key, detail) => keepMessage(options.store, this, mailbox, key, detail, false),
      setTimer: options.setTimer,
      now: options.now,
      log: options.log,
    });
    const view: ModelView = {
      isKnown: (mailbox, seq) => this.#lists.model(mailbox)?.isKnown(seq) ?? false,
      seqOf: (mailbox, uid) => this.#lists.open(mailbox)?.seqOf(uid) ?? null,
      knownRuns: (mailbox) => this.#lists.open(mailbox)?.known.runs() ?? null,
    };
    const keeper: WorkKeeper = {
      put: (id, value) => options.store.putItem(this.id, 'outbox', { id, value }),
      drop: (id) => options.store.dropItem(this.id, 'outbox', id),
    };
    this.imports = new ImportBook(new WorkBook(keeper, options));
    this.#takenUp = new TakenUp({
      account: () => this.id,
      isEnded: () => this.#ended,
      session: () => this.session,
      store: options.store,
      imports: this.imports,
      counts: this.#counts,
      audience: this.#audience,
      log: options.log,
    });
    this.session = createSession(this.#listener(), view, keeper);
  }

  /** What an earlier engine wrote down is known. */
  get takenUp(): Promise<void> {
    return this.#takenUp.done;
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
      folders: this.#folders.all,
      quota: this.#folders.quota,
      sealed: this.sealed,
      kept: this.kept,
      storage: this.troubles,
      work: this.#takenUp.isDone ? this.session.work() : null,
    };
  }

  /** The tab shows another mailbox. What is known of it is sent at once, perhaps stale; the session makes it true. */
  watch(tab: Tab, mailbox: MailboxName | null): void {
    tab.wanted.delete(this.id);
    this.views.drop(tab);
    if (mailbox === null) tab.watched.delete(this.id);
    else {
      tab.watched.set(this.id, mailbox);
      this.#ahead.shows(mailbox);
    }
    if (mailbox !== null) this.#lists.show(tab, mailbox);
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
    this.#lists.wantRows(tab, mailbox, first, last);
  }

  enqueue(op: Op): void {
    const list = this.#lists.model(op.mailbox)?.list;
    this.#counts.enqueued(op, (uid) => list?.rowOf(uid));
    this.session.enqueue(op);
  }

  /** Somebody did something, or began to look: what is read ahead waits, and what is worth it may be something else. */
  disturbed(): void {
    this.#ahead.disturbed();
  }

  /** A tab shows this message: those that follow it there, the way the tab goes, come next. */
  reads(tab: Tab, mailbox: MailboxName, uid: Uid): void {
    this.#ahead.reads(tab, mailbox, uid);
  }

  /** Resolves when this message, if it is being read ahead at this moment, is kept. */
  comingAhead(mailbox: MailboxName, uid: Uid): Promise<void> {
    return this.#ahead.coming(mailbox, uid);
  }

  /** Goes on with what an earlier engine wrote down of this account; until it is read, nothing new is sent. */
  takeUp(): void {
    this.#takenUp.start();
  }

  /** What was there when somebody last looked, until the server says what is there now. */
  recall(): void {
    this.#folders.recall();
  }

  /** The index of words knows more than before. */
  grew(): void {
    this.#seen.grew();
  }

  /** Saves what is true now: no tab may be there in a moment. */
  keep(): void {
    this.#lists.keeping.now();
  }

  /** The store's key of a mailbox; null while its UIDVALIDITY is not known. */
  keyOf(mailbox: MailboxName): MailboxKey | null {
    return this.#lists.keyOf(mailbox);
  }

  /** Mailboxes whose rows are in memory. */
  openMailboxes(): Iterable<readonly [MailboxName, Mailbox]> {
    return this.#lists.all();
  }

  /** What names the message itself, as far as its row is in memory and its server says it. */
  emailIdOf(mailbox: MailboxName, uid: Uid): string | undefined {
    return this.#lists.emailIdOf(mailbox, uid);
  }

  /** Called once at the end of each turn, before the tabs' messages leave. */
  endTurn(): void {
    this.#folders.tellCounts();
  }

  #listener(): SessionListener {
    return {
      ...this.#lists.listener(),
      connection: (status) => {
        this.#connection.set({ status });
        if (status.kind === 'live') this.views.live();
        if (status.kind === 'live' || status.kind === 'checked') this.searches.live();
        if (status.kind === 'live') this.#ahead.wake();
      },
      services: (services) => {
        this.#connection.set({ services });
      },
      folders: (entries) => this.#folders.listed(entries),
      folderRenamed: (from, to, delimiter) => {
        for (const name of this.#folders.below(from, delimiter))
          this.#lists.renamed(name, nameAfterRename(name, from, to, delimiter));
        this.imports.renamed((mailbox) => nameAfterRename(mailbox, from, to, delimiter));
        this.#audience.tellAll({ kind: 'folder-renamed', from, to, delimiter });
      },
      quota: (quota) => this.#folders.tellQuota(quota),
      status: (mailbox, status) => {
        this.#counts.status(mailbox, status);
        this.#inbox.status(mailbox, status);
        this.#ahead.told(mailbox, status);
      },
      opState: (op, state) => {
        this.#audience.tellAll({ kind: 'op', op, state });
        this.#counts.opState(op, state);
        if (state.kind !== 'done') return;
        this.views.done(op);
        this.searches.done(op);
      },
      jobState: (order, state) => this.#audience.tellAll({ kind: 'job', order, state }),
      signedOut: (error) => {
        if (this.#ended) return;
        this.#ended = true;
        this.#ahead.stop();
        this.#seen.dropAll();
        this.#audience.tellAll({ kind: 'signed-out', error });
        this.#options.onEnded(this, error === null);
      },
    };
  }

  #arrived(rows: readonly MessageRow[]): void {
    const mailbox = toMailboxName('INBOX');
    const uidValidity = this.keyOf(mailbox)?.uidValidity ?? null;
    this.#options.notices.arrived({ account: this.id, mailbox, uidValidity, rows });
  }
}
