/**
 * What a huge body costs the engine: memory that stays flat, turns that stay short. Each figure is printed. Times are the
 * process's own, so that a busy machine does not lengthen them.
 */
import { describe, expect, it } from 'vitest';
import * as imap from '../../lib/imap';
import { Transcript } from '../../lib/net/transcript';
import type { TransportHandlers } from '../../lib/net/transport';
import { MAX_FRAME } from '../../lib/net/ws';
import { Driver } from '../../lib/session/driver';
import type { Link } from '../../lib/session/link';
import { PartReading } from '../../lib/session/tasks/fetch-part';
import { settle, TARGET } from '../support/session-world';
import { heldMib, processorMs, residentMib } from '../support/weigh';
import { bytes, say } from './figures';

const BODY = 100_000_000;
/** What no turn may take: a page that shares a processor with the worker still draws. */
const LONGEST_MS = 50;

/** The real driver on a wire of our own, in a mailbox of one message. */
async function drivenSession(onSend: (line: string, hear: (chunk: Uint8Array) => void) => void) {
  let handlers: TransportHandlers | null = null;
  const hear = (chunk: Uint8Array): void => handlers?.onBytes(chunk);
  const driver = new Driver(
    't',
    TARGET,
    {
      dial: (_target, given) => {
        handlers = given;
        return {
          send: (sent) => onSend(new TextDecoder('latin1').decode(sent), hear),
          buffered: 0,
          close: () => undefined,
        };
      },
      derive: () => Promise.reject(new Error('not asked')),
      random: (count) => new Uint8Array(count),
      now: () => performance.now(),
      setTimer: (ms, fn) => {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
      // As in the product: every octet passes the record.
      transcript: new Transcript(),
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
  await settle();
  handlers!.onOpen({ security: 'loopback', host: 'h', port: 1, tls: null });
  hear(bytes('* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n'));
  const opened = driver.run(imap.select('INBOX'));
  await settle();
  hear(bytes('* 1 EXISTS\r\nT1 OK [READ-WRITE] in\r\n'));
  expect((await opened).ok).toBe(true);
  return { driver, hear };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A body's octets as frames of the bridge, each fresh as from a socket. */
function* frames(octets: number): Generator<Uint8Array, void, undefined> {
  for (let left = octets; left > 0; left -= MAX_FRAME) {
    const frame = new Uint8Array(Math.min(left, MAX_FRAME)).fill(120);
    for (let at = 75; at < frame.length; at += 77) frame.set([13, 10], at - 1);
    yield frame;
  }
}

describe('a body of 100 MB', () => {
  it('streams to its sink with flat memory, and no turn is long', async () => {
    const { driver, hear } = await drivenSession(() => undefined);
    let octets = 0;
    const done = driver.run(
      imap.fetch({
        set: [[1, 1]],
        uid: true,
        items: [{ section: '', peek: true }],
        sink: () => ({ write: (chunk) => void (octets += chunk.length), end: () => undefined }),
      }),
    );
    await nextTurn();
    const before = heldMib();
    const resident = residentMib();
    let longest = 0;
    let most = 0;
    let turns = 0;
    const turn = (chunk: Uint8Array): void => {
      longest = Math.max(
        longest,
        processorMs(() => hear(chunk)),
      );
    };
    turn(bytes(`* 1 FETCH (UID 1 BODY[] {${BODY}}\r\n`));
    for (const frame of frames(BODY)) {
      turn(frame);
      turns += 1;
      if (turns % 300 === 0) most = Math.max(most, heldMib() - before);
      if (turns % 16 === 0) await nextTurn();
    }
    turn(bytes(')\r\nT2 OK done\r\n'));
    expect((await done).ok).toBe(true);
    expect(octets).toBe(BODY);
    const grown = residentMib() - resident;
    say(
      `100 MB to a sink: ${turns} turns, the longest ${longest.toFixed(1)} ms of processor, ${most.toFixed(1)} MiB held at most, ${grown.toFixed(0)} MiB more of the machine`,
    );
    expect(most).toBeLessThan(4);
    expect(longest).toBeLessThan(LONGEST_MS);
  }, 120_000);

  it('is read as an attachment, decoded and handed on piece by piece, in the memory of a few pieces', async () => {
    const queue: Uint8Array[] = [];
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const encoded = Math.floor(BODY / line.length) * line.length;
    const pattern = bytes(line.repeat(14_000));
    const { driver, hear } = await drivenSession((sent) => {
      const [, tag = '', from = '', length = ''] = /^(T\d+) UID FETCH .*<(\d+)\.(\d+)>/.exec(sent) ?? [];
      if (tag === '') return;
      const size = Math.min(Number(length), encoded - Number(from));
      const shift = Number(from) % line.length;
      queue.push(bytes(`* 1 FETCH (UID 1 BODY[2]<${from}> {${size}}\r\n`));
      for (let at = 0; at < size; at += MAX_FRAME)
        queue.push(pattern.slice(shift + at, shift + Math.min(size, at + MAX_FRAME)));
      queue.push(bytes(`)\r\n${tag} OK done\r\n`));
    });
    let longest = 0;
    let octets = 0;
    let running = true;
    const before = heldMib();
    let most = 0;
    const part = { section: '2', encoding: 'base64', size: encoded };
    const reading = new PartReading(imap.toUid(1), part, (piece) => void (octets += piece.length));
    const done = reading
      .run({ run: (command: imap.Command<unknown>) => driver.run(command) } as unknown as Link)
      .finally(() => (running = false));
    for (let turns = 0; running; turns += 1) {
      const chunk = queue.shift();
      if (chunk !== undefined)
        longest = Math.max(
          longest,
          processorMs(() => hear(chunk)),
        );
      else await nextTurn();
      if (turns % 300 === 0) most = Math.max(most, heldMib() - before);
    }
    expect(await done).toEqual({ ok: true, value: (encoded / line.length) * 57 });
    expect(octets).toBe((encoded / line.length) * 57);
    say(
      `100 MB attachment: the longest turn ${longest.toFixed(1)} ms of processor, ${most.toFixed(1)} MiB held at most`,
    );
    expect(most).toBeLessThan(24);
    expect(longest).toBeLessThan(LONGEST_MS);
  }, 120_000);
});
