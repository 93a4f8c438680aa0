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

function parseJson(frame: Buffer): unknown {
  try {
    return JSON.parse(frame.toString('utf8'));
  } catch {
    return undefined;
  }
}
