import { assertNever } from '../../imap/errors';
import type { Reader } from '../../imap/wire/reader';
import { numberSetContains } from '../../imap/wire/numset';
import { writeBodyStructure } from '../bodystructure';
import { type CommandContext, type Completion, ok, readSet, resolveSet, selectedOf } from '../command';
import { formatInternalDate } from '../dates';
import { concatBytes } from '../../mime/bytes';
import { ascii, encode, fromBinaryText, toBinaryText } from '../encode';
import { writeEnvelope } from '../envelope';
import { combineFlags, hasFlag } from '../flags';
import type { StoredMessage } from '../message';
import { flagsOf } from '../news';
import type { FetchManners } from '../personalities/types';
import { Refusal, syntaxError } from '../refusal';
import { cutSection, decodedPart } from '../section';
import type { Session } from '../session';
import { parseHeaders } from '../../mime/headers';
import { parseMessage } from '../../mime/structure';
import { type FetchItem, readFetchItems, type SimpleItem } from './fetch-items';
import { fetchHead } from '../news';
import { tellVanished } from './qresync';

/** RFC 9051 6.4.5, RFC 7162 3.1.4 (CHANGEDSINCE), RFC 3516 (BINARY). */
export function fetch({ session, reader, uid }: CommandContext): Completion {
  reader.expectSp();
  const set = readSet(reader);
  reader.expectSp();
  const manners = session.world.personality?.fetch;
  const asked = readFetchItems(reader, new Set(manners?.items?.keys()));
  const { changedSince, vanished, partial } = readModifiers(reader);
  // RFC 7162 3.2.6: only with UIDs, CHANGEDSINCE and QRESYNC enabled.
  if (vanished && (!uid || changedSince === null || !session.qresync)) throw syntaxError('Unknown modifier');
  // RFC 9394 3.3: only with UIDs.
  if (partial !== null && (!uid || !session.world.offers('PARTIAL'))) throw syntaxError('Unknown modifier');
  reader.expectEol();
  if (
    asked.some((item) => item.kind.startsWith('binary')) &&
    !session.world.offers('BINARY') &&
    !session.rev2
  )
    throw syntaxError('Unknown item');
  const wantsModSeq =
    changedSince !== null || asked.some((item) => item.kind === 'simple' && item.name === 'MODSEQ');
  if (wantsModSeq && !session.world.offers('CONDSTORE')) throw syntaxError('Unknown item');
  if (wantsModSeq) session.enable('CONDSTORE');
  const items = withImplied(asked, uid, changedSince !== null);
  const selected = selectedOf(session);
  const setsSeen = !selected.readOnly && items.some(marksSeen);
  let unreadable = false;
  if (vanished) {
    const gone = selected.mailbox.expungedSince(changedSince ?? 0);
    tellVanished(
      session,
      gone.filter((one) => numberSetContains(set, one)),
      true,
    );
  }
  const all = resolveSet(selected, set, uid);
  const found = partial === null ? all : placesOf(all, partial);
  for (const [seq, message] of manners?.order === 'descending' ? found.toReversed() : found) {
    if (changedSince !== null && message.modSeq <= changedSince) continue;
    const seen =
      setsSeen &&
      !hasFlag(message.flags, '\\Seen') &&
      selected.mailbox.setFlags(message, combineFlags(message.flags, 'add', ['\\Seen']), selected.tracker);
    const told = (seen ? withFlags(items) : items).filter((item) => !isLeftEmpty(item, manners));
    if (told.length === 0) continue;
    const chunks: Uint8Array[] = [ascii(fetchHead(session, seq, message.uid))];
    for (const item of told) {
      if (chunks.length > 1) chunks.push(ascii(' '));
      const value = itemBytes(session, message, item);
      if (value === null) unreadable = true;
      chunks.push(...(value ?? [ascii('BINARY[] NIL')]));
    }
    session.sendBytes(...chunks, ascii(')\r\n'));
    if (items.some((item) => item.kind === 'simple' && item.name === 'FLAGS') || seen)
      selected.tracker.flagsTold(message);
  }
  if (unreadable) throw new Refusal('no', 'The transfer encoding is unknown', 'UNKNOWN-CTE');
  return ok();
}

const isLeftEmpty = (item: FetchItem, manners: FetchManners | undefined): boolean =>
  'name' in item && manners?.emptyItems?.includes(item.name) === true;

/** The places of a range; negative ones count from the end. */
function placesOf<T>(all: readonly T[], [one, other]: readonly [number, number]): readonly T[] {
  const index = (place: number): number => (place > 0 ? place - 1 : all.length + place);
  const [from, to] = [Math.min(index(one), index(other)), Math.max(index(one), index(other))];
  return all.slice(Math.max(0, from), Math.max(0, to + 1));
}

interface Modifiers {
  readonly changedSince: number | null;
  readonly vanished: boolean;
  readonly partial: readonly [number, number] | null;
}

/** partial-range = partial-range-first / partial-range-last ; RFC 9394 4 */
function readPartial(reader: Reader): readonly [number, number] {
  reader.expectSp();
  const text = reader.expectAtom();
  const found = /^(-?[1-9][0-9]{0,9}):(-?[1-9][0-9]{0,9})$/.exec(text);
  const [first, last] = [Number(found?.[1]), Number(found?.[2])];
  if (found === null || first > 0 !== last > 0) throw syntaxError('Expected a range');
  return [first, last];
}

function readModifiers(reader: Reader): Modifiers {
  let changedSince: number | null = null;
  let vanished = false;
  let partial: readonly [number, number] | null = null;
  if (!reader.sp() || !reader.open()) return { changedSince, vanished, partial };
  do {
    if (reader.keyword('vanished')) vanished = true;
    else if (reader.keyword('partial')) partial = readPartial(reader);
    else {
      if (!reader.keyword('changedsince')) throw syntaxError('Unknown modifier');
      reader.expectSp();
      const value = reader.number64();
      if (value === undefined) throw syntaxError('Expected a mod-sequence');
      changedSince = Number(value);
    }
  } while (reader.sp());
  if (!reader.close()) throw syntaxError('Expected )');
  return { changedSince, vanished, partial };
}

/** UID FETCH tells the UID, CHANGEDSINCE the MODSEQ, asked or not. */
function withImplied(items: readonly FetchItem[], uid: boolean, modSeq: boolean): readonly FetchItem[] {
  const has = (name: SimpleItem): boolean =>
    items.some((item) => item.kind === 'simple' && item.name === name);
  const implied: FetchItem[] = [];
  if (uid && !has('UID')) implied.push({ kind: 'simple', name: 'UID' });
  if (modSeq && !has('MODSEQ')) implied.push({ kind: 'simple', name: 'MODSEQ' });
  return [...implied, ...items];
}

/** \Seen was set by this very FETCH: the new flags are told with it (RFC 9051 6.4.5). */
const withFlags = (items: readonly FetchItem[]): readonly FetchItem[] =>
  items.some((item) => item.kind === 'simple' && item.name === 'FLAGS')
    ? items
    : [...items, { kind: 'simple', name: 'FLAGS' }];

function marksSeen(item: FetchItem): boolean {
  if (item.kind === 'rfc822') return item.name !== 'RFC822.HEADER';
  return (item.kind === 'body' || item.kind === 'binary') && !item.section.peek;
}

/** Null for a part whose encoding nobody knows. */
function itemBytes(session: Session, message: StoredMessage, item: FetchItem): readonly Uint8Array[] | null {
  const { content } = message;
  const manners = session.world.personality?.fetch;
  switch (item.kind) {
    case 'simple':
      return [simpleBytes(session, message, item.name)];
    case 'own':
      return [ascii(`${item.name} ${manners?.items?.get(item.name)?.(session, message) ?? 'NIL'}`)];
    case 'rfc822': {
      const part = item.name === 'RFC822' ? 'all' : item.name === 'RFC822.HEADER' ? 'header' : 'text';
      return literal(item.name, cutSection(content, { path: [], part, fields: [], partial: null }), manners);
    }
    case 'body':
      return literal(`BODY[${item.section.text}]${origin(item)}`, cutSection(content, item.section), manners);
    case 'binary': {
      const decoded = decodedPart(content, item.section);
      return decoded === 'unknown' ? null : literal8(`BINARY[${item.section.text}]${origin(item)}`, decoded);
    }
    case 'binary-size': {
      const decoded = decodedPart(content, item.section);
      if (decoded === 'unknown') return null;
      return [ascii(`BINARY.SIZE[${item.section.text}] ${decoded?.length ?? 0}`)];
    }
    default:
      return assertNever(item);
  }
}

const origin = (item: FetchItem & { readonly kind: 'body' | 'binary' }): string =>
  item.section.partial === null ? '' : `<${item.section.partial.offset}>`;

/** literal8 only where the octets need it (RFC 3516 4.2). */
function literal8(name: string, bytes: Uint8Array | null): readonly Uint8Array[] {
  if (bytes === null) return [ascii(`${name} NIL`)];
  return [ascii(`${name} ${bytes.includes(0) ? '~' : ''}{${bytes.length}}\r\n`), bytes];
}

function literal(
  name: string,
  bytes: Uint8Array | null,
  manners: FetchManners | undefined,
): readonly Uint8Array[] {
  if (bytes === null) return [ascii(`${name} NIL`)];
  if (bytes.length <= (manners?.quotedOctets ?? -1) && bytes.every(isQuotable))
    return [ascii(`${name} "`), bytes, ascii('"')];
  const miscounts = manners?.miscounts === true && !name.endsWith('>');
  const short = miscounts && bytes.at(-1) === 10 && bytes.at(-2) === 13 ? 2 : 0;
  return [ascii(`${name} {${bytes.length - short}}\r\n`), bytes];
}

/** Neither controls nor what a quoted string escapes. */
const isQuotable = (octet: number): boolean =>
  octet >= 0x20 && octet < 0x7f && octet !== 0x22 && octet !== 0x5c;

function simpleBytes(session: Session, message: StoredMessage, name: SimpleItem): Uint8Array {
  const { content } = message;
  const manners = session.world.personality?.fetch;
  switch (name) {
    case 'UID':
      return ascii(`UID ${message.uid}`);
    case 'FLAGS':
      return ascii(`FLAGS (${flagsOf(session, message).join(' ')})`);
    case 'INTERNALDATE':
      return ascii(`INTERNALDATE "${formatInternalDate(message.internalDate)}"`);
    case 'RFC822.SIZE':
      return ascii(`RFC822.SIZE ${manners?.size?.(content.size) ?? content.size}`);
    case 'MODSEQ':
      return ascii(`MODSEQ (${message.modSeq})`);
    case 'ENVELOPE':
      return concatBytes([ascii('ENVELOPE '), rewritten(content.derive(envelopeOf), manners?.envelope)]);
    case 'BODY':
      return concatBytes([ascii('BODY '), content.derive(bodyOf)]);
    case 'BODYSTRUCTURE':
      return concatBytes([
        ascii('BODYSTRUCTURE '),
        rewritten(content.derive(bodyStructureOf), manners?.structure),
      ]);
    default:
      return assertNever(name);
  }
}

function rewritten(written: Uint8Array, rewrite: ((text: string) => string) | undefined): Uint8Array {
  return rewrite === undefined ? written : fromBinaryText(rewrite(toBinaryText(written)));
}

const envelopeOf = (bytes: Uint8Array): Uint8Array =>
  encode((writer) => writeEnvelope(writer, parseHeaders(bytes)));
const bodyOf = (bytes: Uint8Array): Uint8Array =>
  encode((writer) => writeBodyStructure(writer, parseMessage(bytes), false));
const bodyStructureOf = (bytes: Uint8Array): Uint8Array =>
  encode((writer) => writeBodyStructure(writer, parseMessage(bytes), true));
