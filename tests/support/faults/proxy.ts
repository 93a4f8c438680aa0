import { connect, createServer, type Server, type Socket } from 'node:net';
import { Network, type NetworkLine, type Side } from './network';

/** Octets that wait for their turn above which a socket is not read on. */
const MAX_WAITING = 65_536;

const realTimer = (ms: number, fn: () => void): (() => void) => {
  const timer = setTimeout(fn, ms);
  return () => clearTimeout(timer);
};

/**
 * A TCP proxy on loopback that breaks lines as its `network` says. It sees TLS as bytes: put it in front of a TLS port and the
 * certificate still has to fit.
 */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const proxy = new FaultProxy(targetPort);
  await proxy.listen();
  return proxy;
}

export class FaultProxy {
  readonly network = new Network(realTimer);
  private targetPort: number;
  private readonly server: Server;

  constructor(targetPort: number) {
    this.targetPort = targetPort;
    // A side may stop speaking and still listen.
    this.server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.accept(socket));
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** New connections go to this port from now on. */
  retarget(port: number): void {
    this.targetPort = port;
  }

  async close(): Promise<void> {
    this.network.refuse();
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private readonly sockets = new Set<Socket>();

  private accept(client: Socket): void {
    let server: Socket | null = null;
    const socketOf = (side: Side): Socket | null => (side === 'client' ? client : server);
    const otherOf = (side: Side): Socket | null => (side === 'client' ? server : client);
    const line = this.network.connect({
      arrive: (from, bytes) => {
        const to = otherOf(from);
        if (to === null || to.destroyed || to.writableEnded) return;
        if (!to.write(bytes)) socketOf(from)?.pause();
      },
      end: (how) => {
        for (const socket of [client, server]) if (socket !== null) finish(socket, how);
      },
    });
    if (line === null) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    server = connect({ host: '127.0.0.1', port: this.targetPort, noDelay: true, allowHalfOpen: true });
    for (const side of ['client', 'server'] as const) this.join(line, side, socketOf(side), otherOf(side));
  }

  private join(line: NetworkLine, side: Side, from: Socket | null, to: Socket | null): void {
    if (from === null || to === null) return;
    this.sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      line.send(side, chunk);
      if (line.waiting(side) > MAX_WAITING) {
        from.pause();
        const check = setInterval(() => {
          if (line.waiting(side) > MAX_WAITING && !from.destroyed) return;
          clearInterval(check);
          from.resume();
        }, 1);
      }
    });
    to.on('drain', () => from.resume());
    from.on('error', () => {
      if (line.closed()) to.destroy();
    });
    from.once('end', () => {
      if (line.waiting(side) === 0) to.end();
    });
    from.once('close', () => {
      this.sockets.delete(from);
      if (line.closed() && !to.writableEnded) to.destroy();
    });
  }
}

/** What was written before still leaves first. */
function finish(socket: Socket, how: 'close' | 'reset'): void {
  if (socket.destroyed) return;
  const act = (): void => {
    if (how === 'close') socket.destroySoon();
    else if (!socket.destroyed) socket.resetAndDestroy();
  };
  if (socket.connecting || socket.writableEnded) act();
  else socket.write('', act);
}
