/**
 * COMPRESS=DEFLATE (RFC 4978) as a pair of filters on the byte pipe: what comes is inflated by the browser, what goes is wrapped in blocks
 * that are stored, not compressed: a browser's CompressionStream cannot be flushed, so a command would wait in it for the next.
 *
 * Bounds: the octets waiting to be inflated, and how much they may become (limits.ts). What a server compresses is fed in small
 * pieces, since a piece grows to a thousand times its size before anybody can look at it.
 */
import { INFLATE_BACKLOG, INFLATE_FREE, INFLATE_PIECE, INFLATE_RATIO, INFLATE_TURN } from './limits';

export type InflateFault = 'compressed-broken' | 'compressed-too-large';

export interface InflateHandlers {
  /** A fresh buffer each time; the receiver owns it. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Once; nothing is handed out after it. */
  readonly onBroken: (fault: InflateFault, detail: string) => void;
}

export interface Inflater {
  /** Compressed octets, cut anywhere. */
  write(bytes: Uint8Array): void;
  /** No more will come: `then` runs once all that was written is handed out, or broken. */
  end(then: () => void): void;
  /** Nothing more is handed out. */
  stop(): void;
}

/** `turn` runs a function in a later turn of the thread. */
export type MakeInflater = (handlers: InflateHandlers, turn: (then: () => void) => void) => Inflater;

/** Null where the platform cannot inflate raw deflate. */
export function nativeInflate(): MakeInflater | null {
  try {
    // Known to the constructor only: old engines have 'deflate' and not this.
    void new DecompressionStream('deflate-raw');
  } catch {
    return null;
  }
  return (handlers, turn) => new NativeInflater(handlers, turn);
}

/** Octets of `in` so far may have become `out`. Text repeated without end grows a thousandfold, mail hardly ever tenfold. */
export function isBomb(octetsIn: number, octetsOut: number): boolean {
  return octetsOut > Math.max(INFLATE_FREE, octetsIn * INFLATE_RATIO);
}

/** Stored blocks (RFC 1951 3.2.4): five octets each, of at most 65,535; they begin and end at whole octets, so none is ever held back. */
export function storedBlocks(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / MAX_BLOCK);
  const out = new Uint8Array(bytes.length + blocks * 5);
  for (let block = 0; block < blocks; block++) {
    const from = block * MAX_BLOCK;
    const piece = bytes.subarray(from, from + MAX_BLOCK);
    const at = from + block * 5;
    const { length } = piece;
    out.set([0, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff], at);
    out.set(piece, at + 5);
  }
  return out;
}

class NativeInflater implements Inflater {
  readonly #handlers: InflateHandlers;
  readonly #turn: (then: () => void) => void;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #pieces: Uint8Array[] = [];
  #feeding = false;
  #waiting = 0;
  #octetsIn = 0;
  /** The last four octets fed. */
  #tail: readonly number[] = [];
  #octetsOut = 0;
  /** Handed out since other work had its turn. */
  #thisTurn = 0;
  #stopped = false;
  #afterwards: (() => void) | null = null;

  constructor(handlers: InflateHandlers, turn: (then: () => void) => void) {
    this.#handlers = handlers;
    this.#turn = turn;
    const stream = new DecompressionStream('deflate-raw');
    this.#writer = stream.writable.getWriter();
    this.#reader = stream.readable.getReader();
    // Whoever writes or reads hears of it.
    this.#writer.closed.catch(() => undefined);
    void this.#read();
  }

  write(bytes: Uint8Array): void {
    if (this.#stopped) return;
    this.#waiting += bytes.length;
    if (this.#waiting > INFLATE_BACKLOG) {
      this.#break('compressed-too-large', `more than ${INFLATE_BACKLOG} octets wait to be inflated`);
      return;
    }
    for (let at = 0; at < bytes.length; at += INFLATE_PIECE)
      this.#pieces.push(bytes.subarray(at, at + INFLATE_PIECE));
    if (!this.#feeding) void this.#feed();
  }

  end(then: () => void): void {
    if (this.#stopped) return then();
    this.#afterwards = then;
    if (!this.#feeding) void this.#feed();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#pieces = [];
    const ignore = (): void => undefined;
    this.#writer.abort().catch(ignore);
    this.#reader.cancel().catch(ignore);
    const then = this.#afterwards;
    this.#afterwards = null;
    then?.();
  }

  async #feed(): Promise<void> {
    this.#feeding = true;
    try {
      for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
        this.#octetsIn += piece.length;
        this.#waiting -= piece.length;
        await this.#writer.write(piece as Uint8Array<ArrayBuffer>);
        this.#tail = [...this.#tail, ...piece.subarray(-4)].slice(-4);
        if (this.#thisTurn >= INFLATE_TURN) await this.#otherTurn();
      }
    } catch (error) {
      this.#break('compressed-broken', String(error));
    }
    this.#feeding = false;
    if (this.#afterwards !== null && !this.#stopped) await this.#drain();
  }

  /**
   * Servers flush: their data end in an empty stored block. With a last block behind it the stream is whole, and its end comes after
   * everything before. Cut elsewhere, there is no such end: what became of the last octets has some turns to arrive.
   */
  async #drain(): Promise<void> {
    if (this.#tail.join() === FLUSHED) {
      this.#writer.write(LAST_BLOCK).catch(() => undefined);
      this.#writer.close().catch(() => undefined);
      return;
    }
    for (let quiet = 0; quiet < QUIET_TURNS && !this.#stopped; quiet = this.#thisTurn > 0 ? 0 : quiet + 1)
      await this.#otherTurn();
    this.stop();
  }

  #otherTurn(): Promise<void> {
    this.#thisTurn = 0;
    return new Promise((resolve) => this.#turn(resolve));
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (this.#stopped) return;
        if (done && this.#afterwards !== null) return this.stop();
        if (done) return this.#break('compressed-broken', 'the compressed data came to an end');
        this.#octetsOut += value.length;
        this.#thisTurn += value.length;
        if (isBomb(this.#octetsIn, this.#octetsOut))
          return this.#break('compressed-too-large', `${this.#octetsOut} octets out of ${this.#octetsIn}`);
        this.#handlers.onBytes(value);
      }
    } catch (error) {
      this.#break('compressed-broken', String(error));
    }
  }

  #break(fault: InflateFault, detail: string): void {
    if (this.#stopped) return;
    const then = this.#afterwards;
    this.#afterwards = null;
    this.stop();
    this.#handlers.onBroken(fault, detail);
    then?.();
  }
}

const MAX_BLOCK = 65_535;
/** What Z_SYNC_FLUSH ends in: an empty stored block behind its head. */
const FLUSHED = '0,0,255,255';
const LAST_BLOCK = new Uint8Array([1, 0, 0, 0xff, 0xff]);
const QUIET_TURNS = 8;
