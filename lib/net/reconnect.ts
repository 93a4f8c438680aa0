/** When to dial again: pure, so that the waits are data; the session owns the timer. */

/** Waits before the first, second, third... try, in milliseconds; the last one repeats. */
export const RECONNECT_STEPS_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
/** A bridge that drains for a deploy is back at once: first try within this time. */
const DRAINING_STEP_MS = 1_500;

/** When the mail server itself went, all who use it come back: over this time, as far as nobody waits for it. */
const SPREAD_MS = 60_000;

export interface ReconnectHint {
  /** The bridge said that it restarts. */
  readonly draining?: boolean;
  /** The mail server went for everybody, and nobody looks at this account. */
  readonly spread?: boolean;
  /** Somebody asked for at least this wait. */
  readonly atLeastMs?: number;
}

/**
 * Milliseconds to wait before try number `attempt` (0 is the first after a success). `jitter` is random in 0..1 and
 * spreads the wait over 50-150 % of its step, so that a thousand clients do not come back in the same second.
 */
export function reconnectDelay(attempt: number, jitter: number, hint: ReconnectHint = {}): number {
  const last = RECONNECT_STEPS_MS.length - 1;
  const step = RECONNECT_STEPS_MS[Math.min(Math.max(attempt, 0), last)] ?? 60_000;
  const base = hint.draining === true && attempt === 0 ? DRAINING_STEP_MS : step;
  const spread = hint.spread === true ? SPREAD_MS * jitter : 0;
  return Math.round(Math.max(base * (0.5 + jitter), spread, hint.atLeastMs ?? 0));
}
