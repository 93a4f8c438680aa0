import { Base64Decoder } from './base64';
import { concatBytes, emptyBytes } from './bytes';
import { QuotedPrintableDecoder } from './quoted-printable';

/**
 * A Content-Transfer-Encoding decoder fed chunk by chunk. Never throws; any chunking gives the same octets; memory is bounded
 * by the chunk. The result of `push` may share memory with what was pushed (7bit, 8bit, binary, unknown encodings).
 */
export interface TransferDecoder {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

/** RFC 2045 section 6. Unknown encodings pass through unchanged. */
export function createTransferDecoder(encoding: string): TransferDecoder {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return new Base64Decoder();
    case 'quoted-printable':
      return new QuotedPrintableDecoder();
    default:
      return passThrough;
  }
}

/** The whole of a part at once. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Uint8Array {
  const decoder = createTransferDecoder(encoding);
  const body = decoder.push(bytes);
  const rest = decoder.end();
  return rest.length === 0 ? body : concatBytes([body, rest]);
}

export { encodeBase64 } from './base64';
export { encodeQuotedPrintable } from './quoted-printable';

const passThrough: TransferDecoder = { push: (bytes) => bytes, end: () => emptyBytes };
