/** Which parts of a message are its body, which come along with it, and which are attachments. Pure. */
import type { BodyStructure, SinglePartBody } from '../../imap/types';
import type { Attachment } from '../../mail/types';
import { decodeParameters, safeFileName } from '../../mime';
import { MAX_INLINE_PART, MAX_INLINE_PARTS } from '../limits';

export interface MessageParts {
  readonly text: SinglePartBody | null;
  readonly html: SinglePartBody | null;
  /** Pictures the HTML may show by cid, small enough to come with it. */
  readonly inline: readonly SinglePartBody[];
  readonly attachments: readonly Attachment[];
}

/** Parts looked at; a structure may be wide on purpose. */
const MAX_PARTS = 1_000;

/**
 * Walks the structure once: the first text/plain and text/html that are no attachments are the body (within an alternative the
 * last of its kind that can be shown, RFC 2046 5.1.4); everything else that is a leaf is listed. Forwarded messages are one
 * attachment each and are not looked into.
 */
export function chooseParts(structure: BodyStructure): MessageParts {
  const leaves: { readonly part: SinglePartBody; readonly related: boolean }[] = [];
  const stack: { readonly node: BodyStructure; readonly related: boolean }[] = [
    { node: structure, related: false },
  ];
  for (let item = stack.pop(); item !== undefined && leaves.length < MAX_PARTS; item = stack.pop()) {
    const { node, related } = item;
    if (node.kind === 'part') {
      leaves.push({ part: node, related });
      continue;
    }
    const inside = related || node.subtype.toLowerCase() === 'related';
    for (const child of node.parts.slice(0, MAX_PARTS).reverse())
      stack.push({ node: child, related: inside });
  }
  let text: SinglePartBody | null = null;
  let html: SinglePartBody | null = null;
  for (const { part } of leaves) {
    if (isAttachment(part)) continue;
    if (html === null && isType(part, 'text', 'html')) html = part;
    if (text === null && isType(part, 'text', 'plain')) text = part;
  }
  const inline: SinglePartBody[] = [];
  const attachments: Attachment[] = [];
  for (const { part, related } of leaves) {
    if (part === text || part === html) continue;
    const picture = html !== null && part.id !== null && isPicture(part) && (related || !isAttachment(part));
    if (picture && part.size <= MAX_INLINE_PART && inline.length < MAX_INLINE_PARTS) inline.push(part);
    attachments.push(toAttachment(part, picture));
  }
  return { text, html, inline, attachments };
}

/** A Content-ID without its angle brackets and blanks. */
export function bareContentId(id: string): string {
  const trimmed = id.trim();
  return trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed;
}

export function charsetOf(part: SinglePartBody): string | undefined {
  return decodeParameters(part.params).get('charset');
}

export function isType(part: SinglePartBody, type: string, subtype: string): boolean {
  return part.type.toLowerCase() === type && part.subtype.toLowerCase() === subtype;
}

function isAttachment(part: SinglePartBody): boolean {
  if (part.disposition?.type.toLowerCase() === 'attachment') return true;
  return part.disposition !== null && decodeParameters(part.disposition.params).has('filename');
}

/** Raster pictures a browser draws without running anything; SVG is none of them. */
function isPicture(part: SinglePartBody): boolean {
  return part.type.toLowerCase() === 'image' && PICTURE_SUBTYPES.has(part.subtype.toLowerCase());
}

function toAttachment(part: SinglePartBody, inline: boolean): Attachment {
  const type = mediaType(part);
  const fallback = `${type.startsWith('message/') ? 'message' : 'attachment'}-${part.section.replaceAll('.', '-')}${EXTENSION_BY_TYPE.get(type) ?? ''}`;
  const ofDisposition =
    part.disposition === null ? undefined : decodeParameters(part.disposition.params).get('filename');
  const name =
    ofDisposition ?? decodeParameters(part.params).get('name') ?? part.envelope?.subject ?? undefined;
  return {
    section: part.section,
    name: safeFileName(name, fallback).name,
    type,
    size: part.encoding === 'base64' ? Math.floor((part.size * 57) / 78) : part.size,
    encoding: part.encoding,
    contentId: part.id === null ? null : bareContentId(part.id),
    inline,
  };
}

/** The claimed type when it is two plain tokens, else octets. */
function mediaType(part: SinglePartBody): string {
  const type = `${part.type}/${part.subtype}`.toLowerCase();
  return /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,80}$/.test(type)
    ? type
    : 'application/octet-stream';
}

const PICTURE_SUBTYPES: ReadonlySet<string> = new Set(['png', 'jpeg', 'jpg', 'gif', 'webp', 'avif', 'bmp']);

const EXTENSION_BY_TYPE: ReadonlyMap<string, string> = new Map([
  ['message/rfc822', '.eml'],
  ['text/plain', '.txt'],
  ['text/html', '.html'],
  ['text/calendar', '.ics'],
  ['application/pdf', '.pdf'],
  ['image/png', '.png'],
  ['image/jpeg', '.jpg'],
  ['image/gif', '.gif'],
]);
