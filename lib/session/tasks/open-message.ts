/**
 * Opens a message for reading: envelope, body parts and the pictures of the body in one UID FETCH when the structure is known
 * from the list's row, else in two. Never sets \Seen (BODY.PEEK): being read is an op of its own.
 */
import { fetch, type FetchRequest } from '../../imap';
import type { BodySection, BodyStructure, FetchItems, SinglePartBody, Uid } from '../../imap/types';
import type { MessageDetail, Result } from '../../mail/types';
import { rowFromFetch } from '../../mail';
import {
  decodeCharset,
  decodeFlowed,
  decodeParameters,
  decodeTransfer,
  envelopeToAddress,
  htmlToText,
  type MimeAddress,
} from '../../mime';
import { failureToError } from '../errors';
import {
  MAX_FORMATTED_FETCH,
  MAX_HTML_CHARS,
  MAX_HTML_FETCH,
  MAX_HTML_TAGS,
  MAX_INLINE_PART,
  MAX_TEXT_FETCH,
} from '../limits';
import type { Link } from '../link';
import type { OpenMessageOptions } from '../types';
import { bareContentId, charsetOf, chooseParts, isType, type MessageParts } from './message-parts';

/** The server answered, and of no such message. */
const MISSING: Result<never> = { ok: false, error: { code: 'message-missing' } };

/** Not found by a connection that has not looked since the message came, it is asked for once more after that; refused, it is not. */
export async function openMessage(
  link: Link,
  uid: Uid,
  known: BodyStructure | undefined,
  options: OpenMessageOptions,
): Promise<Result<MessageDetail>> {
  const opened = await readMessage(link, uid, known, options);
  if (opened !== MISSING || options.signal?.aborted === true) return opened;
  return (await link.hear()) === null ? readMessage(link, uid, known, options) : opened;
}

async function readMessage(
  link: Link,
  uid: Uid,
  known: BodyStructure | undefined,
  options: OpenMessageOptions,
): Promise<Result<MessageDetail>> {
  const structure = known ?? (await fetchStructure(link, uid, options.signal));
  if ('ok' in structure) return structure;
  const parts = chooseParts(structure);
  const limits = limitsOf(parts, options.formatted);
  const items: FetchRequest[] = ['uid', 'flags', 'internaldate', 'size', 'envelope'];
  for (const [part, max] of limits) {
    items.push({ section: part.section, peek: true, ...(part.size > max ? { partial: [0, max] } : {}) });
  }
  const outcome = await link.run(fetch({ uid: true, set: [[uid, uid]], items }), options.signal);
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'message-missing') };
  // The answer may come in several FETCH lines (some servers send flags apart): they are one message.
  const mine = outcome.value.filter((row) => row.items.uid === uid);
  const all: FetchItems = Object.assign({}, ...mine.map((row) => row.items)) as FetchItems;
  const came = mine.flatMap((row) => row.items.sections ?? []);
  const left = items.filter(
    (item) =>
      typeof item !== 'string' && 'section' in item && !came.some(({ section }) => section === item.section),
  );
  const sections =
    mine.length === 0 || left.length === 0 ? came : [...came, ...(await askAgain(link, uid, left))];
  const row = rowFromFetch(all);
  if (row === null) return MISSING;
  return { ok: true, value: toDetail(all, row.subject, row.date, parts, limits, sections, options) };
}

/** Apache James leaves sections out of its answers: each is asked for once more, by itself. */
async function askAgain(
  link: Link,
  uid: Uid,
  left: readonly FetchRequest[],
): Promise<readonly BodySection[]> {
  const outcomes = await Promise.all(
    left.map((item) => link.run(fetch({ uid: true, set: [[uid, uid]], items: ['uid', item] }))),
  );
  return outcomes.flatMap((outcome) =>
    outcome.ok ? outcome.value.flatMap(({ items }) => (items.uid === uid ? (items.sections ?? []) : [])) : [],
  );
}

type Limits = ReadonlyMap<SinglePartBody, number>;

/** Octets to ask of each part that comes along. */
function limitsOf(parts: MessageParts, formatted: boolean): Limits {
  const limits = new Map<SinglePartBody, number>();
  if (parts.text !== null) limits.set(parts.text, MAX_TEXT_FETCH);
  if (parts.html !== null) {
    const isLarge = parts.html.size > MAX_HTML_FETCH;
    if (formatted) limits.set(parts.html, MAX_FORMATTED_FETCH);
    // Large HTML beside a text is not asked for; without a text its beginning stands in for one.
    else if (!isLarge || parts.text === null) limits.set(parts.html, MAX_HTML_FETCH);
    if (isLarge && !formatted) return limits;
  }
  for (const part of parts.inline) limits.set(part, MAX_INLINE_PART);
  return limits;
}

/** Octets that opening it would read, in transfer encoding, unless somebody asks for more. */
export function octetsOf(structure: BodyStructure): number {
  let octets = 0;
  for (const [part, max] of limitsOf(chooseParts(structure), false)) octets += Math.min(part.size, max);
  return octets;
}

async function fetchStructure(
  link: Link,
  uid: Uid,
  signal: AbortSignal | undefined,
): Promise<BodyStructure | Result<never>> {
  const structure = fetch({ uid: true, set: [[uid, uid]], items: ['uid', 'bodystructure'] });
  const outcome = await link.run(structure, signal);
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'message-missing') };
  const row = outcome.value.find(({ items }) => items.uid === uid && items.bodyStructure !== undefined);
  return row?.items.bodyStructure ?? MISSING;
}

function toDetail(
  items: FetchItems,
  subject: string,
  date: number,
  parts: MessageParts,
  limits: Limits,
  sections: readonly BodySection[],
  { formatted }: OpenMessageOptions,
): MessageDetail {
  const bytesBySection = new Map(sections.map((section) => [section.section, section.bytes]));
  const read = (part: SinglePartBody | null): Uint8Array | null => {
    if (part === null || !limits.has(part)) return null;
    const bytes = bytesBySection.get(part.section);
    return bytes === undefined || bytes === null ? null : decodeTransfer(bytes, part.encoding);
  };
  const htmlBytes = read(parts.html);
  const html =
    htmlBytes === null || parts.html === null ? null : decodeCharset(htmlBytes, charsetOf(parts.html));
  const isLarge =
    parts.html !== null && (parts.html.size > MAX_HTML_FETCH || (html !== null && isHtmlTooLarge(html)));
  const plain = readText(parts.text, read(parts.text));
  const text = plain ?? (html !== null && isLarge && !formatted ? htmlToText(html) : null);
  const envelope = items.envelope;
  const isCut = (part: SinglePartBody | null): boolean =>
    part !== null && part.size > (limits.get(part) ?? Infinity);
  return {
    uid: items.uid as Uid,
    subject,
    from: addresses(envelope?.from),
    sender: addresses(envelope?.sender),
    replyTo: addresses(envelope?.replyTo),
    to: addresses(envelope?.to),
    cc: addresses(envelope?.cc),
    bcc: addresses(envelope?.bcc),
    date,
    messageId: envelope?.messageId ?? null,
    html: isLarge && !formatted ? null : html,
    text,
    htmlTooLarge: isLarge,
    truncated: isCut(parts.text) || isCut(parts.html),
    attachments: parts.attachments,
    inlineParts: parts.inline.flatMap((part) => {
      const bytes = read(part);
      if (bytes === null || part.id === null) return [];
      return [{ contentId: bareContentId(part.id), type: `image/${part.subtype.toLowerCase()}`, bytes }];
    }),
  };
}

function readText(part: SinglePartBody | null, bytes: Uint8Array | null): string | null {
  if (part === null || bytes === null) return null;
  const params = decodeParameters(part.params);
  const text = decodeCharset(bytes, params.get('charset'));
  if (!isType(part, 'text', 'plain') || params.get('format')?.toLowerCase() !== 'flowed') return text;
  return decodeFlowed(text, params.get('delsp')?.toLowerCase() === 'yes');
}

/** security.md 4.2.1, counted without parsing. */
function isHtmlTooLarge(html: string): boolean {
  if (html.length > MAX_HTML_CHARS) return true;
  let tags = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
    tags += 1;
    if (tags > MAX_HTML_TAGS) return true;
  }
  return false;
}

function addresses(
  list: readonly {
    readonly name: string | null;
    readonly mailbox: string | null;
    readonly host: string | null;
  }[] = [],
): readonly MimeAddress[] {
  return list
    .slice(0, MAX_DETAIL_ADDRESSES)
    .map(({ name, mailbox, host }) => envelopeToAddress(name, mailbox, host))
    .filter(({ address, name }) => address !== '' || name !== '');
}

const MAX_DETAIL_ADDRESSES = 2_000;
