/** A browser of some tabs and one engine, without a browser: ports, locks, vault and clock are the test's. */
import { createEngineClient, type EngineClient } from '../../../lib/engine';
import type { ClientPlatform, PageEvents } from '../../../lib/engine/client-platform';
import { createEngineHost } from '../../../lib/engine/host';
import type { EngineMessage, PageMessage } from '../../../lib/engine/port';
import type { EngineLink, LinkHandlers, PortLike } from '../../../lib/engine/port-like';
import type { DeviceStorage } from '../../../lib/engine/page-device';
import type { Vault } from '../../../lib/engine/seal';
import { createMemoryStore, type StoreTrouble } from '../../../lib/store';
import { FakeSession } from './fake-session';
import { settle, VirtualClock, type ana } from './virtual';

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
          // A port is moved, not copied.
          const copy = message.kind === 'index' ? message : structuredClone(message);
          queueMicrotask(() => toEngine(copy));
        },
        carriesPorts: true,
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
  /** The clock on the wall was set back by so much. */
  setBackMs: number;
  readonly sessions: FakeSession[];
  readonly session: FakeSession;
  /** Times the parser was told to forget. */
  readonly forgotten: number;
  /** The store says that less is kept than was asked for. */
  readonly trouble: (account: string, trouble: StoreTrouble) => void;
  /** Runs whenever the store has dropped an account. */
  onDrop: () => void;
  readonly prepareSession: { signInResult?: FakeSession['signInResult'] };
  openTab(options?: {
    session?: string;
    vault?: Vault | null;
    storage?: DeviceStorage;
    build?: string;
    visible?: boolean;
    reopened?: boolean;
    shown?: ClientPlatform['shown'];
  }): Promise<TestTab>;
}

export function createWorld(): World {
  const clock = new VirtualClock();
  const wall = { setBackMs: 0 };
  let forgotten = 0;
  const sessions: FakeSession[] = [];
  const prepareSession: World['prepareSession'] = {};
  const lockReleases = new Map<string, () => void>();
  const lockEnds = new Map<string, Promise<void>>();
  const store = createMemoryStore();
  const troubled = {
    tell: (_account: string, _trouble: StoreTrouble): void => undefined,
    onDrop: (): void => undefined,
  };
  const host = createEngineHost({
    build: 'b1',
    createSession: ({ listener, view, keeper }) => {
      const session = new FakeSession(listener, view, keeper);
      if (prepareSession.signInResult) session.signInResult = prepareSession.signInResult;
      sessions.push(session);
      return session;
    },
    store: {
      ...store,
      dropAccount: async (...of) => {
        await store.dropAccount(...of);
        troubled.onDrop();
      },
    },
    onStoreTrouble: (listener) => {
      troubled.tell = listener;
    },
    forgetStrings: () => void (forgotten += 1),
    setTimer: clock.setTimer,
    now: () => clock.now,
    aheadOfWallMs: () => wall.setBackMs,
    schedule: queueMicrotask,
    awaitTabEnd: (tab) => lockEnds.get(tab) ?? Promise.resolve(),
  });
  let tabs = 0;
  return {
    clock,
    get setBackMs() {
      return wall.setBackMs;
    },
    set setBackMs(ms) {
      wall.setBackMs = ms;
    },
    sessions,
    prepareSession,
    trouble: (account, trouble) => troubled.tell(account, trouble),
    get onDrop() {
      return troubled.onDrop;
    },
    set onDrop(act) {
      troubled.onDrop = act;
    },
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
      storage,
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
        ...(storage === undefined ? {} : { storage }),
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
  /** Whose tabs had been closed. */
  readonly ended: string[];
} {
  const ended: string[] = [];
  const forms = new Map<string, string>();
  const forgotten: string[] = [];
  return {
    forms,
    forgotten,
    ended,
    onRenewed: () => undefined,
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
    end: (account) => {
      ended.push(account);
      forms.delete(account);
      return Promise.resolve();
    },
    forget: (account) => {
      forgotten.push(account);
      forms.delete(account);
      return Promise.resolve();
    },
  };
}
