import type { Socket } from 'node:net';

export interface RawResponse {
  /** The line(s) in latin1; each literal is replaced by its `{n}` marker and stands in `literals`. */
  readonly text: string;
  readonly literals: readonly Buffer[];
}

interface Waiter {
  readonly resolve: (response: RawResponse) => void;
  readonly reject: (error: Error) => void;
}

const LF = 10;

/** Cuts a socket's bytes into whole IMAP responses, one promise each. */
export class ResponseReader {
  private buffered: Buffer = Buffer.alloc(0);
  private text = '';
  private literals: Buffer[] = [];
  private wantedLiteral = -1;
  private readonly ready: RawResponse[] = [];
  private waiter: Waiter | undefined;
  private failure: Error | undefined;

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** The next response; rejects when the connection ends or nothing arrives in time. */
  next(timeoutMs: number): Promise<RawResponse> {
    const response = this.ready.shift();
    if (response !== undefined) return Promise.resolve(response);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no response within ${timeoutMs} ms`)), timeoutMs);
      this.waiter = {
        resolve: (value) => (clearTimeout(timer), resolve(value)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
    });
  }

  private receive(chunk: Buffer): void {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    while (this.takeLiteral() || this.takeLine());
  }

  private takeLiteral(): boolean {
    if (this.wantedLiteral < 0 || this.buffered.length < this.wantedLiteral) return false;
    this.literals.push(Buffer.from(this.buffered.subarray(0, this.wantedLiteral)));
    this.buffered = this.buffered.subarray(this.wantedLiteral);
    this.wantedLiteral = -1;
    return true;
  }

  private takeLine(): boolean {
    if (this.wantedLiteral >= 0) return false;
    const end = this.buffered.indexOf(LF);
    if (end < 0) return false;
    const line = this.buffered.subarray(0, end).toString('latin1').replace(/\r$/, '');
    this.buffered = this.buffered.subarray(end + 1);
    this.text += line;
    const size = /\{(\d+)\}$/.exec(line)?.[1];
    if (size === undefined) this.deliver();
    else this.wantedLiteral = Number(size);
    return true;
  }

  private deliver(): void {
    const response = { text: this.text, literals: this.literals };
    this.text = '';
    this.literals = [];
    const waiter = this.waiter;
    this.waiter = undefined;
    if (waiter === undefined) this.ready.push(response);
    else waiter.resolve(response);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiter?.reject(this.failure);
    this.waiter = undefined;
  }
}
