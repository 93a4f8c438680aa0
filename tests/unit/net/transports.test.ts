import { describe, expect, it } from 'vitest';
import { dialMemory, type MemoryPeer } from '../../../lib/net/memory';
import { reconnectDelay } from '../../../lib/net/reconnect';
import { dialReplay } from '../../../lib/net/replay';
import type { TransportHandlers } from '../../../lib/net/transport';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array) => new TextDecoder().decode(value);

function steps() {
  const queue: (() => void)[] = [];
  return {
    schedule: (fn: () => void) => void queue.push(fn),
    run: () => {
      for (let fn = queue.shift(); fn !== undefined; fn = queue.shift()) fn();
    },
  };
}

function record(): TransportHandlers & { readonly log: string[] } {
  const log: string[] = [];
  return {
    log,
    onOpen: (facts) => void log.push(`open ${facts.security}`),
    onBytes: (value) => void log.push(text(value)),
    onClose: (error) => void log.push(`close ${error?.code ?? 'null'}`),
  };
}

describe('memory transport', () => {
  it('carries bytes both ways and wakes for unasked output', () => {
    let wake = (): void => undefined;
    const out: string[] = ['* OK hello'];
    const peer = {
      closed: false as boolean,
      end: () => undefined,
      receive: (value: Uint8Array) => void out.push(`echo ${text(value)}`),
      output: () => (out.length === 0 ? undefined : bytes(out.shift() ?? '')),
      onWake: (fn: () => void) => void (wake = fn),
    } satisfies MemoryPeer;
    const { schedule, run } = steps();
    const handlers = record();
    const transport = dialMemory(peer, handlers, schedule);
    expect(handlers.log).toEqual([]);
    run();
    transport.send(bytes('NOOP'));
    expect(transport.buffered).toBe(4);
    run();
    out.push('* 1 EXISTS');
    wake();
    run();
    expect(handlers.log).toEqual(['open memory', '* OK hello', 'echo NOOP', '* 1 EXISTS']);
    out.push('* BYE');
    peer.closed = true;
    wake();
    run();
    transport.close();
    run();
    expect(handlers.log.slice(4)).toEqual(['* BYE', 'close server-bye']);
  });
});

describe('replay transport', () => {
  it('plays the record, any number of sends, and closes after the last step', () => {
    const { schedule, run } = steps();
    const handlers = record();
    const script = [{ server: '* OK\r\n' }, { client: 'a NOOP\r\n' }, { server: 'a OK\r\n' }];
    const transport = dialReplay(script, handlers, { schedule, security: 'tls' });
    run();
    transport.send(bytes('a NO'));
    run();
    transport.send(bytes('OP\r\n'));
    run();
    expect(handlers.log).toEqual(['open tls', '* OK\r\n', 'a OK\r\n', 'close server-bye']);
  });

  it('tells the first difference', () => {
    const { schedule, run } = steps();
    const handlers = record();
    const differences: string[] = [];
    const transport = dialReplay([{ client: 'a NOOP\r\n' }], handlers, {
      schedule,
      onMismatch: (expected, got) => differences.push(expected, got),
    });
    transport.send(bytes('a LOGOUT\r\n'));
    run();
    expect(differences).toEqual(['a NOOP\r\n', 'a LOGOUT\r\n']);
    expect(handlers.log).toEqual(['open memory', 'close server-protocol']);
  });
});

describe('reconnect delay', () => {
  it('doubles from one second to a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => reconnectDelay(attempt, 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('is spread by half a step each way', () => {
    expect(reconnectDelay(0, 0)).toBe(500);
    expect(reconnectDelay(6, 0.999)).toBeLessThan(90_000);
  });

  it('honours hints', () => {
    expect(reconnectDelay(0, 0.5, { atLeastMs: 12_000 })).toBe(12_000);
    expect(reconnectDelay(0, 1, { draining: true })).toBeLessThanOrEqual(2_250);
    expect(reconnectDelay(3, 0.5, { draining: true })).toBe(8_000);
  });

  it('spreads a hundred clients over the whole step', () => {
    const delays = Array.from({ length: 100 }, (_, i) => reconnectDelay(0, i / 100));
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(900);
    expect(new Set(delays).size).toBe(100);
  });
});
