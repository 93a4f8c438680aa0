/** The engine of all tabs of this origin: each brings a port. */
import { portOf } from './port-like';
import { createWorkerHost } from './worker-environment';

/** A SharedWorker's scope; the DOM library has no type for it. */
interface SharedScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const host = createWorkerHost();
(globalThis as unknown as SharedScope).onconnect = (event) => {
  const port = event.ports[0];
  if (port) host.connect(portOf(port));
};
