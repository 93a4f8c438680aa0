import { type MimePart, parseMessage } from '../mime/structure';
import { decodeTransfer } from '../mime/transfer';
import type { Section } from './commands/fetch-items';
import { concatBytes } from '../mime/bytes';
import { ascii } from './encode';
import type { MessageContent } from './message';
import { findPart, headerFields, isMultipart } from './structure';

type Cut = Pick<Section, 'path' | 'part' | 'fields' | 'partial'>;

/** The octets of BODY[section]<partial>; null when the message has no such part. */
export function cutSection(content: MessageContent, section: Cut): Uint8Array | null {
  const whole = wholeSection(content, section);
  if (whole === null || section.partial === null) return whole;
  return whole.subarray(section.partial.offset, section.partial.offset + section.partial.count);
}

/** BINARY: the part without its transfer encoding (RFC 3516 4.2). */
export function decodedPart(content: MessageContent, section: Cut): Uint8Array | null | 'unknown' {
  const root = content.derive(parseMessage);
  const part = section.path.length === 0 ? root : findPart(root, section.path);
  if (part === undefined) return null;
  if (!/^(7bit|8bit|binary|base64|quoted-printable)$/.test(part.encoding)) return 'unknown';
  const from = section.path.length === 0 ? part.headerStart : part.bodyStart;
  const encoding = section.path.length === 0 || isMultipart(part) ? 'binary' : part.encoding;
  const decoded = decodeTransfer(content.bytes.subarray(from, part.bodyEnd), encoding);
  const { partial } = section;
  return partial === null ? decoded : decoded.subarray(partial.offset, partial.offset + partial.count);
}

function wholeSection(content: MessageContent, section: Cut): Uint8Array | null {
  const { bytes } = content;
  if (section.path.length === 0 && section.part === 'all') return bytes;
  const root = content.derive(parseMessage);
  const part = section.path.length === 0 ? root : findPart(root, section.path);
  if (part === undefined) return null;
  if (section.part === 'all') return bytes.subarray(part.bodyStart, part.bodyEnd);
  if (section.part === 'mime') return bytes.subarray(part.headerStart, part.bodyStart);
  // HEADER and TEXT behind numbers are those of the message the part holds.
  const message = section.path.length === 0 ? root : part.message;
  if (message === undefined) return null;
  if (section.part === 'header') return bytes.subarray(message.headerStart, message.bodyStart);
  if (section.part === 'text') return bytes.subarray(message.bodyStart, message.bodyEnd);
  return chosenFields(bytes, message, section);
}

/** The fields in the order of the message, then the empty line (RFC 9051 6.4.5.1). */
function chosenFields(bytes: Uint8Array, message: MimePart, section: Cut): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (const field of headerFields(bytes, message.headerStart, message.bodyStart)) {
    const listed = section.fields.includes(field.name.toLowerCase());
    if (listed === (section.part === 'fields')) chunks.push(bytes.subarray(field.start, field.end));
  }
  chunks.push(ascii('\r\n'));
  return concatBytes(chunks);
}
