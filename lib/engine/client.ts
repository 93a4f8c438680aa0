/**
 * The page's side of the port: what components ask for, the page's model, ops that show in the frame of the click. The line
 * to the engine is `PageLine`; inert until `start`, so that prerendering may make one.
 */
import { toMailboxName, type MailboxName, type Uid } from '../imap/types';
import {
  assertNever,
  type AccountId,
  type AppError,
  type ConnectionStatus,
  type Folder,
  type MailView,
  type MessageDetail,
  type Op,
  type OpInput,
  type Result,
  type RelatedMessages,
} from '../mail';
import type { RelatedRequest } from './related';
import type { ServerThreads } from './conversation-list';
import type { ClientPlatform } from './client-platform';
import { AppFailure, type SiteConfig } from './config';
import type { FolderDates } from './dates';
import type { EngineClient, EngineStatus, FetchPartOptions } from './engine-client';
import { OVERLAY_GRACE_MS, PREFETCH_WINDOWS } from './limits';
import { PageFrames } from './page-frames';
import type { MessageListSnapshot } from './page-list';
import { DeviceDesk } from './page-device';
import { PageLine, type PageLineSaid } from './page-line';
import { PageModel, type NewMail } from './page-model';
import type { RecentOp } from './page-ops';
import type { Touched } from './page-touched';
import { EverywhereDesk } from './page-everywhere';
import { FolderDesk, type PageFolders } from './page-folders';
import { AheadDesk } from './page-ahead';
import { NoticeDesk } from './page-notices';
import { fetchBlob } from './page-part';
import { PageReload } from './page-reload';
import { TransferDesk, type PageTransfer } from './page-transfer';
import { PageViews } from './page-views';
import { PageWatch } from './page-watch';
import { PageWire } from './page-wire';
import type {
  AccountSnapshot,
  Change,
  EngineMessage,
  EngineReplies,
  EngineRequest,
  PageMessage,
  ServerTarget,
  SignInRequest,
} from './port';
import type { Progress } from './requests';

const INBOX = toMailboxName('INBOX');

export const createEngineClient = (): EngineClient => new Client();

class Client implements EngineClient {
  readonly #line = new PageLine({
    starting: () => this.#setStatus('starting'),
    greeting: () => {
      this.#watch.forgetTold();
      this.everywhere.forgetTold();
    },
    greeted: () => {
      this.wire.again();
      this.notices.again();
      this.ahead.again();
    },
    welcomed: (message, isFirst) => this.#welcome(message, isFirst),
    said: (message) => this.#receive(message),
    woke: () => this.#reload.tryNow(),
    restarted: () => {
      this.#waiting.length = 0;
      this.#setStatus('starting');
      this.#frames.flush();
    },
    failed: (error) => {
      this.#setStatus({ error });
      this.#frames.flush();
    },
  });
  readonly #frames = new PageFrames({
    schedule: () => this.#platform?.schedule,
    drain: () => this.#drain(),
  });
  readonly wire = new PageWire(
    (message) => this.#post(message),
    (fn) => this.#platform?.schedule(fn),
  );
  readonly #waiting: (readonly [AccountId, readonly Change[]])[] = [];
  #model = this.#newModel();
  readonly everywhere = new EverywhereDesk({
    post: (message) => this.#post(message),
    touch: (account) => {
      this.#frames.touch({ kind: 'everywhere', account });
      this.#frames.ask();
    },
    ops: () => this.#model.ops.recent(),
  });
  readonly folderDesk: PageFolders = new FolderDesk(
    (request, onProgress) => this.#request(request, onProgress),
    (message) => this.#post(message),
    this.#model,
    () => this.#newId(),
    () => {
      this.#drain();
      this.#frames.flush();
    },
  );
  readonly notices = new NoticeDesk((message) => this.#post(message));
  readonly ahead = new AheadDesk((message) => this.#post(message));
  readonly transfer: PageTransfer = new TransferDesk(
    (request, onProgress) => this.#request(request, onProgress),
    (message) => this.#post(message),
    () => this.#newId(),
  );
  readonly device = new DeviceDesk(
    () => this.#platform?.storage ?? null,
    (request) => this.#request(request),
    () => Date.now(),
  );
  readonly #watch = new PageWatch({
    isSignedIn: (account) => this.#isSignedIn(account),
    tell: (account, mailbox) => this.#post({ kind: 'watch', account, mailbox }),
    watched: (account, mailbox) => {
      this.#model.list(account, mailbox).rewatch();
      this.#askRows(account, mailbox);
      this.#views.watched(account, mailbox);
      this.everywhere.watched(account);
    },
  });
  readonly #views = new PageViews({
    model: () => this.#model,
    isWatched: (account, mailbox) => this.#watch.isTold(account, mailbox),
    post: (message) => this.#post(message),
    flush: () => this.#frames.ask(),
  });
  readonly #reload = new PageReload({
    vault: () => this.#platform?.vault ?? null,
    resume: (signIn, mailbox, kept) =>
      this.#request<'sign-in'>({ kind: 'sign-in', signIn, resume: true, mailbox, kept }),
    hold: (who, mailbox) => this.#request<'hold'>({ kind: 'hold', who, mailbox }),
    expire: (account) => this.#request<'expire'>({ kind: 'expire', account }),
    itemKey: (account, key) => this.#post({ kind: 'item-key', account, key }),
    reseal: (name, before, now) => this.#post({ kind: 'reseal', name, before, now }),
    shown: (account, isFirst) => this.#platform?.shown?.(account, isFirst) ?? null,
    isSignedIn: (account) => this.#isSignedIn(account),
    signedIn: (snapshot) => {
      this.#added(snapshot);
      this.#frames.flush();
    },
    failed: (reason) => {
      this.#model.notSignedIn(reason);
      this.#frames.ask();
    },
    isReopened: () => this.#platform?.reopened ?? false,
    setTimer: (ms, fn) => void this.#platform?.setTimer(ms, fn),
    sealed: (account, sealed) => this.#post({ kind: 'sealed', account, sealed }),
  });
  #status: EngineStatus = 'starting';
  #nextOp = 1;

  get status(): EngineStatus {
    return this.#status;
  }

  get accounts(): readonly AccountSnapshot[] {
    return this.#model.accounts;
  }

  get newMail(): NewMail | null {
    return this.#model.newMail;
  }

  get signOutReason(): AppError | null {
    return this.#model.signOutReason;
  }

  connection(account: AccountId): ConnectionStatus {
    return this.#model.connection(account);
  }

  folders(account: AccountId): readonly Folder[] {
    return this.#model.folders(account);
  }

  list(account: AccountId, mailbox: MailboxName, view = ''): MessageListSnapshot {
    return this.#model.listSnapshot(account, mailbox, view);
  }

  showView(account: AccountId, mailbox: MailboxName, key: string, view: MailView): () => void {
    return this.#views.show(account, mailbox, key, view);
  }

  recentOps(): readonly RecentOp[] {
    return this.#model.ops.recent();
  }

  subscribe(listener: (touched: readonly Touched[]) => void): () => void {
    return this.#frames.subscribe(listener);
  }

  start(platform: ClientPlatform): () => void {
    return this.#line.start(platform);
  }

  loadConfig(): Promise<SiteConfig> {
    return this.#platform?.loadConfig() ?? Promise.reject(new AppFailure({ code: 'internal' }));
  }

  prepare(server: ServerTarget): void {
    this.#post({ kind: 'prepare', server });
  }

  get canKeep(): boolean {
    return (this.#platform?.vault?.device ?? null) !== null;
  }

  async signIn(request: SignInRequest, kept = false): Promise<Result<AccountSnapshot>> {
    const result = await this.#request<'sign-in'>({ kind: 'sign-in', signIn: request, kept });
    if (!result.ok) return result;
    this.#added(result.value);
    this.#frames.flush();
    void this.#reload.seal(result.value.account, request, kept);
    if (kept) this.device.lasts();
    return result;
  }

  async keep(account: AccountId, kept: boolean): Promise<boolean> {
    if (!(await this.#reload.keep(account, kept))) return false;
    if (kept) this.device.lasts();
    return (await this.#request<'keep'>({ kind: 'keep', account, kept })).ok;
  }

  async signOut(account: AccountId): Promise<void> {
    // The form is gone at once, so that nothing brings the session back; the bridge may be slow to take its cookie.
    const forgotten = this.#platform?.vault?.forget(account);
    const result = await this.#request<'sign-out'>({ kind: 'sign-out', account });
    await forgotten;
    if (!result.ok || result.value === null) return;
    this.#model.notSignedIn({ code: result.value });
    this.#frames.ask();
  }

  watch(account: AccountId, mailbox: MailboxName): () => void {
    return this.#watch.watch(account, mailbox);
  }

  wantRows(account: AccountId, mailbox: MailboxName, first: number, last: number, view = ''): void {
    if (view !== '') return this.#views.want(account, mailbox, view, first, last);
    this.#model.list(account, mailbox).want(first, last, this.ahead.isOn ? PREFETCH_WINDOWS : 0);
    this.#askRows(account, mailbox);
  }

  openMessage(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    formatted: boolean,
    signal?: AbortSignal,
  ): Promise<Result<MessageDetail>> {
    const request = { kind: 'open-message', account, mailbox, uid, formatted } as const;
    return this.#request<'open-message'>(request, undefined, signal);
  }

  related(
    account: AccountId,
    request: RelatedRequest,
    signal?: AbortSignal,
  ): Promise<Result<RelatedMessages>> {
    return this.#request<'related'>({ kind: 'related', account, ...request }, undefined, signal);
  }

  folderDates(account: AccountId, mailbox: MailboxName): Promise<Result<FolderDates>> {
    return this.#request<'folder-dates'>({ kind: 'folder-dates', account, mailbox });
  }

  findDate(account: AccountId, mailbox: MailboxName, before: number): Promise<Result<number>> {
    return this.#request<'find-date'>({ kind: 'find-date', account, mailbox, before });
  }

  threads(
    account: AccountId,
    mailbox: MailboxName,
    onShare: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<Result<ServerThreads | null>> {
    const request = { kind: 'threads', account, mailbox } as const;
    return this.#request<'threads'>(request, (loaded, total) => onShare(loaded / Math.max(1, total)), signal);
  }

  fetchPart(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    section: string,
    options: FetchPartOptions = {},
  ): Promise<Result<Blob>> {
    return fetchBlob(
      (onProgress) =>
        this.#request<'fetch-part'>(
          { kind: 'fetch-part', account, mailbox, uid, section },
          onProgress,
          options.signal,
        ),
      options.onProgress,
    );
  }

  dispatch(input: Omit<OpInput, 'id'>): Op {
    this.#drain();
    const op = this.#model.ops.dispatch({ ...input, id: this.#newId() });
    // Nothing to change: it is done before it was sent.
    if (op.uids.length === 0)
      this.#model.apply(op.account, { kind: 'op', op, state: { kind: 'done', moved: [] } });
    else this.#post({ kind: 'op', op });
    this.#frames.flush();
    return op;
  }

  undo(opId: string): void {
    this.#drain();
    const op = this.#model.ops.undo(opId);
    if (!op || op.uids.length === 0) return;
    this.#post({ kind: 'undo', account: op.account, opId });
    this.#frames.flush();
  }

  reconnect(account: AccountId): void {
    if (this.#reload.isHeld(account)) this.#reload.tryNow();
    this.#post({ kind: 'reconnect', account });
  }

  reopen(account: AccountId, mailbox: MailboxName): void {
    this.#model.list(account, mailbox).rewatch();
    this.#frames.touch({ kind: 'list', account, mailbox });
    this.#post({ kind: 'reopen', account, mailbox });
    this.#frames.flush();
  }

  #newId(): string {
    return this.#platform?.newId() ?? `${this.#nextOp++}`;
  }

  #newModel(): PageModel {
    const touch = (touched: Touched): void => {
      this.#frames.touch(touched);
      if (touched.kind === 'ops') this.everywhere.opsChanged();
    };
    return new PageModel(touch, {
      opTold: (op, state) => this.everywhere.opTold(op, state),
      found: (account, { key, hits, state }) => this.everywhere.told(account, key, hits, state),
      settled: (op) => {
        // A list nobody is told of confirms nothing.
        if (!this.#watch.isTold(op.account, op.mailbox)) this.#model.ops.counted(op);
        this.#platform?.setTimer(OVERLAY_GRACE_MS, () => {
          this.#model.ops.liftSettled(op);
          this.#frames.ask();
        });
      },
      jobSettled: (id) => {
        this.#platform?.setTimer(OVERLAY_GRACE_MS, () => {
          this.#model.jobs.lift(id);
          this.#frames.ask();
        });
      },
      unknown: (op) => this.#post({ kind: 'op', op }),
    });
  }

  get #platform(): ClientPlatform | null {
    return this.#line.platform;
  }

  #receive(message: PageLineSaid): void {
    switch (message.kind) {
      case 'changes':
        this.#waiting.push([message.account, message.changes]);
        if (!this.#bringsFirstRows(message)) return this.#frames.ask();
        this.#drain();
        return this.#frames.flush();
      case 'wire':
        return this.wire.receive(message.update);
      case 'notices':
        return this.notices.receive(message);
      case 'log':
        return this.#platform?.log(message.level, message.text);
      default:
        return assertNever(message);
    }
  }

  /** Somebody waits for these: drawing them begins now, and not when the next frame does. */
  #bringsFirstRows({ account, changes }: Extract<EngineMessage, { kind: 'changes' }>): boolean {
    return changes.some(
      (change) =>
        change.kind === 'list' &&
        change.change.kind === 'rows' &&
        this.#watch.isTold(account, change.mailbox) &&
        this.#model.listSnapshot(account, change.mailbox).rowAt(0) === undefined,
    );
  }

  #welcome(message: Extract<EngineMessage, { kind: 'welcome' }>, first: boolean): void {
    const platform = this.#platform;
    if (!platform) return;
    this.#drain();
    this.#model.setAccounts(message.accounts);
    for (const { account, sealed } of message.accounts)
      if (sealed !== null) platform.vault?.keep(account, sealed);
    this.#watch.ask();
    if (first && message.accounts.length === 0) {
      // What the device keeps is known a moment later; until then nobody is asked who they are.
      if (platform.vault?.device || platform.vault?.kept().length) this.#setStatus('starting');
      void this.#resume();
    } else {
      if (first) {
        this.#reload.keepOnly(message.accounts);
        message.accounts.forEach(({ account }, i) => this.#watchAhead(account, i === 0));
      }
      this.#setStatus('ready');
    }
    this.#frames.flush();
  }

  /** After a reload that the engine did not outlive: signs in again with what the tab kept sealed. */
  async #resume(): Promise<void> {
    const current = this.#line.current();
    await this.#reload.resume(current);
    if (!current() || typeof this.#status === 'object') return;
    this.#setStatus('ready');
    this.#frames.flush();
  }

  #isSignedIn(account: AccountId): boolean {
    return this.#model.accounts.some((one) => one.account === account);
  }

  #added(snapshot: AccountSnapshot): void {
    this.#drain();
    this.#model.addAccount(snapshot);
    this.#watch.ask();
    this.#watchAhead(snapshot.account, this.#model.accounts[0]?.account === snapshot.account);
  }

  /** Its screen comes with the next draw, and shows the folder the address names, or the inbox. */
  #watchAhead(account: AccountId, isFirst: boolean): void {
    const shown = this.#platform?.shown;
    if (shown) this.#watch.ahead(account, shown(account, isFirst) ?? INBOX);
  }

  #request<Kind extends keyof EngineReplies>(
    request: Extract<EngineRequest, { kind: Kind }>,
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<Result<EngineReplies[Kind]>> {
    return this.#line.request<Kind>(request, onProgress, signal);
  }

  #askRows(account: AccountId, mailbox: MailboxName): void {
    if (!this.#watch.isTold(account, mailbox)) return;
    const ask = this.#model.list(account, mailbox).nextAsk();
    if (ask) this.#post({ kind: 'want-rows', account, mailbox, ...ask });
  }

  /** Applies what the engine told since the last frame, in order. */
  #drain(): void {
    for (const [account, changes] of this.#waiting.splice(0)) {
      for (const change of changes) {
        this.#model.apply(account, change);
        // What waits for a server out of reach is to last.
        if (change.kind === 'connection' && waits(change.status)) this.device.lasts();
        if (change.kind !== 'signed-out') continue;
        this.#platform?.vault?.drop(account);
        void this.#platform?.vault?.device?.drop(account).catch(() => undefined);
        this.#watch.forgetTold(account);
      }
    }
    for (const list of this.#model.lists()) {
      list.trim();
      this.#askRows(list.account, list.mailbox);
    }
    this.#views.askRows();
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    this.#frames.touch({ kind: 'status' });
    this.#frames.ask();
  }

  #post(message: PageMessage): void {
    this.#line.post(message);
  }
}

const waits = (status: ConnectionStatus): boolean =>
  (status.kind === 'offline' || status.kind === 'reconnecting') && status.queued > 0;
