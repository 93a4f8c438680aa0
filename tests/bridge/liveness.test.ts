import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Death, watchLiveness } from '../../server/liveness';

const limits = { pingMs: 25_000, idleMs: 35 * 60_000, lifeMs: 24 * 60 * 60_000 };

/** One tunnel on a clock of the test; `tick` lets one ping time pass. */
function watched() {
  const client = { flushed: 0, waiting: 0 };
  const server = { flushed: 0, waiting: 0 };
  const state = { paused: false, pings: 0, deaths: [] as Death[] };
  const liveness = watchLiveness({
    limits,
    now: Date.now,
    ping: () => (state.pings += 1),
    toClient: () => ({ ...client }),
    toServer: () => ({ ...server }),
    clientPaused: () => state.paused,
    onDeath: (death) => {
      state.deaths.push(death);
      liveness.stop();
    },
  });
  const tick = (): readonly Death[] => {
    vi.advanceTimersByTime(limits.pingMs);
    return state.deaths;
  };
  return { client, server, state, liveness, tick };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('who is alive', () => {
  it('two unanswered pings are the end', () => {
    const { tick, state } = watched();
    expect(tick()).toEqual([]);
    expect(tick()).toEqual([]);
    expect(state.pings).toBe(2);
    expect(tick()).toEqual(['lost']);
    expect(tick()).toEqual(['lost']);
  });

  it('a pong or a message between two ticks is life', () => {
    const { tick, liveness } = watched();
    for (let i = 0; i < 20; i++) {
      liveness.heard();
      expect(tick()).toEqual([]);
      expect(tick()).toEqual([]);
    }
  });

  it('a slow line that still takes bytes is alive, though its pong waits behind them', () => {
    const { tick, client } = watched();
    client.waiting = 500_000;
    for (let i = 0; i < 20; i++) {
      client.flushed += 10_000;
      expect(tick()).toEqual([]);
    }
    // The same backlog without progress is a dead line.
    expect(tick()).toEqual([]);
    expect(tick()).toEqual(['lost']);
  });

  it('pings alone are no sign of life, though the kernel takes them', () => {
    const { tick, client } = watched();
    client.flushed += 2;
    expect(tick()).toEqual([]);
    client.flushed += 2;
    expect(tick()).toEqual([]);
    client.flushed += 2;
    expect(tick()).toEqual(['lost']);
  });

  it('while the client is paused the mail server has to show progress', () => {
    const { tick, server, state } = watched();
    state.paused = true;
    for (let i = 0; i < 20; i++) {
      server.flushed += 1;
      expect(tick()).toEqual([]);
    }
    expect(tick()).toEqual([]);
    expect(tick()).toEqual(['server-stalled']);
  });
});

describe('ends by time', () => {
  it('idle after 35 minutes without a byte, pongs or not; a byte starts it anew', () => {
    const { tick, liveness } = watched();
    const minutes = (count: number): readonly Death[] => {
      for (let i = 0; i < (count * 60_000) / limits.pingMs - 1; i++) {
        liveness.heard();
        tick();
      }
      liveness.heard();
      return tick();
    };
    expect(minutes(30)).toEqual([]);
    liveness.moved();
    expect(minutes(34)).toEqual([]);
    expect(minutes(1)).toEqual(['idle']);
  });

  it('too old after 24 hours, however busy', () => {
    const { tick, liveness, state } = watched();
    const ticks = limits.lifeMs / limits.pingMs;
    for (let i = 0; i < ticks - 1; i++) {
      liveness.heard();
      liveness.moved();
      tick();
    }
    expect(state.deaths).toEqual([]);
    liveness.heard();
    expect(tick()).toEqual(['too-old']);
  });
});
