import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy that breaks the line when the test says so. It sees TLS as bytes: put it in front of a TLS port and the
 * certificate still has to fit.
 */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const proxy = new CuttingProxy(targetPort);
  await proxy.listen();
  return proxy;
}

export class CuttingProxy {
  private targetPort: number;
  private readonly server: Server;
  private readonly lines = new Set<Line>();
  private mode: 'open' | 'refuse' | 'silent' = 'open';
  private budget: { readonly side: Side; left: number } | undefined;
  private accepted = 0;

  constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** Connections open at this moment. */
  get open(): number {
    return this.lines.size;
  }

  /** Connections accepted since the start. */
  get total(): number {
    return this.accepted;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Resets every connection now. New ones are still welcome. */
  cut(): void {
    for (const line of this.lines) line.cut();
  }

  /** Lets this many more bytes of one side through (counted over all connections), then resets the connection they use. */
  cutAfter(side: Side, bytes: number): void {
    this.budget = { side, left: bytes };
  }

  /** Resets all connections and every new one until `resume`: the server is gone. */
  refuse(): void {
    this.mode = 'refuse';
    this.cut();
  }

  /** New connections go to this port from now on. */
  retarget(port: number): void {
    this.targetPort = port;
  }

  /** Swallows all bytes of both sides until `resume`, keeping the connections: a dead line that nobody reports. */
  silence(): void {
    this.mode = 'silent';
    for (const line of this.lines) line.pause();
  }

  /** Back to normal; bytes held back by `silence` now arrive. */
  resume(): void {
    this.mode = 'open';
    for (const line of this.lines) line.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    this.accepted += 1;
    if (this.mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const line = new Line(
      client,
      connect({ host: '127.0.0.1', port: this.targetPort, noDelay: true }),
      (side, chunk) => this.allowed(side, chunk),
    );
    this.lines.add(line);
    line.onClose(() => this.lines.delete(line));
    if (this.mode === 'silent') line.pause();
  }

  private allowed(side: Side, chunk: Buffer): Buffer | 'cut' {
    if (this.budget?.side !== side) return chunk;
    this.budget.left -= chunk.length;
    if (this.budget.left > 0) return chunk;
    const length = chunk.length + this.budget.left;
    this.budget = undefined;
    return length > 0 ? chunk.subarray(0, length) : 'cut';
  }
}

export type Side = 'client' | 'server';

class Line {
  private readonly client: Socket;
  private readonly server: Socket;

  constructor(client: Socket, server: Socket, filter: (side: Side, chunk: Buffer) => Buffer | 'cut') {
    this.client = client;
    this.server = server;
    this.pass('client', client, server, filter);
    this.pass('server', server, client, filter);
  }

  cut(): void {
    this.server.destroy();
    if (!this.client.destroyed) this.client.resetAndDestroy();
  }

  pause(): void {
    this.client.pause();
    this.server.pause();
  }

  resume(): void {
    this.client.resume();
    this.server.resume();
  }

  onClose(act: () => void): void {
    this.client.once('close', act);
  }

  private pass(
    side: Side,
    from: Socket,
    to: Socket,
    filter: (side: Side, chunk: Buffer) => Buffer | 'cut',
  ): void {
    from.on('data', (chunk: Buffer) => {
      const passed = filter(side, chunk);
      if (passed === 'cut') return this.cut();
      if (to.destroyed) return;
      const partial = passed.length < chunk.length;
      const drained = to.write(passed, partial ? () => this.cut() : undefined);
      if (!drained) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('error', () => this.cut());
    from.once('end', () => to.end());
    from.once('close', () => {
      if (!to.writableEnded) to.destroy();
    });
  }
}
