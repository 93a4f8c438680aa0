/**
 * How many connections the account may have at this moment: MAX_CONNECTIONS, and fewer for a while after the server or the bridge gave no
 * more or took one away. Asking again at once would be answered with less still.
 */
import { reconnectDelay } from '../net/reconnect';
import type { AppError, ErrorCode } from '../mail/types';
import { MAX_CONNECTIONS, SHRUNK_FOR } from './limits';
import type { CancelTimer, SessionEnvironment } from './types';

export class Room {
  /** Connections there may be; never less than one. */
  max = MAX_CONNECTIONS;
  /** Why there are fewer; null: for no reason that a person could do anything about. */
  because: AppError | null = null;
  private readonly env: SessionEnvironment;
  private readonly onRoom: () => void;
  private cancel: CancelTimer | null = null;
  /** Further connections lost, or not to be had: each makes the next wait longer. */
  private losses = 0;

  constructor(env: SessionEnvironment, onRoom: () => void) {
    this.env = env;
    this.onRoom = onRoom;
  }

  /** One more was not to be had; `held` are there. */
  refused(error: AppError, held: number): void {
    // A line that could not be had now may be had soon; who refuses goes on refusing.
    this.shrink(error, held, LINE_CODES.has(error.code) ? this.nextWait() : SHRUNK_FOR);
  }

  /** One went while others live. */
  lost(error: AppError | null, held: number): void {
    const wait = this.nextWait();
    this.shrink(error, held, error?.code === 'too-many-connections' ? SHRUNK_FOR : wait);
  }

  /** The server complains of their number, and ended none. */
  warned(error: AppError, held: number): void {
    this.shrink(error, held, SHRUNK_FOR);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private nextWait(): number {
    this.losses += 1;
    return reconnectDelay(this.losses, 0.5);
  }

  private shrink(error: AppError | null, held: number, otherwise: number): void {
    const seconds = error?.values?.['seconds'];
    const ms =
      typeof seconds === 'number' ? Math.max(seconds * 1_000, Math.min(otherwise, LEAST)) : otherwise;
    this.max = Math.max(1, held);
    this.because = error !== null && SAID_CODES.has(error.code) ? error : null;
    this.stop();
    this.cancel = this.env.setTimer(ms, () => {
      this.cancel = null;
      this.max = MAX_CONNECTIONS;
      this.because = null;
      this.onRoom();
    });
    this.onRoom();
  }
}

/** However short the wait is that a server asks for. */
const LEAST = 2_000;
/** Nobody refused anything. */
const LINE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'offline',
  'bridge-unreachable',
  'bridge-closed',
  'bridge-draining',
  'connect-failed',
  'connect-timeout',
  'dns-failed',
  'too-slow',
]);
/** Told to a person: somebody's decision. */
const SAID_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'too-many-connections',
  'server-refused',
  'server-bye',
  'bridge-rate',
]);
