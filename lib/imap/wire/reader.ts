/**
 * A cursor over one complete response (or, on the server's side, one complete command). Methods carry the names of the
 * ABNF of RFC 9051 section 9; `x` returns undefined (or false) and stays where it is when there is no x, `expectX`
 * throws `ParseError`. Nothing is ever typed by its look: whether `2024` is a number or a name is the caller's knowledge.
 */
import { toMailboxName, type MailboxName, type NumberRanges, type NumberSet } from '../types';
import {
  AFTER_QUOTE,
  asciiTextOf,
  ASTRING,
  ATOM,
  classes,
  decodeText,
  FLAG,
  intern,
  internHashed,
  internLower,
  isWellFormed,
  lower,
} from './bytes';
import { Cursor } from './cursor';
import { MAX_RANGES } from '../limits';
import type { Framer } from './framer';
import { MAX_NUMBER } from './numset';
import type { PhraseBook } from './phrases';
import { decodeMailboxUtf7, encodeMailboxUtf7 } from './utf7';
import { firstFlagged, flagZeros, type Usual } from './words';

/** Octets of a string: `bytes` is null when its literal was streamed or discarded. */
export interface StringBytes {
  readonly bytes: Uint8Array | null;
}

export class Reader extends Cursor {
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The buffer it shows. */
  #viewed: Uint8Array | null = null;

  /** Stands before the frame a framer just found. */
  load(framer: Framer): void {
    this.reset(framer.buf, framer.start, framer.end, framer.gone);
  }

  /** The value of the phrase that begins here when the book knows it; the reader then stands behind it. */
  recall<T>(book: PhraseBook<T>): T | undefined {
    const place = book.find(this.#octets(), this.pos, this.end);
    if (place < 0) return undefined;
    this.countAll(book.tokensAt(place));
    this.pos += book.lengthAt(place);
    return book.valueAt(place);
  }

  /** After `recall` in vain: `value` was read from here on, `tokens` having been counted before. */
  learn<T>(book: PhraseBook<T>, start: number, tokens: number, value: T): void {
    book.learn(this.#octets(), start, this.pos, this.tokens - tokens, value);
  }

  /** Goes over what most servers write in just these octets. False says nothing but that they are not here. */
  passes({ words, length }: Usual): boolean {
    const { pos } = this;
    if (pos + length > this.end) return false;
    const view = this.#octets();
    const last = words.length - 1;
    for (let i = 0; i < last; i++) if (view.getInt32(pos + (i << 2), true) !== words[i]) return false;
    if (view.getInt32(pos + length - 4, true) !== words[last]) return false;
    this.pos = pos + length;
    return true;
  }

  /** atom = 1*ATOM-CHAR */
  atom(): string | undefined {
    return this.#word(ATOM);
  }

  expectAtom(): string {
    return this.atom() ?? this.fail('expected an atom');
  }

  /** An atom in lower case, for keywords without a closed list (capability kinds, status items). */
  atomLower(): string | undefined {
    const at = this.#scan(ATOM);
    if (at === this.pos) return undefined;
    const text = internLower(this.buf, this.pos, at);
    this.pos = at;
    return text;
  }

  /**
   * flag = "\" atom / atom. Liberal in what a flag holds; a second `\` begins the next flag, since some servers forget
   * the space between two (home.pl).
   */
  flag(): string | undefined {
    const at0 = this.pos;
    const at = this.#scan(FLAG, this.pos < this.end && this.buf[this.pos] === 0x5c ? this.pos + 1 : this.pos);
    if (at === at0) return undefined;
    this.count();
    this.pos = at;
    return intern(this.buf, at0, at);
  }

  /** string = quoted / literal, as text. */
  string(): string | undefined {
    const c = this.peek();
    if (c === 0x22) return this.#quoted();
    if (c !== 0x7b && c !== 0x7e) return undefined;
    const found = this.#literal();
    return found === undefined ? undefined : this.#literalText(found);
  }

  expectString(): string {
    return this.string() ?? this.fail('expected a string');
  }

  /** nstring = string / nil; undefined when there is neither. */
  nstring(): string | null | undefined {
    const c = this.peek();
    if (c === 0x22) return this.#quoted();
    if (this.nil()) return null;
    return this.string();
  }

  /** nstring that is not likely to come again (a subject, a Message-ID): shared strings have no room for all of them. */
  nstringOnce(): string | null | undefined {
    return this.peek() === 0x22 ? this.#quotedOnce() : this.nstring();
  }

  expectNstring(): string | null {
    const value = this.nstring();
    return value === undefined ? this.fail('expected a string or NIL') : value;
  }

  /** astring = 1*ASTRING-CHAR / string */
  astring(): string | undefined {
    const c = this.peek();
    if (c === 0x22 || c === 0x7b) return this.string();
    return this.#word(ASTRING) ?? this.string();
  }

  expectAstring(): string {
    return this.astring() ?? this.fail('expected a string or an atom');
  }

  nil(): boolean {
    const { buf, pos } = this;
    if (pos + 3 > this.end || lower[buf[pos]!] !== 0x6e || lower[buf[pos + 1]!] !== 0x69) return false;
    if (lower[buf[pos + 2]!] !== 0x6c) return false;
    if (pos + 3 < this.end && (classes[buf[pos + 3]!]! & ATOM) !== 0) return false;
    this.count();
    this.pos = pos + 3;
    return true;
  }

  /** Skips ` NIL NIL NIL` when nothing else stands before the next `)`, as at the end of most bodies. */
  onlyNils(): boolean {
    const { buf, end } = this;
    let at = this.pos;
    let nils = 0;
    while (
      at + 4 < end &&
      buf[at] === 32 &&
      buf[at + 1] === 0x4e &&
      buf[at + 2] === 0x49 &&
      buf[at + 3] === 0x4c
    ) {
      at += 4;
      nils++;
    }
    if (nils === 0 || buf[at] !== 41) return false;
    this.countAll(nils);
    this.pos = at;
    return true;
  }

  /** string as octets (a view where it can be), for body sections. NIL, and nothing before `)`, give null octets. */
  nstringBytes(): StringBytes | undefined {
    const c = this.peek();
    if (c === 0x7b || c === 0x7e) {
      const found = this.#literal();
      return found === undefined ? undefined : { bytes: found };
    }
    if (c === 0x22) return { bytes: this.#quotedBytes() };
    if (this.nil()) return { bytes: EMPTY_NIL };
    return undefined;
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
        this.#quotedBytes();
      } else if (c === 0x7b || c === 0x7e) {
        if (this.#literal() === undefined) this.pos++;
      } else {
        const at = this.#scanLoose();
        if (at === this.pos) this.fail('expected a value');
        this.count();
        this.pos = at;
      }
    } while (open > 0);
  }

  /** The buffer by words: made once for a chunk. */
  #octets(): DataView {
    const { buf } = this;
    if (this.#viewed !== buf) {
      this.#viewed = buf;
      this.#view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
    }
    return this.#view;
  }

  #word(mask: number): string | undefined {
    const { buf, end, pos } = this;
    let hash = 0;
    let all = 0;
    let at = pos;
    for (; at < end; at++) {
      const c = buf[at]!;
      if ((classes[c]! & mask) === 0) break;
      all |= c;
      hash = ((hash << 5) | (hash >>> 27)) ^ c;
    }
    if (at === pos) return undefined;
    this.count();
    this.pos = at;
    return internHashed(buf, pos, at, hash, all);
  }

  #scan(mask: number, from: number = this.pos): number {
    const { buf, end } = this;
    let at = from;
    while (at < end && (classes[buf[at]!]! & mask) !== 0) at++;
    return at;
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

  /**
   * quoted = DQUOTE *QUOTED-CHAR DQUOTE. A quote that is not followed by a space, `)`, `]`, `(` or the line's end
   * belongs to the text: iCloud forgets to escape them in Message-IDs (mailcore2 1967).
   */
  #quoted(): string {
    const { buf, end } = this;
    const from = this.pos + 1;
    let hash = 0;
    let all = 0;
    for (let at = from; at < end; at++) {
      const c = buf[at]!;
      if (c === 0x22) {
        if (at + 1 < end && (classes[buf[at + 1]!]! & AFTER_QUOTE) === 0) continue;
        this.count();
        this.pos = at + 1;
        return internHashed(buf, from, at, hash, all);
      }
      if (c === 0x5c) break;
      all |= c;
      hash = ((hash << 5) | (hash >>> 27)) ^ c;
    }
    const bytes = this.#quotedBytes();
    return decodeText(bytes, 0, bytes.length);
  }

  /** The same, without a hash and by words as long as it is plain: ASCII, nothing escaped, no quote inside. */
  #quotedOnce(): string {
    const { buf, end } = this;
    const view = this.#octets();
    const from = this.pos + 1;
    for (let at = from; at + 4 < end; at += 4) {
      const word = view.getInt32(at, true);
      const ends = flagZeros(word ^ FOUR_QUOTES) | flagZeros(word ^ FOUR_BACKSLASHES) | (word & 0x80808080);
      if (ends === 0) continue;
      at += firstFlagged(ends);
      if (buf[at] !== 0x22 || (at + 1 < end && (classes[buf[at + 1]!]! & AFTER_QUOTE) === 0)) break;
      this.count();
      this.pos = at + 1;
      return asciiTextOf(view, buf, from, at);
    }
    return this.#quoted();
  }

  #quotedBytes(): Uint8Array {
    const { buf, end } = this;
    const from = this.pos + 1;
    let escapes = 0;
    for (let at = from; at < end; at++) {
      const c = buf[at]!;
      if (c === 0x5c && at + 1 < end) {
        escapes++;
        at++;
      } else if (c === 0x22 && (at + 1 >= end || (classes[buf[at + 1]!]! & AFTER_QUOTE) !== 0)) {
        this.count();
        this.pos = at + 1;
        return escapes === 0 ? buf.subarray(from, at) : unescapeQuoted(buf, from, at, escapes);
      }
    }
    return this.fail('a quoted string without end');
  }

  /** literal = "{" number64 ["+"] "}" CRLF *CHAR8; undefined when there is none here, null when its octets went elsewhere. */
  #literal(): Uint8Array | null | undefined {
    const { buf, end } = this;
    let at = this.pos;
    if (buf[at] === 0x7e) at++;
    if (buf[at] !== 0x7b) return undefined;
    at++;
    let size = 0;
    const digits = at;
    while (at < end && buf[at]! >= 48 && buf[at]! <= 57) size = size * 10 + (buf[at++]! - 48);
    if (at === digits) return undefined;
    if (buf[at] === 0x2b) at++;
    if (buf[at] !== 0x7d) return undefined;
    at++;
    if (buf[at] === 13) at++;
    if (buf[at] !== 10) return undefined;
    at++;
    this.count();
    if (this.#isGone(at)) {
      this.pos = at;
      return null;
    }
    // An empty literal at the very end: its own CRLF was taken for the line's.
    if (at + size > Math.max(end, at)) return this.fail('a literal longer than the response');
    this.pos = at + size;
    return buf.subarray(at, at + size);
  }

  #isGone(at: number): boolean {
    let low = 0;
    let high = this.gone.length - 1;
    while (low <= high) {
      const mid = (low + high) >>> 1;
      if (this.gone[mid] === at) return true;
      if (this.gone[mid]! < at) low = mid + 1;
      else high = mid - 1;
    }
    return false;
  }

  #literalText(bytes: Uint8Array | null): string {
    if (bytes === null) {
      this.dropped = 'a literal over the limit';
      return '';
    }
    return decodeText(bytes, 0, bytes.length);
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

const FOUR_QUOTES = 0x22222222;
const FOUR_BACKSLASHES = 0x5c5c5c5c;
/** Stands for NIL among `StringBytes`; compare by identity. */
export const EMPTY_NIL: Uint8Array = new Uint8Array(0);

function unescapeQuoted(buf: Uint8Array, start: number, end: number, escapes: number): Uint8Array {
  const out = new Uint8Array(end - start - escapes);
  let to = 0;
  for (let at = start; at < end; at++) {
    if (buf[at] === 0x5c) at++;
    out[to++] = buf[at]!;
  }
  return out;
}
