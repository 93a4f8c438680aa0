import type { Socket } from 'node:net';
import * as v from 'valibot';
import type { Target } from './target';
import type { TlsFacts } from './tls-sessions';

/** The text frames of protocol `tagline.1` (tunnel.md); every other text frame is misuse. */
const hello = v.strictObject({ open: v.pipe(v.string(), v.maxLength(64)) });
const startTls = v.strictObject({ starttls: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });

/** The target id of `{"open":"..."}`. */
export function readHello(frame: Buffer): string | undefined {
  const { success, output } = v.safeParse(hello, parseJson(frame));
  return success ? output.open : undefined;
}

/** How many bytes of the mail server the client has parsed, from `{"starttls":n}`. */
export function readStartTls(frame: Buffer): number | undefined {
  const { success, output } = v.safeParse(startTls, parseJson(frame));
  return success ? output.starttls : undefined;
}

export function openedFrame({ host, port }: Target, tls: TlsFacts | null): string {
  return JSON.stringify({ opened: { tls, host, port } });
}

export function securedFrame(tls: TlsFacts | null): string {
  return JSON.stringify({ secured: { tls } });
}

/**
 * One binary message as one frame (RFC 6455 section 5.2), header and chunks in one system call. ws would first join them into a
 * copy; beside it we may write, since without compression it writes its own frames whole and at once.
 */
export function writeBinary(
  socket: Socket,
  chunks: readonly Buffer[],
  bytes: number,
  done: () => void,
): void {
  socket.cork();
  socket.write(binaryHeader(bytes));
  const last = chunks.length - 1;
  chunks.forEach((chunk, at) => (at === last ? socket.write(chunk, done) : socket.write(chunk)));
  socket.uncork();
}

const finalBinary = 0x82;

function binaryHeader(bytes: number): Buffer {
  if (bytes < 126) return Buffer.from([finalBinary, bytes]);
  if (bytes < 65_536) return Buffer.from([finalBinary, 126, bytes >> 8, bytes & 255]);
  const header = Buffer.alloc(10);
  header.writeUInt16BE((finalBinary << 8) | 127, 0);
  header.writeUIntBE(bytes, 4, 6);
  return header;
}

function parseJson(frame: Buffer): unknown {
  try {
    return JSON.parse(frame.toString('utf8'));
  } catch {
    return undefined;
  }
}
