/** The engine of all tabs of this origin: each brings a port. */
import { portOf, type EngineLife } from './port-like';
import { engineLock } from './tab-lock';
import { createWorkerHost } from './worker-environment';

/** A SharedWorker's scope; the DOM library has no type for it. */
interface SharedScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const host = createWorkerHost();
const lock = engineLock(crypto.getRandomValues(new Uint32Array(4)).join('-'));
/** Where there are no locks, pages cannot notice the end of this worker. */
const life =
  'locks' in navigator
    ? new Promise<void>((resolve) => {
        void navigator.locks.request(lock, () => {
          resolve();
          return new Promise<never>(() => undefined);
        });
      })
    : null;
(globalThis as unknown as SharedScope).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  host.connect(portOf(port));
  void life?.then(() => port.postMessage({ kind: 'engine-life', lock } satisfies EngineLife));
};
