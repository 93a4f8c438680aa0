/** The ways a page reaches an engine: one for all tabs where the browser can, else one for this tab alone. */
import type { EngineMessage } from './port';
import type { EngineLink, LinkHandlers } from './port-like';

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

export function sharedWorkerLink(worker: SharedWorkerLike, handlers: LinkHandlers): EngineLink {
  worker.addEventListener('error', (event) => handlers.onFail(errorText(event)));
  return portLink(worker.port, handlers);
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

function portLink(port: MessagePort, handlers: LinkHandlers): EngineLink {
  port.onmessage = (event) => handlers.onMessage(event.data as EngineMessage);
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
