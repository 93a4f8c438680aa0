/** Positions of a list that are not shown, and the two ways between what is there and what is seen of it. */
import type { Span } from './window-list';

interface Run {
  /** The first position of it. */
  readonly start: number;
  readonly length: number;
  /** How many are hidden before it. */
  readonly before: number;
}

export class HiddenSpans {
  /** How many are hidden. */
  readonly count: number;
  readonly #runs: readonly Run[];

  /** Spans in any order; they may overlap. */
  constructor(spans: Iterable<Span>) {
    const runs: Run[] = [];
    let count = 0;
    let end = -1;
    for (const [first, last] of [...spans].sort(([a], [b]) => a - b)) {
      const start = Math.max(first, end + 1);
      if (last < start) continue;
      runs.push({ start, length: last - start + 1, before: count });
      count += last - start + 1;
      end = last;
    }
    this.#runs = runs;
    this.count = count;
  }

  /** The position among all of the one that is seen there. */
  toConfirmed(visible: number): number {
    // start - before is the visible position that follows the run, and never falls.
    const run = this.#lastWhere(({ start, before }) => start - before <= visible);
    return run === undefined ? visible : visible + run.before + run.length;
  }

  /** Undefined for one that is hidden. */
  toVisible(confirmed: number): number | undefined {
    const run = this.#lastWhere(({ start }) => start <= confirmed);
    if (run === undefined) return confirmed;
    return confirmed < run.start + run.length ? undefined : confirmed - run.before - run.length;
  }

  #lastWhere(holds: (run: Run) => boolean): Run | undefined {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const run = this.#runs[middle];
      if (run !== undefined && holds(run)) low = middle + 1;
      else high = middle;
    }
    return this.#runs[low - 1];
  }
}
