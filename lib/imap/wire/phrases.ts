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
 * Where phrases of a book end: with the first `)` wherever that may be, with the next quote, or before the first digit behind a
 * space. Only a guess: what ends elsewhere is not learned.
 */
export type PhraseEnd = 'list' | 'quoted' | 'number';

export class PhraseBook<T> {
  readonly #end: PhraseEnd;
  /** Of a 32-bit hash, to have a place. */
  readonly #shift: number;
  /**
   * Of each place a word with the length (0: nobody has it) and the count of tokens, then the last sixteen octets of the phrase if it
   * has so many, then all of them, the last word filled with zeros: what is looked at lies together.
   */
  readonly #words: Int32Array;
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
    this.#words = new Int32Array(size << WORD_BITS);
    this.#values = Array.from({ length: size }, () => undefined);
    this.#seen = new Int32Array(size);
  }

  /** The place of the phrase that begins at `start`, or -1. */
  find(view: DataView, start: number, end: number): number {
    // Sender and Reply-To repeat From, and neighbours have the same flags: the phrase of last time needs no hash.
    if (this.#isAt(this.#last, view, start, end)) return this.#last;
    const stop = Math.min(end, start + MAX_PHRASE);
    if (this.#end === 'list') this.#measure(view, start, 0, stop, FOUR_CLOSES);
    else if (this.#end === 'quoted') this.#measure(view, start, 1, stop, FOUR_QUOTES);
    else this.#measureToNumber(view, start, stop);
    const first = this.#place();
    const place = this.#isAt(first, view, start, end) ? first : first ^ 1;
    if (place !== first && !this.#isAt(place, view, start, end)) return -1;
    this.#last = place;
    return place;
  }

  /** Where the phrase looked for last belongs; its neighbour serves as well, so that two that fall on one place need not fight. */
  #place(): number {
    return (Math.imul(this.#hash, 0x9e3779b1) >>> this.#shift) | 0;
  }

  lengthAt(place: number): number {
    return this.#words[place << WORD_BITS]! & 0xff;
  }

  tokensAt(place: number): number {
    return this.#words[place << WORD_BITS]! >> 8;
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
    const first = this.#place();
    if (this.#seen[first] !== this.#hash) {
      this.#seen[first] = this.#hash;
      return;
    }
    const place = this.lengthAt(first) === 0 || this.lengthAt(first ^ 1) > 0 ? first : first ^ 1;
    const words = this.#words;
    const base = place << WORD_BITS;
    words.fill(0, base, base + (1 << WORD_BITS));
    for (let i = 0; i < length; i++) {
      const c = view.getUint8(start + i);
      if (c === LITERAL || c === LF) return;
      words[base + FIRST + (i >> 2)]! |= c << ((i & 3) << 3);
    }
    for (let i = 0; length >= 16 && i < 4; i++)
      words[base + 1 + i] = view.getInt32(start + length - 16 + (i << 2), true);
    words[base] = length | (tokens << 8);
    this.#values[place] = value;
  }

  forget(): void {
    this.#words.fill(0);
    this.#seen.fill(0);
    this.#values.fill(undefined);
  }

  /**
   * Up to and with the first octet behind `skipped` ones that is four times in `ends`. Two words go at once, each into a hash of its
   * own: a hash cannot take the next word before it has the one before.
   */
  #measure(view: DataView, start: number, skipped: number, stop: number, ends: number): void {
    let at = start + skipped;
    let even = 0;
    let odd = 0;
    for (; at + 8 <= stop; at += 8) {
      const first = view.getInt32(at, true);
      const second = view.getInt32(at + 4, true);
      // Flags the end, and some of what is over 127: then words are looked at one by one.
      if (((((first ^ ends) - 0x01010101) | ((second ^ ends) - 0x01010101)) & 0x80808080) !== 0) break;
      even = ((even << 11) | (even >>> 21)) ^ first;
      odd = ((odd << 11) | (odd >>> 21)) ^ second;
    }
    for (; at + 4 <= stop; at += 4) {
      const word = view.getInt32(at, true);
      const flags = flagZeros(word ^ ends);
      if (flags !== 0) {
        const place = firstFlagged(flags);
        this.#hash = mix(mix(even, odd), before(word, place));
        this.#length = at + place + 1 - start;
        return;
      }
      even = mix(even, word);
    }
    // Fewer than four are left: the same word as if more followed.
    let word = 0;
    let c = 0;
    const end = ends & 0xff;
    for (let bit = 0; at < stop && (c = view.getUint8(at)) !== end; at++, bit += 8) word |= c << bit;
    this.#hash = mix(mix(even, odd), word);
    this.#length = at < stop ? at + 1 - start : 0;
  }

  /** Up to the first digit behind a space. */
  #measureToNumber(view: DataView, start: number, stop: number): void {
    let at = start;
    let even = 0;
    let odd = 0;
    /** Bit 7: the octet before was a space. */
    let space = 0;
    for (; at + 8 <= stop; at += 8) {
      const first = view.getInt32(at, true);
      const second = view.getInt32(at + 4, true);
      // Flags spaces, and what lies in 0x30 to 0x3f: right behind a space it is nearly always the digit looked for.
      const a = first ^ 0x20202020;
      const b = second ^ 0x20202020;
      const c = (first ^ 0x30303030) & 0xf0f0f0f0;
      const d = (second ^ 0x30303030) & 0xf0f0f0f0;
      const spaces = (a - 0x01010101) & ~a & 0x80808080;
      const others = (b - 0x01010101) & ~b & 0x80808080;
      const digits = (c - 0x01010101) & ~c;
      const more = (d - 0x01010101) & ~d;
      if (((((spaces << 8) | space) & digits) | (((others << 8) | (spaces >>> 24)) & more)) !== 0) break;
      space = others >>> 24;
      even = ((even << 11) | (even >>> 21)) ^ first;
      odd = ((odd << 11) | (odd >>> 21)) ^ second;
    }
    let last = at > start ? view.getUint8(at - 1) : 0;
    for (; at + 4 <= stop; at += 4) {
      const word = view.getInt32(at, true);
      const place = numberIn(last, word);
      if (place < 4) {
        this.#hash = mix(mix(even, odd), before(word, place));
        this.#length = at + place - start;
        return;
      }
      even = mix(even, word);
      last = word >>> 24;
    }
    // It would end in the last octets of a response, or is too long.
    this.#length = 0;
  }

  /** Whether the phrase of the place stands here. */
  #isAt(place: number, view: DataView, start: number, end: number): boolean {
    const words = this.#words;
    const base = place << WORD_BITS;
    const length = words[base]! & 0xff;
    const stop = start + length;
    if (length === 0 || stop > end) return false;
    if (length < 16) return isShort(words, base + FIRST, view, start, stop, end);
    // The last sixteen before all: they overlap those before, so that no shorter steps are needed at the end.
    let at = stop - 16;
    let known = base + 1;
    for (let next = start; ; next += 16) {
      const others =
        (words[known]! ^ view.getInt32(at, true)) |
        (words[known + 1]! ^ view.getInt32(at + 4, true)) |
        (words[known + 2]! ^ view.getInt32(at + 8, true)) |
        (words[known + 3]! ^ view.getInt32(at + 12, true));
      if (others !== 0) return false;
      if (next + 16 >= stop) return true;
      at = next;
      known += 4;
    }
  }
}

function isShort(
  words: Int32Array,
  first: number,
  view: DataView,
  start: number,
  stop: number,
  end: number,
): boolean {
  let known = first;
  let at = start;
  for (; at + 4 <= stop; at += 4) if (words[known++] !== view.getInt32(at, true)) return false;
  if (at === stop) return true;
  if (at + 4 <= end) return words[known] === before(view.getInt32(at, true), stop - at);
  let word = 0;
  for (let bit = 0; at < stop; at++, bit += 8) word |= view.getUint8(at) << bit;
  return words[known] === word;
}

/** The place of the first digit behind a space; 4: there is none. `last` is the octet before the word. */
function numberIn(last: number, word: number): number {
  let previous = last;
  for (let place = 0; place < 4; place++) {
    const c = (word >>> (place << 3)) & 0xff;
    if (previous === 0x20 && c >= 0x30 && c <= 0x39) return place;
    previous = c;
  }
  return 4;
}

function mix(hash: number, word: number): number {
  return ((hash << 11) | (hash >>> 21)) ^ word;
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
/** Of the words of a place, their count as a power of two. */
const WORD_BITS = 5;
/** Among them, where the octets begin; before them the last sixteen once more. */
const FIRST = 5;
/** Octets of the longest phrase; a length fits into an octet. */
const MAX_PHRASE = 108;
const FOUR_CLOSES = 0x29292929;
const FOUR_QUOTES = 0x22222222;
const LITERAL = 0x7b;
const LF = 10;
