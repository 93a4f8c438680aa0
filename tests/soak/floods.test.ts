/**
 * What answers without end cost the engine: they are left at their limits, next to nothing of them is held, and a turn of
 * news stays short. Each figure is printed.
 */
import { describe, expect, it } from 'vitest';
import * as imap from '../../lib/imap';
import { defaultLimits } from '../../lib/imap/limits';
import { MAX_FRAME } from '../../lib/net/ws';
import { TURN_MS, TURN_STEP } from '../../lib/session/limits';
import { authenticated, selected, type ImapPeer } from '../support/imap-peer';
import { INBOX, SessionWorld } from '../support/session-world';
import { heldMib, processorMs } from '../support/weigh';
import { bytes, MIB, say } from './figures';

/** Says the chunk again and again until the connection ends; octets said, and MiB held at most on the way. */
function flood(
  peer: ImapPeer,
  chunk: Uint8Array,
  most: number,
): { readonly said: number; readonly held: number } {
  const before = heldMib();
  let held = 0;
  let said = 0;
  for (let times = 1; peer.connection.state !== 'closed' && said < most; times += 1) {
    peer.bytes(chunk.slice());
    said += chunk.length;
    peer.events.length = 0;
    if (times % 200 === 0) held = Math.max(held, heldMib() - before);
  }
  return { said, held: Math.max(held, heldMib() - before) };
}

describe('without end, at the true limits', () => {
  const repeat = (line: string): Uint8Array => bytes(line.repeat(Math.floor(MAX_FRAME / line.length)));

  it.each([
    '* 5 EXISTS\r\n',
    '* 1 EXPUNGE\r\n',
    '* 1 FETCH (FLAGS (\\Seen))\r\n',
    '* LIST () "/" a\r\n',
    `* OK ${'x'.repeat(60_000)}\r\n`,
  ])(
    'P05: %.30j is read up to 50 MiB, and none of it is held',
    (line) => {
      const { said, held } = flood(selected(), repeat(line), 80 * MIB);
      say(
        `flood of ${JSON.stringify(line).slice(0, 30)}: ${(said / MIB).toFixed(1)} MiB taken, ${held.toFixed(1)} MiB held at most`,
      );
      expect(said).toBeLessThanOrEqual(defaultLimits.maxUnsolicited + MAX_FRAME);
      expect(held).toBeLessThan(8);
    },
    120_000,
  );

  it('an answer without end is left at 256 MiB', () => {
    const peer = authenticated('LIST-STATUS');
    peer.connection.enqueue(imap.list({ status: ['messages'] }));
    const { said, held } = flood(peer, bytes(`* STATUS ${'a'.repeat(60_000)} (MESSAGES 1)\r\n`), 400 * MIB);
    say(`answer without end: ${(said / MIB).toFixed(0)} MiB taken, ${held.toFixed(1)} MiB held`);
    expect(said).toBeLessThanOrEqual(defaultLimits.maxAnswer + MIB);
    expect(held).toBeLessThan(8);
  }, 120_000);

  it('P01: one response without end is left at 72 MiB', () => {
    const peer = selected();
    const section = { section: '', peek: true } as const;
    peer.connection.enqueue(imap.fetch({ set: [[1, 1]], uid: true, items: [section] }));
    peer.bytes(bytes('* 1 FETCH (UID 1'));
    const { said, held } = flood(peer, bytes(` BODY[] {${MIB}}\r\n${'x'.repeat(MIB)}`), 200 * MIB);
    say(`response without end: ${(said / MIB).toFixed(0)} MiB taken, ${held.toFixed(1)} MiB held after it`);
    expect(said).toBeLessThanOrEqual(defaultLimits.maxResponse + 2 * MIB);
    expect(held).toBeLessThan(8);
  }, 120_000);

  it('P03: a line without end is left at its limit', () => {
    const { said, held } = flood(
      selected().bytes(bytes('* OK ')),
      new Uint8Array(MAX_FRAME).fill(120),
      10 * MIB,
    );
    expect(said).toBeLessThanOrEqual(defaultLimits.maxLine + MAX_FRAME);
    expect(held).toBeLessThan(4);
  });

  it('a response of a million tokens is read, one of a token more ends the connection', () => {
    const limits = { maxLine: 8 * MIB };
    const flags = (count: number): Uint8Array => bytes(`* FLAGS (${'a '.repeat(count - 1)}a)\r\n`);
    const read = selected('', { limits }).bytes(flags(defaultLimits.maxTokens));
    expect(read.connection.state).toBe('selected');
    expect(read.bytes(flags(defaultLimits.maxTokens + 1)).connection.state).toBe('closed');
  });

  it('P14: a million folders cost the memory of those that are kept', () => {
    const peer = authenticated();
    const id = peer.connection.enqueue(imap.list());
    const before = heldMib();
    for (let at = 0; at < 1_000_000; at += 2_000)
      peer.bytes(
        bytes(Array.from({ length: 2_000 }, (_, i) => `* LIST () "/" folder${at + i}\r\n`).join('')),
      );
    const held = heldMib() - before;
    peer.server('T1 OK');
    say(`a million folders: ${held.toFixed(1)} MiB held`);
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect(held).toBeLessThan(64);
  }, 120_000);
});

describe('one turn of news', () => {
  it.each([
    ['EXPUNGE', () => '* 1 EXPUNGE\r\n'],
    ['EXISTS', (n: number) => `* ${10_000 + n} EXISTS\r\n`],
    ['FETCH of flags', (n: number) => `* ${(n % 2_000) + 1} FETCH (FLAGS (\\Seen k${n % 50}))\r\n`],
    ['nonsense', (n: number) => `* NONSENSE ${n} (((\r\n`],
  ] as const)('P05: %s in thousands leave a turn short', async (name, line) => {
    const world = new SessionWorld({ messages: 2_000 });
    await world.signIn();
    for (let seq = 1; seq <= 2_000; seq += 100) world.session.wantRows('t1', INBOX, seq, seq + 99);
    await world.clock.advance(1_000);
    let said = 0;
    let longest = 0;
    let all = 0;
    while (said < MAX_FRAME) {
      let text = '';
      for (let n = 1; text.length < TURN_STEP - 64; n += 1) text += line(n);
      const ms = processorMs(() => world.wire.say(text));
      longest = Math.max(longest, ms);
      all += ms;
      said += text.length;
    }
    say(
      `a frame of ${name}: ${all.toFixed(0)} ms of processor in all, the longest step ${longest.toFixed(1)} ms`,
    );
    // A turn ends with the step in which its time is over.
    expect(TURN_MS + longest).toBeLessThan(100);
  });
});
