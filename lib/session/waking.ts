/**
 * Notices that the machine slept, the browser froze or the network became another one: connections may be half-open then, and
 * nothing tells so by itself. Pages say what they hear of it; where none of them hears anything (a worker that outlives their events, a
 * machine that slept with the screen on), a clock that jumped says it: a timer that is late by more than `WOKE_LATE` was not run in time
 * because nothing was.
 *
 * A worker's timers may not count the time asleep (most systems' steady clock stands still then), so the beat is short: within one of
 * them and the deadline of a probe a dead connection is found, 15 s after waking.
 */
import { HEARTBEAT, PROBE_TIMEOUT, WOKE_LATE } from './limits';
import type { CancelTimer, SessionEnvironment } from './types';

export class Waking {
  private readonly env: SessionEnvironment;
  private readonly onWoke: () => void;
  private cancel: CancelTimer | null = null;
  private wokeAt = -Infinity;

  constructor(env: SessionEnvironment, onWoke: () => void) {
    this.env = env;
    this.onWoke = onWoke;
  }

  /** Harmless when it runs already. */
  start(): void {
    if (this.cancel === null) this.beat();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  /** A page heard of it. */
  woke(): void {
    this.wokeAt = this.env.now();
    this.onWoke();
  }

  /** What is found dead now was lost while nobody was awake: it says nothing of the server. */
  get isRecent(): boolean {
    return this.env.now() - this.wokeAt <= PROBE_TIMEOUT + HEARTBEAT;
  }

  private beat(): void {
    const dueAt = this.env.now() + HEARTBEAT;
    this.cancel = this.env.setTimer(HEARTBEAT, () => {
      this.beat();
      if (this.env.now() - dueAt > WOKE_LATE) this.woke();
    });
  }
}
