/**
 * B21: the bridge as a WebSocket endpoint, case family by case family of the usual conformance suite (framing, pings, reserved
 * bits, opcodes, fragmentation, UTF-8, closing, limits), against the running server by frames made by hand.
 */
import { describe, expect, it } from 'vitest';
import { closeFrame, codeOf, fin, frame, opcode, RawWebSocket, seeded } from '../support/raw-websocket';
import { type Bridge, plainTarget, startBridge, startPeer } from './harness';

/** A mail server that says back what it hears. */
async function echoing(): Promise<Bridge> {
  const peer = await startPeer((socket) => socket.pipe(socket));
  const limits = {
    opensBurst: 10_000,
    youngTunnelsPerAddress: 10_000,
    tunnelsPerAddress: 10_000,
    closeMs: 500,
  };
  return startBridge({ target: plainTarget(peer.port), limits });
}

/** Sends frames on an open tunnel and expects the bridge to close with this code, and to serve the next client. */
async function expectRefused(bytes: Buffer, code: number): Promise<void> {
  const bridge = await echoing();
  const raw = await RawWebSocket.tunnel(bridge);
  raw.write(bytes);
  expect(await raw.closed()).toBe(code);
  await raw.ended();
  expect(raw.bytes()).toHaveLength(0);
  const next = await RawWebSocket.tunnel(bridge);
  next.write(frame(fin | opcode.binary, 'still here'));
  await next.until(() => next.bytes().length === 10, 'the echo of an honest client');
  next.socket.destroy();
}

describe('framing', () => {
  it.each([0, 1, 125, 126, 127, 128, 65_535, 65_536])(
    'B21: a binary message of %i octets comes back, whole or in pieces of any size',
    async (size) => {
      const payload = Buffer.from(Array.from({ length: size }, (_, at) => at & 255));
      for (const piece of [Number.MAX_SAFE_INTEGER, 997, ...(size < 200 ? [1] : [])]) {
        const raw = await RawWebSocket.tunnel(await echoing());
        await raw.drip(frame(fin | opcode.binary, payload), piece);
        raw.write(frame(fin | opcode.binary, '.'));
        await raw.until(() => raw.bytes().length === size + 1, `the echo in pieces of ${piece}`);
        expect(raw.bytes().subarray(0, size).equals(payload)).toBe(true);
        raw.socket.destroy();
      }
    },
  );

  it.each([
    ['zero', Buffer.alloc(4)],
    ['all ones', Buffer.alloc(4, 0xff)],
  ])('B21: a mask of %s is a mask', async (_, mask) => {
    const raw = await RawWebSocket.tunnel(await echoing());
    raw.write(frame(fin | opcode.binary, 'masked', { mask }));
    await raw.until(() => raw.bytes().length === 6, 'the echo');
    expect(raw.bytes().toString()).toBe('masked');
  });

  it('B21: an unmasked frame closes 1002', () =>
    expectRefused(frame(fin | opcode.binary, 'x', { mask: null }), 1002));

  it('B21: no extension is agreed to, whatever is offered', async () => {
    const raw = await RawWebSocket.open(await echoing(), {
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits, x-webkit-deflate-frame',
    });
    expect(raw.answer).not.toMatch(/extensions/i);
    expect(raw.answer).toMatch(/^Sec-WebSocket-Protocol: tagline\.1$/m);
  });
});

describe('pings', () => {
  it.each([0, 1, 125])('B21: a ping of %i octets is answered with the same', async (size) => {
    const payload = Buffer.alloc(size, 0xfe);
    for (const piece of [1000, 1]) {
      const raw = await RawWebSocket.tunnel(await echoing());
      await raw.drip(frame(fin | opcode.ping, payload), piece);
      await raw.until(() => raw.frames.length > 0, 'the pong');
      expect(raw.frames).toEqual([{ opcode: opcode.pong, payload }]);
      raw.socket.destroy();
    }
  });

  it('B21: ten pings are answered in their order, and pongs nobody asked for are passed over', async () => {
    const raw = await RawWebSocket.tunnel(await echoing());
    raw.write(frame(fin | opcode.pong, 'unasked'));
    for (let nth = 0; nth < 10; nth++) raw.write(frame(fin | opcode.ping, `${nth}`));
    await raw.until(() => raw.frames.length === 10, 'ten pongs');
    expect(raw.frames.map(({ payload }) => payload.toString()).join('')).toBe('0123456789');
  });

  it.each([
    ['a ping of 126 octets', frame(fin | opcode.ping, Buffer.alloc(126))],
    ['a pong of 126 octets', frame(fin | opcode.pong, Buffer.alloc(126))],
    ['a ping in fragments', frame(opcode.ping, 'a')],
    ['a close in fragments', frame(opcode.close, Buffer.from([3, 232]))],
  ])('B21: %s closes 1002', (_, bytes) => expectRefused(bytes, 1002));
});

describe('reserved bits and opcodes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('B21: reserved bits %i close 1002 on data, ping and close', async (bits) => {
    for (const code of [opcode.binary, opcode.ping, opcode.close]) {
      await expectRefused(frame(fin | (bits << 4) | code, ''), 1002);
    }
  });

  it.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('B21: opcode %i closes 1002, whole or not', async (code) => {
    await expectRefused(frame(fin | code, 'x'), 1002);
    await expectRefused(frame(code, 'x'), 1002);
  });
});

describe('fragments', () => {
  it('B21: a ping between fragments is answered at once and the message stays whole', async () => {
    const raw = await RawWebSocket.tunnel(await echoing());
    raw.write(frame(opcode.binary, 'one '));
    raw.write(frame(fin | opcode.ping, 'between'));
    await raw.until(() => raw.frames.length > 0, 'the pong before the end of the message');
    expect(raw.frames.map((one) => one.opcode)).toEqual([opcode.pong]);
    raw.write(frame(opcode.continuation, 'two '));
    raw.write(frame(fin | opcode.ping, 'again'));
    raw.write(frame(fin | opcode.continuation, 'three'));
    await raw.until(() => raw.bytes().length === 13, 'the message');
    expect(raw.bytes().toString()).toBe('one two three');
  });

  it('B21: the hello may come in fragments, cut inside a character, with pings between', async () => {
    const bridge = await echoing();
    const hello = Buffer.from('{"open":"ñandú"}');
    for (let at = 1; at < hello.length; at++) {
      const raw = await RawWebSocket.open(bridge);
      raw.write(frame(opcode.text, hello.subarray(0, at)));
      raw.write(frame(fin | opcode.ping, ''));
      raw.write(frame(fin | opcode.continuation, hello.subarray(at)));
      expect(await raw.closed(), `cut at ${at}`).toBe(4001);
      raw.socket.destroy();
    }
  });

  it.each([
    ['a continuation of nothing', frame(fin | opcode.continuation, 'x')],
    ['an unfinished continuation of nothing', frame(opcode.continuation, 'x')],
    [
      'a message inside a message',
      Buffer.concat([frame(opcode.binary, 'a'), frame(fin | opcode.binary, 'b')]),
    ],
    [
      'text inside a binary message',
      Buffer.concat([frame(opcode.binary, 'a'), frame(fin | opcode.text, 'b')]),
    ],
  ])('B21: %s closes 1002', (_, bytes) => expectRefused(bytes, 1002));
});

describe('UTF-8', () => {
  it.each([
    ['a lone continuation octet', [0x80]],
    ['an octet that never stands', [0xff]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong NUL', [0xe0, 0x80, 0x80]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut character', [0xe2, 0x82]],
    ['a five-octet form', [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ])('B21: %s closes 1007 in a text and in a reason, whole and in fragments', async (_, octets) => {
    const bad = Buffer.from([0x61, ...octets]);
    const parts = Buffer.concat([
      frame(opcode.text, bad.subarray(0, 2)),
      frame(fin | opcode.continuation, bad.subarray(2)),
    ]);
    const reason = closeFrame(1000, bad);
    for (const bytes of [frame(fin | opcode.text, bad), parts, reason]) await expectRefused(bytes, 1007);
  });
});

describe('closing', () => {
  const good = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
  it.each(good)('B21: close %i is answered with the same and is the end', async (code) => {
    const bridge = await echoing();
    const raw = await RawWebSocket.tunnel(bridge);
    raw.write(closeFrame(code, 'bye'));
    expect(await raw.closed()).toBe(code);
    await raw.ended();
    expect(await bridge.tunnelEntry()).toMatchObject({ code, why: 'client' });
  });

  it.each([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    'B21: close %i is none and closes 1002',
    (code) => expectRefused(closeFrame(code), 1002),
  );

  it.each([
    ['without a code', closeFrame(), 1005],
    ['with a reason of 123 octets', closeFrame(1000, 'r'.repeat(123)), 1000],
    ['with half a code', frame(fin | opcode.close, Buffer.from([3])), 1002],
    ['with a reason of 124 octets', closeFrame(1000, 'r'.repeat(124)), 1002],
  ])('B21: a close %s', async (_, bytes, code) => {
    const raw = await RawWebSocket.tunnel(await echoing());
    raw.write(bytes);
    expect(await raw.closed()).toBe(code);
    await raw.ended();
  });

  it('B21: what follows a close is not heard', async () => {
    const raw = await RawWebSocket.tunnel(await echoing());
    raw.write(
      Buffer.concat([closeFrame(1000), frame(fin | opcode.ping, 'x'), frame(fin | opcode.binary, 'x')]),
    );
    await raw.ended();
    expect(raw.frames.map((one) => [one.opcode, codeOf(one)])).toEqual([[opcode.close, 1000]]);
  });
});

describe('sizes', () => {
  it.each([
    ['65,537 octets', frame(fin | opcode.binary, Buffer.alloc(65_537)), 1009],
    ['4 GiB announced', frame(fin | opcode.binary, '', { length: 1n << 32n }), 1009],
    ['2^53 announced', frame(fin | opcode.binary, '', { length: 1n << 53n }), 1009],
    ['2^63 announced', frame(fin | opcode.binary, '', { length: 1n << 63n }), 1009],
    [
      'fragments that add up to more',
      Buffer.concat([
        frame(opcode.binary, Buffer.alloc(60_000)),
        frame(fin | opcode.continuation, Buffer.alloc(6000)),
      ]),
      1009,
    ],
    [
      'seventeen fragments',
      Buffer.concat([frame(opcode.binary), ...Array(17).fill(frame(opcode.continuation))]),
      1008,
    ],
  ])('B21: %s is refused before it is kept', (_, bytes, code) => expectRefused(bytes, code));
});

describe('by chance', () => {
  it('B21: 150 seeded runs of legal frames in legal fragments, pings between, cut anywhere: every octet comes back', async () => {
    const bridge = await echoing();
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed);
      const raw = await RawWebSocket.tunnel(bridge);
      const sent: Buffer[] = [];
      const wire: Buffer[] = [];
      let pings = 0;
      for (let message = 1 + random(4); message > 0; message--) {
        const pieces = 1 + random(16);
        for (let piece = 0; piece < pieces; piece++) {
          const payload = Buffer.alloc(random(8) === 0 ? random(4000) : random(140), 97 + random(26));
          const last = piece === pieces - 1 ? fin : 0;
          wire.push(frame(last | (piece === 0 ? opcode.binary : opcode.continuation), payload));
          sent.push(payload);
          if (random(5) > 0) continue;
          wire.push(frame(fin | opcode.ping, Buffer.alloc(random(126))));
          pings++;
        }
      }
      const all = Buffer.concat(sent);
      await raw.drip(Buffer.concat(wire), 1 + random(3000));
      await raw.until(
        () =>
          raw.bytes().length >= all.length &&
          raw.frames.filter((one) => one.opcode === opcode.pong).length >= pings,
        `the echo of seed ${seed}`,
      );
      expect(raw.bytes().equals(all), `seed ${seed}`).toBe(true);
      raw.socket.destroy();
    }
  }, 60_000);

  it('B21: 150 seeded runs with one octet of a head changed: an echo or one of four codes, never a crash', async () => {
    const bridge = await echoing();
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed * 7919);
      const raw = await RawWebSocket.tunnel(bridge);
      const bytes = frame(
        (random(2) * fin) | [0, 1, 2, 8, 9, 10][random(6)]!,
        Buffer.alloc(random(300), 120),
      );
      const at = random(Math.min(bytes.length, 8));
      bytes[at] = random(256);
      raw.write(Buffer.concat([bytes, closeFrame(1000)]));
      raw.socket.end();
      await raw.ended();
      const close = raw.frames.find((one) => one.opcode === opcode.close);
      if (close !== undefined) {
        expect([1000, 1002, 1005, 1007, 1008, 1009, 4008], `seed ${seed}`).toContain(codeOf(close));
      }
    }
    const next = await RawWebSocket.tunnel(bridge);
    next.write(frame(fin | opcode.binary, 'alive'));
    await next.until(() => next.bytes().length === 5, 'an honest client');
  }, 60_000);
});
