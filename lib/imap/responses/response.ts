import { ParseError } from '../errors';
import type { ResponseCode, UntaggedEvent } from '../types';
import { decodeText } from '../wire/bytes';
import type { Reader } from '../wire/reader';
import { parseResponseText, parseStatusKind } from './status-response';
import { excerptOf, parseUntagged, rawOf } from './untagged';

export type Response =
  /** `dropped` says which value of a readable response could not be kept. */
  | { readonly kind: 'untagged'; readonly event: UntaggedEvent; readonly dropped: string | null }
  | {
      readonly kind: 'tagged';
      readonly tag: string;
      readonly status: 'ok' | 'no' | 'bad';
      readonly code: ResponseCode | null;
      readonly text: string;
    }
  /** Starts like a tagged response, but no status follows: `tag` may be a word of anything. */
  | { readonly kind: 'broken-tagged'; readonly tag: string; readonly text: string }
  | { readonly kind: 'continuation'; readonly text: string };

/**
 * response = continue-req / response-data / response-done                       ; RFC 9051 9
 *
 * Never throws `ParseError`: what cannot be read is a `malformed` event or `broken-tagged`.
 * @throws RemoteProtocolError when the response has more tokens than the limit.
 */
export function parseResponse(r: Reader): Response {
  const c = r.peek();
  if (c === 0x2a) return parseStar(r);
  if (c === 0x2b) return parseContinuation(r);
  if (c === 0x5b) return parseBareCode(r);
  return parseTagged(r);
}

function parseStar(r: Reader): Response {
  try {
    r.pos++;
    r.sp();
    const event = parseUntagged(r);
    return { kind: 'untagged', event, dropped: r.dropped };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return {
      kind: 'untagged',
      event: { kind: 'malformed', raw: rawOf(r), offset: error.offset, reason: error.message },
      dropped: null,
    };
  }
}

/** `[COPYUID 55 31 6]` alone on its line: Exchange leaves out `* OK` (MailKit 115). */
function parseBareCode(r: Reader): Response {
  const from = r.pos;
  const { code, text } = parseResponseText(r);
  if (code !== null)
    return {
      kind: 'untagged',
      event: { kind: 'status-response', status: 'ok', code, text },
      dropped: null,
    };
  r.pos = from;
  return parseTagged(r);
}

/** continue-req = "+" SP (resp-text / base64) CRLF ; the space may be missing. */
function parseContinuation(r: Reader): Response {
  r.pos++;
  r.sp();
  return { kind: 'continuation', text: r.text() };
}

/** response-tagged = tag SP resp-cond-state CRLF ; tag = 1*<any ASTRING-CHAR except "+"> */
function parseTagged(r: Reader): Response {
  let at = r.pos;
  while (at < r.end && r.buf[at] !== 32 && at - r.pos < MAX_TAG) at++;
  const tag = decodeText(r.buf, r.pos, at);
  r.pos = at;
  const status = r.sp() ? parseStatusKind(r) : undefined;
  if (status === undefined || status === 'bye' || status === 'preauth') {
    return { kind: 'broken-tagged', tag, text: excerptOf(r) };
  }
  return { kind: 'tagged', tag, status, ...parseResponseText(r) };
}

const MAX_TAG = 64;
