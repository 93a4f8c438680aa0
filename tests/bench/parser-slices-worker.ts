/**
 * How long a browser's worker is away at a stretch: from the moment it is given a chunk until it would take the next. A fresh
 * worker for each run, so that the first rows are read by code that is not compiled yet, as after a sign-in.
 */
import { walkBytes } from './parser-floor';
import { chunksOf, fetchTag, parserInput, rowsPerCommand } from './parser-input';
import { readByOurs } from './parser-ours';

export interface SlicesRequest {
  readonly kind: 'rows' | 'body';
  /** Rows, or octets of the one body. */
  readonly size: number;
  /** The rows, made in another worker: what is left over from making them is not to be collected while they are read. */
  readonly bytes?: Uint8Array;
}

export interface SlicesResult {
  /** Milliseconds of the longest. */
  readonly longest: number;
  /** Of the longest of a loop that only looks at the bytes, for as long as ours took: what others on the machine take away. */
  readonly floor: number;
}

const CHUNK = 65_536;

function measure({ kind, size, bytes }: SlicesRequest): SlicesResult {
  const slices: number[] = [];
  if (kind === 'rows') {
    const input = { kind, rows: size, rowsPerCommand: rowsPerCommand(kind) };
    const { rows } = readByOurs(input, timed(chunksOf(bytes ?? new Uint8Array(0), CHUNK), slices), true);
    if (rows !== size) throw new Error(`read ${rows} of ${size} rows`);
  } else {
    const input = { kind: 'literals', rows: 1, rowsPerCommand: 1 } as const;
    const { literals } = readByOurs(input, timed(bodyChunks(size), slices), false);
    if (literals !== size) throw new Error(`read ${literals} of ${size} octets`);
  }
  const total = slices.reduce((sum, slice) => sum + slice, 0);
  return { longest: Math.max(...slices), floor: longestOfFloor(total) };
}

function longestOfFloor(milliseconds: number): number {
  const bytes = parserInput('flags', 2_000).bytes;
  const slices: number[] = [];
  const end = performance.now() + milliseconds;
  while (performance.now() < end) walkBytes(timed(chunksOf(bytes, CHUNK), slices));
  return Math.max(0, ...slices);
}

/** Whoever asks for the next chunk has done with the one before. */
function* timed(chunks: Iterable<Uint8Array>, slices: number[]): Generator<Uint8Array> {
  for (const chunk of chunks) {
    const given = performance.now();
    yield chunk;
    slices.push(performance.now() - given);
  }
}

/** A message of one body, made while it is read: each chunk is a buffer of its own, as from a socket. */
function* bodyChunks(octets: number): Generator<Uint8Array> {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  yield text(`* 1 FETCH (UID 1 BODY[] {${octets}}\r\n`);
  const lines = text('All work is done where the mail is read, and nowhere else.\r\n'.repeat(1_100));
  for (let left = octets; left > 0; left -= CHUNK) yield lines.slice(0, Math.min(CHUNK, left));
  yield text(`)\r\n${fetchTag(0)} OK Fetch completed.\r\n`);
}

self.addEventListener('message', (event: MessageEvent<SlicesRequest>) => {
  const { kind, size, bytes } = event.data;
  self.postMessage(
    kind === 'rows' && bytes === undefined ? parserInput('rows', size).bytes : measure(event.data),
  );
});
