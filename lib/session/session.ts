/**
 * One account, from sign-in to sign-out: keeps a connection alive, gives the watched mailboxes theirs, and tells the model what
 * the server says. Whatever breaks is tried again with growing waits; only a refused password ends the session, after one
 * automatic retry.
 */
import { logout } from '../imap';
import {
  toMailboxName,
  type BodyStructure,
  type MailboxName,
  type Uid,
  type UntaggedEvent,
} from '../imap/types';
import type { ChosenSet, FolderJobResult, FolderRequest, JobOrder } from '../mail';
import type { AppError, MessageDetail, Op, Result, AccountId } from '../mail/types';
import { Checking } from './checking';
import { Counting } from './counting';
import { saysTooMany, turnedAway } from './errors';
import { FolderWork } from './folder-work';
import { Following } from './following';
import { CRASHES_BEFORE_GIVING_UP, LOGOUT_TIMEOUT, PROBE_AFTER_SILENCE, STALL_PAUSE } from './limits';
import type { Link } from './link';
import type { WorkKeeper } from './kept-work';
import { Outbox } from './outbox';
import { createLookup, type Lookup } from './lookup';
import { Pool } from './pool';
import { Reads } from './reads';
import { Reconnection } from './reconnection';
import { PartReading } from './tasks/fetch-part';
import { introduce } from './tasks/introduce';
import { openMessage } from './tasks/open-message';
import { Transfer, type TransferWork } from './transfer';
import type {
  CancelTimer,
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
import { statusOf, Telling, type Phase } from './telling';
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
  readonly lookup: Lookup;
  private phase: Phase = 'signed-out';
  private credentials: SignIn | null = null;
  private readonly following: Following;
  private readonly reconnection: Reconnection;
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
      isRunning: () => this.phase === 'running',
      pool: () => this.pool,
      checking: () => this.checking,
      isLeaving: (mailbox) => this.folderWork.isLeaving(mailbox),
      onRows: () => this.counting.onRows(),
      recount: (mailbox) => this.counting.recount(mailbox),
      onUidValidity: (mailbox, uidValidity) => this.outbox.onUidValidity(mailbox, uidValidity),
      reconnect: () => this.reconnectNow(),
    });
    this.reconnection = new Reconnection(env, {
      signIn: () => this.signInAgain(),
      opened: async (link) => {
        await this.openAccount(link);
        this.counting.soon();
      },
      giveUp: (error) => this.giveUp(error),
      changed: () => this.tell(),
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
      onOtherFolders: () => this.folderWork.relist(),
    });
    this.checking = new Checking(env, this.pool, {
      watched: (mailbox) => this.following.watches.get(mailbox),
      isSeen: (mailbox) => this.following.watches.isSeen(mailbox),
      onStatus: (mailbox, status) => listener.status(mailbox, status),
      onFailed: (mailbox, error) => this.following.failed(mailbox, error),
    });
    this.reads = new Reads(env, this.pool, () => this.phase === 'running');
    this.lookup = createLookup(this.pool, this.reads, env.now, (name) => this.following.watches.get(name));
    this.transfer = new Transfer(this.reads, {
      isRunning: () => this.phase === 'running',
      appended: (mailbox) => {
        this.counting.recount(mailbox);
        this.counting.quotaChanged();
      },
    });
    const book = keeper === null ? null : new WorkBook(keeper, env);
    this.outbox = new Outbox(
      listener,
      (mailbox) => this.pool.acquire(mailbox),
      (stalled) => this.onOutbox(stalled),
      book,
      (mailbox) => this.following.watches.get(mailbox)?.modSeq ?? null,
    );
    this.folderWork = new FolderWork(env, listener, {
      pool: this.pool,
      reads: this.reads,
      outbox: this.outbox,
      book,
      isEnded: () => this.phase !== 'running',
      recount: (mailbox) => this.counting.recount(mailbox),
      quotaChanged: () => this.counting.quotaChanged(),
      onNames: (rename) => this.following.watches.rename(rename),
      assign: () => this.following.assign(),
    });
  }

  prepare(target: SessionTarget): void {
    if (this.phase === 'signed-out' && this.env.online()) this.pool.prepare(target);
  }

  async signIn(request: SignIn): Promise<Result<SignedIn>> {
    if (this.phase !== 'signed-out') return { ok: false, error: { code: 'internal' } };
    this.phase = 'signing-in';
    this.tell();
    for (let tries = CRASHES_BEFORE_GIVING_UP; ; tries -= 1) {
      const result = await this.pool.signIn(request);
      if (this.phase !== 'signing-in') {
        // Signed out meanwhile.
        this.pool.closeAll();
        return { ok: false, error: { code: 'internal' } };
      }
      if (!result.ok) {
        this.phase = 'signed-out';
        this.telling.forget();
        return result;
      }
      const { link, signedIn } = result.value;
      this.phase = 'running';
      this.credentials = request;
      const failed = await this.openAccount(link);
      if (this.phase !== 'running') return { ok: false, error: { code: 'internal' } };
      if (failed === null || this.folderWork.entries.length > 0) return { ok: true, value: signedIn };
      this.end();
      // The first folder may be the one that ends connections: the others are to be had without it.
      if (link.reading === null || tries === 0) {
        this.phase = 'signed-out';
        return { ok: false, error: link.lostBecause ?? failed };
      }
      this.phase = 'signing-in';
    }
  }

  hold(): void {
    if (this.phase !== 'signed-out') return;
    this.phase = 'held';
    this.tell();
  }

  expire(): void {
    if (this.phase === 'held') this.giveUp({ code: 'device-expired' });
  }

  resume(request: SignIn): void {
    if (this.phase !== 'signed-out' && this.phase !== 'held') return;
    this.phase = 'running';
    this.credentials = request;
    this.waking.start();
    this.reconnection.now();
  }

  async signOut(): Promise<void> {
    if (this.phase === 'ended') return;
    const ready = this.pool.ready;
    this.outbox.stop();
    this.phase = 'ended';
    this.cancelAll();
    let cancel: CancelTimer = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.env.setTimer(LOGOUT_TIMEOUT, resolve);
    });
    await Promise.race([Promise.all(ready.map((link) => link.run(logout()))), late]);
    cancel();
    this.end();
    this.listener.signedOut(null);
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

  editFolder(request: FolderRequest): Promise<Result<MailboxName | null>> {
    if (this.phase !== 'running') return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.edit(request);
  }

  chooseSet(mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>> {
    if (this.phase !== 'running') return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.choose(mailbox, of);
  }

  folderJob(
    order: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    if (this.phase !== 'running') return Promise.resolve({ ok: false, error: { code: 'offline' } });
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
    if (this.phase !== 'running') return;
    if (woke) this.waking.woke();
    else if (visible || !online) this.pool.probe(PROBE_AFTER_SILENCE);
    if (this.pool.ready.length === 0) {
      if (online) this.reconnectNow();
      else this.reconnection.wait();
    } else if (visible) {
      this.counting.soon();
      this.folderWork.freshen();
    }
    this.tell();
  }

  /** Whatever was open may be open on this side only, and whatever waits waits for a clock that stood still. */
  private onWoke(): void {
    this.pool.probe(0);
    if (this.pool.ready.length > 0) this.checking.restart();
    else if (this.env.online()) this.reconnectNow();
  }

  reconnectNow(): void {
    if (this.phase === 'running' && this.pool.ready.length === 0) this.reconnection.now();
  }

  /** The flight after sign-in: everything the first screen needs, at once. Resolves when the folders were told. */
  private async openAccount(link: Link): Promise<AppError | null> {
    introduce(link);
    const listed = this.folderWork.list(link).then((outcome) => (outcome.ok ? null : outcome.error));
    this.following.begin(link, INBOX);
    link.settle();
    this.reconnection.live();
    this.waking.start();
    this.checking.restart();
    this.outbox.resume();
    this.tell();
    this.reads.wake();
    return listed;
  }

  private async signInAgain(): Promise<Result<Link> | null> {
    if (this.credentials === null) return null;
    const result = await this.pool.signIn(this.credentials);
    if (this.phase !== 'running') {
      if (result.ok) result.value.link.close(null);
      return null;
    }
    return result.ok ? { ok: true, value: result.value.link } : result;
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

  private onLost(error: AppError | null, { reading }: Link): void {
    if (this.phase !== 'running') return;
    // Lost in a sleep: the folder it had open has nothing to do with it, and the next one need not wait.
    const inSleep = this.waking.isRecent && error?.code === 'too-slow';
    const cured = reading !== null && !inSleep && this.following.ended(reading, error);
    if (this.pool.ready.length > 0) {
      // It may have been the one that told of the folders.
      this.counting.soon();
      return;
    }
    if (inSleep && this.env.online()) this.reconnection.now();
    else this.reconnection.lost(error, cured);
  }

  private giveUp(reason: AppError): void {
    const kept = this.outbox.leave();
    const error = kept === 0 ? reason : { ...reason, values: { ...reason.values, kept } };
    this.phase = 'ended';
    this.end();
    this.listener.connection({ kind: 'signed-out', error });
    this.listener.signedOut(error);
  }

  private end(): void {
    this.cancelAll();
    this.pool.closeAll();
    this.credentials = null;
    this.reads.wake();
  }

  private cancelAll(): void {
    this.counting.stop();
    this.checking.stop();
    this.folderWork.stop();
    this.reconnection.stop();
    this.waking.stop();
    this.following.stop();
  }

  private onOutbox(stalled: boolean): void {
    this.tell();
    // A single connection went while others live: go on over one of those.
    if (stalled && this.pool.ready.length > 0) this.env.setTimer(STALL_PAUSE, () => this.outbox.resume());
  }

  private tell(): void {
    const { phase, reconnection } = this;
    const facts = {
      phase,
      reconnection,
      queued: this.outbox.size,
      main: this.pool.main,
      online: this.env.online(),
    };
    this.telling.connection(statusOf(facts));
  }
}
