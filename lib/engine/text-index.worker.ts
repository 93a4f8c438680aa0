/** The index of words, in a worker of its own that a page begins; the engine holds the other end of its port. */
import { serveIndex } from './text-index/serve-index';

globalThis.addEventListener('message', (event: MessageEvent) => {
  const port = event.ports[0];
  if (!port) return;
  serveIndex({
    post: (message, transfer) => port.postMessage(message, [...transfer]),
    onMessage: (handler) => {
      port.onmessage = (said: MessageEvent) => handler(said.data as Parameters<typeof handler>[0]);
    },
  });
});
// The page knows from this that all parts were loaded.
globalThis.postMessage({ kind: 'loaded' });
