/** The ways a page reaches an engine: one for all tabs where the browser can, else one for this tab alone. */
import { SILENT_ENGINE_MS } from './limits';
import type { EngineMessage } from './port';
import type { EngineLife, EngineLink, LinkHandlers } from './port-like';

/** The part of a Worker that is used. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** The part of a SharedWorker that is used. */
export interface SharedWorkerLike {
  readonly port: MessagePort;
  addEventListener(type: 'error', handler: (event: Event) => void): void;
}

/**
 * A shared worker may end under its pages (its process crashed, or a person ended it), and nothing tells them: it holds a lock for its
 * life, whose name it says to each. Once that is free, another one is started. `whenFree` null: there are no locks, and nobody notices.
 *
 * A page that comes while a worker ends may be joined to that one, which says nothing any more: it asks for a worker again until one speaks.
 */
export function sharedWorkerLink(
  spawn: () => SharedWorkerLike,
  whenFree: ((lock: string, then: () => void) => () => void) | null,
  handlers: LinkHandlers,
  setTimer: (ms: number, fn: () => void) => () => void,
): EngineLink {
  let stopWaiting = (): void => undefined;
  let stopAsking = (): void => undefined;
  let current = open();
  return {
    post: (message, transfer) => current.post(message, transfer),
    carriesPorts: true,
    close: () => {
      stopWaiting();
      stopAsking();
      current.close();
    },
  };

  function open(): EngineLink {
    const worker = spawn();
    worker.addEventListener('error', (event) => handlers.onFail(errorText(event)));
    stopAsking = setTimer(SILENT_ENGINE_MS, restart);
    const onMessage: LinkHandlers['onMessage'] = (message) => {
      stopAsking();
      handlers.onMessage(message);
    };
    return portLink(worker.port, { ...handlers, onMessage }, (lock) => {
      stopAsking();
      stopWaiting();
      if (whenFree !== null) stopWaiting = whenFree(lock, restart);
    });
  }

  function restart(): void {
    stopAsking();
    current.close();
    current = open();
    handlers.onRestart();
  }
}

export function workerLink(worker: WorkerLike, handlers: LinkHandlers): EngineLink {
  worker.onerror = (event) => handlers.onFail(errorText(event));
  const link = portLink(joinWorker(worker), handlers);
  return {
    post: (message, transfer) => link.post(message, transfer),
    carriesPorts: true,
    close: () => {
      link.close();
      worker.terminate();
    },
  };
}

/** A new port of a dedicated worker's engine. */
export function joinWorker(worker: WorkerLike): MessagePort {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ kind: 'port' }, [port2]);
  return port1;
}

function portLink(
  port: MessagePort,
  handlers: LinkHandlers,
  onLock: (lock: string) => void = () => undefined,
): EngineLink {
  port.onmessage = (event) => {
    const message = event.data as EngineMessage | EngineLife;
    if (message.kind === 'engine-life') onLock(message.lock);
    else handlers.onMessage(message);
  };
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    carriesPorts: true,
    close: () => {
      port.onmessage = null;
      // After what was posted last: a closed port still delivers what it had.
      port.close();
    },
  };
}

const errorText = (event: Event): string =>
  'message' in event ? String(event.message) : 'the worker failed';
