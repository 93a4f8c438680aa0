import { describe, expect, it } from 'vitest';
import { fetch, select } from '../../../lib/imap';
import { silentTranscript } from '../../../lib/net/transcript';
import type { TransportHandlers } from '../../../lib/net/transport';
import { Driver } from '../../../lib/session/driver';
import { MAX_WAITING_OCTETS, SLICE_OCTETS, TURN_MS, TURN_STEP } from '../../../lib/session/limits';
import { Slices } from '../../../lib/session/slices';
import { MAX_FRAME } from '../../../lib/net/ws';
import { settle, TARGET, VirtualClock } from '../../support/session-world';

const envOf = (clock: VirtualClock) => ({ now: () => clock.now, setTimer: clock.setTimer });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what comes at once', () => {
  const fill = (octets: number, letter: string): Uint8Array =>
    new Uint8Array(octets).fill(letter.charCodeAt(0));

  it('is worked through in turns of bounded size, in order, and its end comes last', async () => {
    const clock = new VirtualClock();
    let seen = '';
    let octets = 0;
    const slices = new Slices(envOf(clock), (piece) => {
      expect(piece.length).toBeLessThanOrEqual(TURN_STEP);
      const letter = String.fromCharCode(piece[0]!);
      if (!seen.endsWith(letter)) seen += letter;
      octets += piece.length;
    });
    slices.push(bytes('a'));
    expect(seen).toBe('a');
    slices.push(fill(2 * SLICE_OCTETS + 1, 'b'));
    expect(octets).toBe(1 + SLICE_OCTETS);
    slices.push(bytes('c'));
    slices.end(() => {
      seen += '.';
    });
    expect(octets).toBe(1 + SLICE_OCTETS);
    await clock.advance(0);
    expect([seen, octets]).toEqual(['abc.', 2 * SLICE_OCTETS + 3]);
    expect(clock.pending).toBe(0);
    slices.end(() => {
      seen += '!';
    });
    expect(seen).toBe('abc.!');
  });

  it('is left for the next turn when a step took long', async () => {
    const clock = new VirtualClock();
    const turns: number[] = [0];
    const env = {
      now: () => clock.now,
      setTimer: (ms: number, fn: () => void) =>
        clock.setTimer(ms, () => {
          turns.push(0);
          fn();
        }),
    };
    const slices = new Slices(env, () => {
      clock.now += TURN_MS / 2;
      turns[turns.length - 1]! += 1;
    });
    slices.push(fill(5 * TURN_STEP, 'x'));
    await clock.advance(1_000);
    expect(turns).toEqual([2, 2, 1]);
  });

  it('cannot pile up: above its bound an arrival works off as much as it brings', () => {
    const clock = new VirtualClock();
    let octets = 0;
    const slices = new Slices(envOf(clock), (piece) => {
      clock.now += TURN_MS;
      octets += piece.length;
    });
    const frame = fill(MAX_FRAME, 'x');
    let said = 0;
    for (let times = 0; times < 1_000; times += 1) {
      slices.push(frame);
      said += frame.length;
      expect(said - octets).toBeLessThanOrEqual(MAX_WAITING_OCTETS + MAX_FRAME);
    }
  });

  it('is forgotten when nobody wants it any more', async () => {
    const clock = new VirtualClock();
    let steps = 0;
    const slices: Slices = new Slices(envOf(clock), () => {
      steps += 1;
      slices.clear();
    });
    slices.push(fill(9 * SLICE_OCTETS, 'x'));
    await clock.advance(1_000);
    expect([steps, clock.pending]).toEqual([1, 0]);
  });
});

describe('a body on its way to a sink', () => {
  it('costs a few calls a frame, views of the frame and nothing kept, up to 100 MB', async () => {
    const clock = new VirtualClock();
    const size = 100_000_000;
    const frame = new Uint8Array(MAX_FRAME).fill(120);
    let handlers: TransportHandlers | null = null;
    const driver = new Driver(
      't',
      TARGET,
      {
        dial: (_target, given) => {
          handlers = given;
          return { send: () => undefined, buffered: 0, close: () => undefined };
        },
        derive: () => Promise.reject(new Error('not asked')),
        random: (count) => new Uint8Array(count),
        now: () => clock.now,
        setTimer: clock.setTimer,
        transcript: silentTranscript,
        visible: () => true,
        online: () => true,
        log: () => undefined,
      },
      {
        onGreeting: () => undefined,
        onUntagged: () => undefined,
        onIdle: () => undefined,
        onLost: () => undefined,
      },
    );
    const hear = (chunk: Uint8Array): void => handlers?.onBytes(chunk);
    handlers!.onOpen({ security: 'loopback', host: 'h', port: 1, tls: null });
    hear(bytes('* PREAUTH hi\r\n'));
    driver.send(select('INBOX'), () => undefined);
    await settle();
    hear(bytes('* 1 EXISTS\r\nT1 OK [READ-WRITE] in\r\n'));
    let octets = 0;
    let calls = 0;
    let copies = 0;
    const ends: boolean[] = [];
    const done: boolean[] = [];
    driver.send(
      fetch({
        set: [[1, 1]],
        uid: true,
        items: [{ section: '', peek: true }],
        sink: () => ({
          write: (chunk) => {
            calls += 1;
            octets += chunk.length;
            if (chunk.buffer !== frame.buffer) copies += 1;
          },
          end: (complete) => ends.push(complete),
        }),
      }),
      (outcome) => done.push(outcome.ok),
    );
    await settle();
    hear(bytes(`* 1 FETCH (UID 1 BODY[] {${size}}\r\n`));
    for (let left = size; left > 0; left -= MAX_FRAME) {
      const before = octets;
      hear(frame.subarray(0, Math.min(left, MAX_FRAME)));
      // Within the call it came in: nothing is put by.
      expect(octets - before).toBe(Math.min(left, MAX_FRAME));
    }
    hear(bytes(')\r\nT2 OK done\r\n'));
    expect({ octets, calls, copies, ends, done }).toEqual({
      octets: size,
      calls: Math.floor(size / MAX_FRAME) * 4 + Math.ceil((size % MAX_FRAME) / TURN_STEP),
      copies: 0,
      ends: [true],
      done: [true],
    });
    // The same in one chunk is cut into turns.
    driver.send(fetch({ set: [[1, 1]], uid: true, items: ['flags'] }), () => undefined);
    await settle();
    hear(bytes(`${'* OK still here\r\n'.repeat(SLICE_OCTETS / 16)}T3 OK done\r\n`));
    expect(driver.busy).toBe(true);
    await clock.advance(0);
    expect(driver.busy).toBe(false);
    driver.close(null);
    await settle();
    expect(clock.pending).toBe(0);
  });
});
