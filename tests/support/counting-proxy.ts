import { connect, createServer, type Server, type Socket } from 'node:net';
import { ImapCounter, type TrafficCounts } from './imap-counter';

/**
 * Stands between the bridge and a plain IMAP port on loopback and counts what a screen costs: the page's sockets live in
 * a worker where no browser tool sees them, here everything passes.
 */
export async function startCountingProxy(targetPort: number): Promise<CountingProxy> {
  const proxy = new CountingProxy(targetPort);
  await proxy.listen();
  return proxy;
}

export class CountingProxy {
  private readonly targetPort: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private counters: ImapCounter[] = [];

  constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Sums over all connections since the last `reset`. */
  counts(): TrafficCounts {
    const all = this.counters.map((counter) => counter.counts());
    const sum = (pick: (counts: TrafficCounts) => number) =>
      all.reduce((total, counts) => total + pick(counts), 0);
    return {
      commands: all.flatMap((counts) => counts.commands),
      roundTrips: sum((counts) => counts.roundTrips),
      flights: all.flatMap((counts) => counts.flights),
      bytesUp: sum((counts) => counts.bytesUp),
      bytesDown: sum((counts) => counts.bytesDown),
      fetchRows: sum((counts) => counts.fetchRows),
    };
  }

  /** Starts counting from zero; open connections stay. */
  reset(): void {
    this.counters = this.counters.filter((counter) => !counter.ended);
    for (const counter of this.counters) counter.reset();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.targetPort, noDelay: true });
    const counter = new ImapCounter();
    this.counters.push(counter);
    client.on('data', (chunk: Buffer) => counter.up(chunk));
    server.on('data', (chunk: Buffer) => counter.down(chunk));
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        this.sockets.delete(from);
        counter.ended = true;
        if (!to.writableEnded) to.destroy();
      });
    }
  }
}
