/**
 * The part of the reader that knows atoms, strings and literals, and phrases that come again.
 */
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
  lower,
  lowerCase,
} from './bytes';
import { Cursor } from './cursor';
import { sharedPhrases, type PhraseBook } from './phrases';
import { firstFlagged, flagSpecial, type Usual } from './words';

/** Octets of a string: `bytes` is null when its literal was streamed or discarded. */
export interface StringBytes {
  readonly bytes: Uint8Array | null;
}

export class StringReader extends Cursor {
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The buffer it shows. */
  #viewed: Uint8Array | null = null;

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
  passes(usual: Usual): boolean {
    if (!this.sees(usual)) return false;
    this.pos += usual.length;
    return true;
  }

  /** Whether these very octets are next. */
  sees({ words, length }: Usual): boolean {
    const { pos } = this;
    if (pos + length > this.end) return false;
    const view = this.#octets();
    const last = words.length - 1;
    for (let i = 0; i < last; i++) if (view.getInt32(pos + (i << 2), true) !== words[i]) return false;
    return view.getInt32(pos + length - 4, true) === words[last];
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
    const found = this.literal();
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

  /** nstring in lower case: types of media, names of parameters and the like, which are few. */
  nstringLower(): string | null | undefined {
    if (this.peek() !== 0x22) return lowerOrNull(this.nstring());
    const { pos, tokens } = this;
    const known = this.recall(knownWords);
    if (known !== undefined) {
      if (this.#endsQuoted(this.pos)) return known;
      // The quote belongs to the text.
      this.pos = pos;
      this.tokens = tokens;
      return lowerCase(this.#quoted());
    }
    const word = lowerCase(this.#quoted());
    this.learn(knownWords, pos, tokens, word);
    return word;
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
    const view = this.#octets();
    let at = this.pos;
    let nils = 0;
    // ` NIL` as a word.
    for (; at + 4 < end && view.getInt32(at, true) === 0x4c494e20; at += 4) nils++;
    if (nils === 0 || buf[at] !== 41) return false;
    this.countAll(nils);
    this.pos = at;
    return true;
  }

  /** string as octets (a view where it can be), for body sections. NIL, and nothing before `)`, give null octets. */
  nstringBytes(): StringBytes | undefined {
    const c = this.peek();
    if (c === 0x7b || c === 0x7e) {
      const found = this.literal();
      return found === undefined ? undefined : { bytes: found };
    }
    if (c === 0x22) return { bytes: this.quotedBytes() };
    if (this.nil()) return { bytes: EMPTY_NIL };
    return undefined;
  }

  /** Whether a quote before `at` is the end of its string. */
  #endsQuoted(at: number): boolean {
    if (at >= this.end) return true;
    const c = this.buf[at]!;
    return c === 0x20 || c === 0x29 || (classes[c]! & AFTER_QUOTE) !== 0;
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
        if (!this.#endsQuoted(at + 1)) continue;
        this.count();
        this.pos = at + 1;
        return internHashed(buf, from, at, hash, all);
      }
      if (c === 0x5c) break;
      all |= c;
      hash = ((hash << 5) | (hash >>> 27)) ^ c;
    }
    const bytes = this.quotedBytes();
    return decodeText(bytes, 0, bytes.length);
  }

  /** The same, without a hash and by words as long as it is plain: ASCII, nothing escaped, no quote inside. */
  #quotedOnce(): string {
    const { buf, end } = this;
    const view = this.#octets();
    const from = this.pos + 1;
    let at = from;
    for (; at + 16 < end; at += 16) {
      const first = view.getInt32(at, true);
      const second = view.getInt32(at + 4, true);
      const third = view.getInt32(at + 8, true);
      const fourth = view.getInt32(at + 12, true);
      // What `flagSpecial` does, of all four.
      const flags =
        ((first ^ 0x22222222) - 0x01010101) |
        ((first ^ 0x5c5c5c5c) - 0x01010101) |
        first |
        ((second ^ 0x22222222) - 0x01010101) |
        ((second ^ 0x5c5c5c5c) - 0x01010101) |
        second |
        ((third ^ 0x22222222) - 0x01010101) |
        ((third ^ 0x5c5c5c5c) - 0x01010101) |
        third |
        ((fourth ^ 0x22222222) - 0x01010101) |
        ((fourth ^ 0x5c5c5c5c) - 0x01010101) |
        fourth;
      if ((flags & 0x80808080) !== 0) break;
    }
    for (; at + 4 < end; at += 4) {
      const flags = flagSpecial(view.getInt32(at, true));
      if (flags === 0) continue;
      at += firstFlagged(flags);
      if (buf[at] !== 0x22 || !this.#endsQuoted(at + 1)) break;
      this.count();
      this.pos = at + 1;
      return asciiTextOf(view, buf, from, at);
    }
    return this.#quoted();
  }

  protected quotedBytes(): Uint8Array {
    const { buf, end } = this;
    const from = this.pos + 1;
    let escapes = 0;
    for (let at = from; at < end; at++) {
      const c = buf[at]!;
      if (c === 0x5c && at + 1 < end) {
        escapes++;
        at++;
      } else if (c === 0x22 && this.#endsQuoted(at + 1)) {
        this.count();
        this.pos = at + 1;
        return escapes === 0 ? buf.subarray(from, at) : unescapeQuoted(buf, from, at, escapes);
      }
    }
    return this.fail('a quoted string without end');
  }

  /** literal = "{" number64 ["+"] "}" CRLF *CHAR8; undefined when there is none here, null when its octets went elsewhere. */
  protected literal(): Uint8Array | null | undefined {
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
}

const lowerOrNull = (text: string | null | undefined): string | null | undefined =>
  typeof text === 'string' ? lowerCase(text) : text;

const knownWords = sharedPhrases<string>('quoted', 9);
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
