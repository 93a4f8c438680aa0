/** An index of words behind a port in memory: the real one, or one that is silent. Messages are copied, as a port does. */
import type { FromIndex, ToIndex } from '../../../../lib/engine/text-index/messages';
import { serveIndex } from '../../../../lib/engine/text-index/serve-index';
import type { IndexLimits } from '../../../../lib/engine/text-index/text-index';

export interface FakeIndex {
  readonly port: MessagePort;
  /** What it was told, in order. */
  readonly told: ToIndex[];
  /** It hears and says nothing any more, as in a frozen page. */
  freeze(): void;
  readonly end: () => void;
  readonly isOver: boolean;
}

export function fakeIndex(limits: Partial<IndexLimits> = {}): FakeIndex {
  const told: ToIndex[] = [];
  let frozen = false;
  let over = false;
  let hear: (message: ToIndex) => void = () => undefined;
  const port = {
    onmessage: null as ((event: { readonly data: FromIndex }) => void) | null,
    postMessage: (message: ToIndex) => {
      const copy = structuredClone(message);
      told.push(copy);
      queueMicrotask(() => (frozen || over ? undefined : hear(copy)));
    },
    close: () => {
      over = true;
    },
  };
  serveIndex(
    {
      post: (message) => {
        const copy = structuredClone(message);
        queueMicrotask(() => (over ? undefined : port.onmessage?.({ data: copy })));
      },
      onMessage: (handler) => {
        hear = handler;
      },
    },
    limits,
  );
  return {
    port: port as unknown as MessagePort,
    told,
    freeze: () => {
      frozen = true;
    },
    end: () => {
      over = true;
    },
    get isOver() {
      return over;
    },
  };
}
