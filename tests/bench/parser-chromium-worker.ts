/**
 * The same bundle in a browser's worker, beside the floor. A worker has no CPU clock, and wall time counts what others do
 * meanwhile: the floor is run so often that it takes as long as ours, and the fastest round of each counts.
 */
import { walkBytes } from './parser-floor';
import { chunksOf, parserInput, type InputKind } from './parser-input';
import { readByOurs } from './parser-ours';

export interface BrowserRequest {
  readonly kind: InputKind;
  readonly rows: number;
  readonly rounds: number;
}

export interface BrowserResult {
  /** MB/s of each round. */
  readonly ours: readonly number[];
  readonly floor: readonly number[];
}

const CHUNK = 65_536;
/** Some five times slower than the floor is what ours is to be. */
const FLOOR_PASSES = 5;

function measure({ kind, rows, rounds }: BrowserRequest): BrowserResult {
  const input = parserInput(kind, rows);
  const ours: number[] = [];
  const floor: number[] = [];
  const speed = (started: number): number => input.bytes.length / 1000 / (performance.now() - started);
  for (let round = -2; round < rounds; round += 1) {
    const bytes = input.bytes.slice();
    const walkStart = performance.now();
    for (let pass = 0; pass < FLOOR_PASSES; pass += 1) walkBytes(chunksOf(bytes, CHUNK));
    const walked = speed(walkStart) * FLOOR_PASSES;
    const readStart = performance.now();
    const reading = readByOurs(input, chunksOf(bytes, CHUNK), false);
    const read = speed(readStart);
    if (reading.rows !== rows) throw new Error(`read ${reading.rows} of ${rows} rows`);
    if (round < 0) continue;
    ours.push(read);
    floor.push(walked);
  }
  return { ours, floor };
}

self.addEventListener('message', (event: MessageEvent<BrowserRequest>) => {
  self.postMessage(measure(event.data));
});
