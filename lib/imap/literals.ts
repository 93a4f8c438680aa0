/**
 * What becomes of a literal that begins in a response: looked at before a single octet of it is stored.
 */
import { ParseError } from './errors';
import { parseFlagList } from './responses/flags';
import { NO_SEQ, toSeqNum, toUid, type SeqNum, type Uid } from './types';
import { Reader } from './wire/reader';

export interface BodyLiteral {
  /** `NO_SEQ` in UIDFETCH. */
  readonly seq: SeqNum;
  /** When it stands before the literal. */
  readonly uid: Uid | undefined;
  readonly section: string;
  /** Where in the section it begins; null: not told, or the whole of it. */
  readonly origin: number | null;
}

/** The body section whose value begins at `end` of the FETCH response so far; undefined for other literals. */
export function bodyLiteralAt(buf: Uint8Array, start: number, end: number): BodyLiteral | undefined {
  const name = sectionBefore(buf, start, end);
  if (name === undefined) return undefined;
  const { section, origin } = name;
  // Only the head is read: the cost of a row stays linear in its literals.
  head.reset(buf, start, Math.min(end, start + HEAD));
  try {
    head.expectByte(0x2a);
    head.expectSp();
    const number = head.expectNumber32();
    head.expectSp();
    if (head.keyword('uidfetch')) return { seq: NO_SEQ, uid: toUid(number), section, origin };
    if (!head.keyword('fetch')) return undefined;
    head.expectSp();
    head.expectByte(40);
    return { seq: toSeqNum(number), uid: findUid(head), section, origin };
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  } finally {
    // It outlives the connection; the buffer, which may hold a body of many megabytes, shall not.
    head.reset(NOTHING);
  }
}

/** Goes over the simple items to UID. */
function findUid(r: Reader): Uid | undefined {
  try {
    for (;;) {
      r.gap();
      if (r.keyword('uid')) {
        r.expectSp();
        return toUid(r.expectNumber32());
      }
      if (r.keyword('flags')) {
        r.gap();
        parseFlagList(r);
      } else if (r.keyword('rfc822.size') || r.keyword('internaldate') || r.keyword('modseq')) {
        r.skipValue();
      } else {
        return undefined;
      }
    }
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** `BODY[...]<n> `, `BINARY[...] `, `RFC822.TEXT ` ending at `end`: the section in upper case, and `n`. */
function sectionBefore(
  buf: Uint8Array,
  start: number,
  end: number,
): Pick<BodyLiteral, 'section' | 'origin'> | undefined {
  const low = Math.max(start, end - MAX_SECTION);
  let at = end - 1;
  if (buf[at] === 0x7e) at--;
  while (at > low && buf[at] === 32) at--;
  let origin: number | null = null;
  if (buf[at] === 0x3e) {
    const after = at--;
    while (at > low && buf[at]! >= 48 && buf[at]! <= 57) at--;
    if (buf[at] !== 0x3c) return undefined;
    origin = Number(ascii(buf, at + 1, after));
    at--;
  }
  if (buf[at] !== 0x5d) {
    const old = oldNames.get(wordEndingAt(buf, low, at));
    return old === undefined ? undefined : { section: old, origin };
  }
  const close = at;
  while (at > low && buf[at] !== 0x5b) at--;
  const name = wordEndingAt(buf, low, at - 1);
  if (name !== 'BODY' && name !== 'BINARY') return undefined;
  return { section: ascii(buf, at + 1, close).toUpperCase(), origin };
}

/** The word of letters, digits and dots whose last octet is at `at`, in upper case. */
function wordEndingAt(buf: Uint8Array, low: number, at: number): string {
  let from = at;
  while (from > low && at - from < 16 && buf[from]! !== 32 && buf[from]! !== 40) from--;
  return ascii(buf, from + 1, at + 1).toUpperCase();
}

function ascii(buf: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...buf.subarray(start, end));
}

const head = new Reader();
const NOTHING = new Uint8Array(0);
const HEAD = 1024;
const MAX_SECTION = 4096;
const oldNames: ReadonlyMap<string, string> = new Map([
  ['RFC822', ''],
  ['RFC822.HEADER', 'HEADER'],
  ['RFC822.TEXT', 'TEXT'],
]);

/** Responses whose size is the mailbox's, not ours. */
export function isListLine(buf: Uint8Array, start: number): boolean {
  const head = String.fromCharCode(...buf.subarray(start, start + 12)).toUpperCase();
  return LIST_LINES.some((name) => head.startsWith(`* ${name} `));
}

const LIST_LINES = ['SEARCH', 'ESEARCH', 'SORT', 'THREAD', 'VANISHED'];
