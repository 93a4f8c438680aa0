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

/** A million at a time: no call for each. */
export function areEqual(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
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

/** Ascending UIDs as [first, count] pairs where that is shorter, which it is of most mailboxes: one pair for a million in a row. */
export interface PackedUids {
  readonly pairs: boolean;
  readonly numbers: Uint32Array;
}

export function packUids(uids: Uint32Array): PackedUids {
  let spans = 0;
  for (let i = 0; i < uids.length; i += 1) if (i === 0 || uids[i] !== (uids[i - 1] ?? 0) + 1) spans += 1;
  if (spans * 2 >= uids.length) return { pairs: false, numbers: uids };
  const numbers = new Uint32Array(spans * 2);
  let at = -2;
  for (let i = 0; i < uids.length; i += 1) {
    const uid = uids[i] ?? 0;
    if (i === 0 || uid !== (uids[i - 1] ?? 0) + 1) {
      at += 2;
      numbers[at] = uid;
    }
    numbers[at + 1] = (numbers[at + 1] ?? 0) + 1;
  }
  return { pairs: true, numbers };
}

/** Null for pairs that are none, or that name more than `most`: nothing is allocated for a damaged count. */
export function unpackUids({ pairs, numbers }: PackedUids, most: number): Uint32Array | null {
  if (!pairs) return numbers.length <= most ? numbers : null;
  let total = 0;
  for (let i = 1; i < numbers.length; i += 2) total += numbers[i] ?? 0;
  if (numbers.length % 2 === 1 || total > most) return null;
  const uids = new Uint32Array(total);
  let at = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const first = numbers[i] ?? 0;
    for (let n = 0; n < (numbers[i + 1] ?? 0); n += 1) uids[at + n] = first + n;
    at += numbers[i + 1] ?? 0;
  }
  return uids;
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
