import type { Limits } from './limits';

export interface Valve {
  /** To be called whenever more or less waits: pauses or resumes the sender. */
  check(): void;
  readonly paused: boolean;
}

export interface ValveOptions {
  readonly limits: Pick<Limits, 'bufferHigh' | 'bufferLow'>;
  /** Bytes taken from the sender and not yet given to the receiver's kernel. */
  readonly waiting: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Stops a sender above the high mark and lets it go below the low one; the gap keeps it from flapping. */
export function createValve(options: ValveOptions): Valve {
  const { limits, waiting, pause, resume } = options;
  let paused = false;
  return {
    get paused() {
      return paused;
    },
    check() {
      const bytes = waiting();
      if (!paused && bytes > limits.bufferHigh) {
        paused = true;
        pause();
      } else if (paused && bytes < limits.bufferLow) {
        paused = false;
        resume();
      }
    },
  };
}
