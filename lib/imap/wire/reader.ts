/**
 * A cursor over one complete response (or, on the server's side, one complete command). Methods carry the names of the
 * ABNF of RFC 9051 section 9; `x` returns undefined (or false) and stays where it is when there is no x, `expectX`
 * throws `ParseError`. Nothing is ever typed by its look: whether `2024` is a number or a name is the caller's knowledge.
 */
import { toMailboxName, type MailboxName, type NumberRanges, type NumberSet } from '../types';
import { decodeText, isWellFormed } from './bytes';
import { MAX_RANGES } from '../limits';
import type { Framer } from './framer';
import { MAX_NUMBER } from './numset';
import { StringReader } from './strings';
import { decodeMailboxUtf7, encodeMailboxUtf7 } from './utf7';

export class Reader extends StringReader {
  /** Stands before the frame a framer just found. */
  load(framer: Framer): void {
    this.reset(framer.buf, framer.start, framer.end, framer.gone);
  }

  /** mailbox = "INBOX" / astring, decoded for people. */
  mailbox(): MailboxName | undefined {
    const from = this.pos;
    const raw = this.astring();
    return raw === undefined ? undefined : this.#mailboxName(raw, from);
  }

  expectMailbox(): MailboxName {
    return this.mailbox() ?? this.fail('expected a mailbox name');
  }

  /** The rest of the line as a mailbox name: Exchange sends some names as atoms with tabs and controls (MailKit 945). */
  mailboxToEol(): MailboxName {
    const from = this.pos;
    this.pos = this.end;
    return this.#mailboxName(decodeText(this.buf, from, this.end), from);
  }

  /** sequence-set in the order sent (COPYUID needs it); ranges are turned so that low <= high. */
  sequenceSet(): NumberSet | undefined {
    return this.sequenceRanges()?.map((range) => (range[0] <= range[1] ? range : [range[1], range[0]]));
  }

  /** sequence-set with its ranges as they were sent: in the answer of a sort their direction means something. */
  sequenceRanges(): NumberRanges | undefined {
    if (this.#seqNumber(false) === undefined) return undefined;
    const out: (readonly [number, number])[] = [];
    do {
      if (out.length % 64 === 0) this.count();
      const a = this.#seqNumber(true)!;
      const b = this.byte(0x3a) ? this.#seqNumber(true)! : a;
      if (out.length >= MAX_RANGES) this.fail('a number set of too many ranges');
      out.push([a, b]);
    } while (this.byte(0x2c));
    return out;
  }

  expectSequenceSet(): NumberSet {
    return this.sequenceSet() ?? this.fail('expected a sequence set');
  }

  /** Everything up to the end of the line. */
  text(): string {
    const from = this.pos;
    this.pos = this.end;
    return decodeText(this.buf, from, this.end);
  }

  /** Skips one value of any shape: atom, number, string, literal or list of any depth. Iterative. */
  skipValue(): void {
    let open = 0;
    do {
      this.gap();
      const c = this.peek();
      if (c === 40) {
        this.count();
        open++;
        this.pos++;
      } else if (c === 41 && open > 0) {
        open--;
        this.pos++;
      } else if (c === 0x22) {
        this.quotedBytes();
      } else if (c === 0x7b || c === 0x7e) {
        if (this.literal() === undefined) this.pos++;
      } else {
        const at = this.#scanLoose();
        if (at === this.pos) this.fail('expected a value');
        this.count();
        this.pos = at;
      }
    } while (open > 0);
  }

  /** Up to a space, line end, quote or parenthesis; `[...]` is one piece, as in BODY[HEADER.FIELDS (A B)]. */
  #scanLoose(): number {
    const { buf, end } = this;
    let at = this.pos;
    let inBrackets = false;
    for (; at < end; at++) {
      const c = buf[at]!;
      if (c === 10 || c === 13) break;
      if (c === 0x5b) inBrackets = true;
      else if (c === 0x5d) inBrackets = false;
      else if (!inBrackets && (c === 32 || c === 40 || c === 41 || c === 0x22)) break;
    }
    return at;
  }

  /** seq-number = nz-number / "*"; 0 is let through, callers ignore it. */
  #seqNumber(take: boolean): number | undefined {
    if (this.peek() === 0x2a) {
      if (take) this.pos++;
      return Infinity;
    }
    const from = this.pos;
    let at = from;
    let n = 0;
    while (at < this.end && this.buf[at]! >= 48 && this.buf[at]! <= 57) n = n * 10 + (this.buf[at++]! - 48);
    if (at === from || n > MAX_NUMBER) return take ? this.fail('expected a message number') : undefined;
    if (take) this.pos = at;
    return n;
  }

  #mailboxName(raw: string, from: number): MailboxName {
    const { utf8Names } = this.options;
    const decoded = utf8Names ? raw : (decodeMailboxUtf7(raw) ?? raw);
    const isProper = utf8Names || (isWellFormed(decoded) && encodeMailboxUtf7(decoded) === raw);
    // Written in another way than we would, `&AFQ-rash` may well be a mailbox beside Trash: it keeps the name it came with.
    const name = toMailboxName(isProper ? decoded : raw);
    if (!isProper) this.options.oddName(name, this.#wireBytes(from));
    else if (!utf8Names && raw.includes('&')) this.options.properName(name);
    return name;
  }

  /** The octets of the name just read, without quotes or literal head. */
  #wireBytes(from: number): Uint8Array {
    const at = this.pos;
    this.pos = from;
    const c = this.peek();
    const bytes = c === 0x22 || c === 0x7b ? this.nstringBytes()?.bytes : undefined;
    this.pos = at;
    return (bytes ?? this.buf.subarray(from, at)).slice();
  }
}
