import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { type CloseKey, closeCodes } from '../lib/net/close-codes';
import { createValve, type Valve } from './backpressure';
import { type Coalescer, createCoalescer } from './coalesce';
import type { Target } from './target';
import { type Dial, type Dialled, DialError } from './dial';
import { openedFrame, readHello, readStartTls, securedFrame, writeBinary } from './frames';
import type { Limits } from './limits';
import type { ClientEnds } from './proxy-protocol';
import { type Death, type Liveness, progress, watchLiveness } from './liveness';

export interface TunnelOptions {
  readonly ws: WebSocket;
  /** The socket under `ws`: it knows what has really left. */
  readonly client: Socket;
  /** The target of an id; 'refused' where this client may not have it. */
  readonly targetOf: (id: string) => Target | 'refused' | undefined;
  readonly ends: ClientEnds;
  readonly dial: Dial;
  readonly limits: Limits;
  readonly now: () => number;
  readonly onClosed: (summary: TunnelSummary) => void;
}

/** For the log: sizes and times, no content. */
export interface TunnelSummary {
  readonly target: string | null;
  /** Bytes from the mail server and to it. */
  readonly down: number;
  readonly up: number;
  /** How often the mail server was paused for a slow client, and the client for a slow mail server. */
  readonly pausedServer: number;
  readonly pausedClient: number;
  readonly code: number;
  readonly why: string;
}

export interface Tunnel {
  close(key: CloseKey): void;
  /** Ends at once, without a close frame. */
  terminate(): void;
}

/** Runs protocol `tagline.1` (tunnel.md) on an accepted WebSocket until it is closed; `onClosed` is called once. */
export function openTunnel(options: TunnelOptions): Tunnel {
  return new RunningTunnel(options);
}

class RunningTunnel implements Tunnel {
  readonly #o: TunnelOptions;
  readonly #abort = new AbortController();
  /** Of the hello, then of STARTTLS. */
  #timer: NodeJS.Timeout;
  readonly #live: Liveness;
  readonly #down: Coalescer;
  readonly #downValve: Valve;
  readonly #upValve: Valve;
  #state: 'hello' | 'dialling' | 'plain' | 'securing' | 'open' | 'closed' = 'hello';
  #upstream: Socket | null = null;
  #secure: Dialled['secure'];
  #target: Target | null = null;
  #why: string | null = null;
  /** What we closed with; the peer may echo something else, or nothing. */
  #code: number | null = null;
  #downBytes = 0;
  #upBytes = 0;
  #pausedServer = 0;
  #pausedClient = 0;

  constructor(options: TunnelOptions) {
    const { ws, client, limits } = options;
    this.#o = options;
    this.#down = createCoalescer(limits.frameBytes, (chunks, bytes) => this.#sendDown(chunks, bytes));
    this.#downValve = createValve({
      limits,
      waiting: () => ws.bufferedAmount + this.#down.waiting,
      pause: () => {
        this.#pausedServer++;
        this.#upstream?.pause();
      },
      resume: () => this.#upstream?.resume(),
    });
    this.#upValve = createValve({
      limits,
      waiting: () => this.#upstream?.writableLength ?? 0,
      pause: () => {
        this.#pausedClient++;
        ws.pause();
      },
      resume: () => ws.resume(),
    });
    this.#live = watchLiveness({
      limits,
      now: options.now,
      ping: () => ws.ping(),
      toClient: () => progress(client),
      toServer: () => progress(this.#upstream),
      clientPaused: () => this.#upValve.paused,
      onDeath: (death) => this.#die(death),
    });
    this.#timer = setTimeout(() => this.#end('protocol-misuse', 'no hello'), limits.helloMs);
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary));
    ws.on('pong', () => this.#live.heard());
    // ws has already sent the close frame that names the violation (1002, 1007, 1008, 1009).
    ws.on('error', (error) => {
      this.#why ??= 'code' in error && typeof error.code === 'string' ? error.code : 'error';
    });
    ws.once('close', (code) => this.#closed(code));
  }

  close(key: CloseKey): void {
    this.#end(key);
  }

  terminate(): void {
    this.#why ??= 'terminated';
    this.#o.ws.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#live.heard();
    if (this.#state === 'closed') return;
    // ws hands over a Buffer unless told otherwise.
    const bytes = data instanceof Buffer ? data : Buffer.alloc(0);
    if (!isBinary) this.#receiveText(bytes);
    else if (this.#state === 'open' || this.#state === 'plain') this.#sendUp(bytes);
    else if (this.#state === 'securing') this.#end('protocol-misuse', 'bytes after starttls');
    else this.#end('protocol-misuse', 'bytes before opened');
  }

  #receiveText(bytes: Buffer): void {
    if (this.#state === 'plain') return this.#startTls(bytes);
    if (this.#state !== 'hello') return this.#end('protocol-misuse', 'text frame after hello');
    const id = readHello(bytes);
    if (id === undefined) return this.#end('protocol-misuse', 'no hello');
    clearTimeout(this.#timer);
    const target = this.#o.targetOf(id);
    if (target === undefined) return this.#end('unknown-target');
    if (target === 'refused') return this.#end('refused-by-policy');
    this.#target = target;
    this.#state = 'dialling';
    this.#o.dial(target, this.#abort.signal, this.#o.ends).then(
      (dialled) => this.#opened(target, dialled),
      (error: unknown) => this.#dialFailed(error),
    );
  }

  #dialFailed(error: unknown): void {
    if (error instanceof DialError) this.#end(error.key, error.reason);
    else this.#end('connect-failed');
  }

  #opened(target: Target, { socket, tls, secure }: Dialled): void {
    if (this.#state !== 'dialling' || socket.destroyed) {
      socket.destroy();
      return this.#end('server-closed');
    }
    this.#secure = secure;
    this.#state = secure === undefined ? 'open' : 'plain';
    if (secure !== undefined) {
      this.#timer = setTimeout(() => this.#end('connect-timeout'), this.#o.limits.plainMs);
    }
    this.#o.ws.send(openedFrame(target, tls));
    this.#attach(socket);
  }

  #attach(socket: Socket): void {
    this.#upstream = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#downBytes += chunk.length;
      this.#live.moved();
      if (this.#state !== 'securing') this.#down.push(chunk);
      if (this.#state === 'plain' && this.#downBytes > this.#o.limits.plainBytes)
        this.#end('bytes-before-tls');
      this.#downValve.check();
      this.#guardMemory();
    });
    socket.on('drain', () => this.#upValve.check());
    socket.once('end', () => this.#end('server-closed'));
    socket.once('close', () => this.#end('server-closed'));
  }

  /**
   * The client has parsed the mail server's OK and counted what it parsed. What came beyond that was said before TLS and
   * would be believed after it, so the count of the socket must be the same. Two turns of the event loop bring in what
   * already lies in the kernel; what comes later still meets the handshake and breaks it.
   */
  #startTls(frame: Buffer): void {
    const parsed = readStartTls(frame);
    if (parsed === undefined) return this.#end('protocol-misuse', 'text frame after hello');
    this.#state = 'securing';
    setImmediate(() => setImmediate(() => this.#upgrade(parsed)));
  }

  #upgrade(parsed: number): void {
    const [upstream, secure] = [this.#upstream, this.#secure];
    if (this.#state !== 'securing' || upstream === null || secure === undefined) return;
    upstream.pause();
    for (const event of ['data', 'drain', 'end', 'close']) upstream.removeAllListeners(event);
    if (parsed !== this.#downBytes || upstream.readableLength > 0) return this.#end('bytes-before-tls');
    if (upstream.writableLength > 0) return this.#end('protocol-misuse', 'bytes before starttls');
    secure(this.#abort.signal).then(
      (secured) => this.#secured(secured),
      (error: unknown) => this.#dialFailed(error),
    );
  }

  #secured({ socket, tls }: Dialled): void {
    if (this.#state !== 'securing' || socket.destroyed) {
      socket.destroy();
      return this.#end('server-closed');
    }
    clearTimeout(this.#timer);
    this.#state = 'open';
    this.#o.ws.send(securedFrame(tls));
    this.#attach(socket);
  }

  #sendUp(bytes: Buffer): void {
    const upstream = this.#upstream;
    if (upstream === null || bytes.length === 0) return;
    this.#upBytes += bytes.length;
    this.#live.moved();
    if (this.#state === 'plain' && this.#upBytes > this.#o.limits.plainBytes) {
      return this.#end('protocol-misuse', 'too much before starttls');
    }
    upstream.write(bytes, () => this.#upValve.check());
    this.#upValve.check();
    this.#guardMemory();
  }

  #sendDown(chunks: readonly Buffer[], bytes: number): void {
    const { ws, client } = this.#o;
    const passes = this.#state === 'open' || this.#state === 'plain';
    if (passes && ws.readyState === ws.OPEN) writeBinary(client, chunks, bytes, this.#flushedDown);
  }

  readonly #flushedDown = (): void => this.#downValve.check();

  /** The valves hold both directions far below this; it is the wall behind them. */
  #guardMemory(): void {
    const waiting = this.#o.ws.bufferedAmount + this.#down.waiting + (this.#upstream?.writableLength ?? 0);
    if (waiting > this.#o.limits.bufferHard) this.#end('client-too-slow');
  }

  #die(death: Death): void {
    switch (death) {
      case 'lost':
        this.#why ??= 'lost';
        return this.#o.ws.terminate();
      case 'server-stalled':
        return this.#end('server-closed', 'stalled');
      case 'idle':
      case 'too-old':
        return this.#end(death);
      default:
        return assertNever(death);
    }
  }

  /** What the mail server already said still goes out before the close frame; reasons are fixed texts. */
  #end(key: CloseKey, reason: string = key): void {
    if (this.#state === 'closed') return;
    this.#down.flush();
    this.#state = 'closed';
    this.#why ??= reason === key ? key : `${key}: ${reason}`;
    this.#stop();
    // A paused client would never read its own close handshake.
    this.#o.ws.resume();
    this.#code = closeCodes[key];
    this.#o.ws.close(this.#code, reason);
  }

  #closed(code: number): void {
    this.#state = 'closed';
    this.#stop();
    this.#o.onClosed({
      target: this.#target?.id ?? null,
      down: this.#downBytes,
      up: this.#upBytes,
      pausedServer: this.#pausedServer,
      pausedClient: this.#pausedClient,
      code: this.#code ?? code,
      why: this.#why ?? 'client',
    });
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#live.stop();
    this.#abort.abort();
    const upstream = this.#upstream;
    if (upstream === null || upstream.destroyed) return;
    // The client's last bytes (LOGOUT) are still delivered, but nobody is waited for long.
    upstream.removeAllListeners('data');
    upstream.resume();
    setTimeout(() => upstream.destroy(), 2000).unref();
    upstream.destroySoon();
  }
}

function assertNever(value: never): never {
  throw new Error(`unexpected ${String(value)}`);
}
