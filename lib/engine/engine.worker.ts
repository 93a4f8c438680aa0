/** The engine of one tab, or of all through the tab that leads (leader.ts): ports come as messages. */
import { portOf } from './port-like';
import { createWorkerHost } from './worker-environment';

const host = createWorkerHost();
globalThis.addEventListener('message', (event: MessageEvent) => {
  const port = event.ports[0];
  if (port) host.connect(portOf(port));
});
