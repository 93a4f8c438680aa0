/**
 * body = "(" (body-type-1part / body-type-mpart) ")"                            ; RFC 9051 7.5.2, 9
 *
 * Parts are numbered on the way (RFC 9051 6.4.5.1): children of a multipart count from 1 below its own number, the only
 * part of a message is 1, a message/rfc822 gives its number to the multipart inside it.
 * Recursion is bounded by `maxDepth`.
 */
import type { BodyDisposition, BodyStructure, MultipartBody, SinglePartBody } from '../types';
import { sharedPhrases } from '../wire/phrases';
import type { Reader } from '../wire/reader';
import { usual, type Usual } from '../wire/words';
import { parseEnvelope } from './envelope';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Params = readonly (readonly [string, string])[];

export function parseBodyStructure(r: Reader): BodyStructure {
  return parseBody(r, '', true);
}

/** `path` is the number of this part; of a message's root it is the number of the message. */
function parseBody(r: Reader, path: string, root: boolean): BodyStructure {
  r.expectByte(40);
  r.enter();
  r.sp();
  const body = r.peek() === 40 ? parseMultipart(r, path) : parseSinglePart(r, path, root);
  while (!r.close()) r.skipValue();
  r.leave();
  return body;
}

/** body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart] */
function parseMultipart(r: Reader, path: string): MultipartBody {
  // As with addresses: two parts are the rule, and a list that grows has room for sixteen more.
  const first = parseChild(r, path, 1);
  let parts: BodyStructure[];
  if (r.peek() === 40) parts = [first, parseChild(r, path, 2)];
  else parts = [first];
  while (r.peek() === 40) parts.push(parseChild(r, path, parts.length + 1));
  for (const { written, subtype } of BOUNDED) {
    if (!r.passes(written)) continue;
    r.countAll(2);
    return finishMultipart(r, path, parts, subtype, parseMoreParams(r, 'boundary'));
  }
  return finishMultipart(r, path, parts, r.nstringLower() ?? null);
}

function parseChild(r: Reader, path: string, n: number): BodyStructure {
  const body = parseBody(r, childPath(path, n), false);
  r.sp();
  return body;
}

/** body-ext-mpart = body-fld-param [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]] */
function finishMultipart(
  r: Reader,
  section: string,
  parts: readonly BodyStructure[],
  subtype: string | null,
  known?: Params,
): MultipartBody {
  const params = known ?? (more(r) ? parseParams(r) : NO_PARAMS);
  const disposition = r.onlyNils() || !more(r) ? null : parseDispositionOrLanguage(r);
  return {
    kind: 'multipart',
    section,
    subtype: subtype ?? 'mixed',
    parts,
    params,
    disposition,
  };
}

/**
 * body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
 * body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
 *
 * Anything may be missing or NIL (Exchange): then it is text/plain, 7bit, of 0 octets. One string without a second is a
 * multipart that lost its children (Gmail, MailKit 205); so is `NIL "mixed" ...` (Dovecot, MailKit 1393).
 */
function parseSinglePart(r: Reader, path: string, root: boolean): BodyStructure {
  // Others have names of files in their heads: looking for them would be in vain.
  let head = r.sees(TEXT) || r.sees(UPPER_TEXT) ? r.recall(knownHeads) : undefined;
  if (head === undefined) {
    const { pos, tokens } = r;
    const type = keyword(r);
    if (type !== null && (!more(r) || r.peek() === 40)) return finishMultipart(r, path, [], type);
    const subtype = keyword(r);
    if (type === null && subtype !== null && MULTIPART_SUBTYPES.has(subtype))
      return finishMultipart(r, path, [], subtype);
    const params = more(r) ? parseParams(r) : NO_PARAMS;
    if (r.passes(BASE64)) {
      r.countAll(3);
      head = headOf(type, subtype, params, null, null, 'base64');
    } else {
      head = headOf(type, subtype, params, text(r), text(r), keyword(r));
      r.sp();
    }
    r.learn(knownHeads, pos, tokens, head);
  }
  const part: Mutable<SinglePartBody> = {
    kind: 'part',
    section: root ? childPath(path, 1) : path,
    type: head.type,
    subtype: head.subtype,
    params: head.params,
    id: head.id,
    description: head.description,
    encoding: head.encoding,
    size: count(r) ?? 0,
    lines: null,
    disposition: null,
    envelope: null,
    body: null,
  };
  // A message/rfc822 sent as a basic part has no envelope here (Gmail with base64, MailKit 32).
  if (head.type === 'message' && more(r) && r.peek() === 40) parseMessage(r, part);
  else if (head.type === 'text' || atDigit(r)) part.lines = count(r);
  part.disposition = parseExtension(r);
  return part;
}

function headOf(
  type: string | null,
  subtype: string | null,
  params: Params,
  id: string | null,
  description: string | null,
  encoding: string | null,
): PartHead {
  const kind = type ?? 'text';
  const otherwise = kind === 'text' ? 'plain' : 'octet-stream';
  return { type: kind, subtype: subtype ?? otherwise, params, id, description, encoding: encoding ?? '7bit' };
}

/** body-type-msg = ... SP envelope SP body SP body-fld-lines */
function parseMessage(r: Reader, part: Mutable<SinglePartBody>): void {
  part.envelope = parseEnvelope(r);
  if (more(r) && r.peek() === 40) part.body = parseBody(r, part.section, true);
  else text(r);
  part.lines = count(r);
}

/** body-ext-1part = body-fld-md5 [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]] */
function parseExtension(r: Reader): BodyDisposition | null {
  if (r.onlyNils()) return null;
  if (r.passes(ATTACHED)) {
    r.countAll(3);
    const params = parseMoreParams(r, 'filename');
    while (!r.close()) r.skipValue();
    return { type: 'attachment', params };
  }
  if (more(r)) r.skipValue();
  return more(r) ? parseDispositionOrLanguage(r) : null;
}

/** body-fld-dsp SP body-fld-lang, also the other way round, as some servers have it (MailKit 1369). */
function parseDispositionOrLanguage(r: Reader): BodyDisposition | null {
  const first = parseDisposition(r);
  if ((first !== null && DISPOSITIONS.has(first.type)) || !more(r) || r.peek() !== 40) return first;
  const { pos } = r;
  const second = parseDisposition(r);
  if (second !== null && DISPOSITIONS.has(second.type)) return second;
  r.pos = pos;
  return first;
}

/** body-fld-dsp = "(" string SP body-fld-param ")" / nil ; Exchange sends a bare string (MailKit 919). */
function parseDisposition(r: Reader): BodyDisposition | null {
  if (!r.open()) {
    const type = r.nstringLower();
    if (type === undefined) r.fail('expected a string or NIL');
    return type === null ? null : { type, params: NO_PARAMS };
  }
  const type = keyword(r);
  const params = more(r) ? parseParams(r) : NO_PARAMS;
  while (!r.close()) r.skipValue();
  return type === null ? null : { type, params };
}

/** body-fld-param = "(" string SP string *(SP string SP string) ")" / nil ; a NIL value is an empty one (mail.ru). */
function parseParams(r: Reader): Params {
  if (!r.open()) {
    r.expectNstring();
    return NO_PARAMS;
  }
  const name = parseName(r);
  return name === undefined ? NO_PARAMS : parseMoreParams(r, name);
}

/** From behind the first name. A list made with what it holds takes the room of that: most hold one parameter, the rest two. */
function parseMoreParams(r: Reader, firstName: string): Params {
  const first = parseParam(r, firstName);
  if (r.byte(41)) return [first];
  const secondName = parseName(r);
  if (secondName === undefined) return [first];
  const out = [first, parseParam(r, secondName)];
  for (let name = parseName(r); name !== undefined; name = parseName(r)) out.push(parseParam(r, name));
  return out;
}

/** The name of the next parameter; undefined: the list is over, and passed. Lists among them are skipped, and values without a name. */
function parseName(r: Reader): string | undefined {
  while (!r.close()) {
    r.sp();
    if (r.peek() === 40) {
      r.skipValue();
      continue;
    }
    const name = r.nstringLower();
    if (name === undefined) r.fail('expected a string or NIL');
    if (name !== null) return name;
    parseValue(r);
  }
  return undefined;
}

function parseParam(r: Reader, name: string): readonly [string, string] {
  return [name, parseValue(r)];
}

/** Boundaries and names of files: they come once. */
function parseValue(r: Reader): string {
  r.sp();
  return r.nstringOnce() ?? missing(r) ?? '';
}

/** The number of the nth part below `path`. */
function childPath(path: string, n: number): string {
  if (path === '') return NUMBERS[n] ?? String(n);
  return path + (DOTTED[n] ?? `.${n}`);
}

/** The next nstring after a space; null where the list ends early. */
function text(r: Reader): string | null {
  r.sp();
  const value = r.nstring();
  return value === undefined ? missing(r) : value;
}

/** The same in lower case. */
function keyword(r: Reader): string | null {
  r.sp();
  const value = r.nstringLower();
  return value === undefined ? missing(r) : value;
}

/** Fields may be missing at the end of a list, and nowhere else. */
function missing(r: Reader): null {
  return r.peek() === 41 ? null : r.fail('expected a string or NIL');
}

/** The next number after a space; null for NIL or where something else stands, which stays. */
function count(r: Reader): number | null {
  r.sp();
  const c = r.peek();
  if ((c >= 48 && c <= 57) || c === 0x2d) return r.expectNumber();
  if (c === 0x22 || c === 41 || c === 40) return null;
  return r.nil() ? null : r.fail('expected a number');
}

function atDigit(r: Reader): boolean {
  r.sp();
  const c = r.peek();
  return c >= 48 && c <= 57;
}

/** Whether another field follows. */
function more(r: Reader): boolean {
  r.sp();
  return r.peek() !== 41;
}

type PartHead = Pick<SinglePartBody, 'type' | 'subtype' | 'params' | 'id' | 'description' | 'encoding'>;

/** `"text" "plain" ("charset" "utf-8") NIL NIL "7bit" `, up to the size. */
const knownHeads = sharedPhrases<PartHead>('number', 9);
/** Without a number to print, which is slow: few messages have more. */
const NUMBERS: readonly string[] = Array.from({ length: 33 }, (_, n) => String(n));
const DOTTED: readonly string[] = NUMBERS.map((n) => `.${n}`);
const NO_PARAMS: Params = [];
const TEXT = usual('"text');
const UPPER_TEXT = usual('"TEXT');
/** Of files: neither identifier nor description. */
const BASE64 = usual(' NIL NIL "base64" ');
/** Without an MD5. */
const ATTACHED = usual(' NIL ("attachment" ("filename" ');
/** What nearly all multiparts end in, up to the value. */
const BOUNDED: readonly { readonly written: Usual; readonly subtype: string }[] = [
  'alternative',
  'mixed',
  'related',
].map((subtype) => ({ written: usual(`"${subtype}" ("boundary" `), subtype }));
const DISPOSITIONS: ReadonlySet<string> = new Set(['inline', 'attachment']);
const MULTIPART_SUBTYPES: ReadonlySet<string> = new Set([
  'mixed',
  'alternative',
  'related',
  'report',
  'signed',
  'encrypted',
  'digest',
  'parallel',
  'form-data',
]);
