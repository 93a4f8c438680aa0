/**
 * What a transport hands over, worked through in short turns, so that other work of the thread finds its own in between: commands, the
 * ports of the tabs, another account. A turn ends after TURN_MS or SLICE_OCTETS, whichever comes first; a frame of the bridge is
 * usually over before. The order stays, also that of the end.
 *
 * A browser reads on from a socket while its thread is free, so a server that says more than can be worked through would fill the
 * memory with what waits: above MAX_WAITING_OCTETS every arrival works off as much as it brings, which holds the server back.
 */
import { MAX_WAITING_OCTETS, SLICE_OCTETS, TURN_MS, TURN_STEP } from './limits';
import type { CancelTimer, SessionEnvironment } from './types';

export class Slices {
  readonly #env: Pick<SessionEnvironment, 'now' | 'setTimer'>;
  readonly #work: (bytes: Uint8Array) => void;
  #chunks: Uint8Array[] = [];
  #octets = 0;
  #afterwards: (() => void) | null = null;
  #cancelTimer: CancelTimer | null = null;

  constructor(env: Pick<SessionEnvironment, 'now' | 'setTimer'>, work: (bytes: Uint8Array) => void) {
    this.#env = env;
    this.#work = work;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#octets += bytes.length;
    if (this.#cancelTimer === null) this.#turn();
    else if (this.#octets > MAX_WAITING_OCTETS) this.#workOff(bytes.length);
  }

  /** Runs once everything before it was worked through: at once when nothing waits. */
  end(then: () => void): void {
    if (this.#octets === 0) then();
    else this.#afterwards = then;
  }

  /** Nothing more is worked through. */
  clear(): void {
    this.#chunks = [];
    this.#octets = 0;
    this.#afterwards = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #turn(): void {
    const started = this.#env.now();
    let left = SLICE_OCTETS;
    while (left > 0 && this.#octets > 0 && this.#env.now() - started < TURN_MS) left -= this.#step();
    if (this.#octets > 0) {
      this.#cancelTimer = this.#env.setTimer(0, () => {
        this.#cancelTimer = null;
        this.#turn();
      });
      return;
    }
    const then = this.#afterwards;
    this.#afterwards = null;
    then?.();
  }

  #workOff(octets: number): void {
    for (let left = octets; left > 0 && this.#octets > 0;) left -= this.#step();
  }

  /** The octets of one step; the work may clear everything. */
  #step(): number {
    const first = this.#chunks[0]!;
    const step = first.length <= TURN_STEP ? first : first.subarray(0, TURN_STEP);
    if (step === first) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(TURN_STEP);
    this.#octets -= step.length;
    this.#work(step);
    return step.length;
  }
}
