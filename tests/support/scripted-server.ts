import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { certificate, type CertificateKind } from './tls';

/**
 * A server that says what the script says: for greetings, answers and cuts no real server would produce. One script for
 * each connection; connections after the last script repeat it.
 */
export type ServerStep =
  /** Bytes as given (strings in latin1). `$TAG` stands for the tag of the last expected command. */
  | { readonly kind: 'send'; readonly bytes: string | Buffer; readonly chunk?: number }
  /** Waits for a line (without CRLF) that matches; anything else fails the script. Its first word becomes the tag. */
  | { readonly kind: 'expect'; readonly line: RegExp }
  /** Waits for this many bytes of a literal or other data. */
  | { readonly kind: 'expect-bytes'; readonly count: number }
  /** TLS from here on, as after STARTTLS. */
  | { readonly kind: 'start-tls'; readonly certificate?: CertificateKind }
  /** Ends in order (FIN). */
  | { readonly kind: 'end' }
  /** Cuts the connection (RST): bytes under way may be lost. */
  | { readonly kind: 'cut' }
  /** Says and reads nothing more until the client goes away. */
  | { readonly kind: 'hold' };

export interface ScriptedServerOptions {
  /** TLS from the first byte with this certificate; absent = plain. */
  readonly tls?: CertificateKind;
}

/** `send('...')`, `expectLine(/LOGIN/)`: scripts read like a transcript. */
export const send = (bytes: string | Buffer, chunk?: number): ServerStep =>
  chunk === undefined ? { kind: 'send', bytes } : { kind: 'send', bytes, chunk };
export const expectLine = (line: RegExp): ServerStep => ({ kind: 'expect', line });
export const expectBytes = (count: number): ServerStep => ({ kind: 'expect-bytes', count });
export const startTls = (kind: CertificateKind = 'good'): ServerStep => ({
  kind: 'start-tls',
  certificate: kind,
});
export const end: ServerStep = { kind: 'end' };
export const cut: ServerStep = { kind: 'cut' };
export const hold: ServerStep = { kind: 'hold' };

/** The step and only its first `count` bytes, then the cut: "the line broke inside the answer". */
export function cutAfter(bytes: string | Buffer, count: number): readonly ServerStep[] {
  return [send(toBuffer(bytes).subarray(0, count)), cut];
}

export async function startScriptedServer(
  scripts: readonly (readonly ServerStep[])[],
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const secure = options.tls === undefined ? undefined : await secureContext(options.tls);
  const server = new ScriptedServer(scripts, secure);
  await server.listen();
  return server;
}

export class ScriptedServer {
  /** Every byte the clients sent, connection by connection, in latin1. */
  readonly received: string[] = [];
  /** What did not go by the script: assert that it is empty. */
  readonly failures: string[] = [];
  private readonly scripts: readonly (readonly ServerStep[])[];
  private readonly secure: ReturnType<typeof createSecureContext> | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly runs: Promise<void>[] = [];
  private connectionWaiters: (() => void)[] = [];

  constructor(
    scripts: readonly (readonly ServerStep[])[],
    secure: ReturnType<typeof createSecureContext> | undefined,
  ) {
    this.scripts = scripts;
    this.secure = secure;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  get connections(): number {
    return this.received.length;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Resolves when the scripts of the first `count` connections have come to their end. */
  async finished(count = 1): Promise<void> {
    while (this.runs.length < count)
      await new Promise<void>((resolve) => this.connectionWaiters.push(resolve));
    await Promise.all(this.runs.slice(0, count));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(plain: Socket): void {
    const index = this.received.push('') - 1;
    const script = this.scripts[Math.min(index, this.scripts.length - 1)] ?? [];
    this.sockets.add(plain);
    plain.on('error', () => plain.destroy());
    plain.once('close', () => this.sockets.delete(plain));
    const socket = this.secure === undefined ? plain : wrap(plain, this.secure);
    const peer = new Peer(socket, (text) => (this.received[index] += text));
    this.runs.push(this.play(script, peer, index));
    for (const wake of this.connectionWaiters.splice(0)) wake();
  }

  private async play(script: readonly ServerStep[], peer: Peer, index: number): Promise<void> {
    try {
      for (const step of script) await peer.perform(step);
    } catch (error) {
      this.failures.push(
        `connection ${index + 1}: ${error instanceof Error ? error.message : String(error)}`,
      );
      peer.close();
    }
  }
}

class Peer {
  private socket: Socket;
  private inbox = '';
  private tag = '*';
  private closed = false;
  private wake: (() => void) | undefined;
  private readonly record: (text: string) => void;

  constructor(socket: Socket, record: (text: string) => void) {
    this.record = record;
    this.socket = socket;
    this.listen(socket);
  }

  async perform(step: ServerStep): Promise<void> {
    switch (step.kind) {
      case 'send':
        return this.send(step.bytes, step.chunk);
      case 'expect':
        return this.expectLine(step.line);
      case 'expect-bytes':
        await this.until(() => this.inbox.length >= step.count, `${step.count} bytes`);
        this.inbox = this.inbox.slice(step.count);
        return;
      case 'start-tls':
        return this.startTls(step.certificate ?? 'good');
      case 'end':
        this.socket.end();
        return;
      case 'cut':
        await this.flushed();
        if (this.socket instanceof TLSSocket) this.socket.destroy();
        else this.socket.resetAndDestroy();
        return;
      case 'hold':
        return this.until(() => this.closed, 'the end').catch(() => undefined);
      default:
        throw new Error(`unexpected step ${String(step satisfies never)}`);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      this.inbox += text;
      this.record(text);
      this.wake?.();
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      if (this.socket !== socket) return;
      this.closed = true;
      this.wake?.();
    });
  }

  private async send(bytes: string | Buffer, chunk?: number): Promise<void> {
    const data = typeof bytes === 'string' ? toBuffer(bytes.replaceAll('$TAG', this.tag)) : bytes;
    const size = chunk ?? Math.max(data.length, 1);
    for (let at = 0; at < data.length; at += size) {
      this.socket.write(data.subarray(at, at + size));
      if (chunk !== undefined) await this.flushed();
    }
  }

  private async expectLine(pattern: RegExp): Promise<void> {
    await this.until(() => this.inbox.includes('\r\n'), String(pattern));
    const end = this.inbox.indexOf('\r\n');
    const line = this.inbox.slice(0, end);
    this.inbox = this.inbox.slice(end + 2);
    if (!pattern.test(line)) throw new Error(`expected ${pattern}, got ${JSON.stringify(line)}`);
    this.tag = line.split(' ', 1)[0] ?? '*';
  }

  private async startTls(kind: CertificateKind): Promise<void> {
    await this.flushed();
    const plain = this.socket;
    plain.removeAllListeners('data');
    // The first bytes of the handshake may come before the certificate is ready.
    plain.pause();
    this.socket = wrap(plain, await secureContext(kind));
    this.listen(this.socket);
  }

  /** Resolves when the kernel has taken everything written so far. */
  private flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.destroyed || !this.socket.write('', () => resolve())) resolve();
    });
  }

  private async until(ready: () => boolean, wanted: string): Promise<void> {
    while (!ready()) {
      if (this.closed) throw new Error(`the client left before ${wanted}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
  }
}

async function secureContext(kind: CertificateKind) {
  const { key, cert } = await certificate(kind);
  return createSecureContext({ key, cert, minVersion: 'TLSv1.2' });
}

function wrap(socket: Socket, context: ReturnType<typeof createSecureContext>): TLSSocket {
  return new TLSSocket(socket, { isServer: true, secureContext: context });
}

function toBuffer(bytes: string | Buffer): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
}
