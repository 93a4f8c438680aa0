import { emptyBytes, filledPart } from './bytes';
import { MAX_PENDING_BLANKS } from './limits';

// What an octet means in running text: plain ones are copied without a further look.
const plain = 0;
const blank = 1;
const lineEnd = 2;
const equals = 3;
const classByOctet = new Uint8Array(256);
classByOctet[0x20] = blank;
classByOctet[0x09] = blank;
classByOctet[0x0d] = lineEnd;
classByOctet[0x0a] = lineEnd;
classByOctet[0x3d] = equals;

const noHex = 255;
const hexByOctet = new Uint8Array(256).fill(noHex);
const hexDigits = new Uint8Array(16);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  hexByOctet[digit.charCodeAt(0)] = value;
  hexByOctet[digit.toUpperCase().charCodeAt(0)] = value;
  hexDigits[value] = digit.toUpperCase().charCodeAt(0);
}

const inText = 0;
const afterEquals = 1; // "="
const afterHex = 2; // "=" and one digit
const afterEqualsBlank = 3; // "=" and blanks: transport padding before a soft line break, or text
const afterEqualsCr = 4; // "=" CR: an LF still belongs to the soft line break

/**
 * RFC 2045 6.7, tolerant: lower-case digits, bare LF and CR line ends, blanks after a soft break's "=". A "=" that begins no
 * octet and no soft break is text. Trailing blanks of a line are dropped (rule 3), up to MAX_PENDING_BLANKS of them.
 */
export class QuotedPrintableDecoder {
  private state = inText;
  private firstDigit = 0;
  private readonly blanks = new Uint8Array(MAX_PENDING_BLANKS);
  private blankCount = 0;

  push(bytes: Uint8Array): Uint8Array {
    const classes = classByOctet;
    const { blanks } = this;
    const length = bytes.length;
    const out = new Uint8Array(length + this.blankCount + 3);
    let { state, blankCount } = this;
    let written = 0;
    let at = 0;
    while (at < length) {
      const octet = bytes[at]!;
      switch (state) {
        case inText: {
          const kind = classes[octet]!;
          if (kind === plain) {
            if (blankCount > 0) {
              for (let n = 0; n < blankCount; n++) out[written++] = blanks[n]!;
              blankCount = 0;
            }
            let next = octet;
            do {
              out[written++] = next;
              if (++at >= length) break;
              next = bytes[at]!;
            } while (classes[next] === plain);
            continue;
          }
          if (kind === blank) {
            if (blankCount === MAX_PENDING_BLANKS) {
              out.set(blanks, written);
              written += blankCount;
              blankCount = 0;
            }
            blanks[blankCount++] = octet;
          } else if (kind === lineEnd) {
            blankCount = 0;
            out[written++] = octet;
          } else {
            for (let n = 0; n < blankCount; n++) out[written++] = blanks[n]!;
            blankCount = 0;
            state = afterEquals;
          }
          at++;
          continue;
        }
        case afterEquals:
          if (hexByOctet[octet] !== noHex) {
            this.firstDigit = octet;
            state = afterHex;
          } else if (octet === 0x0a) state = inText;
          else if (octet === 0x0d) state = afterEqualsCr;
          else if (classes[octet] === blank) {
            blanks[blankCount++] = octet;
            state = afterEqualsBlank;
          } else {
            out[written++] = 0x3d;
            state = inText;
            continue;
          }
          at++;
          continue;
        case afterHex:
          state = inText;
          if (hexByOctet[octet] === noHex) {
            out[written++] = 0x3d;
            out[written++] = this.firstDigit;
            continue;
          }
          out[written++] = (hexByOctet[this.firstDigit]! << 4) | hexByOctet[octet]!;
          at++;
          continue;
        case afterEqualsBlank:
          if (classes[octet] === blank && blankCount < MAX_PENDING_BLANKS) {
            blanks[blankCount++] = octet;
            at++;
          } else if (classes[octet] === lineEnd) {
            blankCount = 0;
            state = afterEquals;
          } else {
            out[written++] = 0x3d;
            state = inText;
          }
          continue;
        default: // afterEqualsCr
          if (octet === 0x0a) at++;
          state = inText;
          continue;
      }
    }
    this.state = state;
    this.blankCount = blankCount;
    return filledPart(out, written);
  }

  end(): Uint8Array {
    const { state } = this;
    this.state = inText;
    this.blankCount = 0;
    // A "=" at the very end is a soft line break whose line end was cut off; with a digit it was text.
    return state === afterHex ? Uint8Array.of(0x3d, this.firstDigit) : emptyBytes;
  }
}

/** Lines of at most 76 characters. CRLF stays a line break; a lone CR or LF is data and is encoded, so decoding gives `bytes` back. */
export function encodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  const length = bytes.length;
  const out = new Uint8Array(length * 3 + Math.ceil((length * 3) / 72) * 3 + 3);
  let written = 0;
  let column = 0;
  for (let at = 0; at < length; at++) {
    const octet = bytes[at]!;
    if (octet === 0x0d && bytes[at + 1] === 0x0a) {
      out[written++] = 0x0d;
      out[written++] = 0x0a;
      at++;
      column = 0;
      continue;
    }
    const next = bytes[at + 1];
    const lineEnds = next === undefined || (next === 0x0d && bytes[at + 2] === 0x0a);
    const isBlank = octet === 0x20 || octet === 0x09;
    const literal = isBlank ? !lineEnds : octet > 0x20 && octet < 0x7f && octet !== 0x3d;
    const width = literal ? 1 : 3;
    // 75, so that the "=" of a soft break still fits.
    if (column + width > 75) {
      out[written++] = 0x3d;
      out[written++] = 0x0d;
      out[written++] = 0x0a;
      column = 0;
    }
    if (literal) out[written++] = octet;
    else {
      out[written++] = 0x3d;
      out[written++] = hexDigits[octet >> 4]!;
      out[written++] = hexDigits[octet & 15]!;
    }
    column += width;
  }
  return filledPart(out, written);
}
