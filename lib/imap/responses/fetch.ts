/**
 * message-data = nz-number SP "FETCH" SP msg-att                               ; RFC 9051 7.5.2
 * msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"
 *
 * An ENVELOPE or BODYSTRUCTURE that breaks the grammar is dropped and the row kept, as long as its parentheses match.
 */
import { ParseError } from '../errors';
import {
  toUid,
  type BodySection,
  type BodyStructure,
  type Envelope,
  type FetchItems,
  type ModSeq,
} from '../types';
import { decodeText, lower } from '../wire/bytes';
import type { Reader } from '../wire/reader';
import { EMPTY_NIL } from '../wire/strings';
import { usual, type Usual } from '../wire/words';
import { parseBodyStructure } from './body-structure';
import { parseDateTime } from './date-time';
import { parseEnvelope } from './envelope';
import { parseRareItem } from './fetch-extensions';
import { parseFlagList } from './flags';

type MutableFetchItems = { -readonly [K in keyof FetchItems]: FetchItems[K] } & { sections?: BodySection[] };

export function parseFetchItems(r: Reader): FetchItems {
  r.expectByte(40);
  const items = parseUsualItems(r);
  for (;;) {
    r.gap();
    if (r.byte(41)) return items;
    parseItem(r, items);
  }
}

/**
 * What lists are made of, as far as it comes in the order we ask for it; the rest is read item by item. Objects are written as literals
 * here: they take the room they need, and engines never forget their shape. An object that grows is forgotten (and the code
 * compiled for it dropped) whenever memory is collected while none is alive, as between two lists.
 */
function parseUsualItems(r: Reader): MutableFetchItems {
  if (!isNext(r, UID)) return {};
  const uid = toUid(r.expectNumber32());
  if (!isNext(r, FLAGS)) return { uid };
  const flags = parseFlagList(r);
  if (isNext(r, MODSEQ)) return { uid, flags, modSeq: parseModSeq(r) };
  if (!isNext(r, INTERNALDATE)) return { uid, flags };
  const internalDate = parseDateTime(r);
  if (internalDate === undefined || !isNext(r, SIZE))
    return internalDate === undefined ? { uid, flags } : { uid, flags, internalDate };
  const size = r.expectNumber();
  const envelope = isNext(r, ENVELOPE) ? envelopeOrDrop(r) : undefined;
  if (envelope === undefined) return { uid, flags, internalDate, size };
  const bodyStructure = isNext(r, BODYSTRUCTURE) ? structureOrDrop(r, 'BODYSTRUCTURE') : undefined;
  if (bodyStructure === undefined) return { uid, flags, internalDate, size, envelope };
  return { uid, flags, internalDate, size, envelope, bodyStructure };
}

/** Goes over the name of an item, when it is this one, to its value. */
function isNext(r: Reader, { name, written }: ItemName): boolean {
  if (!r.passes(written)) {
    const { pos } = r;
    r.gap();
    if (!r.keyword(name)) {
      // The space as well: the next name to be tried is written with it.
      r.pos = pos;
      return false;
    }
  }
  r.gap();
  return true;
}

/** Dispatches on the first octet of the name; each branch compares the whole name. */
function parseItem(r: Reader, items: MutableFetchItems): void {
  switch (lower[r.buf[r.pos]!]) {
    case 0x66: // f
      if (r.keyword('flags')) return void (r.gap(), (items.flags = parseFlagList(r)));
      break;
    case 0x75: // u
      if (r.keyword('uid')) return void (r.gap(), (items.uid = toUid(r.expectNumber32())));
      break;
    case 0x65: // e
      if (r.keyword('envelope')) {
        const envelope = envelopeOrDrop(r);
        if (envelope !== undefined) items.envelope = envelope;
        return;
      }
      if (r.keyword('emailid')) return void (items.emailId = parseObjectId(r) ?? '');
      break;
    case 0x62: // b
      if (parseBodyItem(r, items)) return;
      break;
    case 0x69: // i
      if (r.keyword('internaldate')) {
        r.gap();
        const date = parseDateTime(r);
        if (date !== undefined) items.internalDate = date;
        return;
      }
      break;
    case 0x6d: // m
      if (r.keyword('modseq')) return void (r.gap(), (items.modSeq = parseModSeq(r)));
      break;
    case 0x72: // r
      if (parseRfc822Item(r, items)) return;
      break;
    default:
      break;
  }
  parseExtensionItem(r, items);
}

/** BODY, BODYSTRUCTURE, BODY[...], BINARY[...] */
function parseBodyItem(r: Reader, items: MutableFetchItems): boolean {
  if (r.keyword('bodystructure')) {
    addStructure(items, structureOrDrop(r, 'BODYSTRUCTURE'));
    return true;
  }
  const binary = r.keyword('binary');
  if (!binary && !r.keyword('body')) return false;
  if (r.peek() === 0x5b) {
    parseSection(r, items, binary);
    return true;
  }
  if (binary) return false;
  addStructure(items, structureOrDrop(r, 'BODY'));
  return true;
}

function addStructure(items: MutableFetchItems, body: BodyStructure | undefined): void {
  if (body !== undefined) items.bodyStructure = body;
}

/**
 * "BODY" section ["<" number ">"] SP nstring ; "BINARY" section-binary SP (nstring / literal8)
 * section = "[" [section-spec] "]"
 *
 * `BODY[2] )` without a value is NIL (Yandex, MailKit 1708).
 */
function parseSection(r: Reader, items: MutableFetchItems, binary: boolean): void {
  const from = r.pos + 1;
  const at = sectionEnd(r, from);
  const section = decodeText(r.buf, from, at).toUpperCase();
  r.pos = at + 1;
  let origin: number | null = null;
  if (r.byte(0x3c)) {
    origin = r.expectNumber();
    r.expectByte(0x3e);
  }
  r.gap();
  pushSection(r, items, section, origin, binary);
}

/** The `]` that ends the section. One inside a list of header names belongs to a name, which is an astring: then it is the one behind `)`. */
function sectionEnd(r: Reader, from: number): number {
  const { buf, end } = r;
  const first = buf.indexOf(0x5d, from);
  if (first < 0 || first >= end) r.fail('a section without ]');
  if (buf[first - 1] === 0x29 || buf.subarray(from, first).indexOf(0x28) < 0) return first;
  const stop = Math.min(end, first + MAX_NAMES);
  for (let at = first + 1; at < stop; at++) if (buf[at] === 0x5d && buf[at - 1] === 0x29) return at;
  return first;
}

function pushSection(
  r: Reader,
  items: MutableFetchItems,
  section: string,
  origin: number | null,
  binary: boolean,
): void {
  const value =
    r.peek() === 41 ? { bytes: EMPTY_NIL } : (r.nstringBytes() ?? r.fail('expected a string or NIL'));
  const streamed = value.bytes === null;
  const bytes = value.bytes === EMPTY_NIL ? null : value.bytes;
  const entry: BodySection = { section, origin, binary, bytes, streamed };
  if (items.sections === undefined) items.sections = [entry];
  else items.sections.push(entry);
}

/** RFC822.SIZE, and the old names of BODY[], BODY[HEADER], BODY[TEXT] (RFC 3501 7.4.2). */
function parseRfc822Item(r: Reader, items: MutableFetchItems): boolean {
  if (r.keyword('rfc822.size')) {
    r.gap();
    items.size = r.expectNumber();
    return true;
  }
  const section = r.keyword('rfc822.header')
    ? 'HEADER'
    : r.keyword('rfc822.text')
      ? 'TEXT'
      : r.keyword('rfc822')
        ? ''
        : undefined;
  if (section === undefined) return false;
  r.gap();
  pushSection(r, items, section, null, false);
  return true;
}

/** PREVIEW (RFC 8970), SAVEDATE (RFC 8514), EMAILID and THREADID (RFC 8474), X-GM-* (X-GM-EXT-1); others are skipped. */
function parseExtensionItem(r: Reader, items: MutableFetchItems): void {
  const name = r.atomLower() ?? r.fail('expected an item of FETCH');
  r.gap();
  switch (name) {
    case 'preview':
      items.preview = parsePreview(r);
      return;
    case 'savedate':
      items.saveDate = r.nil() ? null : (parseDateTime(r) ?? null);
      return;
    case 'threadid':
      items.threadId = parseObjectId(r);
      return;
    case 'x-gm-msgid':
      items.gmailMessageId = r.expectAtom();
      return;
    case 'x-gm-thrid':
      items.gmailThreadId = r.expectAtom();
      return;
    case 'x-gm-labels':
      items.gmailLabels = parseLabels(r);
      return;
    default:
      parseRareItem(r, name, items);
  }
}

/** "(" mod-sequence-value ")"                                                   ; RFC 7162 7 */
function parseModSeq(r: Reader): ModSeq {
  r.expectByte(40);
  const modSeq = r.number64() ?? r.fail('expected a mod-sequence');
  if (!r.close()) r.fail('expected )');
  return modSeq as ModSeq;
}

/** PREVIEW nstring; older servers `PREVIEW (FUZZY nstring)`. */
function parsePreview(r: Reader): string | null {
  if (!r.open()) return r.expectNstring();
  r.expectAtom();
  r.expectSp();
  const text = r.expectNstring();
  if (!r.close()) r.fail('expected )');
  return text;
}

/** "(" objectid ")" / nil */
function parseObjectId(r: Reader): string | null {
  r.gap();
  if (r.nil()) return null;
  r.expectByte(40);
  const id = r.expectAstring();
  if (!r.close()) r.fail('expected )');
  return id;
}

/** "(" [label *(SP label)] ")" with label = flag / astring in modified UTF-7; NIL labels are skipped (MailKit 244). */
function parseLabels(r: Reader): readonly string[] {
  if (r.nil()) return [];
  r.expectByte(40);
  const labels: string[] = [];
  while (!r.close()) {
    r.sp();
    if (r.nil()) continue;
    const label = r.peek() === 0x5c ? r.flag() : r.mailbox();
    labels.push(label ?? r.fail('expected a label'));
  }
  return labels;
}

/** Undefined when it is broken, and then skipped. One function for each: a call to what is handed over is made anew each time. */
function envelopeOrDrop(r: Reader): Envelope | undefined {
  r.gap();
  const { pos, depth } = r;
  try {
    return parseEnvelope(r);
  } catch (error) {
    return drop(r, 'ENVELOPE', error, pos, depth);
  }
}

/** The same of a structure. */
function structureOrDrop(r: Reader, name: string): BodyStructure | undefined {
  r.gap();
  const { pos, depth } = r;
  try {
    return parseBodyStructure(r);
  } catch (error) {
    return drop(r, name, error, pos, depth);
  }
}

function drop(r: Reader, name: string, error: unknown, pos: number, depth: number): undefined {
  if (!(error instanceof ParseError)) throw error;
  r.pos = pos;
  r.depth = depth;
  r.skipValue();
  r.dropped = `${name}: ${error.message}`;
  return undefined;
}

interface ItemName {
  /** In lower case. */
  readonly name: string;
  /** As it stands in nearly every response. */
  readonly written: Usual;
}

function itemName(written: string): ItemName {
  return { name: written.trim().toLowerCase(), written: usual(written) };
}

const UID = itemName('UID ');
const FLAGS = itemName(' FLAGS ');
const MODSEQ = itemName(' MODSEQ ');
const INTERNALDATE = itemName(' INTERNALDATE ');
const SIZE = itemName(' RFC822.SIZE ');
const ENVELOPE = itemName(' ENVELOPE ');
const BODYSTRUCTURE = itemName(' BODYSTRUCTURE ');
/** Octets that are looked through for the end of a list of header names with brackets in them. */
const MAX_NAMES = 512;
