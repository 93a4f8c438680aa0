/**
 * Writes an mbox file (mboxrd, RFC 4155): a From line, the fields that keep the flags, the message with a `>` before each line
 * that begins with any number of `>` and `From `, and an empty line. The message's octets are kept exactly, also its line ends:
 * a last line without an end gets CRLF, and then the empty line is a bare LF, which tells the reader that it did.
 */
import { FROM, formatFromLine } from './mbox-from';
import { formatMboxStatus } from './mbox-status';

export interface MboxMessage {
  /** Address of the sender. */
  readonly sender: string;
  /** Time of delivery, epoch milliseconds. */
  readonly date: number;
  readonly flags: readonly string[];
}

/** One message after the other: `begin`, the message in pieces of any size by `push`, `end`. Views of what was pushed are returned. */
export class MboxWriter {
  /** Inside the first characters of a line: `>` so far, and this much of `From `. -1: beyond them. */
  #matched = 0;
  /** Octets of `From ` that ended the piece before and are not written yet. */
  #held = 0;
  #last = LF;

  begin({ sender, date, flags }: MboxMessage): readonly Uint8Array[] {
    this.#matched = 0;
    this.#held = 0;
    this.#last = LF;
    return [formatFromLine(sender, date), formatMboxStatus(flags)];
  }

  push(bytes: Uint8Array): readonly Uint8Array[] {
    if (bytes.length === 0) return [];
    this.#last = bytes[bytes.length - 1]!;
    const out: Uint8Array[] = [];
    let written = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#matched < 0) {
        const lineFeed = bytes.indexOf(LF, at);
        if (lineFeed < 0) break;
        at = lineFeed + 1;
        this.#matched = 0;
      } else if (this.#matched === 0 && bytes[at] === QUOTE) {
        at++;
      } else if (bytes[at] === FROM[this.#matched]) {
        at++;
        if (++this.#matched < FROM.length) continue;
        const start = at - (FROM.length - this.#held);
        out.push(bytes.subarray(written, start), QUOTE_MARK, FROM.subarray(0, this.#held));
        written = start;
        this.#held = 0;
        this.#matched = -1;
      } else {
        if (this.#held > 0) out.push(FROM.subarray(0, this.#held));
        this.#held = 0;
        this.#matched = -1;
      }
    }
    // What may become `From ` waits for the next piece.
    const fresh = Math.max(0, this.#matched) - this.#held;
    out.push(bytes.subarray(written, bytes.length - fresh));
    this.#held += fresh;
    return out.filter((piece) => piece.length > 0);
  }

  end(): readonly Uint8Array[] {
    const held = FROM.subarray(0, this.#held);
    this.#held = 0;
    return [held, this.#last === LF ? CRLF : UNENDED].filter((piece) => piece.length > 0);
  }
}

const LF = 0x0a;
const QUOTE = 0x3e;
const QUOTE_MARK = Uint8Array.of(QUOTE);
const CRLF = Uint8Array.of(0x0d, LF);
const UNENDED = Uint8Array.of(0x0d, LF, LF);
