/**
 * resp-text-code                                                                ; RFC 9051 7.1, 9, and the extensions named
 */
import { ParseError } from '../errors';
import { PLAIN_CODES, type PlainCode, type ResponseCode } from '../response-codes';
import { toUid, type ModSeq, type UidValidity } from '../types';
import { decodeText } from '../wire/bytes';
import type { Reader } from '../wire/reader';
import { parseCapabilities } from './capability';
import { parseFlagList } from './flags';

/** `[` name [SP arguments] `]`; null and unmoved when the brackets hold no code. */
export function parseResponseCode(r: Reader): ResponseCode | null {
  const from = r.pos;
  r.pos++;
  const name = r.atomLower();
  const after = r.peek();
  const close = name === undefined || (after !== 32 && after !== 0x5d) ? -1 : findClose(r);
  if (name === undefined || close < 0) {
    r.pos = from;
    return null;
  }
  const plain = PLAIN.get(name);
  if (plain !== undefined) {
    r.pos = close + 1;
    return { kind: plain };
  }
  const argumentsAt = r.pos;
  try {
    r.sp();
    const code = parseKnown(r, name, close) ?? parseExtension(r, name, close);
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
  return { kind: 'unknown', name: name.toUpperCase(), argument: argument === '' ? null : argument };
}

/** RFC 9051 9, RFC 4315 (UIDPLUS), RFC 7162 (CONDSTORE). UIDNEXT, UIDVALIDITY, UNSEEN may be 0. */
function parseKnown(r: Reader, name: string, close: number): ResponseCode | undefined {
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
    case 'badcharset':
      return { kind: 'badcharset', charsets: parseWords(r) };
    case 'badurl':
      return { kind: 'badurl', url: restOf(r, close) };
    case 'referral':
      return { kind: 'referral', urls: restOf(r, close).split(' ') };
    default:
      return undefined;
  }
}

function parseExtension(r: Reader, name: string, close: number): ResponseCode | undefined {
  switch (name) {
    case 'badevent':
      // Dovecot leaves the parentheses out, and names the events it does not know.
      return { kind: 'badevent', events: r.peek() === 40 ? parseWords(r) : restOf(r, close).split(' ') };
    case 'urlmech':
      return { kind: 'urlmech', mechanisms: restOf(r, close).split(' ') };
    case 'metadata':
      return parseMetadataCode(r);
    case 'annotate':
      return { kind: 'annotate', what: oneOf(r, ['toobig', 'toomany']) };
    case 'annotations':
      return parseAnnotations(r);
    case 'noupdate':
      return { kind: 'noupdate', tag: r.string() ?? r.expectAtom() };
    case 'undefined-filter':
      return { kind: 'undefined-filter', name: r.string() ?? r.expectAtom() };
    case 'maxconvertmessages':
    case 'maxconvertparts':
      return { kind: name, limit: r.expectNumber32() };
    case 'mailboxid':
      return { kind: 'mailboxid', id: parseWords(r)[0] ?? r.fail('expected an object id') };
    case 'inprogress':
      return parseProgress(r);
    case 'messagelimit': {
      const limit = r.expectNumber32();
      const lowestUid = r.sp() && r.peek() !== 0x5d ? toUid(r.expectNumber32()) : null;
      return { kind: 'messagelimit', limit, lowestUid };
    }
    default:
      return undefined;
  }
}

/** "METADATA" SP ("LONGENTRIES" SP number / "MAXSIZE" SP number / "TOOMANY" / "NOPRIVATE")          ; RFC 5464 5 */
function parseMetadataCode(r: Reader): ResponseCode {
  const what = oneOf(r, ['longentries', 'maxsize', 'toomany', 'noprivate']);
  if (what === 'toomany' || what === 'noprivate') return { kind: 'metadata', what, octets: null };
  r.expectSp();
  return { kind: 'metadata', what, octets: r.expectNumber() };
}

/** "ANNOTATIONS" SP (nz-number / "NONE" / "READ-ONLY") [SP "NOPRIVATE"]                              ; RFC 5257 5 */
function parseAnnotations(r: Reader): ResponseCode {
  const maxSize = r.number() ?? null;
  const word = maxSize === null ? oneOf(r, ['none', 'read-only']) : null;
  const noPrivate = r.sp() && r.keyword('noprivate');
  return { kind: 'annotations', maxSize, readOnly: word === 'read-only', noPrivate };
}

/** "INPROGRESS" [SP "(" (quoted / nil) SP (number / nil) SP (nz-number / nil) ")"]                   ; RFC 9585 5 */
function parseProgress(r: Reader): ResponseCode {
  if (!r.open()) return { kind: 'inprogress', tag: null, done: null, goal: null };
  const tag = r.nil() ? null : (r.string() ?? r.expectAtom());
  r.expectSp();
  const done = r.nil() ? null : r.expectNumber();
  r.expectSp();
  const goal = r.nil() ? null : r.expectNumber();
  if (!r.close()) r.fail('expected )');
  return { kind: 'inprogress', tag, done, goal };
}

/** ["(" astring *(SP astring) ")"] */
function parseWords(r: Reader): readonly string[] {
  const words: string[] = [];
  if (r.open()) while (!r.close()) words.push((r.sp(), r.expectAstring()));
  return words;
}

function oneOf<T extends string>(r: Reader, words: readonly T[]): T {
  const word = r.atomLower();
  return words.find((one) => one === word) ?? r.fail(`expected one of ${words.join(', ')}`);
}

/** Text up to the bracket, which must not be empty. */
function restOf(r: Reader, close: number): string {
  const text = decodeText(r.buf, r.pos, close).trim();
  if (text === '') r.fail('expected an argument');
  r.pos = close;
  return text;
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

const PLAIN: ReadonlyMap<string, PlainCode> = new Map(PLAIN_CODES.map((name) => [name, name]));
