const encoder = new TextEncoder();
const chunkSize = 8_192;

export const emptyBytes: Uint8Array = new Uint8Array(0);

/** UTF-8; lone surrogates become U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** One character an octet (ISO 8859-1 proper, not windows-1252). */
export function latin1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at += chunkSize) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + chunkSize)));
  }
  return text;
}

/** True when no octet in the range is above 0x7F. */
export function isAscii(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 0x7f) return false;
  return true;
}

export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** The filled part of a work buffer: a view when most of it is used, a copy when the rest would be kept alive for little. */
export function filledPart(buffer: Uint8Array, length: number): Uint8Array {
  if (length === buffer.length) return buffer;
  return length * 2 > buffer.length ? buffer.subarray(0, length) : buffer.slice(0, length);
}
