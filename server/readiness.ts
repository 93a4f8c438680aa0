import type { CloseKey } from '../lib/net/close-codes';
import type { Target } from './config';
import { type Dial, DialError } from './dial';
import { SettingError } from './setting-error';

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly cause: CloseKey };

export interface ReadinessOptions {
  readonly target: Target;
  readonly dial: Dial;
  readonly timeoutMs: number;
  readonly cacheMs: number;
  readonly now: () => number;
}

/** Whether the mail server can be reached, asked at most once in `cacheMs` however often /readyz is called. */
export function createReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | null = null;
  return () => {
    const at = options.now();
    if (last === null || at - last.at >= options.cacheMs) {
      const answer = probe(options.target, options.dial, options.timeoutMs).then(
        (): Readiness => ({ ready: true }),
        (error: unknown): Readiness => ({
          ready: false,
          cause: error instanceof DialError ? error.key : 'connect-failed',
        }),
      );
      last = { at, answer };
    }
    return last.answer;
  };
}

/**
 * The dial at start: a wrong host or certificate should be said now, not at the first sign-in.
 * @throws SettingError naming the address and the cause
 */
export async function requireReachable(target: Target, dial: Dial, timeoutMs: number): Promise<void> {
  try {
    await probe(target, dial, timeoutMs);
  } catch (error) {
    const cause = error instanceof DialError ? sentenceOf(error, timeoutMs) : 'the connection failed';
    const host = target.host.includes(':') ? `[${target.host}]` : target.host;
    throw new SettingError(`Cannot reach the mail server ${host}:${target.port}: ${cause}.`);
  }
}

async function probe(target: Target, dial: Dial, timeoutMs: number): Promise<void> {
  const abort = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    abort.abort();
  }, timeoutMs);
  try {
    const { socket } = await dial(target, abort.signal);
    socket.destroy();
  } catch (error) {
    throw timedOut ? new DialError('connect-timeout') : error;
  } finally {
    clearTimeout(timer);
  }
}

function sentenceOf(error: DialError, timeoutMs: number): string {
  switch (error.reason) {
    case 'expired':
      return 'its TLS certificate has expired or is not valid yet';
    case 'name':
      return 'its TLS certificate is for another name';
    case 'self-signed':
      return 'its TLS certificate is self-signed; IMAP_CA_FILE can name it as trusted';
    case 'untrusted':
      return 'its TLS certificate comes from an unknown authority; IMAP_CA_FILE can name it as trusted';
    case 'version':
      return 'it offers no TLS 1.2 or newer';
    case 'handshake':
      return 'the TLS handshake failed; is this the implicit TLS port?';
    case undefined:
      break;
  }
  if (error.key === 'dns-failed') return 'the name was not found (DNS)';
  if (error.key === 'connect-timeout') return `no answer within ${timeoutMs / 1000} s`;
  return 'the connection was refused or has no route';
}
