/** Ranges of sequence numbers somebody waits for. Pure; moves along when messages go. */

type Range = readonly [low: number, high: number];

export class WantedRows {
  private ranges: Range[] = [];

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  clear(): void {
    this.ranges = [];
  }

  /** Adds ranges to be served before all others, in this order. */
  putFirst(ranges: readonly Range[]): void {
    this.ranges = [...ranges, ...this.ranges];
  }

  /** Rows just above those that come first anyway are of one range with them; others go before all. */
  putOnTop(low: number, high: number): void {
    const first = this.ranges[0];
    if (first === undefined || first[1] !== low - 1) this.ranges.unshift([low, high]);
    else this.ranges[0] = [first[0], high];
  }

  replace(ranges: readonly Range[]): void {
    this.ranges = [...ranges];
  }

  /** So many messages are left, nobody knows which: what was wanted at the end is wanted there still. */
  bound(exists: number): void {
    const over = Math.max(0, ...this.ranges.map(([, high]) => high)) - exists;
    if (over <= 0) return;
    this.ranges = this.ranges.flatMap(([low, high]): Range[] =>
      high - over < 1 ? [] : [[Math.max(1, low - over), high - over]],
    );
  }

  /** A message went: what stands above it is one lower now. */
  expunged(seq: number): void {
    this.ranges = this.ranges.flatMap(([low, high]): Range[] => {
      const moved: Range = [low > seq ? low - 1 : low, high >= seq ? high - 1 : high];
      return moved[0] <= moved[1] ? [moved] : [];
    });
  }

  /** The next range to fetch: at most `max` rows, without known rows at its ends; what is known altogether is dropped. */
  take(max: number, exists: number, isKnown: (seq: number) => boolean): Range | null {
    for (;;) {
      const range = this.ranges.shift();
      if (range === undefined) return null;
      let low = Math.max(1, range[0]);
      let high = Math.min(exists, range[1]);
      while (low <= high && isKnown(high)) high -= 1;
      while (low <= high && isKnown(low)) low += 1;
      if (low > high) continue;
      if (high - low + 1 > max) {
        this.ranges.unshift([low, high - max]);
        low = high - max + 1;
        while (isKnown(low)) low += 1;
      }
      return [low, high];
    }
  }
}
