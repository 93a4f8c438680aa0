import type { CloseKey, TlsReason } from '../lib/net/close-codes';
import type { Target } from './target';
import { type Dial, DialError } from './dial';
import type { Limits } from './limits';
import { SettingError } from './setting-error';

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly cause: CloseKey };

/** Whether every mail server can be reached, asked at most once in `readyCacheMs` however often /readyz is called. */
export function createReadiness(
  targets: readonly Target[],
  dial: Dial,
  limits: Pick<Limits, 'probeMs' | 'readyCacheMs'>,
  now: () => number,
): () => Promise<Readiness> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Readiness>;
  return () => {
    if (now() - askedAt >= limits.readyCacheMs) {
      askedAt = now();
      const probes = targets.map((target) => probe(target, dial, limits.probeMs));
      answer = Promise.all(probes).then((errors) => {
        const error = errors.find((one) => one !== null);
        return error === undefined || error === null ? { ready: true } : { ready: false, cause: error.key };
      });
    }
    return answer;
  };
}

/**
 * The dial at start: a wrong host or certificate should be said now, not at the first sign-in.
 * @throws SettingError naming the address and the cause
 */
export async function requireReachable(target: Target, dial: Dial, timeoutMs: number): Promise<void> {
  const error = await probe(target, dial, timeoutMs);
  if (error === null) return;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  throw new SettingError(
    `Cannot reach the mail server ${host}:${target.port}: ${dialSentence(error, timeoutMs)}.`,
  );
}

/** Why a dial failed, for an operator, without the full stop. */
export function dialSentence({ key, reason }: DialError, timeoutMs: number): string {
  return reason === undefined ? plainSentence(key, timeoutMs) : tlsSentences[reason];
}

async function probe(target: Target, dial: Dial, timeoutMs: number): Promise<DialError | null> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const { socket } = await dial(target, late);
    socket.destroy();
    return null;
  } catch (error) {
    if (late.aborted) return new DialError('connect-timeout');
    return error instanceof DialError ? error : new DialError('connect-failed');
  }
}

const caHint = 'IMAP_CA_FILE can name it as trusted';
const tlsSentences: Readonly<Record<TlsReason, string>> = {
  expired: 'its TLS certificate has expired or is not valid yet',
  name: 'its TLS certificate is for another name',
  'self-signed': `its TLS certificate is self-signed; ${caHint}`,
  untrusted: `its TLS certificate comes from an unknown authority; ${caHint}`,
  pin: 'its TLS certificate is not the pinned one',
  version: 'it offers no TLS 1.2 or newer',
  handshake: 'the TLS handshake failed; is this the implicit TLS port?',
};

function plainSentence(key: CloseKey, timeoutMs: number): string {
  if (key === 'dns-failed') return 'the name was not found (DNS)';
  if (key === 'connect-timeout') return `no answer within ${timeoutMs / 1000} s`;
  return 'the connection was refused or has no route';
}
