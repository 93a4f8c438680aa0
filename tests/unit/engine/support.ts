import {
  numberSetOf,
  toMailboxName,
  type FetchItems,
  type MailboxName,
  type Uid,
  type UidValidity,
} from '../../../lib/imap';
import { createEngineClient, type EngineClient, type ServerTarget } from '../../../lib/engine';
import type { ClientPlatform, PageEvents } from '../../../lib/engine/client-platform';
import { createEngineHost } from '../../../lib/engine/host';
import type { EngineMessage, PageMessage } from '../../../lib/engine/port';
import type { EngineLink, LinkHandlers, PortLike } from '../../../lib/engine/port-like';
import type { Vault } from '../../../lib/engine/seal';
import type {
  ChosenSet,
  JobOrder,
  FolderJobResult,
  FolderRequest,
  MessageDetail,
  Op,
  Result,
} from '../../../lib/mail';
import type {
  WaitingWork,
  ModelView,
  PictureNumbers,
  Session,
  SessionListener,
  SignedIn,
  WorkKeeper,
} from '../../../lib/session';
import type { PartSink } from '../../../lib/session/types';
import { RAW_PIECE } from '../../../lib/session/limits';
import type { NewMessage, TransferWork } from '../../../lib/session/transfer';
import { createMemoryStore } from '../../../lib/store';

export const INBOX = toMailboxName('INBOX');
export const server: ServerTarget = {
  id: 'default',
  name: 'mail.example.org',
  target: 'default',
  tls: 'implicit',
  security: 'tls',
};
export const password = 'correct horse';
export const ana = { server, user: 'ana@example.org', password };
export const anaId = 'default:ana@example.org';

/** Lets everything run that waits for nothing but microtasks. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

export class VirtualClock {
  now = 0;
  #timers: { at: number; fn: () => void }[] = [];

  readonly setTimer = (ms: number, fn: () => void): (() => void) => {
    const timer = { at: this.now + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.now = next.at;
      this.#timers = this.#timers.filter((other) => other !== next);
      next.fn();
      await settle();
    }
    this.now = end;
  }
}

/** A session that does nothing of itself: tests speak through `listener`. */
export class FakeSession implements Session {
  readonly listener: SessionListener;
  readonly view: ModelView;
  readonly keeper: WorkKeeper;
  readonly calls: string[] = [];
  readonly ops: Op[] = [];
  /** What it says it has to do. */
  waiting: WaitingWork = { ops: [], jobs: [] };
  readonly takenUp: (readonly [account: string, items: readonly unknown[]])[] = [];
  signInResult: Result<SignedIn> = {
    ok: true,
    value: { mechanism: 'SCRAM-SHA-256', passwordSent: false, capabilities: [] },
  };
  readonly lookup: Session['lookup'] = {
    find: () => ({ result: Promise.resolve({ ok: true, value: null }), cancel: () => undefined }),
    rows: () => Promise.resolve({ ok: true, value: [] }),
  };
  readonly ahead: Session['ahead'] = {
    isFree: false,
    open: () => Promise.resolve(null),
    message: () => Promise.resolve(null),
  };
  openResult: Result<MessageDetail> = { ok: false, error: { code: 'message-missing' } };

  constructor(listener: SessionListener, view: ModelView, keeper: WorkKeeper) {
    this.listener = listener;
    this.view = view;
    this.keeper = keeper;
  }

  prepare(): void {
    this.calls.push('prepare');
  }
  async signIn(): Promise<Result<SignedIn>> {
    this.calls.push('signIn');
    await Promise.resolve();
    if (this.signInResult.ok) this.live();
    return this.signInResult;
  }
  resume(): void {
    this.calls.push('resume');
    void settle().then(() => {
      if (this.signInResult.ok) this.live();
      else if (this.signInResult.error.code === 'wrong-password')
        this.listener.signedOut(this.signInResult.error);
      else
        this.listener.connection({ kind: 'reconnecting', at: 0, queued: 0, error: this.signInResult.error });
    });
  }
  hold(): void {
    this.calls.push('hold');
    this.listener.connection({ kind: 'offline', queued: 0 });
  }
  expire(): void {
    this.calls.push('expire');
    this.listener.signedOut({ code: 'device-expired' });
  }
  /** The server is there, or again. */
  live(): void {
    this.listener.folders([{ name: INBOX, delimiter: '/', attributes: [] }]);
    this.listener.connection({ kind: 'live', roundTripMs: 5, queued: 0 });
  }
  signOut(): Promise<void> {
    this.calls.push('signOut');
    this.listener.signedOut(null);
    return Promise.resolve();
  }
  watch(tab: string, mailbox: MailboxName | null, visible = true): void {
    this.calls.push(`watch ${tab} ${mailbox}${visible ? '' : ' unseen'}`);
  }
  wantRows(tab: string, mailbox: MailboxName, first: number, last: number): void {
    this.calls.push(`wantRows ${tab} ${mailbox} ${first}:${last}`);
  }
  remembered: PictureNumbers | null = null;
  remember(mailbox: MailboxName, numbers: PictureNumbers): boolean {
    this.calls.push(`remember ${mailbox} ${numbers.exists}`);
    this.remembered = numbers;
    return true;
  }
  /** Null: a sync is under way. */
  agreedNumbers: PictureNumbers | null = null;
  agreed(): PictureNumbers | null {
    return this.agreedNumbers;
  }
  openMessage(..._of: Parameters<Session['openMessage']>): Promise<Result<MessageDetail>> {
    this.calls.push('openMessage');
    return Promise.resolve(this.openResult);
  }
  fetchPart(
    _mailbox: MailboxName,
    _uid: number,
    part: { readonly section: string; readonly encoding: string },
    sink: PartSink,
  ): Promise<Result<number>> {
    this.calls.push(`fetchPart ${part.section} ${part.encoding}`);
    sink(new Uint8Array([1, 2]), 5, 10);
    sink(new Uint8Array([3]), 10, 10);
    return Promise.resolve({ ok: true, value: 3 });
  }
  enqueue(op: Op): void {
    this.ops.push(op);
  }
  takeUp(account: string, items: readonly unknown[]): void {
    this.takenUp.push([account, items]);
  }
  work(): WaitingWork {
    return this.waiting;
  }
  undo(opId: string): void {
    this.calls.push(`undo ${opId}`);
  }
  editFolder(request: FolderRequest): Promise<Result<MailboxName | null>> {
    this.calls.push(`editFolder ${JSON.stringify(request)}`);
    return Promise.resolve({ ok: true, value: null });
  }
  chooseSet(mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>> {
    this.calls.push(`chooseSet ${mailbox} ${of}`);
    return Promise.resolve({
      ok: true,
      value: { uidValidity: 7 as UidValidity, uids: [[1, 40]], count: 30, exact: true },
    });
  }
  async folderJob(
    { job }: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    this.calls.push(`folderJob ${job.mailbox} ${job.action.kind}`);
    for (let done = 0; done < 10; done += 1) {
      report(done, 10);
      await settle();
      if (isCancelled())
        return {
          ok: true,
          value: { done, total: 10, cancelled: true, failure: null, undo: null, rest: null },
        };
    }
    return {
      ok: true,
      value: { done: 10, total: 10, cancelled: false, failure: null, undo: null, rest: null },
    };
  }
  /** Messages of a folder for files, by UID; a test puts them here. */
  readonly raw = new Map<Uid, Uint8Array>();
  /** What it gives at once at most, and by how much the size it announces is wrong. */
  pieceOctets = Infinity;
  sizeError = 0;
  readonly appended: NewMessage[] = [];
  appendResult: (message: NewMessage) => Result<null> = () => ({ ok: true, value: null });
  /** What is read of an inbox nobody shows. */
  newsItems: readonly FetchItems[] = [];
  readonly transfer: TransferWork = {
    list: () =>
      Promise.resolve({
        ok: true,
        value: { uidValidity: 7 as UidValidity, set: numberSetOf([...this.raw.keys()]) },
      }),
    heads: (place, uids) => {
      this.calls.push(`heads ${place.mailbox} ${uids.length}`);
      const found = uids.filter((uid) => this.raw.has(uid));
      return Promise.resolve({
        ok: true,
        value: found.map((uid) => {
          const size = this.raw.get(uid)?.length ?? 0;
          return { uid, size, flags: ['\\Seen'], date: 0, sender: 'bo@example.com' };
        }),
      });
    },
    pieces: (_place, uids, from) => {
      this.calls.push(`pieces ${uids.join(',')} ${from}`);
      const found = uids.flatMap((uid) => {
        const whole = this.raw.get(uid);
        if (whole === undefined) return [];
        const most = Math.min(RAW_PIECE, this.pieceOctets);
        return [{ uid, bytes: whole.slice(from, from + most), size: whole.length + this.sizeError }];
      });
      return Promise.resolve({ ok: true, value: found });
    },
    appended: (mailbox) => void this.calls.push(`appended ${mailbox}`),
    news: (_mailbox, from, next) => {
      this.calls.push(`news ${from}:${next}`);
      return Promise.resolve({ ok: true, value: this.newsItems });
    },
    appender: (mailbox) => {
      this.calls.push(`appender ${mailbox}`);
      return (message) => {
        const result = this.appendResult(message);
        if (result.ok) this.appended.push(message);
        return Promise.resolve(result);
      };
    },
  };
  refresh(mailbox: MailboxName): void {
    this.calls.push(`refresh ${mailbox}`);
  }
  reopen(mailbox: MailboxName): void {
    this.calls.push(`reopen ${mailbox}`);
  }
  pageState(visible: boolean, online: boolean, woke = false): void {
    this.calls.push(`pageState ${visible} ${online}${woke ? ' woke' : ''}`);
  }
  reconnectNow(): void {
    this.calls.push('reconnectNow');
  }

  /** SELECT with `exists` messages of UIDs 1, 2, 3 ... */
  open(exists: number, uidValidity = 7): void {
    this.listener.mailboxOpened(INBOX, {
      uidValidity: uidValidity as UidValidity,
      uidNext: null,
      exists,
      highestModSeq: null,
      readOnly: false,
      permanentFlags: null,
      resumed: false,
    });
  }
}

/** Two ends that clone what they carry and deliver it in a later turn, as ports do. */
export function portPair(): {
  readonly engine: PortLike;
  link(handlers: LinkHandlers): EngineLink;
  posted: EngineMessage[];
} {
  let toEngine: (message: PageMessage) => void = () => undefined;
  let toPage: (message: EngineMessage) => void = () => undefined;
  const posted: EngineMessage[] = [];
  return {
    posted,
    engine: {
      post: (message) => {
        const copy = structuredClone(message);
        posted.push(copy);
        queueMicrotask(() => toPage(copy));
      },
      onMessage: (handler) => {
        toEngine = handler;
      },
    },
    link: ({ onMessage }) => {
      toPage = onMessage;
      return {
        post: (message) => {
          const copy = structuredClone(message);
          queueMicrotask(() => toEngine(copy));
        },
        close: () => {
          toPage = () => undefined;
        },
      };
    },
  };
}

export interface TestTab {
  readonly client: EngineClient;
  readonly posted: EngineMessage[];
  readonly events: PageEvents;
  readonly id: string;
  /** As when a browser kills the tab: no bye, the lock is free. */
  kill(): void;
  /** F5 or closing: bye, and the lock is free. */
  close(): void;
}

export interface World {
  readonly clock: VirtualClock;
  readonly sessions: FakeSession[];
  readonly session: FakeSession;
  /** Times the parser was told to forget. */
  readonly forgotten: number;
  readonly prepareSession: { signInResult?: FakeSession['signInResult'] };
  openTab(options?: {
    session?: string;
    vault?: Vault | null;
    build?: string;
    visible?: boolean;
    reopened?: boolean;
    shown?: ClientPlatform['shown'];
  }): Promise<TestTab>;
}

export function createWorld(): World {
  const clock = new VirtualClock();
  let forgotten = 0;
  const sessions: FakeSession[] = [];
  const prepareSession: World['prepareSession'] = {};
  const lockReleases = new Map<string, () => void>();
  const lockEnds = new Map<string, Promise<void>>();
  const host = createEngineHost({
    build: 'b1',
    createSession: ({ listener, view, keeper }) => {
      const session = new FakeSession(listener, view, keeper);
      if (prepareSession.signInResult) session.signInResult = prepareSession.signInResult;
      sessions.push(session);
      return session;
    },
    store: createMemoryStore(),
    forgetStrings: () => void (forgotten += 1),
    setTimer: clock.setTimer,
    now: () => clock.now,
    schedule: queueMicrotask,
    awaitTabEnd: (tab) => lockEnds.get(tab) ?? Promise.resolve(),
  });
  let tabs = 0;
  return {
    clock,
    sessions,
    prepareSession,
    get forgotten() {
      return forgotten;
    },
    get session() {
      const last = sessions.at(-1);
      if (!last) throw new Error('no session yet');
      return last;
    },
    openTab: async ({
      session = `s${tabs}`,
      vault = null,
      build = 'b1',
      visible = true,
      reopened = false,
      shown,
    } = {}) => {
      const id = `tab${tabs++}`;
      const pair = portPair();
      host.connect(pair.engine);
      let events: PageEvents | undefined;
      const release = (): void => lockReleases.get(id)?.();
      let counter = 0;
      const platform: ClientPlatform = {
        build,
        bridge: 'ws://localhost/bridge',
        openTab: () => {
          lockEnds.set(id, new Promise((resolve) => lockReleases.set(id, resolve)));
          return Promise.resolve(id);
        },
        session,
        reopened,
        ...(shown === undefined ? {} : { shown }),
        connect: (handlers) => pair.link(handlers),
        vault,
        loadConfig: () => Promise.reject(new Error('not here')),
        pageState: () => ({ visible, online: true }),
        listen: (given) => {
          events = given;
          return () => undefined;
        },
        schedule: queueMicrotask,
        setTimer: clock.setTimer,
        newId: () => `${id}-op${counter++}`,
        log: () => undefined,
      };
      const client = createEngineClient();
      const stop = client.start(platform);
      await settle();
      if (!events) throw new Error('the client listens to nothing');
      return {
        client,
        posted: pair.posted,
        events,
        id,
        kill: release,
        close: () => {
          stop();
          release();
        },
      };
    },
  };
}

/** A vault without cryptography: what it seals it can open. */
export function fakeVault(): { -readonly [K in keyof Vault]: Vault[K] } & {
  readonly forms: Map<string, string>;
  readonly forgotten: string[];
} {
  const forms = new Map<string, string>();
  const forgotten: string[] = [];
  return {
    forms,
    forgotten,
    seal: (account, request) => {
      const sealed = JSON.stringify(request);
      forms.set(account, sealed);
      return Promise.resolve(sealed);
    },
    open: (_account, sealed) => Promise.resolve(JSON.parse(sealed) as typeof ana),
    keep: (account, sealed) => void forms.set(account, sealed),
    kept: () => [...forms],
    drop: (account) => void forms.delete(account),
    itemKey: () => Promise.resolve(null),
    renew: () => Promise.resolve(true),
    device: null,
    forget: (account) => {
      forgotten.push(account);
      forms.delete(account);
      return Promise.resolve();
    },
  };
}
