/** The limits of lib/net: the record of what went over the wires, and compressed data. */
import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { isBomb, nativeInflate } from '../../../lib/net/deflate';
import * as limits from '../../../lib/net/limits';
import { Transcript } from '../../../lib/net/transcript';
import { testBounds, type Bound } from '../../support/bounds';

type Row = Exclude<keyof typeof limits, 'INFLATE_PIECE' | 'INFLATE_TURN'>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Characters kept of a line of so many octets, and whether it says that there were more. */
function line(octets: number): readonly [kept: number, octets: number, cut: boolean] {
  const transcript = new Transcript();
  transcript.received('1', bytes(`${'x'.repeat(octets)}\r\n`));
  const [only] = transcript.lines();
  return [only!.text.length, only!.octets, only!.cut];
}
/** Lines kept of so many, and the first of them. */
function lines(count: number): readonly [kept: number, first: string | undefined] {
  const transcript = new Transcript();
  for (let at = 0; at < count; at += 1) transcript.received('1', bytes(`* OK ${at}\r\n`));
  const all = transcript.lines();
  return [all.length, all[0]?.text];
}
/** Connections remembered of so many that ended. */
function ended(count: number): number {
  const transcript = new Transcript();
  for (let at = 0; at < count; at += 1) transcript.note(String(at), 'closed');
  return transcript.connections().length;
}
/** Whether the completion of the first of so many commands is still known to be its own. */
function named(count: number): boolean {
  const transcript = new Transcript();
  for (let at = 1; at <= count; at += 1) transcript.sent('1', bytes(`T${at} NOOP\r\n`), []);
  transcript.received('1', bytes('T1 OK done\r\n'));
  return transcript.lines().at(-1)?.ms !== null;
}
/** The fault of a server that sends so many compressed octets before any can be inflated. */
function backlog(octets: number): string | null {
  let fault: string | null = null;
  const inflater = nativeInflate()!(
    {
      onBytes: () => undefined,
      onBroken: (what) => {
        fault = what;
      },
    },
    (then) => void setImmediate(then),
  );
  // What is handed over first is fed at once; the rest waits.
  const piece = deflateRawSync(Buffer.alloc(64)).subarray(0, 1);
  for (let left = octets; left > 0; left -= CHUNK)
    inflater.write(new Uint8Array(Math.min(left, CHUNK)).fill(piece[0]!));
  inflater.stop();
  return fault;
}
const CHUNK = 8 * 1_048_576;

const equals = (value: () => unknown, expected: unknown) => (): void => expect(value()).toEqual(expected);

const { MAX_LINE_OCTETS, MAX_LINES, MAX_CONNECTIONS_KEPT, MAX_PENDING_TAGS } = limits;
const { INFLATE_BACKLOG, INFLATE_FREE, INFLATE_RATIO } = limits;
/** Compressed octets that may become no more than these at the ratio. */
const IN = INFLATE_FREE / INFLATE_RATIO + 1_000;

const rows: Readonly<Record<Row, Bound>> = {
  MAX_LINE_OCTETS: {
    at: equals(() => line(MAX_LINE_OCTETS), [MAX_LINE_OCTETS, MAX_LINE_OCTETS, false]),
    above: equals(() => line(MAX_LINE_OCTETS + 1), [MAX_LINE_OCTETS, MAX_LINE_OCTETS + 1, true]),
    hostile: equals(() => line(20_000_000), [MAX_LINE_OCTETS, 20_000_000, true]),
  },
  MAX_LINES: {
    at: equals(() => lines(MAX_LINES), [MAX_LINES, '* OK 0']),
    above: equals(() => lines(MAX_LINES + 1), [MAX_LINES, '* OK 1']),
    hostile: equals(() => lines(50 * MAX_LINES), [MAX_LINES, `* OK ${49 * MAX_LINES}`]),
  },
  MAX_CONNECTIONS_KEPT: {
    at: equals(() => ended(MAX_CONNECTIONS_KEPT), MAX_CONNECTIONS_KEPT),
    above: equals(() => ended(MAX_CONNECTIONS_KEPT + 1), MAX_CONNECTIONS_KEPT),
    hostile: equals(() => ended(10_000), MAX_CONNECTIONS_KEPT),
  },
  MAX_PENDING_TAGS: {
    at: equals(() => named(MAX_PENDING_TAGS), true),
    above: equals(() => named(MAX_PENDING_TAGS + 1), false),
    hostile: equals(() => named(100 * MAX_PENDING_TAGS), false),
  },
  INFLATE_BACKLOG: {
    at: equals(() => backlog(INFLATE_BACKLOG), null),
    above: equals(() => backlog(INFLATE_BACKLOG + limits.INFLATE_PIECE + 1), 'compressed-too-large'),
    hostile: equals(() => backlog(4 * INFLATE_BACKLOG), 'compressed-too-large'),
  },
  INFLATE_FREE: {
    at: equals(() => isBomb(1, INFLATE_FREE), false),
    above: equals(() => isBomb(1, INFLATE_FREE + 1), true),
    hostile: equals(() => isBomb(1, 2 ** 53), true),
  },
  INFLATE_RATIO: {
    at: equals(() => isBomb(IN, IN * INFLATE_RATIO), false),
    above: equals(() => isBomb(IN, IN * INFLATE_RATIO + 1), true),
    hostile: equals(() => isBomb(IN, IN * 1_000), true),
  },
};

testBounds('lib/net', Object.keys(rows), rows);

it('every other limit of the byte pipe is a measure of work', () => {
  const others = Object.keys(limits).filter((name) => !Object.hasOwn(rows, name));
  expect(others.toSorted()).toEqual(['INFLATE_PIECE', 'INFLATE_TURN']);
});
