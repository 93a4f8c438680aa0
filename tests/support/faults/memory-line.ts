/** The faults of a network around a transport in memory. */
import type { Transport, TransportHandlers } from '../../../lib/net/transport';
import type { AppError } from '../../../lib/mail/types';
import type { Network } from './network';

/** Dials through the network; what `dial` gives is the far end. */
export function dialThrough(
  network: Network,
  dial: (handlers: TransportHandlers) => Transport,
  handlers: TransportHandlers,
): Transport {
  let over = false;
  const finish = (error: AppError | null): void => {
    if (over) return;
    over = true;
    handlers.onClose(error);
  };
  let far: Transport | null = null;
  const line = network.connect({
    arrive: (from, bytes) => {
      // Fresh buffers on both sides, as a network gives them.
      if (from === 'client') far?.send(bytes.slice());
      else if (!over) handlers.onBytes(bytes.slice());
    },
    end: () => {
      far?.close();
      // Never inside a call of the client's own.
      queueMicrotask(() => finish({ code: 'bridge-closed' }));
    },
  });
  if (line === null) {
    queueMicrotask(() => finish({ code: 'connect-failed' }));
    return { send: () => undefined, buffered: 0, close: () => queueMicrotask(() => finish(null)) };
  }
  far = dial({
    onOpen: (facts) => {
      if (!over) handlers.onOpen(facts);
    },
    onBytes: (bytes) => line.send('server', bytes),
    onClose: (error) => {
      line.closed();
      finish(error);
    },
  });
  return {
    send: (bytes) => {
      if (!over) line.send('client', bytes);
    },
    get buffered() {
      return line.waiting('client');
    },
    close: () => {
      if (line.closed()) far?.close();
      queueMicrotask(() => finish(null));
    },
  };
}
