/** A page and an engine in one process. */
import type { EngineMessage, PageMessage } from '../../lib/engine/port';
import type { EngineLink, LinkHandlers, PortLike } from '../../lib/engine/port-like';

export interface PortPair {
  readonly engine: PortLike;
  readonly link: (handlers: LinkHandlers) => EngineLink;
  /** What the engine told, all of it. */
  readonly posted: readonly EngineMessage[];
}

/**
 * Messages come in a later turn, as through real ports; they are not cloned, which would be a good part of a run's time. `told` is
 * called when one has come to the page.
 */
export function portPair(told: () => void = () => undefined): PortPair {
  const posted: EngineMessage[] = [];
  let toEngine: (message: PageMessage) => void = () => undefined;
  let toPage: (message: EngineMessage) => void = () => undefined;
  return {
    posted,
    engine: {
      post: (message) => {
        posted.push(message);
        queueMicrotask(() => {
          toPage(message);
          told();
        });
      },
      onMessage: (handler) => {
        toEngine = handler;
      },
    },
    link: ({ onMessage }) => {
      toPage = onMessage;
      return {
        carriesPorts: false,
        post: (message) => queueMicrotask(() => toEngine(message)),
        close: () => {
          toPage = () => undefined;
        },
      };
    },
  };
}
