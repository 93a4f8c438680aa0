import { encodeBase64 } from './base64';
import { concatBytes, isAscii, utf8Bytes } from './bytes';
import { LocalMimeError, attachmentParameters, encodeHeader } from './header-encoder';
import { MAX_MIME_DEPTH } from './limits';
import { encodeQuotedPrintable } from './quoted-printable';

export { LocalMimeError, formatAddress } from './header-encoder';

/** What a part is made of. */
export type PartSpec =
  | {
      readonly kind: 'text';
      /** 'plain' by default. */
      readonly subtype?: string;
      readonly text: string;
      /** Marks the text as format=flowed; the caller has flowed it. */
      readonly flowed?: boolean;
      /** By default the smallest that fits: 7bit, quoted-printable or base64. */
      readonly encoding?: 'quoted-printable' | 'base64';
    }
  | {
      readonly kind: 'multipart';
      readonly subtype: 'mixed' | 'alternative' | 'related' | 'digest' | 'report' | 'signed';
      /**
       * 1 to 70 characters (RFC 2046 5.1.1). No line inside may begin with it, so an inner boundary never continues an outer one
       * (`a`, `a1`): some readers compare only the beginning. It comes from outside because building is deterministic.
       */
      readonly boundary: string;
      readonly parts: readonly PartSpec[];
    }
  | {
      readonly kind: 'message';
      /** A whole message with CRLF line ends. */
      readonly message: Uint8Array;
    }
  | {
      readonly kind: 'attachment';
      /** `image/png` */
      readonly type: string;
      readonly bytes: Uint8Array;
      readonly fileName?: string;
      /** 'attachment' by default. */
      readonly disposition?: 'inline' | 'attachment';
      /** Without angle brackets. */
      readonly contentId?: string;
    };

export interface MessageSpec {
  /** In order; MIME-Version and the content fields are added. Values are text: what is not ASCII is encoded, long ones are folded. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: PartSpec;
}

/**
 * A message with CRLF line ends (RFC 5322, 2045, 2046). Throws LocalMimeError rather than write something else than was meant: line ends
 * in a field (I06), a bad field name, type or boundary, a boundary that occurs in the content.
 */
export function buildMessage(spec: MessageSpec): Uint8Array {
  const head = spec.headers.map(([name, value]) => encodeHeader(name, value)).join('');
  const body = buildPart(spec.body, 0);
  return concatBytes([utf8Bytes(`${head}MIME-Version: 1.0\r\n`), body.bytes]);
}

interface BuiltPart {
  readonly bytes: Uint8Array;
  readonly eightBit: boolean;
}

function buildPart(spec: PartSpec, depth: number): BuiltPart {
  if (depth >= MAX_MIME_DEPTH) throw new LocalMimeError('parts are nested too deep');
  switch (spec.kind) {
    case 'text':
      return textPart(spec);
    case 'multipart':
      return multipart(spec, depth);
    case 'message': {
      const eightBit = !isAscii(spec.message);
      const head = `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}\r\n\r\n`;
      return { bytes: concatBytes([utf8Bytes(head), spec.message]), eightBit };
    }
    case 'attachment':
      return attachment(spec);
    default:
      return assertNever(spec);
  }
}

function textPart(spec: Extract<PartSpec, { kind: 'text' }>): BuiltPart {
  const subtype = spec.subtype ?? 'plain';
  checkToken(subtype);
  const bytes = utf8Bytes(spec.text.replaceAll(/\r\n|[\r\n]/g, '\r\n'));
  const encoding = spec.encoding ?? smallestEncoding(bytes);
  const charset = isAscii(bytes) ? 'us-ascii' : 'utf-8';
  const head =
    `Content-Type: text/${subtype}; charset=${charset}${spec.flowed === true ? '; format=flowed' : ''}\r\n` +
    `Content-Transfer-Encoding: ${encoding}\r\n\r\n`;
  const content =
    encoding === '7bit' ? bytes : encoding === 'base64' ? encodeBase64(bytes) : encodeQuotedPrintable(bytes);
  return { bytes: concatBytes([utf8Bytes(head), content]), eightBit: false };
}

function smallestEncoding(bytes: Uint8Array): '7bit' | 'quoted-printable' | 'base64' {
  let escapes = 0;
  let column = 0;
  let longLine = false;
  for (const octet of bytes) {
    column = octet === 0x0a ? 0 : column + 1;
    if (column > 900) longLine = true;
    if (octet > 0x7e || (octet < 0x20 && octet !== 0x09 && octet !== 0x0a && octet !== 0x0d)) escapes++;
  }
  if (escapes === 0 && !longLine) return '7bit';
  return escapes * 6 > bytes.length ? 'base64' : 'quoted-printable';
}

function multipart(spec: Extract<PartSpec, { kind: 'multipart' }>, depth: number): BuiltPart {
  const { boundary } = spec;
  // bchars of RFC 2046 5.1.1; it may not end in a space.
  if (!/^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary)) {
    throw new LocalMimeError('a boundary is 1 to 70 characters of RFC 2046 bchars');
  }
  if (spec.parts.length === 0) throw new LocalMimeError('a multipart has at least one part');
  checkToken(spec.subtype);
  const parts = spec.parts.map((part) => buildPart(part, depth + 1));
  const delimiter = utf8Bytes(`--${boundary}`);
  const eightBit = parts.some((part) => part.eightBit);
  const chunks = [
    utf8Bytes(
      `Content-Type: multipart/${spec.subtype};\r\n boundary="${boundary}"\r\n` +
        `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}\r\n\r\n`,
    ),
  ];
  for (const [index, part] of parts.entries()) {
    if (hasLine(part.bytes, delimiter))
      throw new LocalMimeError(`a line inside begins with the boundary ${boundary}`);
    chunks.push(utf8Bytes(`${index === 0 ? '' : '\r\n'}--${boundary}\r\n`), part.bytes);
  }
  chunks.push(utf8Bytes(`\r\n--${boundary}--\r\n`));
  return { bytes: concatBytes(chunks), eightBit };
}

function attachment(spec: Extract<PartSpec, { kind: 'attachment' }>): BuiltPart {
  const [type = '', subtype = '', ...rest] = spec.type.split('/');
  checkToken(type);
  checkToken(subtype);
  if (rest.length > 0) throw new LocalMimeError('a media type is type/subtype');
  if (type === 'multipart' || type === 'message')
    throw new LocalMimeError('multipart and message are no attachment types');
  const contentId =
    spec.contentId === undefined ? '' : encodeHeader('Content-ID', `<${checkId(spec.contentId)}>`);
  const head =
    `Content-Type: ${type}/${subtype}\r\nContent-Transfer-Encoding: base64\r\n${contentId}` +
    `Content-Disposition: ${spec.disposition ?? 'attachment'}${attachmentParameters('filename', spec.fileName)}\r\n\r\n`;
  return { bytes: concatBytes([utf8Bytes(head), encodeBase64(spec.bytes)]), eightBit: false };
}

function checkToken(token: string): void {
  if (!/^[A-Za-z0-9!#$&^_.+-]{1,127}$/.test(token))
    throw new LocalMimeError('a media type is made of tokens');
}

function checkId(id: string): string {
  if (!/^[\x21-\x3b\x3d\x3f-\x7e]{1,200}$/.test(id))
    throw new LocalMimeError('a Content-ID is ASCII without blanks and brackets');
  return id;
}

/** True when a line begins with `wanted`. */
function hasLine(bytes: Uint8Array, wanted: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    if (wanted.every((octet, index) => bytes[at + index] === octet)) return true;
    const lineFeed = bytes.indexOf(0x0a, at);
    if (lineFeed < 0) return false;
    at = lineFeed + 1;
  }
  return false;
}

function assertNever(value: never): never {
  throw new LocalMimeError(`unknown part ${String(value)}`);
}
