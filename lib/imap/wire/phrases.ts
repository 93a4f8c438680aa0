/**
 * Phrases: what stands in response after response in the same octets, such as an address, a list of flags or the head of a text
 * part. The value of a phrase is made once and given out again (values are immutable), which spares most of the work and
 * nearly all of the memory of a FETCH row.
 *
 * A phrase runs up to and with the first `)`, wherever that may be. It is found by a hash of its octets and then compared octet by
 * octet, so a hit means the very same octets; and only what a production read from just these octets is learned. What the
 * grammar makes of a response therefore never depends on what was read before.
 *
 * A table has one place for each hash and keeps its octets in one array: memory is fixed, and hostile input costs misses, that is
 * a second look at up to `MAX_PHRASE` octets. A phrase is learned when its hash comes twice in a row to its place, so what is said once
 * (the name of a file) neither drives out what repeats nor is kept.
 */
export class PhraseBook<T> {
  readonly #mask: number;
  readonly #octets: Uint8Array;
  /** 0: nobody has the place. */
  readonly #lengths: Uint8Array;
  readonly #tokens: Uint8Array;
  readonly #values: (T | undefined)[];
  /** The hash that came to the place last. */
  readonly #seen: Int32Array;
  /** What `find` found last. */
  #last = 0;
  /** What it looked for last. */
  #hash = 0;
  #length = 0;

  /** `size`: places, a power of two. Each costs some 150 octets from the start. */
  constructor(size: number) {
    this.#mask = size - 1;
    this.#octets = new Uint8Array(size * MAX_PHRASE);
    this.#lengths = new Uint8Array(size);
    this.#tokens = new Uint8Array(size);
    this.#values = Array.from({ length: size }, () => undefined);
    this.#seen = new Int32Array(size);
  }

  /** The place of the phrase that begins at `start`, or -1. */
  find(buf: Uint8Array, start: number, end: number): number {
    // Sender and Reply-To repeat From, and neighbours have the same flags: the phrase of last time needs no hash.
    if (this.#isAt(this.#last, buf, start, end)) return this.#last;
    const stop = Math.min(end, start + MAX_PHRASE);
    let at = start;
    let hash = 0;
    let c = 0;
    // A rotation instead of a multiplication: half the time, and the guess need not be better.
    while (at < stop && (c = buf[at]!) !== CLOSE) {
      hash = ((hash << 5) | (hash >>> 27)) ^ c;
      at++;
    }
    if (c !== CLOSE) {
      this.#length = 0;
      return -1;
    }
    const length = at + 1 - start;
    this.#hash = hash;
    this.#length = length;
    const place = this.#placeOf(hash);
    if (this.#lengths[place] !== length || !this.#isAt(place, buf, start, end)) return -1;
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
   * After a `find` in vain: a production read `value` from `buf[start, end)` in so many tokens. Nothing is learned when
   * it did not end with the first `)`, or when a literal stands there, since that may be absent.
   */
  learn(buf: Uint8Array, start: number, end: number, tokens: number, value: T): void {
    const length = this.#length;
    if (length === 0 || length !== end - start || tokens > 255) return;
    this.#length = 0;
    const place = this.#placeOf(this.#hash);
    if (this.#seen[place] !== this.#hash) {
      this.#seen[place] = this.#hash;
      return;
    }
    const base = place * MAX_PHRASE;
    this.#lengths[place] = 0;
    for (let i = 0; i < length; i++) {
      const c = buf[start + i]!;
      if (c === LITERAL || c === LF) return;
      this.#octets[base + i] = c;
    }
    this.#lengths[place] = length;
    this.#tokens[place] = tokens;
    this.#values[place] = value;
  }

  forget(): void {
    this.#octets.fill(0);
    this.#lengths.fill(0);
    this.#seen.fill(0);
    this.#values.fill(undefined);
  }

  /** Whether the phrase of the place stands here. */
  #isAt(place: number, buf: Uint8Array, start: number, end: number): boolean {
    const length = this.#lengths[place]!;
    if (length === 0 || start + length > end) return false;
    const known = this.#octets;
    const base = place * MAX_PHRASE;
    for (let i = 0; i < length; i++) if (known[base + i] !== buf[start + i]) return false;
    return true;
  }

  #placeOf(hash: number): number {
    return (Math.imul(hash, GOLDEN) >>> 15) & this.#mask;
  }
}

/** A book that is emptied with the shared strings. */
export function sharedPhrases<T>(size: number): PhraseBook<T> {
  const book = new PhraseBook<T>(size);
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
const LITERAL = 0x7b;
const LF = 10;
/** 2^32 divided by the golden ratio (Knuth): spreads what differs in few bits. */
const GOLDEN = 0x9e3779b1;
