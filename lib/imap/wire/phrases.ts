/**
 * Phrases: what stands in response after response in the same octets, such as an address, a list of flags or the head of a text
 * part. The value of a phrase is made once and given out again (values are immutable), which spares most of the work and
 * nearly all of the memory of a FETCH row.
 *
 * A phrase is found by a hash of its octets and then compared octet by octet, so a hit means the very same octets; and only what
 * a production read from just these octets is learned. What the grammar makes of a response therefore never depends on what
 * was read before.
 *
 * A table has one place for each hash and keeps its octets in one array: memory is fixed, and hostile input costs misses, that is
 * a second look at up to `MAX_PHRASE` octets. A phrase is learned when its hash comes twice in a row to its place, so what is said once
 * (the name of a file) neither drives out what repeats nor is kept.
 *
 * Octets are looked at four at a time, which takes a third of the time of one at a time.
 */

import { before, firstFlagged, flagZeros } from './words';

/**
 * Where phrases of a book end: with the first `)` wherever that may be, or before the first digit behind a space. Only a guess:
 * what ends elsewhere is not learned.
 */
export type PhraseEnd = 'list' | 'number';

export class PhraseBook<T> {
  readonly #end: PhraseEnd;
  /** Of a 32-bit hash, to have a place. */
  readonly #shift: number;
  readonly #octets: DataView;
  /** 0: nobody has the place. */
  readonly #lengths: Uint8Array;
  readonly #tokens: Uint8Array;
  readonly #values: (T | undefined)[];
  /** The hash that came to the place last. */
  readonly #seen: Int32Array;
  /** What `find` found last. */
  #last = 0;
  /** What it looked for last; length 0: nothing that could be learned. */
  #hash = 0;
  #length = 0;

  /** 2 to the power of `bits` places; each costs some 150 octets from the start. */
  constructor(end: PhraseEnd, bits: number) {
    const size = 2 ** bits;
    this.#end = end;
    this.#shift = 32 - bits;
    this.#octets = new DataView(new ArrayBuffer(size * MAX_PHRASE));
    this.#lengths = new Uint8Array(size);
    this.#tokens = new Uint8Array(size);
    this.#values = Array.from({ length: size }, () => undefined);
    this.#seen = new Int32Array(size);
  }

  /** The place of the phrase that begins at `start`, or -1. */
  find(view: DataView, start: number, end: number): number {
    // Sender and Reply-To repeat From, and neighbours have the same flags: the phrase of last time needs no hash.
    if (this.#isAt(this.#last, view, start, end)) return this.#last;
    const stop = Math.min(end, start + MAX_PHRASE);
    if (this.#end === 'list') this.#measureList(view, start, stop);
    else this.#measureToNumber(view, start, stop);
    const place = this.#hash >>> this.#shift;
    if (this.#lengths[place] !== this.#length || !this.#isAt(place, view, start, end)) return -1;
    this.#last = place;
    return place;
  }

  lengthAt(place: number): number {
    return this.#lengths[place]!;
  }

  tokensAt(place: number): number {
    return this.#tokens[place]!;
  }

  valueAt(place: number): T | undefined {
    return this.#values[place];
  }

  /**
   * After a `find` in vain: a production read `value` from `start` to before `end` in so many tokens. Nothing is learned
   * when the phrase was thought to end elsewhere, or when a literal stands there, since that may be absent.
   */
  learn(view: DataView, start: number, end: number, tokens: number, value: T): void {
    const length = this.#length;
    if (length === 0 || length !== end - start || tokens > 255) return;
    this.#length = 0;
    const place = this.#hash >>> this.#shift;
    if (this.#seen[place] !== this.#hash) {
      this.#seen[place] = this.#hash;
      return;
    }
    const base = place * MAX_PHRASE;
    this.#lengths[place] = 0;
    for (let i = 0; i < length; i++) {
      const c = view.getUint8(start + i);
      if (c === LITERAL || c === LF) return;
      this.#octets.setUint8(base + i, c);
    }
    this.#lengths[place] = length;
    this.#tokens[place] = tokens;
    this.#values[place] = value;
  }

  forget(): void {
    new Uint8Array(this.#octets.buffer).fill(0);
    this.#lengths.fill(0);
    this.#seen.fill(0);
    this.#values.fill(undefined);
  }

  /** Up to and with the first `)`. */
  #measureList(view: DataView, start: number, stop: number): void {
    let at = start;
    let hash = 0;
    for (; at + 4 <= stop; at += 4) {
      const word = view.getInt32(at, true);
      const closes = flagZeros(word ^ FOUR_CLOSES);
      if (closes !== 0) {
        const place = firstFlagged(closes);
        this.#hash = mix(hash, before(word, place));
        this.#length = at + place + 1 - start;
        return;
      }
      hash = mix(hash, word);
    }
    // Fewer than four are left: the same word as if more followed.
    let word = 0;
    let c = 0;
    for (let bit = 0; at < stop && (c = view.getUint8(at)) !== CLOSE; at++, bit += 8) word |= c << bit;
    this.#hash = mix(hash, word);
    this.#length = at < stop ? at + 1 - start : 0;
  }

  /** Up to the first digit behind a space. */
  #measureToNumber(view: DataView, start: number, stop: number): void {
    let at = start;
    let hash = 0;
    let last = 0;
    for (; at + 4 <= stop; at += 4) {
      const word = view.getInt32(at, true);
      // What lies in 0x30 to 0x3f right behind a space is nearly always the digit looked for.
      const spaces = (flagZeros(word ^ FOUR_SPACES) << 8) | (last === SPACE ? 0x80 : 0);
      if ((spaces & flagZeros((word ^ FOUR_DIGITS) & UPPER_HALVES)) !== 0) {
        const place = numberIn(last, word);
        if (place < 4) {
          this.#hash = mix(hash, before(word, place));
          this.#length = at + place - start;
          return;
        }
      }
      hash = mix(hash, word);
      last = word >>> 24;
    }
    // It would end in the last octets of a response, or is too long.
    this.#length = 0;
  }

  /** Whether the phrase of the place stands here. */
  #isAt(place: number, view: DataView, start: number, end: number): boolean {
    const length = this.#lengths[place]!;
    if (length === 0 || start + length > end) return false;
    const known = this.#octets;
    const base = place * MAX_PHRASE;
    let i = 0;
    for (; i + 4 <= length; i += 4)
      if (known.getInt32(base + i, true) !== view.getInt32(start + i, true)) return false;
    if (i === length) return true;
    // The last word once more from where it is a whole one.
    i = length - 4;
    if (i >= 0) return known.getInt32(base + i, true) === view.getInt32(start + i, true);
    for (i = 0; i < length; i++) if (known.getUint8(base + i) !== view.getUint8(start + i)) return false;
    return true;
  }
}

/** The place of the first digit behind a space; 4: there is none. `last` is the octet before the word. */
function numberIn(last: number, word: number): number {
  let previous = last;
  for (let place = 0; place < 4; place++) {
    const c = (word >>> (place << 3)) & 0xff;
    if (previous === SPACE && c >= 0x30 && c <= 0x39) return place;
    previous = c;
  }
  return 4;
}

/** Every bit of both counts for the upper bits, which choose the place. */
function mix(hash: number, word: number): number {
  return Math.imul(((hash << 15) | (hash >>> 17)) ^ word, GOLDEN);
}

/** A book that is emptied with the shared strings. */
export function sharedPhrases<T>(end: PhraseEnd, bits: number): PhraseBook<T> {
  const book = new PhraseBook<T>(end, bits);
  forgetful.push(book);
  return book;
}

/** Empties all shared books: phrases are fragments of mail, and an account may have signed out. */
export function forgetPhrases(): void {
  for (const book of forgetful) book.forget();
}

const forgetful: PhraseBook<unknown>[] = [];
/** Octets of the longest phrase; a length fits into an octet. */
const MAX_PHRASE = 128;
const CLOSE = 0x29;
const FOUR_CLOSES = 0x29292929;
const FOUR_DIGITS = 0x30303030;
const UPPER_HALVES = 0xf0f0f0f0;
const SPACE = 0x20;
const FOUR_SPACES = 0x20202020;
const LITERAL = 0x7b;
const LF = 10;
/** 2^32 divided by the golden ratio (Knuth): spreads what differs in few bits. */
const GOLDEN = 0x9e3779b1;
