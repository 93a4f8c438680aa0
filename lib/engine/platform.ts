/** What this browser and this origin offer, and the page's platform made of it. Called in effects only. */
import type { ClientPlatform, PageEvents } from './client-platform';
import { isReopened, noteLeaving, takeLeaving } from './closed-tab';
import { deviceStorage } from './device-storage';
import { createDeviceShelf } from './device-shelf';
import { fetchSiteConfig } from './config';
import { leaderLink, type ChannelLike } from './leader';
import { joinWorker, sharedWorkerLink, workerLink, type SharedWorkerLike, type WorkerLike } from './links';
import type { EngineLink, LinkHandlers } from './port-like';
import { createKeyStore, createRevoke, createShare } from './seal-parts';
import { createVault, toBase64Url, type Vault } from './seal';
import { lockedTab, tabLock } from './tab-lock';

/** What decides where the engine runs and whether a reload keeps one signed in. */
interface Features {
  /** WebCrypto; missing on plain http other than loopback. */
  readonly subtle: boolean;
  readonly locks: boolean;
  readonly sessionStorage: boolean;
  readonly indexedDb: boolean;
  readonly sharedWorker: boolean;
  readonly broadcastChannel: boolean;
}

function detectFeatures(): Features {
  return {
    subtle: globalThis.crypto?.subtle !== undefined,
    locks: typeof navigator !== 'undefined' && 'locks' in navigator,
    sessionStorage: tabStorage() !== null,
    indexedDb: typeof indexedDB !== 'undefined',
    sharedWorker: typeof SharedWorker !== 'undefined',
    broadcastChannel: typeof BroadcastChannel !== 'undefined',
  };
}

const LEADER_LOCK = 'tagline-leader';
const CHANNEL = 'tagline-engine';
const SESSION_KEY = 'tagline.session';
/** How long a change waits where no frame comes. */
const HIDDEN_FRAME_MS = 250;

/** The constructors stand here and nowhere else: bundlers find workers by this very form. */
const spawnShared = (): SharedWorkerLike =>
  new SharedWorker(new URL('./engine.shared-worker.ts', import.meta.url), {
    type: 'module',
    name: 'tagline-engine',
    extendedLifetime: true,
  });
const spawnOwn = (): WorkerLike =>
  new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'tagline-tab-engine' });

const spawnIndex = (): Worker =>
  new Worker(new URL('./text-index.worker.ts', import.meta.url), { type: 'module', name: 'tagline-words' });

export function browserPlatform(basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? ''): ClientPlatform {
  const features = detectFeatures();
  const newId = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  const log: ClientPlatform['log'] = (level, text) => reportToConsole(level, text);
  const tab = features.locks ? lockedTab(newId()) : newId();
  return {
    build: process.env.NEXT_PUBLIC_BUILD ?? 'development',
    bridge: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${basePath}/bridge`,
    openTab: () => (features.locks ? heldLock(tabLock(tab)).then(() => tab) : Promise.resolve(tab)),
    session: sessionToken(newId),
    reopened: isReopened({
      navigation: navigationType(),
      wasDiscarded: 'wasDiscarded' in document && document.wasDiscarded === true,
      leftAt: takeLeaving(tabStorage()),
      now: Date.now(),
    }),
    connect: (handlers) => connect(features, tab, handlers),
    makeIndex: (onFail) => {
      const worker = spawnIndex();
      let isLoaded = false;
      worker.onmessage = () => {
        isLoaded = true;
      };
      worker.onerror = (event) => {
        // A part that cannot be loaded just now is no defect: mail goes on without the index. What happens later is one, and is seen.
        if (!isLoaded) event.preventDefault();
        log('warn', `the index of words ${isLoaded ? 'broke' : 'could not be loaded'}`);
        onFail();
      };
      return { port: joinWorker(worker), end: () => worker.terminate() };
    },
    vault: makeVault(features, basePath, log),
    storage: deviceStorage(),
    loadConfig: () => fetchSiteConfig(basePath),
    pageState: () => ({ visible: document.visibilityState === 'visible', online: navigator.onLine }),
    listen: ({ onState, onHide, onShow }) => {
      const stop = new AbortController();
      const { signal } = stop;
      listenForState(onState, signal);
      const onPageHide = (): void => {
        noteLeaving(tabStorage(), Date.now());
        onHide();
      };
      const onPageShow = (event: PageTransitionEvent): void => {
        if (!event.persisted) return;
        takeLeaving(tabStorage());
        onShow();
      };
      window.addEventListener('pagehide', onPageHide, { signal });
      window.addEventListener('pageshow', onPageShow, { signal });
      return () => stop.abort();
    },
    schedule: (fn) => {
      // A frame asked for just before the tab is hidden does not come: the timer does.
      let ran = false;
      const once = (): void => {
        if (ran) return;
        ran = true;
        clearTimeout(timer);
        fn();
      };
      const timer = setTimeout(once, HIDDEN_FRAME_MS);
      if (document.visibilityState === 'visible') requestAnimationFrame(once);
    },
    setTimer,
    newId,
    log,
  };
}

/** What pages hear of sleep and networks; not every browser has all of it, and each says some of it alone. */
function listenForState(onState: PageEvents['onState'], signal: AbortSignal): void {
  const tell = (woke: boolean) => (): void =>
    onState({ visible: document.visibilityState === 'visible', online: navigator.onLine }, woke);
  document.addEventListener('visibilitychange', tell(false), { signal });
  window.addEventListener('offline', tell(false), { signal });
  window.addEventListener('online', tell(true), { signal });
  // Page Lifecycle: a phone freezes tabs nobody looks at, and browsers those that cost too much.
  document.addEventListener('freeze', tell(false), { signal });
  document.addEventListener('resume', tell(true), { signal });
  window.addEventListener('pageshow', (event) => void (event.persisted && tell(true)()), { signal });
  // Network Information: from one network to the next there may be no moment offline.
  networkOf(navigator)?.addEventListener('change', tell(true), { signal });
}

const networkOf = (from: Navigator): EventTarget | null =>
  'connection' in from && from.connection instanceof EventTarget ? from.connection : null;

function connect(features: Features, tab: string, handlers: LinkHandlers): EngineLink {
  if (features.sharedWorker) {
    try {
      return sharedWorkerLink(spawnShared, features.locks ? whenLockFree : null, handlers, setTimer);
    } catch {
      // Some browsers have the constructor and forbid its use, e.g. where storage is blocked.
    }
  }
  if (!features.locks || !features.broadcastChannel) return workerLink(spawnOwn(), handlers);
  // A channel carries what we post: the engine's and the pages' messages of one build.
  const channel = new BroadcastChannel(CHANNEL) as ChannelLike;
  return leaderLink({ tab, channel, spawn: spawnOwn, holdLock }, handlers);
}

function setTimer(ms: number, fn: () => void): () => void {
  const timer = setTimeout(fn, ms);
  return () => clearTimeout(timer);
}

/** Calls once nobody holds the lock any more. */
function whenLockFree(name: string, then: () => void): () => void {
  const stop = new AbortController();
  // Given up before it was granted: that is what the rejection says.
  navigator.locks.request(name, { signal: stop.signal }, () => then()).catch(() => undefined);
  return () => stop.abort();
}

function holdLock(onHeld: () => void): () => void {
  const stop = new AbortController();
  let release = (): void => undefined;
  const held = (): Promise<void> =>
    new Promise((resolve) => {
      release = resolve;
      onHeld();
    });
  // Given up before it was granted: that is what the rejection says.
  navigator.locks.request(LEADER_LOCK, { signal: stop.signal }, held).catch(() => undefined);
  return () => {
    stop.abort();
    release();
  };
}

/** Resolves once the lock is held; it is given up when the page ends. */
function heldLock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, () => {
        // The same tab may start twice: it holds the lock already.
        resolve();
        return new Promise<never>(() => undefined);
      })
      .catch(reject);
  });
}

function makeVault(features: Features, basePath: string, log: ClientPlatform['log']): Vault | null {
  const storage = tabStorage();
  if (!features.subtle || !features.indexedDb || !storage) return null;
  return createVault({
    subtle: crypto.subtle,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    keys: createKeyStore(indexedDB, crypto),
    share: createShare({
      fetch: (url, init) => fetch(url, init),
      url: `${basePath}/session`,
    }),
    revoke: createRevoke({ fetch: (url, init) => fetch(url, init), url: `${basePath}/logout` }),
    storage,
    device: createDeviceShelf(indexedDB, () => Date.now()),
    log,
  });
}

function navigationType(): string | null {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming ? entry.type : null;
}

function sessionToken(newId: () => string): string {
  const storage = tabStorage();
  const known = storage?.getItem(SESSION_KEY);
  if (known) return known;
  const made = newId();
  storage?.setItem(SESSION_KEY, made);
  return made;
}

/** Null where the browser forbids it: asking for it throws there. */
function tabStorage(): Storage | null {
  try {
    const storage = globalThis.sessionStorage;
    storage.setItem('tagline.probe', '1');
    storage.removeItem('tagline.probe');
    return storage;
  } catch {
    return null;
  }
}

function reportToConsole(level: 'info' | 'warn' | 'error', text: string): void {
  // An event a developer's tools can listen to; the console itself stays clean.
  globalThis.dispatchEvent?.(new CustomEvent('tagline-log', { detail: { level, text } }));
}
