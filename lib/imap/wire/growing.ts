/** 32-bit numbers of which nobody knows how many come: a mailbox of a million messages answers with megabytes. */
export class GrowingNumbers {
  #numbers: Uint32Array;
  #length = 0;

  /** `expected`: a guess that costs at most itself. */
  constructor(expected = 1024) {
    this.#numbers = new Uint32Array(Math.max(16, Math.min(expected, 1024)));
  }

  get length(): number {
    return this.#length;
  }

  /** The position it got. */
  push(n: number): number {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length] = n;
    return this.#length++;
  }

  /** A copy of what there is. */
  done(): Uint32Array {
    return this.#numbers.slice(0, this.#length);
  }
}
