/** From the bridge's close codes and refusals to what a person is told. */
import type { AppError, ErrorCode } from '../mail/types';
import {
  closeCodeKey,
  SUBPROTOCOL,
  tlsReasonOf,
  type BridgeAnswer,
  type CloseKey,
  type TlsReason,
} from './close-codes';
import type { TransportFacts } from './transport';

/**
 * The error of a close code. Null: the upgrade itself failed (code 1006 before the tunnel opened), so the cause must be
 * asked for.
 */
export function closeToError(code: number, reason: string, facts: TransportFacts | null): AppError | null {
  const values = facts === null ? undefined : { host: facts.host };
  const make = (error: ErrorCode): AppError =>
    values === undefined ? { code: error } : { code: error, values };
  const key = closeCodeKey(code);
  if (key === undefined) return code === 1006 && facts === null ? null : make('bridge-closed');
  if (key === 'tls-failed') return make(ERROR_BY_TLS_REASON[tlsReasonOf(reason) ?? 'handshake']);
  return make(ERROR_BY_CLOSE_KEY[key]);
}

/**
 * The error of a refused upgrade, from the bridge's own words; null means that nobody answered. `origin` is the page's: a question
 * to one's own server carries none, so whether it is a right one is for the page to see.
 */
export function refusalToError(answer: BridgeAnswer | null, origin: string): AppError {
  if (answer === null) return { code: 'bridge-unreachable' };
  const { origins } = answer;
  if (Array.isArray(origins) && origins.length > 0 && !origins.includes(origin)) {
    return { code: 'bridge-origin', values: { allowed: listOrigins(origins) } };
  }
  switch (answer.cause) {
    case 'host':
    case 'origin':
      return { code: 'bridge-origin', values: { allowed: listOrigins(answer.origins) } };
    case 'address':
      return { code: 'target-refused' };
    case 'protocol':
      return { code: versionError(answer.protocol) ?? 'engine-outdated' };
    case 'rate-limited':
      return { code: 'bridge-rate', values: { seconds: seconds(answer.retryAfter) } };
    case 'too-many-tunnels':
    case 'memory':
      return { code: 'bridge-rate', values: { seconds: 30 } };
    case 'draining':
      return { code: 'bridge-draining' };
    case 'none':
      return { code: versionError(answer.protocol) ?? 'bridge-unreachable' };
    default:
      // The cause came from the network: a newer bridge may know more of them.
      return { code: 'bridge-unreachable' };
  }
}

/** Which of the two is of before; null: they speak the same, or the bridge does not say. */
function versionError(protocol: unknown): ErrorCode | null {
  const theirs = versionOf(protocol);
  const ours = versionOf(SUBPROTOCOL) ?? 0;
  if (theirs === null || theirs === ours) return null;
  return theirs > ours ? 'engine-outdated' : 'bridge-outdated';
}

function versionOf(protocol: unknown): number | null {
  const digits = typeof protocol === 'string' ? /^tagline\.(\d{1,6})$/.exec(protocol)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}

function listOrigins(origins: unknown): string {
  if (!Array.isArray(origins)) return '';
  return origins
    .filter((origin): origin is string => typeof origin === 'string')
    .slice(0, 5)
    .join(', ')
    .slice(0, 300);
}

function seconds(value: unknown): number {
  return typeof value === 'number' && value > 0 && value <= 3_600 ? Math.ceil(value) : 30;
}

const ERROR_BY_CLOSE_KEY: Readonly<Record<Exclude<CloseKey, 'tls-failed'>, ErrorCode>> = {
  'too-many-fragments': 'internal',
  'frame-too-large': 'internal',
  'bridge-restarting': 'bridge-draining',
  'unknown-target': 'target-unknown',
  'refused-by-policy': 'target-refused',
  'dns-failed': 'dns-failed',
  'connect-failed': 'connect-failed',
  'connect-timeout': 'connect-timeout',
  'bytes-before-tls': 'server-protocol',
  'protocol-misuse': 'internal',
  'too-many-tunnels': 'bridge-rate',
  'rate-limited': 'bridge-rate',
  idle: 'bridge-closed',
  'too-old': 'bridge-closed',
  'server-closed': 'server-bye',
  'client-too-slow': 'too-slow',
};

const ERROR_BY_TLS_REASON: Readonly<Record<TlsReason, ErrorCode>> = {
  expired: 'tls-expired',
  name: 'tls-name',
  'self-signed': 'tls-self-signed',
  untrusted: 'tls-untrusted',
  pin: 'tls-pin',
  version: 'tls-version',
  handshake: 'tls-failed',
};
