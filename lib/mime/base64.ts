import { emptyBytes, filledPart } from './bytes';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const junk = 64;
const padding = 65;
const lineLength = 76;

const sextetByOctet = new Uint8Array(256).fill(junk);
const octetBySextet = new Uint8Array(64);
for (let value = 0; value < 64; value++) {
  sextetByOctet[alphabet.charCodeAt(value)] = value;
  octetBySextet[value] = alphabet.charCodeAt(value);
}
sextetByOctet[0x3d] = padding;

/**
 * RFC 2045 6.8. Octets outside the alphabet are skipped; padding closes a quantum and decoding goes on, because gateways
 * join blocks that were padded one by one; a single left-over character is dropped.
 */
export class Base64Decoder {
  private bits = 0;
  private count = 0;

  push(bytes: Uint8Array): Uint8Array {
    const table = sextetByOctet;
    const length = bytes.length;
    const out = new Uint8Array((((length + this.count) * 3) >> 2) + 3);
    let { bits, count } = this;
    let written = 0;
    let at = 0;
    while (at < length) {
      if (count === 0) {
        const fast = length - 3;
        while (at < fast) {
          const a = table[bytes[at]!]!;
          const b = table[bytes[at + 1]!]!;
          const c = table[bytes[at + 2]!]!;
          const d = table[bytes[at + 3]!]!;
          if ((a | b | c | d) > 63) break;
          out[written] = (a << 2) | (b >> 4);
          out[written + 1] = (b << 4) | (c >> 2);
          out[written + 2] = (c << 6) | d;
          written += 3;
          at += 4;
        }
        if (at >= length) break;
      }
      const sextet = table[bytes[at++]!]!;
      if (sextet < 64) {
        bits = (bits << 6) | sextet;
        if (++count === 4) {
          out[written++] = bits >> 16;
          out[written++] = bits >> 8;
          out[written++] = bits;
          bits = 0;
          count = 0;
        }
      } else if (sextet === padding && count > 0) {
        if (count > 1) out[written++] = count === 2 ? bits >> 4 : bits >> 10;
        if (count === 3) out[written++] = bits >> 2;
        bits = 0;
        count = 0;
      }
    }
    this.bits = bits;
    this.count = count;
    return filledPart(out, written);
  }

  end(): Uint8Array {
    const { bits, count } = this;
    this.bits = 0;
    this.count = 0;
    if (count === 2) return Uint8Array.of(bits >> 4);
    if (count === 3) return Uint8Array.of(bits >> 10, bits >> 2);
    return emptyBytes;
  }
}

/** Lines of 76 characters joined by CRLF, without one at the end. */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  const characters = Math.ceil(bytes.length / 3) * 4;
  const breaks = characters === 0 ? 0 : Math.ceil(characters / lineLength) - 1;
  const out = new Uint8Array(characters + breaks * 2);
  let written = 0;
  let column = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    if (column === lineLength) {
      out[written++] = 0x0d;
      out[written++] = 0x0a;
      column = 0;
    }
    const left = bytes.length - at;
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out[written++] = octetBySextet[bits >> 18]!;
    out[written++] = octetBySextet[(bits >> 12) & 63]!;
    out[written++] = left > 1 ? octetBySextet[(bits >> 6) & 63]! : 0x3d;
    out[written++] = left > 2 ? octetBySextet[bits & 63]! : 0x3d;
    column += 4;
  }
  return out;
}
