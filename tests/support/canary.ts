import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { IMAGE_BYTES } from './mail-factory';
import { certificate } from './tls';

/**
 * The internet, for mails: two listeners on loopback that count who comes. A browser that only opens a connection (as
 * preconnect does, before any policy is asked) is counted like one that sends a request.
 */
export interface Canary {
  /** Origins without a slash at their end. The second one serves a picture at every path. */
  readonly http: string;
  readonly https: string;
  /** TCP connections accepted since the start. */
  connections(): { readonly http: number; readonly https: number };
  /** Paths asked for over https since the start. */
  requests(): readonly string[];
  close(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  const connections = { http: 0, https: 0 };
  const requests: string[] = [];
  const open = new Set<Socket>();
  const count = (scheme: keyof typeof connections, socket: Socket) => {
    connections[scheme] += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const plain = createTcpServer((socket) => {
    count('http', socket);
    socket.end();
  });
  const { key, cert } = await certificate('good');
  const secure = createHttpsServer({ key, cert }, (request, response) => {
    requests.push(request.url ?? '');
    const isPage = request.url?.startsWith('/page') === true;
    response.setHeader('content-type', isPage ? 'text/html' : 'image/png');
    response.end(isPage ? '<!doctype html><title>Elsewhere</title>' : IMAGE_BYTES);
  });
  secure.on('connection', (socket: Socket) => count('https', socket));
  const [http, https] = await Promise.all([listen(plain), listen(secure)]);
  return {
    http: `http://127.0.0.1:${http}`,
    https: `https://localhost:${https}`,
    connections: () => ({ ...connections }),
    requests: () => [...requests],
    close: async () => {
      for (const socket of open) socket.destroy();
      await Promise.all([plain, secure].map((server) => new Promise((done) => server.close(done))));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
