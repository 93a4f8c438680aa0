/**
 * One account in the engine: its session, its folders and what waits, put together from the parts that keep its lists,
 * its counters and its views. The session's events become the model, which has no other writer.
 */
import { toMailboxName, type ListEntry, type MailboxName, type Uid } from '../imap/types';
import {
  buildFolders,
  type AccountId,
  type Folder,
  isAtOrBelow,
  type Mailbox,
  type MessageRow,
  nameAfterRename,
  type Op,
  type Quota,
} from '../mail';
import type { WorkKeeper } from '../session';
import { WorkBook } from '../session/work-book';
import type { ModelView, Session, SessionListener } from '../session/types';
import type { MailboxKey, Store, StoredItem, StoreTrouble } from '../store';
import { Audience } from './account-audience';
import { AccountConnection } from './account-connection';
import { AccountCounts } from './account-counts';
import { AccountLists } from './account-lists';
import { Dates } from './dates';
import { ImportBook } from './import-book';
import type { Notices } from './notices';
import type { AccountSnapshot, ServerTarget } from './port';
import type { Tab } from './tabs';
import { keepMessage } from './reading';
import { ReadingAhead, type ReadingAheadHost } from './reading-ahead';
import type { LocalIndex } from './text-index/local-index';
import { AHEAD_NEXT } from './limits';
import { Searches } from './searches';
import { searchMailbox, searchMailboxes } from './text-index/search-here';
import { UnwatchedInbox } from './unwatched-inbox';
import { Views } from './views';

export interface AccountOptions {
  readonly server: ServerTarget;
  /** Drops what was recorded of its connections. */
  readonly forgetWire: () => void;
  readonly store: Store;
  readonly index: LocalIndex;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Epoch ms. */
  readonly now: () => number;
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
  /** What an earlier engine wrote down is known. */
  readonly takenUp: Promise<void>;
  #tellTakenUp: () => void = () => undefined;
  readonly #options: AccountOptions;
  readonly #audience: Audience;
  readonly #lists: AccountLists;
  readonly #counts: AccountCounts;
  readonly #inbox: UnwatchedInbox;
  readonly #ahead: ReadingAhead | null;
  /** Folders that tabs showed, the latest last. */
  readonly #shown = new Set<MailboxName>();
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
    const audience = { account: () => this.id, tabs: options.tabs, touched: options.touched };
    this.#audience = new Audience(audience);
    this.#connection = new AccountConnection(audience);
    this.#counts = new AccountCounts({
      setTimer: options.setTimer,
      isWatched: (mailbox) => this.#audience.isWatched(mailbox),
      touched: options.touched,
      newMail: (mailbox, count, rows) => {
        this.#audience.tellWatchers(mailbox, { kind: 'new-mail', mailbox, count });
        if (mailbox === 'INBOX') this.#arrived(rows);
      },
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
      folders: () => ({ entries: this.#entries, statuses: [...this.#counts.statuses()] }),
      setTimer: options.setTimer,
      touched: options.touched,
      loaded: () => this.#ahead?.wake(),
      log: options.log,
    });
    this.views = new Views({
      lookup: () => this.session.lookup,
      model: (mailbox) => this.#lists.open(mailbox),
      here: (mailbox, search, isOver) =>
        searchMailbox(options, this.#lists.keyOf(mailbox), search, {
          rowOf: (uid) => this.#lists.open(mailbox)?.list.rowOf(uid),
          rows: (uids) => this.#lists.stored(mailbox, uids),
          now: options.now(),
          isOver,
        }),
      stored: (mailbox, uids) => this.#lists.stored(mailbox, uids),
      push: (tab, change) => {
        tab.push(this.id, change);
        options.touched();
      },
      now: options.now,
      setTimer: options.setTimer,
    });
    this.dates = new Dates({
      session: () => this.session,
      store: options.store,
      model: (mailbox) => this.#lists.open(mailbox),
      keyOf: (mailbox) => this.keyOf(mailbox),
    });
    this.#ahead =
      options.ahead &&
      new ReadingAhead({
        ...options.ahead,
        work: () => this.session.ahead,
        store: options.store,
        folders: () => this.#folders,
        recent: () => [...this.#shown].reverse(),
        isWatched: (mailbox) => this.#audience.isWatched(mailbox),
        agreed: (mailbox) => this.session.agreed(mailbox),
        prepare: (mailbox) => this.#lists.prepare(mailbox),
        model: (mailbox) => this.#lists.open(mailbox),
        keyOf: (mailbox) => this.keyOf(mailbox),
        keep: (mailbox, key, detail) => keepMessage(options.store, this, mailbox, key, detail, false),
        setTimer: options.setTimer,
        now: options.now,
        log: options.log,
      });
    this.searches = new Searches({
      lookup: () => this.session.lookup,
      folders: () => this.#folders,
      here: (search, isOver) =>
        searchMailboxes(options, this.id, search, {
          open: (mailbox) => this.#lists.open(mailbox)?.list,
          rows: (mailbox, uids) => this.#lists.stored(mailbox, uids),
          now: options.now(),
          isOver,
        }),
      rowsOf: (mailbox, uidValidity, uids) => {
        const list = this.#lists.open(mailbox)?.list;
        return list?.uidValidity === uidValidity ? uids.flatMap((uid) => list.rowOf(uid) ?? []) : [];
      },
      tell: (tab, key, hits, state) => {
        tab.push(this.id, { kind: 'everywhere', key, hits, state });
        options.touched();
      },
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
    this.takenUp = new Promise((resolve) => (this.#tellTakenUp = resolve));
    this.session = createSession(this.#listener(), view, keeper);
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
      storage: this.troubles,
      work: this.#isTakenUp ? this.session.work() : null,
    };
  }

  /** The tab shows another mailbox. What is known of it is sent at once, perhaps stale; the session makes it true. */
  watch(tab: Tab, mailbox: MailboxName | null): void {
    tab.wanted.delete(this.id);
    this.views.drop(tab);
    if (mailbox === null) tab.watched.delete(this.id);
    else {
      tab.watched.set(this.id, mailbox);
      this.#shown.delete(mailbox);
      this.#shown.add(mailbox);
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
    this.#ahead?.disturbed();
    this.#ahead?.wake();
  }

  /** A tab shows this message: those that follow it there, the way the tab goes, come next. */
  reads(tab: Tab, mailbox: MailboxName, uid: Uid): void {
    const list = this.views.listOf(tab, mailbox) ?? this.#lists.open(mailbox)?.list;
    const at = list?.positionOf(uid);
    if (list === undefined || at === undefined) return;
    const before = tab.readAt;
    tab.readAt = { mailbox, position: at };
    const way = before?.mailbox === mailbox && before.position > at ? -1 : 1;
    const places = Array.from({ length: AHEAD_NEXT }, (_, away) => at + way * (away + 1));
    this.#ahead?.next(
      mailbox,
      places.flatMap((place) => list.rowAt(place)?.uid ?? []),
    );
  }

  /** Resolves when this message, if it is being read ahead at this moment, is kept. */
  async comingAhead(mailbox: MailboxName, uid: Uid): Promise<void> {
    await this.#ahead?.coming(mailbox, uid);
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
          this.imports.takeUp(items.map(({ value }) => value));
          this.#isTakenUp = true;
          this.#tellTakenUp();
          for (const { op, state } of this.session.work().ops)
            if (state.kind === 'queued') this.#counts.enqueued(op, () => undefined);
          this.#audience.tellAll({ kind: 'work', work: this.session.work() });
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
        this.#audience.tellAll({ kind: 'folders', folders: this.#folders });
      },
      () => this.#options.log('warn', 'the list of folders of before cannot be read'),
    );
  }

  /** The index of words knows more than before. */
  grew(): void {
    this.views.grew();
    this.searches.grew();
  }

  /** Saves what is true now: no tab may be there in a moment. */
  keep(): void {
    this.#lists.keeping.now();
  }

  /** The store's key of a mailbox; null while its UIDVALIDITY is not known. */
  keyOf(mailbox: MailboxName): MailboxKey | null {
    return this.#lists.keyOf(mailbox);
  }

  /** What names the message itself, as far as its row is in memory and its server says it. */
  /** Mailboxes whose rows are in memory. */
  openMailboxes(): Iterable<readonly [MailboxName, Mailbox]> {
    return this.#lists.all();
  }

  emailIdOf(mailbox: MailboxName, uid: Uid): string | undefined {
    return this.#lists.emailIdOf(mailbox, uid);
  }

  /** Called once at the end of each turn, before the tabs' messages leave. */
  endTurn(): void {
    for (const { mailbox, total, unseen } of this.#counts.take()) {
      this.#folders = this.#folders.map((folder) =>
        folder.name === mailbox ? { ...folder, total, unseen } : folder,
      );
      this.#audience.tellAll({ kind: 'counts', mailbox, total, unseen });
      this.#lists.keeping.foldersChanged();
    }
  }

  #listener(): SessionListener {
    return {
      ...this.#lists.listener(),
      connection: (status) => {
        this.#connection.set({ status });
        if (status.kind === 'live') this.views.live();
        if (status.kind === 'live' || status.kind === 'checked') this.searches.live();
        if (status.kind === 'live') this.#ahead?.wake();
      },
      services: (services) => {
        this.#connection.set({ services });
      },
      folders: (entries) => {
        this.#entries = entries;
        this.#counts.keepOnly(new Set(entries.map((entry) => entry.name)));
        this.#folders = buildFolders(this.#entries, this.#counts.statuses());
        this.#audience.tellAll({ kind: 'folders', folders: this.#folders });
        this.#lists.keeping.foldersChanged();
      },
      folderRenamed: (from, to, delimiter) => {
        for (const { name } of this.#entries)
          if (isAtOrBelow(name, from, delimiter))
            this.#lists.renamed(name, nameAfterRename(name, from, to, delimiter));
        this.imports.renamed((mailbox) => nameAfterRename(mailbox, from, to, delimiter));
        this.#audience.tellAll({ kind: 'folder-renamed', from, to, delimiter });
      },
      quota: (quota) => {
        this.#quota = quota;
        this.#audience.tellAll({ kind: 'quota', quota });
      },
      status: (mailbox, status) => {
        this.#counts.status(mailbox, status);
        this.#inbox.status(mailbox, status);
        this.#ahead?.told(mailbox, status);
      },
      opState: (op, state) => {
        this.#audience.tellAll({ kind: 'op', op, state });
        this.#counts.opState(op, state);
        if (state.kind === 'done') this.views.done(op);
      },
      jobState: (order, state) => this.#audience.tellAll({ kind: 'job', order, state }),
      signedOut: (error) => {
        if (this.#ended) return;
        this.#ended = true;
        this.#ahead?.stop();
        this.views.dropAll();
        this.searches.dropAll();
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
