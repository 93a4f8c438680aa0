/** Base64 of SASL exchanges (RFC 4648 4), which travel outside literals; bodies are lib/mime's business. */

export function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET[bits >>> 18]! + ALPHABET[(bits >>> 12) & 63]!;
    out += i + 1 < bytes.length ? ALPHABET[(bits >>> 6) & 63] : '=';
    out += i + 2 < bytes.length ? ALPHABET[bits & 63] : '=';
  }
  return out;
}

/** Undefined unless the text is base64 with or without its padding; spaces around are ignored. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const body = text.trim();
  let length = body.length;
  while (length > 0 && body.length - length < 2 && body[length - 1] === '=') length--;
  if (length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let count = 0;
  let to = 0;
  for (let i = 0; i < length; i++) {
    const value = ALPHABET.indexOf(body[i]!);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[to++] = (bits >>> count) & 0xff;
    }
  }
  return out;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
