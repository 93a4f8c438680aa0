/** Joins a connection to a server that lives in the same thread: the demo, lessons and tests. */
import type { Transport, TransportHandlers } from './transport';

/** A server session in memory: bytes in, bytes out, and a call when it has something to say unasked. */
export interface MemoryPeer {
  receive(bytes: Uint8Array): void;
  /** What it has to say since the last call; undefined when nothing. */
  output(): Uint8Array | undefined;
  /** Called by the server when `output()` may have grown without `receive`. */
  onWake(wake: () => void): void;
  /** True once the server has ended the session; its last output is still delivered. */
  readonly closed: boolean;
  /** The client went away. */
  end(): void;
}

/**
 * A transport to `peer`. Bytes travel in later turns, as on a network; `schedule` is `queueMicrotask` unless a test
 * wants to decide when.
 */
export function dialMemory(
  peer: MemoryPeer,
  handlers: TransportHandlers,
  schedule: (fn: () => void) => void = queueMicrotask,
): Transport {
  let ended = false;
  let waiting = 0;
  const end = (local: boolean): void => {
    if (ended) return;
    ended = true;
    peer.end();
    handlers.onClose(local ? null : { code: 'server-bye' });
  };
  const deliver = (): void => {
    for (let bytes = peer.output(); !ended && bytes !== undefined; bytes = peer.output()) {
      if (bytes.length > 0) handlers.onBytes(bytes);
    }
    if (peer.closed) end(false);
  };
  const later = (fn: () => void): void => schedule(() => (ended ? undefined : fn()));
  peer.onWake(() => later(deliver));
  later(() => {
    handlers.onOpen({ security: 'memory', host: 'memory', port: 0, tls: null });
    later(deliver);
  });
  return {
    send(bytes) {
      if (ended) return;
      waiting += bytes.length;
      later(() => {
        waiting -= bytes.length;
        peer.receive(bytes);
        deliver();
      });
    },
    get buffered() {
      return waiting;
    },
    close() {
      schedule(() => end(true));
    },
  };
}
