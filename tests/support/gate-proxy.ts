import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands between the bridge and a plain IMAP port on loopback and holds what the client sends from the n-th command of a kind
 * on, until it is opened: long work stands still where a test wants to look at it.
 */
export async function startGateProxy(targetPort: number): Promise<GateProxy> {
  const proxy = new GateProxy(targetPort);
  await proxy.listen();
  return proxy;
}

export class GateProxy {
  private readonly targetPort: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private rule: { readonly command: string; left: number } | null = null;
  private held: (() => void)[] = [];

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

  /** Lets `passes` commands that begin so (after their tag) through; the next one waits, and all that follows it. */
  holdAfter(command: string, passes: number): void {
    this.rule = { command, left: passes };
  }

  /** What was held goes on, and nothing is held any more. */
  open(): void {
    this.rule = null;
    for (const go of this.held.splice(0)) go();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.targetPort, noDelay: true });
    let waiting: Buffer[] | null = null;
    client.on('data', (chunk: Buffer) => {
      if (waiting !== null) return void waiting.push(chunk);
      if (!this.holds(chunk)) return void server.write(chunk);
      const kept = [chunk];
      waiting = kept;
      this.held.push(() => {
        waiting = null;
        for (const piece of kept) server.write(piece);
      });
    });
    server.on('data', (chunk: Buffer) => client.write(chunk));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }

  /** The client sends each command of long work in a flight of its own. */
  private holds(chunk: Buffer): boolean {
    if (this.rule === null) return false;
    const { command } = this.rule;
    const found = chunk
      .toString('latin1')
      .split('\r\n')
      .some((line) => line.slice(line.indexOf(' ') + 1).startsWith(command));
    if (!found) return false;
    this.rule.left -= 1;
    return this.rule.left < 0;
  }
}
