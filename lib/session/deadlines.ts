/** When a connection is given up: one timer for the nearest of all its deadlines, and the times they are counted from. */
import type { ErrorCode } from '../mail/types';
import {
  ANSWER_OCTETS,
  ANSWER_TIME,
  COMMAND_STALL,
  DIAL_TIMEOUT,
  GREETING_TIMEOUT,
  PROBE_TIMEOUT,
} from './limits';
import type { CancelTimer, SessionEnvironment } from './types';

export interface DeadlinesHost {
  /** A command is in flight or waiting, IDLE apart. */
  readonly busy: () => boolean;
  /** Octets that have not left yet. */
  readonly buffered: () => number;
  readonly expired: (code: ErrorCode) => void;
}

export class Deadlines {
  /** Of the last exchange that was measured. */
  roundTripMs: number | null = null;
  private readonly env: SessionEnvironment;
  private readonly host: DeadlinesHost;
  private phase: 'dialling' | 'greeting' | 'talking' | 'over' = 'dialling';
  /** When the dial began, then when the transport opened: the greeting has its time from there, however slowly it drips. */
  private since: number;
  private lastHeard: number;
  private lastSent: number;
  private measuring = false;
  /** Octets that had not left when a deadline passed last. */
  private leftBefore = 0;
  /** When the answers under way came on last, and the octets since; null: nothing is asked. */
  private cameOnAt: number | null = null;
  private octets = 0;
  private probeUntil: number | null = null;
  private cancelTimer: CancelTimer | null = null;

  constructor(env: SessionEnvironment, host: DeadlinesHost) {
    this.env = env;
    this.host = host;
    this.since = env.now();
    this.lastHeard = this.since;
    this.lastSent = this.since;
  }

  /** Milliseconds since the last octet came. */
  get silentFor(): number {
    return this.env.now() - this.lastHeard;
  }

  opened(): void {
    this.phase = 'greeting';
    this.since = this.env.now();
    this.lastHeard = this.since;
  }

  greeted(): void {
    this.phase = 'talking';
  }

  heard(octets: number): void {
    const now = this.env.now();
    this.octets += octets;
    if (this.octets >= ANSWER_OCTETS) this.answered();
    this.lastHeard = now;
    this.probeUntil = null;
    if (!this.measuring) return;
    this.measuring = false;
    this.roundTripMs = now - this.lastSent;
  }

  /** The oldest command in flight is complete. */
  answered(): void {
    this.cameOnAt = null;
  }

  sent(): void {
    this.lastSent = this.env.now();
    this.measuring = true;
    this.arm();
  }

  /** The next octet must come within `PROBE_TIMEOUT`. */
  expectAnswer(): void {
    if (this.phase === 'over' || this.probeUntil !== null) return;
    this.probeUntil = this.env.now() + PROBE_TIMEOUT;
    this.arm();
  }

  stop(): void {
    this.phase = 'over';
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  /** Called whenever what decides the nearest deadline may have changed. */
  arm(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    if (this.phase === 'over') return;
    if (!this.host.busy()) this.cameOnAt = null;
    else if (this.cameOnAt === null) this.comeOn();
    const at = this.nearest();
    if (at === null) return;
    this.cancelTimer = this.env.setTimer(Math.max(0, at - this.env.now()), () => this.onTimer());
  }

  private nearest(): number | null {
    if (this.probeUntil !== null) return this.probeUntil;
    if (this.phase === 'dialling') return this.since + DIAL_TIMEOUT;
    if (this.phase === 'greeting') return this.since + GREETING_TIMEOUT;
    if (!this.host.busy()) return null;
    const stalledAt = Math.max(this.lastHeard, this.lastSent) + COMMAND_STALL;
    return this.cameOnAt === null ? stalledAt : Math.min(stalledAt, this.cameOnAt + ANSWER_TIME);
  }

  private comeOn(): void {
    this.cameOnAt = this.env.now();
    this.octets = 0;
  }

  private get isEndless(): boolean {
    return (
      this.phase === 'talking' && this.cameOnAt !== null && this.env.now() >= this.cameOnAt + ANSWER_TIME
    );
  }

  private onTimer(): void {
    this.cancelTimer = null;
    const at = this.nearest();
    if (at === null) return;
    if (this.env.now() < at || this.isUploading()) {
      this.arm();
    } else if (this.isEndless) {
      this.host.expired('answer-endless');
    } else if (this.probeUntil === null && this.phase === 'talking') {
      // Silent for a minute with a command in flight: one more chance, then it is taken for dead.
      this.expectAnswer();
    } else {
      this.host.expired(
        this.phase === 'dialling'
          ? 'bridge-unreachable'
          : this.phase === 'greeting'
            ? 'connect-timeout'
            : 'too-slow',
      );
    }
  }

  /** Octets are still leaving: no answer can be due, and the silence counts from here. */
  private isUploading(): boolean {
    const left = this.host.buffered();
    const moves = this.phase === 'talking' && left > 0 && left !== this.leftBefore;
    this.leftBefore = left;
    if (!moves) return false;
    this.lastSent = this.env.now();
    this.comeOn();
    if (this.probeUntil !== null) this.probeUntil = this.lastSent + PROBE_TIMEOUT;
    return true;
  }
}
