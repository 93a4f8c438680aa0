/** The engine's environment inside a browser's worker. */
import { forgetStrings } from '../imap';
import { forgetWords } from '../mime';
import { MAX_LINES } from '../net/limits';
import { Transcript } from '../net/transcript';
import { nativeInflate } from '../net/deflate';
import { dialWebSocket } from '../net/ws';
import { createSession } from '../session';
import type { AccountId } from '../mail';
import { accountName, createDiskStore, createSealer, type StoreTrouble } from '../store';
import { deriveKey } from './derive';
import type { HostEnvironment, SessionParts } from './environment';
import { createEngineHost, type EngineHost } from './host';
import { ItemKeys } from './item-keys';
import { AHEAD_STORAGE_SHARE } from './limits';
import { steadyClock } from './steady-clock';
import { holdsLock, tabLock } from './tab-lock';

export function createWorkerHost(): EngineHost {
  const setTimer: HostEnvironment['setTimer'] = (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  };
  // Waits and lives of things go on as they were when somebody sets the clock back.
  const now = steadyClock(
    () => Date.now(),
    () => performance.now(),
  );
  const inflate = nativeInflate();
  let tellTrouble: (account: AccountId, trouble: StoreTrouble) => void = () => undefined;
  const itemKeys = new ItemKeys({
    sealerOf: (key) => createSealer(key, crypto),
    nameOf: accountName,
    setTimer,
  });
  return createEngineHost({
    build: process.env.NEXT_PUBLIC_BUILD ?? 'development',
    createSession: ({ bridge, listener, view, keeper, transcript, visible, online, log }: SessionParts) =>
      createSession(
        {
          dial: (target, handlers) =>
            dialWebSocket(
              {
                url: bridge,
                target: target.target,
                plainSecurity: target.security === 'loopback' ? 'loopback' : 'insecure',
              },
              handlers,
            ),
          derive: (need) => deriveKey(need),
          ...(inflate === null ? {} : { inflate }),
          random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
          now,
          setTimer,
          transcript,
          visible,
          online,
          log,
        },
        listener,
        view,
        keeper,
      ),
    store: createDiskStore({
      factory: typeof indexedDB === 'undefined' ? null : indexedDB,
      now,
      setTimer,
      sealer: (account) => itemKeys.sealer(account),
      report: (account, trouble) => tellTrouble(account, trouble),
      ...('locks' in navigator ? { claim: claimByLock } : {}),
    }),
    onStoreTrouble: (listener) => {
      tellTrouble = listener;
    },
    itemKeys,
    hasRoom,
    forgetStrings: () => {
      forgetStrings();
      forgetWords();
    },
    transcript: new Transcript(MAX_LINES, () => Date.now()),
    setTimer,
    now,
    aheadOfWallMs: () => now() - Date.now(),
    // Called as a method of this object, which the bare function refuses.
    schedule: (fn) => queueMicrotask(fn),
    awaitTabEnd:
      'locks' in navigator
        ? (tab) => (holdsLock(tab) ? navigator.locks.request(tabLock(tab), () => undefined) : never)
        : null,
  });
}

/** Where the browser does not say, the store's own bounds are all there is. */
async function hasRoom(): Promise<boolean> {
  const told = await (navigator as Partial<Navigator>).storage?.estimate?.().catch(() => null);
  const { usage = 0, quota = 0 } = told ?? {};
  return quota === 0 || usage < quota * AHEAD_STORAGE_SHARE;
}

/** A lock of the database's name, which whoever comes last takes from the one before. */
function claimByLock(name: string, onTaken: () => void): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks.request(name, { steal: true }, () => held).catch(onTaken);
  return release;
}

const never = new Promise<void>(() => undefined);
