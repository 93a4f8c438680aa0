/** COMPRESS=DEFLATE under one connection: off until its OK, from the very next octet on both ways (RFC 4978 3). */
import { storedBlocks, type InflateFault, type Inflater } from '../net/deflate';
import type { TransportFacts } from '../net/transport';
import type { SessionEnvironment } from './types';

export const COMPRESSION = 'COMPRESS=DEFLATE';

export interface CompressionHandlers {
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onBroken: (fault: InflateFault, detail: string) => void;
}

export class Compression {
  private readonly env: Pick<SessionEnvironment, 'inflate' | 'setTimer'>;
  private readonly handlers: CompressionHandlers;
  private inflater: Inflater | null = null;
  /** Something came compressed, and could be read. */
  private inflated = false;

  constructor(env: Pick<SessionEnvironment, 'inflate' | 'setTimer'>, handlers: CompressionHandlers) {
    this.env = env;
    this.handlers = handlers;
  }

  /** Switched, and not a word since: something on the way cannot do it. */
  get isMute(): boolean {
    return this.inflater !== null && !this.inflated;
  }

  /** It would help: the tunnel is known not to compress by itself. Bytes of a server in this very process cost nothing. */
  wouldHelp(facts: TransportFacts | null): boolean {
    const canInflate = this.inflater === null && this.env.inflate !== undefined;
    return canInflate && facts?.packed === false && facts.security !== 'memory';
  }

  /** `rest` came behind the OK. False where nothing can be inflated. */
  start(rest: Uint8Array): boolean {
    const inflater = this.env.inflate?.(
      {
        onBytes: (bytes) => {
          this.inflated = true;
          this.handlers.onBytes(bytes);
        },
        onBroken: (fault, detail) => this.handlers.onBroken(fault, detail),
      },
      (then) => void this.env.setTimer(0, then),
    );
    if (inflater === undefined) return false;
    this.inflater = inflater;
    if (rest.length > 0) inflater.write(rest);
    return true;
  }

  /** Octets of the transport; they come out by `onBytes`, at once or later. */
  write(bytes: Uint8Array): void {
    if (this.inflater === null) this.handlers.onBytes(bytes);
    else this.inflater.write(bytes);
  }

  /** What is to be sent, as the transport gets it. */
  wrap(bytes: Uint8Array): Uint8Array {
    return this.inflater === null ? bytes : storedBlocks(bytes);
  }

  /** No more will come: what the server said last is still being inflated, why it left, for one. */
  end(then: () => void): void {
    if (this.inflater === null) then();
    else this.inflater.end(then);
  }

  stop(): void {
    this.inflater?.stop();
  }
}
