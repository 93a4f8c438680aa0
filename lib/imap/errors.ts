/**
 * The three families of failure of the protocol layer.
 *
 * - `LocalProtocolError`: we used the protocol wrongly; a bug of ours, thrown at the call.
 * - `RemoteProtocolError`: the server broke the protocol in a way that ends the connection; carries a stable code.
 * - `ParseError`: one response cannot be read; it costs that response only and never leaves this layer
 *   (it becomes a `malformed` event or settles the command whose tag could be read).
 *
 * Refusals of the server (NO, BAD) are values, see `CommandOutcome`.
 */
import type { ProtocolErrorCode } from './types';

/** Our own code asked for something the protocol forbids. */
export class LocalProtocolError extends Error {
  override readonly name = 'LocalProtocolError';
}

/** The server broke the protocol; the connection is over. */
export class RemoteProtocolError extends Error {
  override readonly name = 'RemoteProtocolError';
  readonly code: ProtocolErrorCode;
  readonly detail: string;

  constructor(code: ProtocolErrorCode, detail: string) {
    super(`${code}: ${protocolErrorTexts[code]} (${detail})`);
    this.code = code;
    this.detail = detail;
  }
}

/** One response is not what the grammar says. `offset` counts octets from the start of the response. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** Closes a switch over a union: a new member is a compile error here. */
export function assertNever(value: never): never {
  throw new LocalProtocolError(`unexpected value ${JSON.stringify(value)}`);
}

/** Each terminal code in a developer's words; the words for people belong to i18n. */
export const protocolErrorTexts: Readonly<Record<ProtocolErrorCode, string>> = {
  'greeting-broken': 'the first line is not a greeting of RFC 9051 7.1',
  'preauth-before-tls': 'the server logged us in on an unprotected connection',
  'line-too-long': 'a line exceeds the limit',
  'literal-too-large': 'a literal announces more octets than the limit',
  'literal-syntax': 'a literal is announced in a way that cannot be followed',
  'response-too-large': 'one response exceeds the memory it may take',
  'too-many-tokens': 'one response has more tokens than the limit',
  'unsolicited-flood': 'the server sends data without end and without a command',
  'unknown-tag': 'a completion names a tag that is not in flight',
  'unexpected-continuation': 'a continuation request nobody waits for',
  'compressed-broken':
    'what comes after COMPRESS cannot be inflated, or nobody can say whether it is compressed',
  'compressed-too-large': 'compressed data grows beyond the limit',
  'bytes-before-tls': 'data was received ahead of the TLS handshake',
};
