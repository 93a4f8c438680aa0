/**
 * One account's session, put together: keeps a connection alive, gives the watched mailboxes theirs, takes what is asked of
 * the account, and tells the model what the server says. Whatever breaks is tried again with growing waits.
 */
import {
  toMailboxName,
  type BodyStructure,
  type MailboxName,
  type Uid,
  type UntaggedEvent,
} from '../imap/types';
import type { ChosenSet, FolderJobResult, FolderRequest, JobOrder } from '../mail';
import type { AppError, MessageDetail, Op, Result, AccountId } from '../mail/types';
import { lookingAfterOps } from './after-ops';
import { Checking } from './checking';
import { Counting } from './counting';
import { saysTooMany, turnedAway } from './errors';
import { FolderWork } from './folder-work';
import { Following } from './following';
import { PROBE_AFTER_SILENCE, STALL_PAUSE } from './limits';
import type { Link } from './link';
import type { WorkKeeper } from './kept-work';
import { Outbox } from './outbox';
import { createLookup, type Lookup } from './lookup';
import { Pool } from './pool';
import { Presence } from './presence';
import { ReadingAhead, type AheadWork } from './reading-ahead';
import { Reads } from './reads';
import { PartReading } from './tasks/fetch-part';
import { introduce } from './tasks/introduce';
import { openMessage } from './tasks/open-message';
import { readDates } from './tasks/read-dates';
import { Transfer, type TransferWork } from './transfer';
import type {
  ArrivalDate,
  ModelView,
  OpenMessageOptions,
  PartRequest,
  PartSink,
  PictureNumbers,
  Session,
  SessionEnvironment,
  SessionListener,
  SessionTarget,
  SignedIn,
  SignIn,
  WaitingWork,
} from './types';
import { Telling } from './telling';
import { Waking } from './waking';
import { WorkBook } from './work-book';

/** With a `keeper`, waiting work outlives this engine, and waits for `takeUp`. */
export function createSession(
  env: SessionEnvironment,
  listener: SessionListener,
  view: ModelView,
  keeper: WorkKeeper | null = null,
): Session {
  return new AccountSession(env, listener, view, keeper);
}

const INBOX = toMailboxName('INBOX');

class AccountSession implements Session {
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly pool: Pool;
  private readonly outbox: Outbox;
  private readonly counting: Counting;
  private readonly checking: Checking;
  private readonly reads: Reads;
  private readonly folderWork: FolderWork;
  readonly transfer: TransferWork;
  readonly ahead: AheadWork;
  readonly lookup: Lookup;
  private readonly presence: Presence;
  private readonly following: Following;
  private readonly waking: Waking;
  private readonly telling: Telling;

  constructor(
    env: SessionEnvironment,
    listener: SessionListener,
    view: ModelView,
    keeper: WorkKeeper | null,
  ) {
    this.env = env;
    this.listener = listener;
    this.telling = new Telling(listener);
    this.waking = new Waking(env, () => this.onWoke());
    this.following = new Following(env, listener, view, this.telling, {
      isRunning: () => this.presence.isRunning,
      pool: () => this.pool,
      checking: () => this.checking,
      isLeaving: (mailbox) => this.folderWork.isLeaving(mailbox),
      onRows: () => this.counting.onRows(),
      recount: (mailbox) => this.counting.recount(mailbox),
      onUidsVoid: (mailbox, uidValidity) => this.outbox.onUidsVoid(mailbox, uidValidity),
      reconnect: () => this.reconnectNow(),
      onPardoned: () => this.goOnWithOps(),
    });
    this.presence = new Presence(env, listener, this.telling, {
      pool: () => this.pool,
      outbox: () => this.outbox,
      open: (link) => this.openAccount(link),
      reopened: () => this.counting.soon(),
      hasFolders: () => this.folderWork.entries.length > 0,
      expected: () => this.waking.start(),
      stop: () => this.stopAll(),
      ended: () => this.reads.wake(),
    });
    this.pool = new Pool(env, {
      onUntagged: (link, event) => this.onUntagged(link, event),
      onSelecting: (link, mailbox) => this.following.selecting(link, mailbox),
      onAnswered: (link) => this.following.answered(link),
      onSelected: (link, mailbox, info) => this.following.selected(link, mailbox, info),
      onDeselected: (link, mailbox) => {
        this.following.deselected(link, mailbox);
        this.counting.onLeft(mailbox);
      },
      onMailboxFailed: (mailbox, error) => {
        this.following.failed(mailbox, error);
        // It may be gone or called otherwise: the folders tell.
        this.folderWork.relist();
      },
      onLost: (error, link) => this.onLost(error, link),
      onRead: (reading) => this.following.read(reading),
      onSpared: (link) => this.counting.onGone(link),
      isLeftAlone: (mailbox) => this.following.isLeftAlone(mailbox),
      isWaking: () => this.waking.isRecent,
      onServices: () => this.following.tellServices(),
      onExtra: (link) => {
        introduce(link);
        link.settle();
        this.following.assign();
      },
      onRoom: () => this.following.assign(),
      isFollowed: (mailbox, link) => this.following.isFollowed(mailbox, link),
    });
    this.counting = new Counting(env, listener, this.pool, {
      folders: () => this.folderWork.entries,
      foreign: (link) => this.folderWork.foreign(link),
      isFollowed: (mailbox) =>
        this.pool.ready.some((link) => link.selected === mailbox && this.following.isFollowed(mailbox, link)),
      onOtherFolders: () => this.folderWork.relist(),
    });
    this.checking = new Checking(env, this.pool, {
      watched: (mailbox) => this.following.watches.get(mailbox),
      isSeen: (mailbox) => this.following.watches.isSeen(mailbox),
      onStatus: (mailbox, status) => listener.status(mailbox, status),
      onFailed: (mailbox, error) => this.following.failed(mailbox, error),
    });
    this.reads = new Reads(env, this.pool, () => this.presence.isRunning);
    this.lookup = createLookup(this.pool, this.reads, env.now, (name) => this.following.watches.get(name));
    this.transfer = new Transfer(this.reads, {
      isRunning: () => this.presence.isRunning,
      appended: (mailbox) => {
        this.counting.recount(mailbox);
        this.counting.quotaChanged();
      },
    });
    this.ahead = new ReadingAhead(env, this.pool, {
      isRunning: () => this.presence.isRunning,
      hasWork: () => this.outbox.isBusy,
      follow: (mailbox) => {
        this.following.watches.follow(mailbox);
        return this.following.watches.get(mailbox);
      },
    });
    const book = keeper === null ? null : new WorkBook(keeper, env);
    this.outbox = new Outbox(
      lookingAfterOps(listener, {
        ready: () => this.pool.ready,
        isFollowed: (mailbox, link) => this.following.isFollowed(mailbox, link),
        recount: (mailbox) => this.counting.recount(mailbox),
        isListed: (mailbox) => this.folderWork.entries.some(({ name }) => name === mailbox),
        relist: () => this.folderWork.relist(),
      }),
      (mailbox) => this.pool.acquire(mailbox),
      (stalled) => this.onOutbox(stalled),
      book,
      (mailbox) => this.following.watches.get(mailbox)?.modSeq ?? null,
      (mailbox) => this.lookup.readBefore(mailbox),
    );
    this.folderWork = new FolderWork(env, listener, {
      pool: this.pool,
      reads: this.reads,
      outbox: this.outbox,
      book,
      isEnded: () => !this.presence.isRunning,
      recount: (mailbox) => this.counting.recount(mailbox),
      quotaChanged: () => this.counting.quotaChanged(),
      onNames: (rename) => this.following.renamed(rename),
      assign: () => this.following.assign(),
    });
  }

  prepare(target: SessionTarget): void {
    this.presence.prepare(target);
  }

  signIn(request: SignIn): Promise<Result<SignedIn>> {
    return this.presence.signIn(request);
  }

  hold(): void {
    this.presence.hold();
  }

  expire(): void {
    this.presence.expire();
  }

  resume(request: SignIn): void {
    this.presence.resume(request);
  }

  signOut(): Promise<void> {
    return this.presence.signOut();
  }

  watch(tab: string, mailbox: MailboxName | null, visible = true): void {
    this.following.show(tab, mailbox, visible);
  }

  wantRows(tab: string, mailbox: MailboxName, firstSeq: number, lastSeq: number): void {
    this.following.wantRows(tab, mailbox, firstSeq, lastSeq);
  }

  openMessage(
    mailbox: MailboxName,
    uid: Uid,
    structure: BodyStructure | undefined,
    options: OpenMessageOptions,
  ): Promise<Result<MessageDetail>> {
    return this.reads.open(mailbox, (link) => openMessage(link, uid, structure, options), options.signal);
  }

  fetchPart(
    mailbox: MailboxName,
    uid: Uid,
    part: PartRequest,
    sink: PartSink,
    signal?: AbortSignal,
  ): Promise<Result<number>> {
    const reading = new PartReading(uid, part, sink);
    return this.reads.read(mailbox, (link) => reading.run(link, signal), { signal });
  }

  dates(mailbox: MailboxName, seqs: readonly number[]): Promise<Result<readonly ArrivalDate[]>> {
    return this.reads.read(mailbox, (link) =>
      readDates(link, seqs, () => this.following.isFollowed(mailbox, link)),
    );
  }

  editFolder(request: FolderRequest): Promise<Result<MailboxName | null>> {
    if (!this.presence.isRunning) return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.edit(request);
  }

  chooseSet(mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>> {
    if (!this.presence.isRunning) return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.choose(mailbox, of);
  }

  folderJob(
    order: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    if (!this.presence.isRunning) return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.job(order, report, isCancelled);
  }

  enqueue(op: Op): void {
    this.outbox.enqueue(op);
  }

  takeUp(account: AccountId, items: readonly unknown[]): void {
    this.outbox.takeUp(account, items);
    this.folderWork.long.takeUp(items);
  }

  work(): WaitingWork {
    return { ops: this.outbox.all(), jobs: this.folderWork.long.all() };
  }

  undo(opId: string): void {
    this.outbox.undo(opId);
  }

  remember(mailbox: MailboxName, numbers: PictureNumbers): boolean {
    return this.following.remember(mailbox, numbers);
  }

  agreed(mailbox: MailboxName): PictureNumbers | null {
    return this.following.agreed(mailbox);
  }

  refresh(mailbox: MailboxName): void {
    this.following.refresh(mailbox);
  }

  reopen(mailbox: MailboxName): void {
    this.following.reopen(mailbox);
  }

  pageState(visible: boolean, online: boolean, woke = false): void {
    if (!this.presence.isRunning) return;
    if (woke) this.waking.woke();
    else if (visible || !online) this.pool.probe(PROBE_AFTER_SILENCE);
    if (this.pool.ready.length === 0) {
      if (online) this.reconnectNow();
      else this.presence.wait();
    } else if (visible) {
      this.counting.soon();
      this.folderWork.freshen();
    }
    this.presence.tell();
  }

  /** Whatever was open may be open on this side only, and whatever waits waits for a clock that stood still. */
  private onWoke(): void {
    this.pool.probe(0);
    if (this.pool.ready.length > 0) this.checking.restart();
    else if (this.env.online()) this.reconnectNow();
  }

  reconnectNow(): void {
    this.presence.reconnectNow();
  }

  /** The flight after sign-in: everything the first screen needs, at once. Resolves when the folders were told. */
  private async openAccount(link: Link): Promise<AppError | null> {
    introduce(link);
    const listed = this.folderWork.list(link).then((outcome) => (outcome.ok ? null : outcome.error));
    this.following.begin(link, INBOX);
    link.settle();
    this.presence.live();
    this.waking.start();
    this.checking.restart();
    this.outbox.resume();
    this.presence.tell();
    this.reads.wake();
    return listed;
  }

  private onUntagged(link: Link, event: UntaggedEvent): void {
    if (event.kind === 'status') {
      this.counting.onStatus(event);
      this.checking.told(event.mailbox, event.status);
    } else if (event.kind === 'list' && !event.lsub) this.folderWork.onListed(event.entry);
    else if (event.kind === 'status-response') {
      if (event.code?.kind === 'notificationoverflow') this.counting.onOverflow(link);
      else if (event.status === 'no' && saysTooMany(event.text))
        this.pool.warned(turnedAway(event.code, event.text, 'server-refused'));
    } else this.following.untagged(link, event);
  }

  private onLost(error: AppError | null, link: Link): void {
    if (!this.presence.isRunning) return;
    // Lost in a sleep: the folder it had open has nothing to do with it, and the next one need not wait.
    const inSleep = this.waking.isRecent && error?.code === 'too-slow';
    const cured = !inSleep && this.following.ended(link, error);
    if (this.pool.ready.length > 0) {
      // It may have been the one that told of the folders.
      this.counting.soon();
      return;
    }
    if (inSleep && this.env.online()) this.reconnectNow();
    else this.presence.lost(error, cured);
  }

  private stopAll(): void {
    this.counting.stop();
    this.checking.stop();
    this.folderWork.stop();
    this.waking.stop();
    this.following.stop();
  }

  private onOutbox(stalled: boolean): void {
    this.presence.tell();
    // A single connection went while others live: go on over one of those.
    if (stalled && this.pool.ready.length > 0) this.env.setTimer(STALL_PAUSE, () => this.outbox.resume());
  }

  private goOnWithOps(): void {
    if (this.pool.ready.length > 0) this.outbox.resume();
  }
}
