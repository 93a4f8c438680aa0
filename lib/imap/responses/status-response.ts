import type { ResponseCode, StatusKind } from '../types';
import type { Reader } from '../wire/reader';
import { parseResponseCode } from './response-code';

export interface ResponseText {
  readonly code: ResponseCode | null;
  readonly text: string;
}

/** resp-cond-state, resp-cond-bye, greeting: the word that makes a status response; undefined when it is another. */
export function parseStatusKind(r: Reader): StatusKind | undefined {
  if (r.keyword('ok')) return 'ok';
  if (r.keyword('no')) return 'no';
  if (r.keyword('bad')) return 'bad';
  if (r.keyword('bye')) return 'bye';
  if (r.keyword('preauth')) return 'preauth';
  return undefined;
}

/**
 * resp-text = ["[" resp-text-code "]" SP] [text]                               ; RFC 9051 7.1, 9
 *
 * Gmail leaves the text out; Exchange sends brackets that hold no code (ruby/net-imap 597): then all of it is text.
 */
export function parseResponseText(r: Reader): ResponseText {
  r.sp();
  const from = r.pos;
  const code = r.peek() === 0x5b ? parseResponseCode(r) : null;
  if (r.peek() === 0x5b && code === null) r.pos = from;
  r.sp();
  return { code, text: r.text() };
}
