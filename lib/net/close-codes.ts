/**
 * Why a tunnel ended: the one table that the bridge and the client share. It holds keys and numbers only; the
 * sentences a person reads live in lib/i18n. 4000-4999 is the range RFC 6455 section 7.4.2 leaves to applications.
 */
export const closeCodes = {
  /** ws itself: a message in more fragments than allowed, or a frame cut into too many pieces. */
  'too-many-fragments': 1008,
  /** ws itself: a frame above 64 KiB. */
  'frame-too-large': 1009,
  'bridge-restarting': 1012,
  'unknown-target': 4001,
  'refused-by-policy': 4002,
  'dns-failed': 4003,
  'connect-failed': 4004,
  'connect-timeout': 4005,
  /** The close frame's reason is a {@link TlsReason}. */
  'tls-failed': 4006,
  'bytes-before-tls': 4007,
  'protocol-misuse': 4008,
  'too-many-tunnels': 4009,
  'rate-limited': 4010,
  idle: 4011,
  'too-old': 4012,
  'server-closed': 4013,
  'client-too-slow': 4014,
} as const;

export type CloseKey = keyof typeof closeCodes;

/**
 * Why TLS to the mail server failed. `pin`: another certificate than the operator named. `expired` is also said of a certificate that is not valid yet; `handshake`
 * means that the peer does not speak TLS, or broke off for a reason that is none of the others.
 */
export const tlsReasons = [
  'expired',
  'name',
  'self-signed',
  'untrusted',
  'pin',
  'version',
  'handshake',
] as const;

export type TlsReason = (typeof tlsReasons)[number];

/**
 * What `GET <base>/bridge` answers in `cause` when a WebSocket upgrade was refused (a browser shows its script
 * no more than code 1006 then). `none` means: an upgrade would be accepted now.
 */
export const refusalCauses = [
  'none',
  'host',
  'origin',
  'address',
  'protocol',
  'rate-limited',
  'too-many-tunnels',
  'draining',
  'memory',
] as const;

export type RefusalCause = (typeof refusalCauses)[number];

/** WebSocket subprotocol; its number rises when a bridge and a client of before can no longer understand each other. */
export const SUBPROTOCOL = 'tagline.1';

/** The JSON answer of `GET <base>/bridge`, and the body of every refused upgrade. */
export interface BridgeAnswer {
  readonly cause: RefusalCause;
  /** The origins a page may have here; compare them with the page's own. */
  readonly origins: readonly string[];
  /** The subprotocol this bridge speaks: a browser tells its script of a refused upgrade neither status nor words. */
  readonly protocol?: string;
  /** Seconds to wait before trying again; only with `rate-limited`. */
  readonly retryAfter?: number;
}

const keyByCode: ReadonlyMap<number, CloseKey> = new Map(
  (Object.keys(closeCodes) as CloseKey[]).map((key) => [closeCodes[key], key]),
);

/** The key of a close code, or undefined for a code that is not ours (1000, 1001, 1006...). */
export function closeCodeKey(code: number): CloseKey | undefined {
  return keyByCode.get(code);
}

/** Reads the reason of a 4006 close; undefined for any other text, since the reason comes from the network. */
export function tlsReasonOf(reason: string): TlsReason | undefined {
  return tlsReasons.find((known) => known === reason);
}
