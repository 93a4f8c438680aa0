import { utf8Bytes } from './bytes';
import { parseHeaders, type Headers } from './headers';
import { MAX_BOUNDARY_LENGTH, MAX_MIME_DEPTH, MAX_MIME_PARTS } from './limits';
import { parseHeaderParameters } from './parameters';

/** One part of a raw message. Offsets are octets into that message; nothing is copied or decoded. */
export interface MimePart {
  /**
   * IMAP section (RFC 9051 6.4.5): '1', '1.2'. A multipart that is the root of a message has that message's own section: '' for
   * the outermost, '2' for one inside the message/rfc822 part '2'.
   */
  readonly section: string;
  /** Lower case. */
  readonly type: string;
  readonly subtype: string;
  /** Of Content-Type, decoded, names in lower case. */
  readonly params: ReadonlyMap<string, string>;
  /** Undefined without the field; unknown values count as attachment (RFC 2183 2.8). */
  readonly disposition?: 'inline' | 'attachment';
  /** Decoded but hostile: show it through safeFileName only. */
  readonly fileName?: string;
  /** Without angle brackets. */
  readonly contentId?: string;
  /** Lower case, '7bit' by default. */
  readonly encoding: string;
  readonly headerStart: number;
  readonly bodyStart: number;
  /** Exclusive; the line end before a boundary belongs to the boundary. */
  readonly bodyEnd: number;
  /** Line feeds in the body. */
  readonly lines: number;
  readonly children: readonly MimePart[];
  /** Root of a message/rfc822's content. */
  readonly message?: MimePart;
  readonly headers: Headers;
  /** Set where MAX_MIME_DEPTH or MAX_MIME_PARTS kept the content from being taken apart. */
  readonly truncated?: true;
}

/**
 * The part tree of a raw message (RFC 2045, 2046). Never throws: what is no MIME is one text/plain part.
 *
 * One pass over the lines with a stack of open parts, no recursion (P09). A line is a boundary only if it is exactly
 * "--boundary" or "--boundary--" and blanks, so "--boundaryX" is text; the innermost open boundary is compared first, and an outer
 * one ends everything inside it. A finished multipart is not opened again: what follows its last boundary is epilogue.
 */
export function parseMessage(raw: Uint8Array): MimePart {
  return new StructureParser(raw).parse();
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface OpenPart extends Writable<Omit<MimePart, 'children' | 'message'>> {
  children: OpenPart[];
  message?: OpenPart;
}

interface Frame {
  readonly part: OpenPart;
  /** Undefined for anything but a multipart. */
  readonly boundary: Uint8Array | undefined;
  /** Line feeds before the body. */
  readonly linesBefore: number;
  finished: boolean;
}

class StructureParser {
  private readonly frames: Frame[] = [];
  private parts = 0;
  private at = 0;
  private lineFeeds = 0;

  constructor(private readonly raw: Uint8Array) {}

  parse(): MimePart {
    const root = this.openPart('1', '', 'text/plain');
    while (this.at < this.raw.length) {
      const lineStart = this.at;
      const match = this.raw[lineStart] === 0x2d ? this.boundaryAt(lineStart) : undefined;
      this.nextLine();
      if (match !== undefined) this.onBoundary(match.depth, match.closes, lineStart);
    }
    this.closeDownTo(0, this.raw.length, this.lineFeeds);
    return root;
  }

  private nextLine(): void {
    const lineFeed = this.raw.indexOf(0x0a, this.at);
    if (lineFeed < 0) this.at = this.raw.length;
    else {
      this.at = lineFeed + 1;
      this.lineFeeds++;
    }
  }

  private onBoundary(depth: number, closes: boolean, lineStart: number): void {
    const { raw } = this;
    let end = lineStart;
    let feeds = this.lineFeeds - (raw[this.at - 1] === 0x0a && this.at > lineStart ? 1 : 0);
    if (end > 0 && raw[end - 1] === 0x0a) {
      end--;
      feeds--;
      if (end > 0 && raw[end - 1] === 0x0d) end--;
    }
    this.closeDownTo(depth + 1, end, feeds);
    const { part } = this.frames[depth]!;
    if (closes) {
      this.frames[depth]!.finished = true;
      return;
    }
    if (this.parts >= MAX_MIME_PARTS) {
      part.truncated = true;
      return;
    }
    const section = `${part.section === '' ? '' : `${part.section}.`}${part.children.length + 1}`;
    part.children.push(
      this.openPart(section, section, part.subtype === 'digest' ? 'message/rfc822' : 'text/plain'),
    );
  }

  /**
   * Reads the header at the current position and pushes the part, and the roots of messages inside it. `section` is for a single
   * part, `rootSection` for a multipart.
   */
  private openPart(section: string, rootSection: string, defaultType: string): OpenPart {
    const first = this.readHeader(section, rootSection, defaultType);
    let part = first;
    // A message's content begins with the header of its root: a loop, since messages can hold nothing but messages.
    while (holdsMessage(part) && part.truncated === undefined) {
      const inner = this.readHeader(`${part.section}.1`, part.section, 'text/plain');
      part.message = inner;
      part = inner;
    }
    return first;
  }

  private canDescend(part: OpenPart): boolean {
    if (this.frames.length < MAX_MIME_DEPTH && this.parts < MAX_MIME_PARTS) return true;
    part.truncated = true;
    return false;
  }

  private readHeader(section: string, rootSection: string, defaultType: string): OpenPart {
    this.parts++;
    const { raw } = this;
    const headerStart = this.at;
    let headerEnd = raw.length;
    while (this.at < raw.length) {
      const lineStart = this.at;
      const first = raw[lineStart];
      if (first === 0x2d && this.boundaryAt(lineStart) !== undefined) {
        headerEnd = lineStart; // a header cut off by a boundary: the line is read again as one
        break;
      }
      this.nextLine();
      if (first === 0x0a || (first === 0x0d && raw[lineStart + 1] === 0x0a)) {
        headerEnd = lineStart;
        break;
      }
    }
    const headers = parseHeaders(raw.subarray(headerStart, headerEnd));
    const part = describePart(headers, defaultType, headerStart, this.at);
    const isMultipart = part.type === 'multipart';
    part.section = isMultipart ? rootSection : section;
    const descends = (isMultipart || holdsMessage(part)) && this.canDescend(part);
    const boundary = isMultipart && descends ? boundaryOf(part) : undefined;
    this.frames.push({ part, boundary, linesBefore: this.lineFeeds, finished: false });
    return part;
  }

  private closeDownTo(depth: number, end: number, lineFeeds: number): void {
    while (this.frames.length > depth) {
      const { part, linesBefore } = this.frames.pop()!;
      part.bodyEnd = Math.max(part.bodyStart, end);
      part.lines = Math.max(0, lineFeeds - linesBefore);
    }
  }

  private boundaryAt(lineStart: number): { depth: number; closes: boolean } | undefined {
    const { raw, frames } = this;
    if (raw[lineStart + 1] !== 0x2d) return undefined;
    const start = lineStart + 2;
    for (let depth = frames.length - 1; depth >= 0; depth--) {
      const { boundary, finished } = frames[depth]!;
      if (boundary === undefined || finished || !startsWith(raw, start, boundary)) continue;
      const after = start + boundary.length;
      if (onlyBlanks(raw, after)) return { depth, closes: false };
      if (raw[after] === 0x2d && raw[after + 1] === 0x2d && onlyBlanks(raw, after + 2))
        return { depth, closes: true };
    }
    return undefined;
  }
}

function describePart(
  headers: Headers,
  defaultType: string,
  headerStart: number,
  bodyStart: number,
): OpenPart {
  const content = parseHeaderParameters(headers.get('content-type') ?? defaultType);
  let [type, subtype] = splitType(content.value);
  // Without a boundary nothing can be taken apart: shown as the text it is.
  if (type === 'multipart' && !content.params.get('boundary')) [type, subtype] = ['text', 'plain'];
  const dispositionField = headers.get('content-disposition');
  const disposition = dispositionField === undefined ? undefined : parseHeaderParameters(dispositionField);
  const fileName = disposition?.params.get('filename') ?? content.params.get('name');
  const contentId = headers.get('content-id')?.replaceAll(/[<>\s]/g, '');
  const encoding = parseHeaderParameters(headers.get('content-transfer-encoding') ?? '').value.toLowerCase();
  return {
    section: '',
    type,
    subtype,
    params: content.params,
    ...(disposition === undefined
      ? {}
      : { disposition: disposition.value.toLowerCase() === 'inline' ? 'inline' : 'attachment' }),
    ...(fileName === undefined || fileName === '' ? {} : { fileName }),
    ...(contentId === undefined || contentId === '' ? {} : { contentId }),
    encoding: encoding === '' ? '7bit' : encoding,
    headerStart,
    bodyStart,
    bodyEnd: bodyStart,
    lines: 0,
    children: [],
    headers,
  };
}

/** RFC 2045 5.2: no usable type means text/plain; RFC 2049 2: an unknown one is octets. */
function splitType(value: string): [type: string, subtype: string] {
  const match = /^([!-.0-~]+)\s*\/\s*([!-.0-~]+)$/.exec(value.toLowerCase().slice(0, 256));
  if (match !== null) return [match[1]!, match[2]!];
  return value === '' || value.toLowerCase().startsWith('text')
    ? ['text', 'plain']
    : ['application', 'octet-stream'];
}

/** RFC 2046 5.2.1 allows no other encodings; with one of them the octets are not the message's own. */
function holdsMessage(part: OpenPart): boolean {
  return (
    part.type === 'message' &&
    (part.subtype === 'rfc822' || part.subtype === 'global') &&
    (part.encoding === '7bit' || part.encoding === '8bit' || part.encoding === 'binary')
  );
}

function boundaryOf(part: OpenPart): Uint8Array | undefined {
  const boundary = part.params.get('boundary')!.trimEnd();
  return boundary === '' || boundary.length > MAX_BOUNDARY_LENGTH ? undefined : utf8Bytes(boundary);
}

function startsWith(raw: Uint8Array, start: number, wanted: Uint8Array): boolean {
  if (start + wanted.length > raw.length) return false;
  for (let at = 0; at < wanted.length; at++) if (raw[start + at] !== wanted[at]) return false;
  return true;
}

/** Transport padding up to the line's end (RFC 2046 5.1.1). */
function onlyBlanks(raw: Uint8Array, start: number): boolean {
  for (let at = start; at < raw.length; at++) {
    const octet = raw[at]!;
    if (octet === 0x0a) return true;
    if (octet !== 0x20 && octet !== 0x09 && octet !== 0x0d) return false;
  }
  return true;
}
