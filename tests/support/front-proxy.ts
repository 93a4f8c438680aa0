import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AppServer } from './app-server';

/**
 * Stands between the browser and the built server: counts every request, of workers too, and takes the network away when
 * the test says so.
 */
export async function startFrontProxy(app: AppServer, keepsOrigin = false): Promise<FrontProxy> {
  const proxy = new FrontProxy(app, keepsOrigin);
  await proxy.listen();
  return proxy;
}

export class FrontProxy {
  /** Method and path of every request since the start; a WebSocket's opening counts as one. */
  readonly requests: string[] = [];
  private readonly app: AppServer;
  private readonly keepsOrigin: boolean;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private refusing = false;

  /** `keepsOrigin`: the page's address is told as it is, as by a proxy that nobody told Tagline of. */
  constructor(app: AppServer, keepsOrigin: boolean) {
    this.app = app;
    this.keepsOrigin = keepsOrigin;
    this.server = createServer((request, response) => this.pass(request, response));
    this.server.on('upgrade', (request, socket, head) => this.passUpgrade(request, socket, head));
    this.server.on('connection', (socket) => {
      if (this.refusing) {
        socket.resetAndDestroy();
        return;
      }
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get url(): string {
    const address = this.server.address();
    return `http://localhost:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Resets every connection and each new one until `resume`. */
  refuse(): void {
    this.refusing = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  resume(): void {
    this.refusing = false;
  }

  async close(): Promise<void> {
    this.refuse();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method} ${request.url}`);
    const onward = forward(
      {
        host: '127.0.0.1',
        port: this.app.port,
        method: request.method,
        path: request.url,
        headers: this.rewritten(request),
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  private passUpgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    this.requests.push(`${request.method} ${request.url}`);
    const server = connect({ host: '127.0.0.1', port: this.app.port, noDelay: true });
    const lines = Object.entries(this.rewritten(request)).map(([name, value]) => `${name}: ${String(value)}`);
    server.write([`${request.method} ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    server.write(head);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => to.destroy());
    }
  }

  /** The server answers to its own address only. */
  private rewritten(request: IncomingMessage): Readonly<Record<string, string | string[] | undefined>> {
    const { origin } = request.headers;
    const own = new URL(this.app.url);
    return {
      ...request.headers,
      host: own.host,
      ...(origin === undefined
        ? {}
        : { origin: origin === this.url && !this.keepsOrigin ? own.origin : origin }),
    };
  }
}
