import type { WireWriter } from '../imap/wire/writer';
import type { MimePart } from '../mime/structure';
import { scanHeaderParameters } from '../mime/parameter-scanner';
import { nstring, writeEnvelope } from './envelope';
import { isMultipart } from './structure';

/** body = "(" (body-type-1part / body-type-mpart) ")"; `extended` adds the extension data of BODYSTRUCTURE. */
export function writeBodyStructure(writer: WireWriter, part: MimePart, extended: boolean): void {
  writer.raw('(');
  if (isMultipart(part)) {
    for (const child of part.children) writeBodyStructure(writer, child, extended);
    writer.sp();
    upper(writer, part.subtype);
    if (extended) {
      writeParams(writer.sp(), paramsOf(part));
      writeTail(writer, part);
    }
    writer.raw(')');
    return;
  }
  const emptyMultipart = part.type === 'multipart';
  upper(writer, emptyMultipart ? 'text' : part.type);
  upper(writer.sp(), emptyMultipart ? 'plain' : part.subtype);
  writeParams(writer.sp(), defaultCharset(part));
  nstring(writer.sp(), part.headers.get('content-id'));
  nstring(writer.sp(), part.headers.get('content-description'));
  upper(writer.sp(), part.encoding);
  writer.sp().number(part.bodyEnd - part.bodyStart);
  if (part.message !== undefined) {
    writeEnvelope(writer.sp(), part.message.headers);
    writeBodyStructure(writer.sp(), part.message, extended);
  }
  if (part.message !== undefined || part.type === 'text' || emptyMultipart) writer.sp().number(part.lines);
  if (extended) {
    nstring(writer.sp(), part.headers.get('content-md5'));
    writeTail(writer, part);
  }
  writer.raw(')');
}

/** body-fld-dsp SP body-fld-lang SP body-fld-loc */
function writeTail(writer: WireWriter, part: MimePart): void {
  const disposition = part.headers.get('content-disposition');
  writer.sp();
  if (disposition === undefined) {
    writer.raw('NIL');
  } else {
    const { value, pairs } = scanHeaderParameters(disposition);
    writer.raw('(').string(plain(value.toUpperCase())).sp();
    writeParams(writer, pairs);
    writer.raw(')');
  }
  const languages = (part.headers.get('content-language') ?? '').split(',').map((tag) => tag.trim());
  writer.sp();
  if (languages[0] === '') writer.raw('NIL');
  else writer.list(languages, (tag) => writer.string(plain(tag)));
  nstring(writer.sp(), part.headers.get('content-location'));
}

function writeParams(writer: WireWriter, params: readonly (readonly [string, string])[]): void {
  if (params.length === 0) writer.raw('NIL');
  else writer.list(params, ([name, value]) => writer.string(plain(name)).sp().string(plain(value)));
}

/** As sent: RFC 2231 and encoded words are the client's to read. */
const paramsOf = (part: MimePart): readonly (readonly [string, string])[] =>
  scanHeaderParameters(part.headers.get('content-type') ?? '').pairs;

/** RFC 2045 5.2: text without a charset is US-ASCII, and servers say so. */
const defaultCharset = (part: MimePart): readonly (readonly [string, string])[] =>
  part.type === 'text' && !paramsOf(part).some(([name]) => name.toLowerCase() === 'charset')
    ? [['charset', 'us-ascii'], ...paramsOf(part)]
    : paramsOf(part);

const upper = (writer: WireWriter, text: string): WireWriter => writer.string(plain(text.toUpperCase()));

const plain = (text: string): string => text.replaceAll('\0', '').toWellFormed();
