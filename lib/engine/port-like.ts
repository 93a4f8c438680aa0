/** The two ends of the port as the engine and its pages use them: a MessagePort, a worker, or a channel between tabs. */
import type { EngineMessage, PageMessage } from './port';

/** The engine's end. */
export interface PortLike {
  /** `transfer`: buffers that may be moved instead of copied. */
  post(message: EngineMessage, transfer?: readonly Transferable[]): void;
  /** One handler; messages that came before it was set are delivered to it. */
  onMessage(handler: (message: PageMessage) => void): void;
}

/** The page's end. */
export interface EngineLink {
  post(message: PageMessage, transfer?: readonly Transferable[]): void;
  /** Ports can be sent over it; it may be otherwise after a restart. */
  readonly carriesPorts: boolean;
  close(): void;
}

/** What a shared engine says to each page by itself: the lock it holds as long as it lives. */
export interface EngineLife {
  readonly kind: 'engine-life';
  readonly lock: string;
}

export interface LinkHandlers {
  readonly onMessage: (message: EngineMessage) => void;
  /** Another engine answers from now on: everything must be said again. */
  readonly onRestart: () => void;
  /** There is no engine and there will be none. */
  readonly onFail: (detail: string) => void;
}

/** Messages of structured clone carry no type: both ends come from one build, which `hello` checks. */
interface RawPort {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export function portOf(port: RawPort): PortLike {
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (handler) => {
      // Setting onmessage starts a MessagePort.
      port.onmessage = (event) => handler(event.data as PageMessage);
    },
  };
}
