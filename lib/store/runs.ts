/** Known runs as one table of UIDs: what a mailbox's flags and rows are lined up with. */
import type { KnownRun } from './types';

/** UIDs of all runs one after the other, and where each run stands in the list of its moment. */
export interface RunTable {
  /** Strictly ascending. */
  readonly uids: Uint32Array;
  readonly starts: Uint32Array;
  readonly lengths: Uint32Array;
}

export const NO_RUNS: RunTable = {
  uids: new Uint32Array(0),
  starts: new Uint32Array(0),
  lengths: new Uint32Array(0),
};

/**
 * The runs that make sense, newest first where they contradict each other: places must not overlap and UIDs must ascend with them
 * (RFC 9051 2.3.1.2). At most `most` UIDs, the newest.
 */
export function soundRuns(runs: readonly KnownRun[], most: number): readonly KnownRun[] {
  const sound: KnownRun[] = [];
  let left = most;
  let place = 2 ** 32;
  let lowest = 2 ** 32;
  for (const run of runs.toReversed()) {
    const { start, uids } = run;
    const last = uids.at(-1);
    if (last === undefined || left === 0) continue;
    const isSound = Number.isInteger(start) && start >= 0 && start + uids.length <= place && last < lowest;
    if (!isSound || !ascends(uids)) continue;
    const taken = Math.min(left, uids.length);
    sound.push(
      taken === uids.length ? run : { start: start + uids.length - taken, uids: uids.subarray(-taken) },
    );
    left -= taken;
    place = start;
    lowest = uids[0] ?? 0;
  }
  return sound.reverse();
}

export function ascends(uids: Uint32Array): boolean {
  for (let i = 1; i < uids.length; i += 1) if ((uids[i] ?? 0) <= (uids[i - 1] ?? 0)) return false;
  return true;
}

/** Of sound runs. */
export function toTable(runs: readonly KnownRun[]): RunTable {
  const uids = new Uint32Array(runs.reduce((sum, run) => sum + run.uids.length, 0));
  let at = 0;
  for (const run of runs) {
    uids.set(run.uids, at);
    at += run.uids.length;
  }
  return {
    uids,
    starts: Uint32Array.from(runs, (run) => run.start),
    lengths: Uint32Array.from(runs, (run) => run.uids.length),
  };
}

/** Copies: whoever holds a run holds no mailbox. */
export function toRuns({ uids, starts, lengths }: RunTable): readonly KnownRun[] {
  const runs: KnownRun[] = [];
  let at = 0;
  starts.forEach((start, i) => {
    const next = at + (lengths[i] ?? 0);
    runs.push({ start, uids: uids.slice(at, next) });
    at = next;
  });
  return runs;
}

/** Whether a table read back holds together. */
export function isSoundTable({ uids, starts, lengths }: RunTable): boolean {
  if (starts.length !== lengths.length || !ascends(uids)) return false;
  let total = 0;
  let place = 0;
  for (let i = 0; i < starts.length; i += 1) {
    const [start = 0, length = 0] = [starts[i], lengths[i]];
    if (length === 0 || start < place || start + length > 2 ** 32) return false;
    place = start + length;
    total += length;
  }
  return total === uids.length;
}

/** Where a number stands in an ascending array, or where it would: the first element that is not smaller. */
export function placeOf(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of a UID; -1 where it is not. */
export function indexOf(sorted: Uint32Array, value: number): number {
  const at = placeOf(sorted, value);
  return sorted[at] === value ? at : -1;
}
