/**
 * One account, from sign-in to sign-out: keeps a connection alive, gives the watched mailboxes theirs, and tells the model what
 * the server says. Whatever breaks is tried again with growing waits; only a refused password ends the session, after one
 * automatic retry.
 */
import { capability, enable, id, logout } from '../imap';
import {
  toMailboxName,
  type BodyStructure,
  type MailboxName,
  type Uid,
  type UntaggedEvent,
} from '../imap/types';
import type { FolderJob, FolderJobResult, FolderRequest } from '../mail';
import type { AppError, ConnectionStatus, MessageDetail, Op, Result } from '../mail/types';
import { reconnectDelay } from '../net/reconnect';
import { Counting } from './counting';
import { isWorthRetrying } from './errors';
import { FolderWork } from './folder-work';
import { LOGOUT_TIMEOUT, MAX_CONNECTIONS, PROBE_AFTER_SILENCE, STEADY_AFTER } from './limits';
import type { Link } from './link';
import { Outbox } from './outbox';
import { Pool } from './pool';
import { Reads } from './reads';
import { fetchPart } from './tasks/fetch-part';
import { openMessage } from './tasks/open-message';
import type {
  CancelTimer,
  ModelView,
  OpenMessageOptions,
  PartRequest,
  Session,
  SessionEnvironment,
  SessionListener,
  SessionTarget,
  SignedIn,
  SignIn,
} from './types';
import { WatchedMailbox } from './watch';

export function createSession(env: SessionEnvironment, listener: SessionListener, view: ModelView): Session {
  return new AccountSession(env, listener, view);
}

type Phase = 'signed-out' | 'signing-in' | 'running' | 'ended';

const INBOX = toMailboxName('INBOX');
/** Mailboxes whose numbers are remembered after nobody shows them. */
const MAX_REMEMBERED = 30;
const STALL_PAUSE = 500;

class AccountSession implements Session {
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly view: ModelView;
  private readonly pool: Pool;
  private readonly outbox: Outbox;
  private readonly counting: Counting;
  private readonly reads: Reads;
  private readonly folderWork: FolderWork;
  private phase: Phase = 'signed-out';
  private credentials: SignIn | null = null;
  /** The mailbox of each tab, the latest wish last. */
  private readonly mailboxByTab = new Map<string, MailboxName>();
  private readonly mailboxes = new Map<MailboxName, WatchedMailbox>();
  private connecting = false;
  private attempt = 0;
  private liveSince = 0;
  private refusals = 0;
  private retryAt: number | null = null;
  private lastError: AppError | null = null;
  private cancelRetry: CancelTimer | null = null;
  private lastTold = '';

  constructor(env: SessionEnvironment, listener: SessionListener, view: ModelView) {
    this.env = env;
    this.listener = listener;
    this.view = view;
    this.pool = new Pool(env, {
      onUntagged: (link, event) => this.onUntagged(link, event),
      onSelected: (link, mailbox, info) => {
        const watched = this.mailboxes.get(mailbox);
        if (watched !== undefined) watched.opened(link, info);
      },
      onDeselected: (link, mailbox) => {
        this.followed(mailbox, link)?.closed();
        this.counting.onLeft(mailbox);
      },
      onMailboxFailed: (mailbox, error) => {
        listener.mailboxFailed(mailbox, error);
        // It may be gone or called otherwise: the folders tell.
        this.folderWork.relist();
      },
      onLost: (error) => this.onLost(error),
      onExtra: (link) => {
        this.greetServer(link);
        link.settle();
        this.pool.assign(this.wanted());
      },
      onRoom: () => {
        if (this.phase === 'running') this.pool.assign(this.wanted());
      },
      isFollowed: (mailbox, link) => this.followed(mailbox, link) !== null,
    });
    this.counting = new Counting(env, listener, this.pool, {
      folders: () => this.folderWork.entries,
      foreign: (link) => this.folderWork.foreign(link),
      onOtherFolders: () => this.folderWork.relist(),
    });
    this.reads = new Reads(env, this.pool, () => this.phase === 'running');
    this.outbox = new Outbox(
      listener,
      (mailbox) => this.pool.acquire(mailbox),
      (stalled) => this.onOutbox(stalled),
    );
    this.folderWork = new FolderWork(env, listener, {
      pool: this.pool,
      reads: this.reads,
      outbox: this.outbox,
      recount: (mailbox) => this.counting.recount(mailbox),
      quotaChanged: () => this.counting.quotaChanged(),
      onNames: (rename) => this.renameWatched(rename),
      assign: () => {
        if (this.phase === 'running') this.pool.assign(this.wanted());
      },
    });
  }

  prepare(target: SessionTarget): void {
    if (this.phase === 'signed-out' && this.env.online()) this.pool.prepare(target);
  }

  async signIn(request: SignIn): Promise<Result<SignedIn>> {
    if (this.phase !== 'signed-out') return { ok: false, error: { code: 'internal' } };
    this.phase = 'signing-in';
    this.tell();
    const result = await this.pool.signIn(request);
    if (this.phase !== 'signing-in') {
      // Signed out meanwhile.
      this.pool.closeAll();
      return { ok: false, error: { code: 'internal' } };
    }
    if (!result.ok) {
      this.phase = 'signed-out';
      this.lastTold = '';
      return result;
    }
    this.phase = 'running';
    this.credentials = request;
    const failed = await this.openAccount(result.value.link);
    if (failed !== null && this.folderWork.entries.length === 0) {
      this.end();
      this.phase = 'signed-out';
      return { ok: false, error: result.value.link.lostBecause ?? failed };
    }
    return { ok: true, value: result.value.signedIn };
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

  watch(tab: string, mailbox: MailboxName | null): void {
    const before = this.mailboxByTab.get(tab);
    if (before !== undefined && before !== mailbox) this.mailboxes.get(before)?.forgetTab(tab);
    this.mailboxByTab.delete(tab);
    if (mailbox !== null) {
      this.mailboxByTab.set(tab, mailbox);
      this.follow(mailbox);
    }
    if (this.phase === 'running') this.pool.assign(this.wanted());
  }

  wantRows(tab: string, mailbox: MailboxName, firstSeq: number, lastSeq: number): void {
    const watched = this.mailboxes.get(mailbox);
    if (watched === undefined) return;
    watched.want(tab, firstSeq, lastSeq);
    // More folders are shown than there are connections: the one somebody scrolls in gets its turn.
    if (watched.link === null && this.mailboxByTab.get(tab) === mailbox) this.watch(tab, mailbox);
  }

  openMessage(
    mailbox: MailboxName,
    uid: Uid,
    structure: BodyStructure | undefined,
    options: OpenMessageOptions,
  ): Promise<Result<MessageDetail>> {
    return this.reads.read(mailbox, (link) => openMessage(link, uid, structure, options));
  }

  fetchPart(
    mailbox: MailboxName,
    uid: Uid,
    part: PartRequest,
    onProgress: (loaded: number, total: number) => void,
  ): Promise<Result<Uint8Array>> {
    return this.reads.read(mailbox, (link) => fetchPart(link, uid, part, onProgress));
  }

  editFolder(request: FolderRequest): Promise<Result<MailboxName | null>> {
    if (this.phase !== 'running') return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.edit(request);
  }

  folderJob(
    job: FolderJob,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    if (this.phase !== 'running') return Promise.resolve({ ok: false, error: { code: 'offline' } });
    return this.folderWork.job(job, report, () => this.phase !== 'running' || isCancelled());
  }

  enqueue(op: Op): void {
    this.outbox.enqueue(op);
  }

  undo(opId: string): void {
    this.outbox.undo(opId);
  }

  refresh(mailbox: MailboxName): void {
    const watched = this.mailboxes.get(mailbox);
    watched?.reopen();
  }

  pageState(visible: boolean, online: boolean): void {
    if (this.phase !== 'running') return;
    if (visible || !online) this.pool.probe(PROBE_AFTER_SILENCE);
    if (this.pool.ready.length === 0) {
      if (online) this.reconnectNow();
      else this.scheduleRetry(this.lastError);
    } else if (visible) {
      this.counting.soon();
      this.folderWork.freshen();
    }
    this.tell();
  }

  reconnectNow(): void {
    if (this.phase !== 'running' || this.connecting || this.pool.ready.length > 0) return;
    this.attempt = 0;
    void this.connect();
  }

  /** The flight after sign-in: everything the first screen needs, at once. Resolves when the folders were told. */
  private async openAccount(link: Link): Promise<AppError | null> {
    this.greetServer(link);
    const listed = this.folderWork.list(link).then((outcome) => (outcome.ok ? null : outcome.error));
    const first = this.wanted()[0] ?? INBOX;
    this.follow(first);
    link.home = first;
    this.pool.assign([first, ...this.wanted().filter((mailbox) => mailbox !== first)]);
    link.settle();
    this.liveSince = this.env.now();
    this.refusals = 0;
    this.retryAt = null;
    this.lastError = null;
    this.outbox.resume();
    this.tell();
    this.reads.wake();
    return listed;
  }

  /** Capabilities that changed by signing in, extensions, and who we are (some servers refuse SELECT before ID). */
  private greetServer(link: Link): void {
    const ignore = (): void => undefined;
    if (!link.driver.knowsCapabilities) link.send(capability(), ignore);
    if (link.driver.has('ENABLE') && link.driver.has('CONDSTORE')) link.send(enable(['CONDSTORE']), ignore);
    if (link.driver.has('ID')) link.send(id(IDENTITY), ignore);
  }

  private async connect(): Promise<void> {
    const credentials = this.credentials;
    if (this.connecting || credentials === null) return;
    this.connecting = true;
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.retryAt = this.env.now();
    this.tell();
    const result = await this.pool.signIn(credentials);
    this.connecting = false;
    if (this.phase !== 'running') {
      if (result.ok) result.value.link.close(null);
      return;
    }
    if (result.ok) {
      await this.openAccount(result.value.link);
      this.counting.soon();
      return;
    }
    const { error } = result;
    if (error.code === 'wrong-password') this.refusals += 1;
    if (error.code === 'wrong-password' ? this.refusals > 1 : isCredentialError(error)) {
      this.giveUp(error);
      return;
    }
    this.attempt += 1;
    this.scheduleRetry(error);
  }

  private onUntagged(link: Link, event: UntaggedEvent): void {
    if (event.kind === 'status') this.counting.onStatus(event);
    else if (event.kind === 'list' && !event.lsub) this.folderWork.onListed(event.entry);
    else if (event.kind === 'status-response' && event.code?.kind === 'other') {
      if (event.code.name === 'NOTIFICATIONOVERFLOW') this.counting.onOverflow(link);
    } else if (link.selected !== null) this.followed(link.selected, link)?.untagged(event);
  }

  private onLost(error: AppError | null): void {
    if (this.phase !== 'running') return;
    if (this.pool.ready.length > 0) {
      // It may have been the one that told of the folders.
      this.counting.soon();
      return;
    }
    // A connection that did not last is no success: the waits go on growing.
    this.attempt = this.env.now() - this.liveSince >= STEADY_AFTER ? 0 : this.attempt + 1;
    this.scheduleRetry(error);
  }

  private scheduleRetry(error: AppError | null): void {
    this.lastError = error;
    this.cancelRetry?.();
    if (this.connecting) return;
    const seconds = error?.values?.['seconds'];
    const jitter = (this.env.random(1)[0] ?? 128) / 256;
    // While pages say offline, the network is tried once a minute all the same: they are not always right.
    const attempt = this.env.online() ? this.attempt : MINUTE_STEP;
    const delay = reconnectDelay(error !== null && !isWorthRetrying(error) ? MINUTE_STEP : attempt, jitter, {
      draining: error?.code === 'bridge-draining',
      ...(typeof seconds === 'number' ? { atLeastMs: seconds * 1_000 } : {}),
    });
    this.retryAt = this.env.now() + delay;
    this.cancelRetry = this.env.setTimer(delay, () => void this.connect());
    this.tell();
  }

  private giveUp(error: AppError): void {
    this.outbox.stop();
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
    this.folderWork.stop();
    this.cancelRetry?.();
    this.cancelRetry = null;
  }

  private onOutbox(stalled: boolean): void {
    this.tell();
    // A single connection went while others live: go on over one of those.
    if (stalled && this.pool.ready.length > 0) this.env.setTimer(STALL_PAUSE, () => this.outbox.resume());
  }

  /** Wanted mailboxes, the most recently wanted first. */
  private wanted(): readonly MailboxName[] {
    const wanted = [...this.mailboxByTab.values()].reverse();
    return [...new Set(wanted)]
      .filter((mailbox) => !this.folderWork.isLeaving(mailbox))
      .slice(0, MAX_CONNECTIONS);
  }

  /** Folders have other names, or are gone: what tabs show goes with them. */
  private renameWatched(rename: (mailbox: MailboxName) => MailboxName | null): void {
    for (const [tab, mailbox] of this.mailboxByTab) {
      const name = rename(mailbox);
      if (name === mailbox) continue;
      if (name === null) {
        this.mailboxByTab.delete(tab);
      } else {
        this.mailboxByTab.set(tab, name);
        this.follow(name);
      }
    }
    for (const mailbox of this.mailboxes.keys()) {
      if (rename(mailbox) !== mailbox) this.mailboxes.delete(mailbox);
    }
  }

  private follow(mailbox: MailboxName): void {
    if (this.mailboxes.has(mailbox)) return;
    const watched = new WatchedMailbox(mailbox, this.listener, this.view, {
      onRows: () => {
        this.counting.onRows();
      },
      onBlindFlags: () => this.counting.recount(mailbox),
      onUidValidity: (name, uidValidity) => this.outbox.onUidValidity(name, uidValidity),
      onFault: (fault) => this.env.log('error', `${mailbox}: ${fault}`),
    });
    this.mailboxes.set(mailbox, watched);
    for (const [name, old] of this.mailboxes) {
      if (this.mailboxes.size <= MAX_REMEMBERED) break;
      if (old.link === null && ![...this.mailboxByTab.values()].includes(name)) this.mailboxes.delete(name);
    }
  }

  private followed(mailbox: MailboxName, link: Link): WatchedMailbox | null {
    const watched = this.mailboxes.get(mailbox);
    return watched !== undefined && watched.link === link ? watched : null;
  }

  private tell(): void {
    const status = this.status();
    const key = JSON.stringify(status);
    if (key === this.lastTold) return;
    this.lastTold = key;
    this.listener.connection(status);
  }

  private status(): ConnectionStatus {
    const queued = this.outbox.size;
    if (this.phase === 'signed-out' || this.phase === 'ended') return { kind: 'signed-out', error: null };
    if (this.phase === 'signing-in') return { kind: 'connecting' };
    const main = this.pool.main;
    if (main !== null) return { kind: 'live', roundTripMs: main.driver.roundTripMs, queued };
    if (!this.env.online()) return { kind: 'offline', queued };
    return { kind: 'reconnecting', at: this.retryAt ?? this.env.now(), queued, error: this.lastError };
  }
}

/** Errors that another try with the same credentials cannot cure. */
function isCredentialError(error: AppError): boolean {
  return (
    error.code === 'server-signature' || error.code === 'login-disabled' || error.code === 'no-mechanism'
  );
}

const MINUTE_STEP = 6;
const IDENTITY: ReadonlyMap<string, string> = new Map([
  ['name', 'Tagline'],
  ['version', '0.1.0'],
  ['vendor', 'Tagline'],
]);
