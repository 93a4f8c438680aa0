/** A WebSocket client that can say what no library would: frames by hand (RFC 6455 section 5.2), and whatever comes back. */
import { connect, type Socket } from 'node:net';
import { upgradeRequest, within } from '../bridge/harness';

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export const fin = 0x80;

export interface FrameOptions {
  /** Null leaves the frame unmasked, which a client must not. */
  readonly mask?: Buffer | null;
  /** The length said, where it is not that of the payload. */
  readonly length?: bigint;
}

const usualMask = Buffer.from([0x1f, 0x8b, 0x33, 0xe4]);

/** One frame; `first` is FIN, reserved bits and opcode. */
export function frame(first: number, payload: Buffer | string = '', options: FrameOptions = {}): Buffer {
  const data = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const mask = options.mask === undefined ? usualMask : options.mask;
  const bit = mask === null ? 0 : 0x80;
  const said = options.length ?? BigInt(data.length);
  const head =
    said < 126n
      ? Buffer.from([first, bit | Number(said)])
      : said < 65_536n
        ? Buffer.from([first, bit | 126, Number(said) >> 8, Number(said) & 255])
        : Buffer.concat([Buffer.from([first, bit | 127]), bigEndian(said)]);
  const body = mask === null ? data : data.map((byte, at) => byte ^ (mask[at & 3] ?? 0));
  return Buffer.concat([head, mask ?? Buffer.alloc(0), body]);
}

/** A close frame: code and reason, or nothing at all. */
export function closeFrame(code?: number, reason: Buffer | string = ''): Buffer {
  if (code === undefined) return frame(fin | opcode.close);
  const head = Buffer.from([code >> 8, code & 255]);
  return frame(fin | opcode.close, Buffer.concat([head, Buffer.from(reason)]));
}

export interface SeenFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The code of a close frame; 1005 where it has none. */
export const codeOf = ({ payload }: SeenFrame): number =>
  payload.length < 2 ? 1005 : payload.readUInt16BE(0);

export class RawWebSocket {
  readonly socket: Socket;
  /** Every frame since the 101, in order; the bridge never fragments nor masks. */
  readonly frames: SeenFrame[] = [];
  private head = '';
  private pending = Buffer.alloc(0);
  private upgraded = false;
  private gone = false;
  private wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.pending = Buffer.concat([this.pending, chunk]);
      this.read();
      this.wake();
    });
    socket.once('close', () => {
      this.gone = true;
      this.wake();
    });
  }

  /** Upgraded on return. */
  static async open(
    bridge: { readonly port: number; readonly origin: string },
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawWebSocket> {
    const raw = new RawWebSocket(connect({ port: bridge.port, host: '127.0.0.1', noDelay: true }));
    raw.write(upgradeRequest({ Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin, ...headers }));
    await raw.until(() => raw.upgraded, 'the 101');
    return raw;
  }

  /** The same with the tunnel to `default-imap` open and its answer taken. */
  static async tunnel(bridge: { readonly port: number; readonly origin: string }): Promise<RawWebSocket> {
    const raw = await RawWebSocket.open(bridge);
    raw.write(frame(fin | opcode.text, '{"open":"default-imap"}'));
    await raw.until(() => raw.frames.length > 0, 'opened');
    raw.frames.length = 0;
    return raw;
  }

  /** The answer's header lines. */
  get answer(): string {
    return this.head;
  }

  write(bytes: Buffer | string): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** The same bytes in pieces of so many, each in a write of its own. */
  async drip(bytes: Buffer, size: number): Promise<void> {
    for (let at = 0; at < bytes.length && !this.gone; at += size) {
      await new Promise<void>((resolve) => {
        if (!this.socket.write(bytes.subarray(at, at + size), () => resolve()))
          this.socket.once('close', () => resolve());
      });
    }
  }

  until(holds: () => boolean, what: string): Promise<void> {
    const wait = async (): Promise<void> => {
      while (!holds()) {
        if (this.gone) throw new Error(`the connection ended before ${what}: ${this.head}`);
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    };
    return within(wait(), what);
  }

  /** Bytes of all binary frames so far. */
  bytes(): Buffer {
    return Buffer.concat(
      this.frames.filter((one) => one.opcode === opcode.binary).map(({ payload }) => payload),
    );
  }

  /** Waits for the bridge's close frame and, unless `thenGone` is false, for the end of the connection. */
  async closed(): Promise<number> {
    const find = (): SeenFrame | undefined => this.frames.find((one) => one.opcode === opcode.close);
    await this.until(() => find() !== undefined, 'a close frame');
    const close = find();
    return close === undefined ? 0 : codeOf(close);
  }

  async ended(): Promise<void> {
    const wait = async (): Promise<void> => {
      while (!this.gone) await new Promise<void>((resolve) => (this.wake = resolve));
    };
    await within(wait(), 'the end of the connection');
  }

  private read(): void {
    if (!this.upgraded) {
      const end = this.pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.pending.subarray(0, end).toString('latin1');
      if (!this.head.startsWith('HTTP/1.1 101 ')) return;
      this.pending = this.pending.subarray(end + 4);
      this.upgraded = true;
    }
    for (let size = this.first(); size > 0; size = this.first()) this.pending = this.pending.subarray(size);
  }

  /** Takes in the first whole frame; its length with the head, or 0. */
  private first(): number {
    const { pending } = this;
    if (pending.length < 2) return 0;
    const short = (pending[1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (pending.length < head) return 0;
    const length =
      short < 126 ? short : short === 126 ? pending.readUInt16BE(2) : Number(pending.readBigUInt64BE(2));
    if (pending.length < head + length) return 0;
    this.frames.push({
      opcode: (pending[0] ?? 0) & 15,
      payload: Buffer.from(pending.subarray(head, head + length)),
    });
    return head + length;
  }
}

function bigEndian(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** A small generator for tests that must do the same again: numbers below `below` from a seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
