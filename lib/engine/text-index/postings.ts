/**
 * Words and what they stand in: for each word a list of entries, the newest first. MiniSearch's tree holds the words, for
 * beginnings of words; the entries lie in one array, each beside the place of the one before it, at eight octets an entry
 * (docs/adr/0033-index-of-words.md says why not MiniSearch's own lists).
 */
import SearchableMap from 'minisearch/SearchableMap';

export class Postings {
  readonly #most: { readonly terms: number; readonly postings: number };
  #terms = new SearchableMap<number>();
  #termCount = 0;
  /** By number of the word: the place of its newest entry. */
  #heads = new Uint32Array(1_024);
  /** Pairs of entry and place of the one before; place 0 is no place. */
  #pool = new Uint32Array(8_192);
  #used = 1;

  constructor(most: { readonly terms: number; readonly postings: number }) {
    this.#most = most;
  }

  get termCount(): number {
    return this.#termCount;
  }

  get count(): number {
    return this.#used - 1;
  }

  /** Octets of the lists, without the words. */
  get bytes(): number {
    return this.#heads.byteLength + this.#pool.byteLength;
  }

  /** Whether so many words more can surely be taken. */
  hasRoom(words: number): boolean {
    const { terms, postings } = this.#most;
    return this.count + words <= postings && this.#termCount + words <= terms;
  }

  /** The caller has seen that there is room. */
  add(words: Iterable<string>, entry: number): void {
    for (const word of words) {
      let term = this.#terms.get(word);
      if (term === undefined) {
        term = this.#termCount++;
        this.#terms.set(word, term);
        if (term >= this.#heads.length) this.#heads = grown(this.#heads);
      }
      this.#put(term, entry);
    }
  }

  /** Marks the documents that a word, or any word that begins so, stands in: in one of these fields, and among those marked `before`. */
  mark(
    word: string,
    isBeginning: boolean,
    fields: number,
    before: Uint8Array | null,
    marks: Uint8Array,
  ): void {
    const terms = isBeginning ? this.#terms.atPrefix(word).values() : [this.#terms.get(word) ?? NONE];
    const pool = this.#pool;
    for (const term of terms) {
      let at = term === NONE ? 0 : (this.#heads[term] ?? 0);
      while (at !== 0) {
        const entry = pool[2 * at] ?? 0;
        at = pool[2 * at + 1] ?? 0;
        if ((entry & fields) === 0) continue;
        const document = entry >>> FIELD_BITS;
        if (before === null || before[document] === 1) marks[document] = 1;
      }
    }
  }

  /** Entries become what `renamed` says, or go where it says null; words without entries go. */
  clearOut(renamed: (entry: number) => number | null): void {
    const before = { terms: this.#terms, heads: this.#heads, pool: this.#pool };
    this.#terms = new SearchableMap<number>();
    this.#termCount = 0;
    this.#heads = new Uint32Array(1_024);
    this.#pool = new Uint32Array(8_192);
    this.#used = 1;
    const entries: number[] = [];
    for (const [word, term] of before.terms) {
      entries.length = 0;
      for (let at = before.heads[term] ?? 0; at !== 0; at = before.pool[2 * at + 1] ?? 0) {
        const entry = renamed(before.pool[2 * at] ?? 0);
        if (entry !== null) entries.push(entry);
      }
      for (const entry of entries.reverse()) this.add([word], entry);
    }
  }

  #put(term: number, entry: number): void {
    if (2 * this.#used + 1 >= this.#pool.length) this.#pool = grown(this.#pool);
    this.#pool[2 * this.#used] = entry;
    this.#pool[2 * this.#used + 1] = this.#heads[term] ?? 0;
    this.#heads[term] = this.#used++;
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** An entry is the number of a document and, in its lowest bits, a field. */
export const FIELD_BITS = 6;
const NONE = -1;
