/**
 * What a connection does while nobody asks anything of it: compression in the first quiet moment, then IDLE, which is renewed
 * before servers grow tired of it; where it is missing or refused, or the server does not stay in it, NOOP every half minute stands in.
 */
import { compress, idle, noop, type Command } from '../imap';
import type { CommandOutcome } from '../imap/types';
import { COMPRESSION } from './compression';
import type { Driver } from './driver';
import {
  IDLE_DELAY,
  IDLE_RENEW,
  IDLE_RENEW_LOOPBACK,
  IDLE_SHORT,
  MAX_SHORT_IDLES,
  POLL_EVERY,
} from './limits';
import type { CancelTimer, SessionEnvironment } from './types';

export interface QuietHost {
  readonly driver: () => Driver;
  readonly send: <T>(command: Command<T>, done: (outcome: CommandOutcome<T>) => void) => void;
  /** Signed in. */
  readonly isReady: () => boolean;
  readonly hasSelection: () => boolean;
  /** From now on it is asked for news instead of telling them. */
  readonly onPolled: () => void;
}

export class Quiet {
  private readonly env: SessionEnvironment;
  private readonly host: QuietHost;
  private idleInFlight = false;
  private idleRefused = false;
  /** IDLEs in a row that the server ended at once, although nobody asked anything. */
  private shortIdles = 0;
  private isEnding = false;
  private compressAsked = false;
  private cancelQuiet: CancelTimer | null = null;
  private cancelRenew: CancelTimer | null = null;

  constructor(env: SessionEnvironment, host: QuietHost) {
    this.env = env;
    this.host = host;
  }

  private get driver(): Driver {
    return this.host.driver();
  }

  /** The server does not tell news by itself: it is asked now and then. */
  get isPolled(): boolean {
    return this.idleRefused || !this.driver.has('IDLE');
  }

  /** IDLE was sent, and is not over. */
  get isIdling(): boolean {
    return this.idleInFlight;
  }

  /** Ends IDLE, if it is on, without another command. */
  endIdle(): void {
    if (!this.idleInFlight) return;
    this.isEnding = true;
    this.driver.stopIdle();
  }

  /** Something is asked. */
  interrupt(): void {
    this.cancelQuiet?.();
    this.cancelQuiet = null;
  }

  /** A command is over: unless others follow, it is quiet in a moment. */
  begin(): void {
    if (!this.host.isReady() || this.driver.busy || this.idleInFlight || this.cancelQuiet !== null) return;
    const polling = this.isPolled || !this.host.hasSelection();
    const compressing = !this.compressAsked && this.driver.canCompress;
    this.cancelQuiet = this.env.setTimer(polling && !compressing ? POLL_EVERY : IDLE_DELAY, () => {
      this.cancelQuiet = null;
      if (compressing) this.compress();
      else if (polling) this.host.send(noop(), () => undefined);
      else this.startIdle();
    });
  }

  /** In the first quiet moment: nobody waits for the round trip it takes, in which nothing else may be sent. */
  private compress(): void {
    this.compressAsked = true;
    this.host.send(compress(), (outcome) => {
      if (outcome.ok) return;
      const { failure } = outcome;
      // Not answered in a way that can be understood, or never: the next connection would end in the same way.
      const isStrange = failure.kind === 'closed' ? failure.sent : failure.kind !== 'no';
      if (isStrange) this.driver.forget(COMPRESSION, failure.kind);
    });
  }

  private startIdle(): void {
    const renewAfter = this.driver.facts?.security === 'loopback' ? IDLE_RENEW_LOOPBACK : IDLE_RENEW;
    const began = this.env.now();
    this.idleInFlight = true;
    this.isEnding = false;
    this.host.send(idle(), (outcome) => {
      this.idleInFlight = false;
      this.cancelRenew?.();
      this.cancelRenew = null;
      const isShort =
        outcome.ok && !this.isEnding && !this.driver.busy && this.env.now() - began < IDLE_SHORT;
      this.shortIdles = isShort ? this.shortIdles + 1 : 0;
      const isRefused = !outcome.ok && (outcome.failure.kind === 'no' || outcome.failure.kind === 'bad');
      if (!isRefused && this.shortIdles < MAX_SHORT_IDLES) return;
      this.idleRefused = true;
      this.host.onPolled();
    });
    this.cancelRenew = this.env.setTimer(renewAfter, () => {
      this.cancelRenew = null;
      this.endIdle();
    });
  }

  stop(): void {
    this.cancelQuiet?.();
    this.cancelRenew?.();
  }
}
