import { Base64Decoder, encodeBase64 } from '../mime/base64';
import { concatBytes, isAscii, latin1Text } from '../mime/bytes';

/** One line, as SASL wants it (RFC 9051 6.2.2). */
export const base64Line = (bytes: Uint8Array): string =>
  latin1Text(encodeBase64(bytes)).replaceAll(/[\r\n]/g, '');

/** Undefined for anything but base64 with its padding. */
export function fromBase64Line(line: Uint8Array): Uint8Array | undefined {
  if (!isAscii(line)) return undefined;
  const text = latin1Text(line);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const decoder = new Base64Decoder();
  const body = decoder.push(line);
  return concatBytes([body, decoder.end()]);
}
