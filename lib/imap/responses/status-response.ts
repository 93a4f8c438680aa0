import { ParseError } from '../errors';
import { toUid, type ModSeq, type ResponseCode, type StatusKind, type UidValidity } from '../types';
import { decodeText } from '../wire/bytes';
import type { Reader } from '../wire/reader';
import { parseCapabilities } from './capability';
import { parseFlagList } from './flags';

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

/** `[` name [SP arguments] `]`; null and unmoved when the brackets hold no code. */
function parseResponseCode(r: Reader): ResponseCode | null {
  const from = r.pos;
  r.pos++;
  const name = r.atomLower();
  const after = r.peek();
  const close = name === undefined || (after !== 32 && after !== 0x5d) ? -1 : findClose(r);
  if (name === undefined || close < 0) {
    r.pos = from;
    return null;
  }
  const argumentsAt = r.pos;
  try {
    r.sp();
    const code = parseKnownCode(r, name);
    if (code !== undefined) {
      r.sp();
      r.expectByte(0x5d);
      return code;
    }
  } catch (error) {
    // A known code with arguments we cannot read is worth no more than an unknown one.
    if (!(error instanceof ParseError)) throw error;
  }
  const argument = decodeText(r.buf, argumentsAt, close).trim();
  r.pos = close + 1;
  return { kind: 'other', name: name.toUpperCase(), argument: argument === '' ? null : argument };
}

/**
 * resp-text-code of RFC 9051 9, RFC 4315 (UIDPLUS), RFC 7162 (CONDSTORE). UIDNEXT, UIDVALIDITY, UNSEEN may be 0. Others keep their
 * argument as text: INPROGRESS (RFC 9585), MESSAGELIMIT (RFC 9738), REFERRAL (RFC 2193, RFC 2221), which nobody follows.
 */
function parseKnownCode(r: Reader, name: string): ResponseCode | undefined {
  switch (name) {
    case 'capability':
      return { kind: 'capability', capabilities: parseCapabilities(r) };
    case 'permanentflags':
      return { kind: 'permanentflags', flags: parseFlagList(r) };
    case 'uidnext':
      return { kind: 'uidnext', uid: toUid(r.expectNumber32()) };
    case 'uidvalidity':
      return { kind: 'uidvalidity', uidValidity: r.expectNumber32() as UidValidity };
    case 'unseen':
      return { kind: 'unseen', seq: r.expectNumber32() };
    case 'highestmodseq':
      return { kind: 'highestmodseq', modSeq: (r.number64() ?? r.fail('expected a mod-sequence')) as ModSeq };
    case 'appenduid': {
      const uidValidity = r.expectNumber32() as UidValidity;
      r.expectSp();
      return { kind: 'appenduid', uidValidity, uids: r.expectSequenceSet() };
    }
    case 'copyuid': {
      const uidValidity = r.expectNumber32() as UidValidity;
      r.expectSp();
      const from = r.expectSequenceSet();
      r.expectSp();
      return { kind: 'copyuid', uidValidity, from, to: r.expectSequenceSet() };
    }
    case 'modified':
      return { kind: 'modified', set: r.expectSequenceSet() };
    case 'badcharset': {
      const charsets: string[] = [];
      if (r.open()) while (!r.close()) charsets.push((r.sp(), r.expectAstring()));
      return { kind: 'badcharset', charsets };
    }
    default:
      return undefined;
  }
}

/** The `]` that ends the code: not one inside a quoted string. -1 when there is none. */
function findClose(r: Reader): number {
  let quoted = false;
  for (let at = r.pos; at < r.end; at++) {
    const c = r.buf[at];
    if (c === 0x5c && quoted) at++;
    else if (c === 0x22) quoted = !quoted;
    else if (c === 0x5d && !quoted) return at;
  }
  return -1;
}
