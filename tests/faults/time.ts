/** Time of a run: virtual, so that thousands of runs take seconds, or the wall's, for servers of the real world. */
import type { SetTimer } from '../support/faults/network';

export interface Time {
  readonly now: () => number;
  readonly setTimer: SetTimer;
  /** Resolves as soon as it holds. Rejects with `what` after `ms` of this time. */
  until(what: string, holds: () => boolean, ms?: number): Promise<void>;
  /** Whatever changes what `until` waits for says so; virtual time needs nobody to. */
  readonly changed: () => void;
}

const PATIENCE = 2 * 3_600_000;

interface Timer {
  readonly at: number;
  readonly fn: () => void;
  cancelled: boolean;
}

/** Moves only while somebody waits, from timer to timer. Everything else must live in microtasks. */
export class VirtualTime implements Time {
  #now = 1_800_000_000_000;
  /** By time, then by order of asking. */
  readonly #timers: Timer[] = [];

  readonly now = (): number => this.#now;
  readonly changed = (): void => undefined;

  readonly setTimer: SetTimer = (ms, fn) => {
    const timer: Timer = { at: this.#now + ms, fn, cancelled: false };
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1]?.at ?? 0) > timer.at) at -= 1;
    this.#timers.splice(at, 0, timer);
    return () => {
      timer.cancelled = true;
    };
  };

  async until(what: string, holds: () => boolean, ms = PATIENCE): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await turn();
      if (holds()) return;
      const next = this.#take(end);
      if (next === undefined) throw new Error(`never: ${what}`);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await turn();
      const next = this.#take(end);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    this.#now = end;
  }

  #take(end: number): Timer | undefined {
    for (;;) {
      const [first] = this.#timers;
      if (first === undefined || first.at > end) return undefined;
      this.#timers.shift();
      if (!first.cancelled) return first;
    }
  }
}

/** The wall's, faster: waits of a minute take seconds. */
export class RealTime implements Time {
  readonly #rate: number;
  readonly #waiting = new Set<() => void>();

  constructor(rate: number) {
    this.#rate = rate;
  }

  readonly now = (): number => performance.now() * this.#rate;
  readonly changed = (): void => {
    for (const check of this.#waiting) check();
  };

  readonly setTimer: SetTimer = (ms, fn) => {
    const timer = setTimeout(() => {
      fn();
      this.changed();
    }, ms / this.#rate);
    return () => clearTimeout(timer);
  };

  /** `ms` here is the wall's. */
  until(what: string, holds: () => boolean, ms = REAL_PATIENCE): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = performance.now() + ms;
      const check = (): void => {
        const isSo = holds();
        if (!isSo && performance.now() < end) return;
        clearInterval(clock);
        this.#waiting.delete(check);
        if (isSo) resolve();
        else reject(new Error(`never: ${what}`));
      };
      const clock = setInterval(check, TICK_MS);
      this.#waiting.add(check);
      check();
    });
  }
}

const REAL_PATIENCE = 15_000;
/** What nobody tells of is looked for so often. */
const TICK_MS = 20;

/** A turn of the event loop: every microtask there is has run when it resolves. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
