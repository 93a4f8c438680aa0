/**
 * The page's side of the port: what components ask for, the page's model, ops that show in the frame of the click. The line
 * to the engine is `PageLine`; inert until `start`, so that prerendering may make one.
 */
import type { MailboxName } from '../imap/types';
import { assertNever, type AccountId, type AppError, type Op, type OpInput } from '../mail';
import type { ClientPlatform } from './client-platform';
import { AppFailure, type SiteConfig } from './config';
import type { EngineClient, EngineStatus } from './engine-client';
import { OVERLAY_GRACE_MS, PREFETCH_WINDOWS } from './limits';
import { AheadDesk } from './page-ahead';
import { DeviceDesk } from './page-device';
import { EverywhereDesk } from './page-everywhere';
import { FolderDesk, type PageFolders } from './page-folders';
import { PageFrames } from './page-frames';
import { PageLine, type PageLineSaid } from './page-line';
import { PageModel, type NewMail } from './page-model';
import { PageNews } from './page-news';
import { NoticeDesk } from './page-notices';
import { pageQuestions, type Ask } from './page-questions';
import { PageSignIns } from './page-sign-ins';
import type { Touched } from './page-touched';
import { TransferDesk, type PageTransfer } from './page-transfer';
import { PageViews } from './page-views';
import { PageWatch } from './page-watch';
import { PageWire } from './page-wire';
import type { AccountSnapshot, PageMessage, ServerTarget } from './port';
import { StandingOps } from './standing-ops';

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
    welcomed: (message, isFirst) => this.#signIns.welcome(message, isFirst),
    said: (message) => this.#receive(message),
    woke: () => this.#signIns.tryNow(),
    restarted: () => {
      this.#news.forget();
      this.#setStatus('starting');
      this.#frames.flush();
    },
    failed: (error) => {
      this.#setStatus({ error });
      this.#frames.flush();
    },
  });
  readonly #ask: Ask = (request, onProgress, signal) => this.#line.request(request, onProgress, signal);
  readonly #frames = new PageFrames({
    schedule: () => this.#platform?.schedule,
    drain: () => this.#news.drain(),
  });
  readonly wire = new PageWire(
    (message) => this.#post(message),
    (fn) => this.#platform?.schedule(fn),
  );
  #model = this.#newModel();
  readonly #standing = new StandingOps(() => this.#model.ops.recent());
  readonly everywhere = new EverywhereDesk({
    post: (message) => this.#post(message),
    touch: (account) => {
      this.#frames.touch({ kind: 'everywhere', account });
      this.#frames.ask();
    },
    ops: (account) => this.#standing.of(account).ops,
  });
  readonly folderDesk: PageFolders = new FolderDesk(
    this.#ask,
    (message) => this.#post(message),
    this.#model,
    () => this.#newId(),
    () => {
      this.#news.drain();
      this.#frames.flush();
    },
  );
  readonly notices = new NoticeDesk((message) => this.#post(message));
  readonly ahead = new AheadDesk((message) => this.#post(message));
  readonly transfer: PageTransfer = new TransferDesk(
    this.#ask,
    (message) => this.#post(message),
    () => this.#newId(),
  );
  readonly device = new DeviceDesk(
    () => this.#platform?.storage ?? null,
    this.#ask,
    () => Date.now(),
  );
  readonly #watch = new PageWatch({
    isSignedIn: (account) => this.#signIns.has(account),
    tell: (account, mailbox) => this.#post({ kind: 'watch', account, mailbox }),
    watched: (account, mailbox) => {
      this.#model.list(account, mailbox).rewatch();
      this.#news.askRows(account, mailbox);
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
  readonly #news = new PageNews({
    model: () => this.#model,
    watch: this.#watch,
    views: this.#views,
    post: (message) => this.#post(message),
    // What waits for a server out of reach is to last.
    waits: () => this.device.lasts(),
    gone: (account) => this.#signIns.gone(account),
  });
  readonly #signIns: PageSignIns = new PageSignIns({
    platform: () => this.#platform,
    model: () => this.#model,
    watch: this.#watch,
    device: this.device,
    ask: this.#ask,
    post: (message) => this.#post(message),
    current: () => this.#line.current(),
    status: () => this.#status,
    setStatus: (status) => this.#setStatus(status),
    drain: () => this.#news.drain(),
    flush: () => this.#frames.flush(),
    show: () => this.#frames.ask(),
  });
  readonly #questions = pageQuestions(this.#ask);
  readonly connection: EngineClient['connection'] = (account) => this.#model.connection(account);
  readonly folders: EngineClient['folders'] = (account) => this.#model.folders(account);
  readonly list: EngineClient['list'] = (account, mailbox, view) =>
    this.#model.listSnapshot(account, mailbox, view);
  readonly showView: EngineClient['showView'] = (account, mailbox, key, view) =>
    this.#views.show(account, mailbox, key, view);
  readonly recentOps: EngineClient['recentOps'] = () => this.#model.ops.recent();
  readonly standingOps: EngineClient['standingOps'] = (account) => this.#standing.of(account);
  readonly subscribe: EngineClient['subscribe'] = (listener) => this.#frames.subscribe(listener);
  readonly start: EngineClient['start'] = (platform) => this.#line.start(platform);
  readonly signIn: EngineClient['signIn'] = (request, kept = false) => this.#signIns.signIn(request, kept);
  readonly keep: EngineClient['keep'] = (account, kept) => this.#signIns.keep(account, kept);
  readonly signOut: EngineClient['signOut'] = (account) => this.#signIns.signOut(account);
  readonly watch: EngineClient['watch'] = (account, mailbox) => this.#watch.watch(account, mailbox);
  readonly openMessage = this.#questions.openMessage;
  readonly related = this.#questions.related;
  readonly folderDates = this.#questions.folderDates;
  readonly findDate = this.#questions.findDate;
  readonly threads = this.#questions.threads;
  readonly fetchPart = this.#questions.fetchPart;
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

  loadConfig(): Promise<SiteConfig> {
    return this.#platform?.loadConfig() ?? Promise.reject(new AppFailure({ code: 'internal' }));
  }

  prepare(server: ServerTarget): void {
    this.#post({ kind: 'prepare', server });
  }

  get canKeep(): boolean {
    return this.#signIns.canKeep;
  }

  wantRows(account: AccountId, mailbox: MailboxName, first: number, last: number, view = ''): void {
    if (view !== '') return this.#views.want(account, mailbox, view, first, last);
    this.#model.list(account, mailbox).want(first, last, this.ahead.isOn ? PREFETCH_WINDOWS : 0);
    this.#news.askRows(account, mailbox);
  }

  dispatch(input: Omit<OpInput, 'id'>): Op {
    this.#news.drain();
    const op = this.#model.ops.dispatch({ ...input, id: this.#newId() });
    // Nothing to change: it is done before it was sent.
    if (op.uids.length === 0)
      this.#model.apply(op.account, { kind: 'op', op, state: { kind: 'done', moved: [] } });
    else this.#post({ kind: 'op', op });
    this.#frames.flush();
    return op;
  }

  undo(opId: string): void {
    this.#news.drain();
    const op = this.#model.ops.undo(opId);
    if (!op || op.uids.length === 0) return;
    this.#post({ kind: 'undo', account: op.account, opId });
    this.#frames.flush();
  }

  reconnect(account: AccountId): void {
    this.#signIns.reconnect(account);
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
      if (touched.kind !== 'ops') return;
      this.#standing.changed();
      this.everywhere.opsChanged();
    };
    return new PageModel(touch, {
      told: (account, order, state) => this.everywhere.jobTold(account, order, state),
      opTold: (op, state) => {
        if (this.#standing.told(op, state)) this.everywhere.returned(op.account);
      },
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
        if (!this.#news.told(message)) return this.#frames.ask();
        this.#news.drain();
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

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    this.#frames.touch({ kind: 'status' });
    this.#frames.ask();
  }

  #post(message: PageMessage): void {
    this.#line.post(message);
  }
}
