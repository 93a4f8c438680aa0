import { describe, expect, it } from 'vitest';
import { fetch, select } from '../../../lib/imap';
import { silentTranscript } from '../../../lib/net/transcript';
import type { TransportHandlers } from '../../../lib/net/transport';
import { Driver } from '../../../lib/session/driver';
import { SLICE_OCTETS } from '../../../lib/session/limits';
import { Slices } from '../../../lib/session/slices';
import { MAX_FRAME } from '../../../lib/net/ws';
import { settle, TARGET, VirtualClock } from '../../support/session-world';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what comes at once', () => {
  it('is worked through in bounded turns, in order, and its end comes last', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    let turns = 0;
    const slices = new Slices(clock.setTimer, (piece) => {
      turns += 1;
      expect(piece.length).toBeLessThanOrEqual(SLICE_OCTETS);
      seen.push(`${piece.length}:${String.fromCharCode(piece[0]!)}`);
    });
    slices.push(bytes('a'));
    expect(seen).toEqual(['1:a']);
    slices.push(new Uint8Array(2 * SLICE_OCTETS + 1).fill(98));
    expect(turns).toBe(2);
    slices.push(bytes('c'));
    slices.end(() => seen.push('end'));
    expect(turns).toBe(2);
    await clock.advance(0);
    expect(seen).toEqual(['1:a', `${SLICE_OCTETS}:b`, `${SLICE_OCTETS}:b`, '1:b', '1:c', 'end']);
    expect(clock.pending).toBe(0);
    slices.end(() => seen.push('at once'));
    expect(seen.at(-1)).toBe('at once');
  });

  it('is forgotten when nobody wants it any more', async () => {
    const clock = new VirtualClock();
    let turns = 0;
    const slices: Slices = new Slices(clock.setTimer, () => {
      turns += 1;
      slices.clear();
    });
    slices.push(new Uint8Array(9 * SLICE_OCTETS));
    await clock.advance(1_000);
    expect([turns, clock.pending]).toEqual([1, 0]);
  });
});

describe('a body on its way to a sink', () => {
  it('costs one call a frame, views of the frame and nothing kept, up to 100 MB', async () => {
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
      calls: Math.ceil(size / MAX_FRAME),
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
