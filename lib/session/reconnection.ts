/**
 * When the last connection went: tries again with growing waits, until one lives. A refused password is tried once more (the
 * server may have been confused), then it ends the session; so does what no further try can cure.
 */
import { mayPass } from '../mail';
import type { AppError, ErrorCode, Result } from '../mail/types';
import { reconnectDelay } from '../net/reconnect';
import { STEADY_AFTER } from './limits';
import type { Link } from './link';
import type { CancelTimer, SessionEnvironment } from './types';

export interface ReconnectionHost {
  /** One try with the session's credentials; null: the session ended meanwhile. */
  readonly signIn: () => Promise<Result<Link> | null>;
  readonly opened: (link: Link) => Promise<void>;
  readonly giveUp: (error: AppError) => void;
  /** What is told of the connection is another. */
  readonly changed: () => void;
}

const MINUTE_STEP = 6;

export class Reconnection {
  private readonly env: SessionEnvironment;
  private readonly host: ReconnectionHost;
  private connecting = false;
  private attempt = 0;
  private liveSince = 0;
  private refusals = 0;
  private retryAt: number | null = null;
  private error: AppError | null = null;
  private cancelRetry: CancelTimer | null = null;

  constructor(env: SessionEnvironment, host: ReconnectionHost) {
    this.env = env;
    this.host = host;
  }

  /** When the next try is, and why there is one. */
  get next(): { readonly at: number; readonly error: AppError | null } {
    return { at: this.retryAt ?? this.env.now(), error: this.error };
  }

  /** The very first try is under way. */
  get isFirst(): boolean {
    return this.liveSince === 0 && this.error === null;
  }

  /** A connection lives. */
  live(): void {
    this.liveSince = this.env.now();
    this.refusals = 0;
    this.retryAt = null;
    this.error = null;
  }

  /** `cured`: what ended it will not be done again. */
  lost(error: AppError | null, cured = false): void {
    // A connection that did not last is no success: the waits go on growing.
    this.attempt = cured || this.env.now() - this.liveSince >= STEADY_AFTER ? 0 : this.attempt + 1;
    this.schedule(error);
  }

  /** Waits as long as it would now, for the reason it waits for already. */
  wait(): void {
    this.schedule(this.error);
  }

  /** Tries at once. */
  now(): void {
    if (this.connecting) return;
    this.attempt = 0;
    void this.connect();
  }

  stop(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
  }

  private async connect(): Promise<void> {
    if (this.connecting) return;
    this.connecting = true;
    this.stop();
    this.retryAt = this.env.now();
    this.host.changed();
    const result = await this.host.signIn();
    this.connecting = false;
    if (result === null) return;
    if (result.ok) {
      await this.host.opened(result.value);
      return;
    }
    const { error } = result;
    if (error.code === 'wrong-password') this.refusals += 1;
    if (error.code === 'wrong-password' ? this.refusals > 1 : CREDENTIAL_CODES.has(error.code)) {
      this.host.giveUp(error);
      return;
    }
    this.attempt += 1;
    this.schedule(error);
  }

  private schedule(error: AppError | null): void {
    this.error = error;
    this.cancelRetry?.();
    if (this.connecting) return;
    const seconds = error?.values?.['seconds'];
    const jitter = (this.env.random(1)[0] ?? 128) / 256;
    // While pages say offline, the network is tried once a minute all the same: they are not always right.
    const attempt = this.env.online() ? this.attempt : MINUTE_STEP;
    const delay = reconnectDelay(error !== null && !mayPass(error) ? MINUTE_STEP : attempt, jitter, {
      draining: error?.code === 'bridge-draining',
      spread: error !== null && GONE_FOR_ALL.has(error.code) && !this.env.visible(),
      ...(typeof seconds === 'number' ? { atLeastMs: seconds * 1_000 } : {}),
    });
    this.retryAt = this.env.now() + delay;
    this.cancelRetry = this.env.setTimer(delay, () => void this.connect());
    this.host.changed();
  }
}

/** What a mail server that restarts looks like from here. */
const GONE_FOR_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'server-bye',
  'connect-failed',
  'connect-timeout',
]);

/** Errors that another try with the same credentials cannot cure. */
const CREDENTIAL_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'server-signature',
  'login-disabled',
  'no-mechanism',
  'mechanism-unknown',
]);
