import { isAscii, latin1Text } from './bytes';
import { decodeCharset } from './charset';
import { MAX_HEADER_BYTES, MAX_HEADER_LINES, MAX_MESSAGE_ID_LENGTH, MAX_REFERENCES } from './limits';

/** The fields of one header block. Names are matched without regard to case; values are unfolded and trimmed, words not decoded. */
export interface Headers {
  /** The topmost field of that name. */
  get(name: string): string | undefined;
  /** All fields of that name, top first. More than one From is a warning sign (M01). */
  getAll(name: string): readonly string[];
  /** In the order of the message, names as sent. */
  readonly entries: readonly (readonly [name: string, value: string])[];
  /** True when the block went beyond MAX_HEADER_BYTES or MAX_HEADER_LINES and the rest was left out. */
  readonly truncated: boolean;
}

/**
 * RFC 5322 2.2, up to the first empty line. Tolerant: bare LF line ends, blanks before the colon, 8-bit values (UTF-8, else windows-1252).
 * Lines that are no field (an mbox "From " line) are skipped.
 */
export function parseHeaders(block: Uint8Array): Headers {
  const entries: [string, string][] = [];
  const limit = Math.min(block.length, MAX_HEADER_BYTES);
  let truncated = block.length > MAX_HEADER_BYTES;
  let lines = 0;
  let fieldStart = -1;
  let at = 0;
  while (at < limit) {
    if (++lines > MAX_HEADER_LINES) {
      truncated = true;
      break;
    }
    const first = block[at];
    if (first === 0x0a || (first === 0x0d && block[at + 1] === 0x0a)) {
      truncated = false; // the block's end was reached: what follows is not header
      break;
    }
    if (first !== 0x20 && first !== 0x09) {
      if (fieldStart >= 0) addField(block, fieldStart, at, entries);
      fieldStart = at;
    }
    const lineFeed = block.indexOf(0x0a, at);
    at = lineFeed < 0 || lineFeed >= limit ? limit : lineFeed + 1;
  }
  if (fieldStart >= 0) addField(block, fieldStart, at, entries);
  return new FieldTable(entries, truncated);
}

/**
 * Message ids of References, In-Reply-To or Message-ID, with their angle brackets, blanks inside removed, in order. Of more than
 * MAX_REFERENCES the first (the conversation's root) and the newest are kept (P08). Ids without brackets count when there are no others.
 */
export function parseReferences(raw: string | null | undefined): readonly string[] {
  if (raw === null || raw === undefined) return [];
  const text = raw.slice(0, MAX_HEADER_BYTES);
  const ids: string[] = [];
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3c) open = at;
    else if (code === 0x3e && open >= 0) {
      add(ids, text.slice(open + 1, at));
      open = -1;
    }
  }
  if (ids.length === 0) {
    for (const word of text.split(/[\s,<>]+/)) if (word.includes('@')) add(ids, word);
  }
  return ids.length <= MAX_REFERENCES ? ids : [ids[0]!, ...ids.slice(1 - MAX_REFERENCES)];
}

function add(ids: string[], inner: string): void {
  const id = inner.replaceAll(/\s+/g, '');
  if (id !== '' && id.length <= MAX_MESSAGE_ID_LENGTH) ids.push(`<${id}>`);
}

function addField(block: Uint8Array, start: number, end: number, entries: [string, string][]): void {
  let colon = start;
  while (colon < end && block[colon]! > 0x20 && block[colon]! < 0x7f && block[colon] !== 0x3a) colon++;
  const nameEnd = colon;
  while (colon < end && (block[colon] === 0x20 || block[colon] === 0x09)) colon++;
  if (nameEnd === start || block[colon] !== 0x3a || colon >= end) return;
  const value = isAscii(block, colon + 1, end)
    ? latin1Text(block, colon + 1, end)
    : decodeCharset(block.subarray(colon + 1, end), undefined);
  entries.push([latin1Text(block, start, nameEnd), value.replaceAll(/\r?\n/g, '').trim()]);
}

class FieldTable implements Headers {
  private readonly valuesByName = new Map<string, string[]>();

  constructor(
    readonly entries: readonly (readonly [string, string])[],
    readonly truncated: boolean,
  ) {
    for (const [name, value] of entries) {
      const key = name.toLowerCase();
      const values = this.valuesByName.get(key);
      if (values === undefined) this.valuesByName.set(key, [value]);
      else values.push(value);
    }
  }

  get(name: string): string | undefined {
    return this.valuesByName.get(name.toLowerCase())?.[0];
  }

  getAll(name: string): readonly string[] {
    return this.valuesByName.get(name.toLowerCase()) ?? [];
  }
}
