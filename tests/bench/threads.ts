/** Conversations of 100,000 messages as they come in, a window at a time, beside putting all of them together anew after each window. */
import { performance } from 'node:perf_hooks';
import { Threads, type MessageRow } from '../../lib/mail';
import { figure, inputHash, type Peer, type Print } from './figures';
import { storeRows } from './store-input';

const LARGE = 100_000;
const SMALL = 10_000;
const WINDOW = 100;

export function benchThreads(print: Print, rounds: number): void {
  const rows = storeRows(1, LARGE);
  const few = rows.slice(0, SMALL);
  const times = { large: [] as number[], small: [] as number[], anew: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.large.push(timeOf(() => ours(rows)));
    times.small.push(timeOf(() => ours(few)));
    times.anew.push(timeOf(() => anew(few)));
  }
  const [large, small, beside] = [least(times.large), least(times.small), least(times.anew)];
  const input = inputHash(JSON.stringify(rows.slice(0, 1_000)));
  print(
    figure({
      id: 'threads.10k',
      unit: 'ms',
      larger: false,
      ours: small,
      peer: { name: 'anew each window', version: '-', value: beside } satisfies Peer,
      goal: { text: 'ten times as quick as anew each window', met: beside / small >= 10 },
      input,
    }),
  );
  print(
    figure({
      id: 'threads.100k',
      unit: 'ms',
      larger: false,
      ours: large,
      floor: small * (LARGE / SMALL),
      goal: {
        text: 'at most four times ten times as long as 10,000',
        met: large <= 4 * small * (LARGE / SMALL),
      },
      input,
    }),
  );
}

/** Newest first, a window at a time; after each, one message is asked for. */
function ours(rows: readonly MessageRow[]): void {
  const threads = new Threads();
  for (let at = rows.length; at > 0; at -= WINDOW) {
    for (const row of rows.slice(at - WINDOW, at)) threads.add(row);
    threads.conversationOf(rows[at - 1]!.uid);
  }
}

/** All that is known, from the beginning, after each window. */
function anew(rows: readonly MessageRow[]): void {
  for (let at = rows.length; at > 0; at -= WINDOW) {
    const threads = new Threads();
    for (const row of rows.slice(at - WINDOW)) threads.add(row);
    threads.conversationOf(rows[at - 1]!.uid);
  }
}

function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const least = (values: readonly number[]): number => Math.min(...values);
