/**
 * What hostile and huge answers cost the engine: memory that stays flat, turns that stay short, time that grows no faster than the
 * answer. Each figure is printed. Times are the process's own, so that a busy machine does not lengthen them.
 */
import { describe, expect, it } from 'vitest';
import * as imap from '../../lib/imap';
import { defaultLimits } from '../../lib/imap/limits';
import {
  decodeEncodedWords,
  decodeFlowed,
  displayDomain,
  htmlToText,
  parseAddressList,
  parseHeaderParameters,
  parseHeaders,
  parseMailDate,
  parseMessage,
  parseReferences,
  previewText,
  safeDisplayText,
} from '../../lib/mime';
import { Transcript } from '../../lib/net/transcript';
import type { TransportHandlers } from '../../lib/net/transport';
import { MAX_FRAME } from '../../lib/net/ws';
import { Driver } from '../../lib/session/driver';
import { TURN_MS, TURN_STEP } from '../../lib/session/limits';
import type { Link } from '../../lib/session/link';
import { PartReading } from '../../lib/session/tasks/fetch-part';
import { linkify } from '../../components/reader/linkify';
import { authenticated, selected, type ImapPeer } from '../support/imap-peer';
import { INBOX, SessionWorld, settle, TARGET } from '../support/session-world';
import { heldMib, processorMs, ratioOfDouble, residentMib } from '../support/weigh';

const KIB = 1024;
const MIB = 1024 * KIB;
const BODY = 100_000_000;
/** What no turn may take: a page that shares a processor with the worker still draws. */
const LONGEST_MS = 50;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const say = (figure: string): void => void process.stdout.write(`figure: ${figure}\n`);

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

describe('time grows no faster than what is read', () => {
  const read = (text: string) => {
    const wire = bytes(`${text}\r\n`);
    return () =>
      void selected('', {
        limits: { maxLine: 64 * MIB, maxTokens: 10_000_000, maxListLine: 64 * MIB },
      }).bytes(wire.slice());
  };
  const addresses = (n: number): string => '(NIL NIL "a" "example.org")'.repeat(n);
  const nilled = (n: number): string => Array.from({ length: n }, () => 'NIL').join(' ');

  it.each<readonly [string, number, (n: number) => () => void]>([
    ['P01: digits of a literal', 400_000, (n) => read(`* LIST () "/" {${'1'.repeat(n)}}`)],
    ['P04: open lists', 200_000, (n) => read(`* 1 FETCH (BODYSTRUCTURE ${'('.repeat(n)}${')'.repeat(n)})`)],
    ['P04: branches of a conversation', 200_000, (n) => read(`* THREAD ${'(1 '.repeat(n)}${')'.repeat(n)}`)],
    ['P04: unknown data', 200_000, (n) => read(`* 1 FETCH (X-NEW ${'('.repeat(n)}${')'.repeat(n)})`)],
    ['P05: lines', 60_000, (n) => read('* 5 EXISTS\r\n'.repeat(n))],
    [
      'P07: addresses of an envelope',
      20_000,
      (n) => read(`* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL (${addresses(n)}) NIL NIL NIL NIL))`),
    ],
    ['P07: addresses of a field', 25_000, (n) => parsing(parseAddressList, 'a b <c@d.example>, ', n)],
    ['P07: groups inside groups', 20_000, (n) => parsing(parseAddressList, 'g: ', n)],
    ['P07: comments inside comments', 100_000, (n) => parsing(parseAddressList, '(', n)],
    ['P08: lines of a header', 40_000, (n) => parsing((text) => parseHeaders(bytes(text)), 'A: b\n ', n)],
    ['P08: references', 30_000, (n) => parsing(parseReferences, '<a@b.example>\r\n ', n)],
    [
      'P09: parts',
      100_000,
      (n) =>
        parsing(
          (text) => parseMessage(bytes(text)),
          '--b\n\nx\n',
          n,
          'Content-Type: multipart/mixed; boundary=b\n\n',
        ),
    ],
    [
      'P09: levels',
      5_000,
      (n) => parsing((text) => parseMessage(bytes(text)), 'Content-Type: message/rfc822\n\n', n),
    ],
    [
      'P12: keywords',
      100_000,
      (n) => read(`* FLAGS (${Array.from({ length: n }, (_, at) => `k${at}`).join(' ')})`),
    ],
    ['P16: values of an ID', 100_000, (n) => read(`* ID (${nilled(2 * n)})`)],
  ])(
    '%s',
    (name, n, work) => {
      const { ratio, ms } = ratioOfDouble(n, work);
      const growth =
        ratio === null ? 'too short to compare' : `twice as much takes ${ratio.toFixed(2)} times as long`;
      say(`${name}: ${growth} (${ms.toFixed(0)} ms)`);
      expect(ratio ?? 0).toBeLessThan(2.5);
    },
    60_000,
  );

  const pumps = [
    'a',
    ' ',
    '\n',
    '<',
    '>',
    '<a',
    '(',
    '((a)',
    '"',
    '"\\',
    '\\',
    '=?',
    '=?utf-8?q?',
    '=?utf-8?q?a?=',
    '@',
    'a@',
    'a.',
    ';',
    'a=',
    '; a*0=',
    '&',
    '&#',
    '<!--',
    '<a ',
    '<blockquote>',
    'http://a',
    'mailto:',
    ':',
    ',',
    ',a',
    '> ',
    '\u202e',
    'xn--',
    '[',
    '[a]',
  ];
  it.each(
    Object.entries<(text: string) => unknown>({
      parseAddressList,
      decodeEncodedWords,
      parseMailDate,
      parseReferences,
      parseHeaderParameters,
      displayDomain,
      safeDisplayText,
      htmlToText,
      previewText,
      decodeFlowed: (text) => decodeFlowed(text, true),
      linkify,
    }),
  )(
    'P11: %s reads 100 kB of whatever is repeated in no time',
    (name, parse) => {
      let longest = 0;
      for (const pump of pumps) {
        for (const start of ['', '"', '<', '=?utf-8?q?', 'x ']) {
          const run = parsing(parse, pump, Math.ceil(100_000 / pump.length), start);
          // The square of it would be seconds: a busy moment is told apart by a second and third try.
          const ms = Math.min(...[1, 2, 3].map(() => processorMs(run)));
          longest = Math.max(longest, ms);
          expect(ms, `${JSON.stringify(start)}, then ${JSON.stringify(pump)} again and again`).toBeLessThan(
            200,
          );
        }
      }
      say(`${name} of 100 kB: ${longest.toFixed(1)} ms of processor at worst`);
    },
    120_000,
  );
});

function parsing(parse: (text: string) => unknown, piece: string, times: number, start = ''): () => void {
  const text = start + piece.repeat(times);
  return () => void parse(text);
}
