/**
 * What a transport hands over, worked through in bounded turns. The bridge's frames are one turn each, so they pass at once; a larger
 * chunk (a server in memory, another bridge) is cut, and other work of the thread finds its turn in between. The order stays, also
 * that of the end.
 */
import { SLICE_OCTETS } from './limits';
import type { CancelTimer, SessionEnvironment } from './types';

export class Slices {
  readonly #setTimer: SessionEnvironment['setTimer'];
  readonly #work: (bytes: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  #afterwards: (() => void) | null = null;
  #cancelTimer: CancelTimer | null = null;

  constructor(setTimer: SessionEnvironment['setTimer'], work: (bytes: Uint8Array) => void) {
    this.#setTimer = setTimer;
    this.#work = work;
  }

  /** At most SLICE_OCTETS of it are worked through in this call. */
  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    if (this.#cancelTimer === null) this.#turn();
  }

  /** Runs once everything before it was worked through: at once when nothing waits. */
  end(then: () => void): void {
    if (this.#waiting.length === 0) then();
    else this.#afterwards = then;
  }

  /** Nothing more is worked through. */
  clear(): void {
    this.#waiting = [];
    this.#afterwards = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #turn(): void {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    if (first.length > SLICE_OCTETS) this.#waiting.unshift(first.subarray(SLICE_OCTETS));
    // The next turn is arranged before the work, which may clear everything.
    if (this.#waiting.length > 0) {
      this.#cancelTimer = this.#setTimer(0, () => {
        this.#cancelTimer = null;
        this.#turn();
      });
    }
    this.#work(first.subarray(0, SLICE_OCTETS));
    const then = this.#afterwards;
    if (this.#waiting.length > 0 || then === null) return;
    this.#afterwards = null;
    then();
  }
}
