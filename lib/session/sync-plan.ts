/**
 * Which messages of an old picture are gone, as places in it. Pure.
 *
 * Of a picture's messages some are known by UID, in runs of neighbours; between the runs lie gaps of which only the size is known. Whatever
 * went leaves the order of the rest as it was, and nothing is ever put in between: new messages come in at the end. So two numbers prove a lot:
 * where a message has as many older ones as before, everything below it is untouched; and what went between two survivors is the difference
 * of their distances. A gap has no faces: which of its places go does not matter, only how many.
 */
import type { NumberSet } from '../imap/types';
import { numberSetContains } from '../imap';
import type { UidRun } from '../mail/types';

export interface Picture {
  readonly runs: readonly UidRun[];
  readonly exists: number;
  /** How many of its messages are left. */
  readonly left: number;
}

/** New sequence numbers by UID, of messages that were asked for and are there. */
export type Anchors = ReadonlyMap<number, number>;

export type Plan =
  /** Old sequence numbers, descending, so that each is right at its moment. */
  | { readonly kind: 'gone'; readonly seqs: readonly number[] }
  /** Where these stand now has to be known first. */
  | { readonly kind: 'ask'; readonly uids: readonly number[] }
  /** What the server said cannot be true of this picture. */
  | { readonly kind: 'contradiction' };

const CONTRADICTION: Plan = { kind: 'contradiction' };

/** `dead`: indexes of known messages that are gone. `anchors`: null before anything was asked for. */
export function planGone(
  { runs, exists, left }: Picture,
  dead: ReadonlySet<number>,
  anchors: Anchors | null,
): Plan {
  const known = runs.reduce((sum, { uids }) => sum + uids.length, 0);
  const faceless = exists - left - dead.size;
  if (left < 0 || faceless < 0 || faceless > exists - known) return CONTRADICTION;
  const gone = [...dead];
  if (faceless > 0) {
    const ends = runs.map((run) => endsOf(run, dead));
    if (anchors === null) {
      const uids = ends.flatMap((end) => (end === null ? [] : [end.first, end.last]));
      if (uids.length > 0) return { kind: 'ask', uids };
    }
    const places = facelessGone(runs, ends, exists, left, anchors ?? new Map<number, number>());
    if (places?.length !== faceless) return CONTRADICTION;
    gone.push(...places);
  }
  return { kind: 'gone', seqs: gone.map((index) => index + 1).sort((a, b) => b - a) };
}

interface Ends {
  readonly first: number;
  readonly last: number;
  /** Survivors of the run. */
  readonly count: number;
}

function endsOf({ start, uids }: UidRun, dead: ReadonlySet<number>): Ends | null {
  let first: number | null = null;
  let last = 0;
  let count = 0;
  for (const [offset, uid] of uids.entries()) {
    if (dead.has(start + offset)) continue;
    first ??= uid;
    last = uid;
    count++;
  }
  return first === null ? null : { first, last, count };
}

/** Indexes in the gaps that go; null: the anchors say otherwise. */
function facelessGone(
  runs: readonly UidRun[],
  ends: readonly (Ends | null)[],
  exists: number,
  left: number,
  anchors: Anchors,
): readonly number[] | null {
  const gone: number[] = [];
  /** Gaps below the next survivor, as half-open ranges, the oldest first. */
  let gaps: [from: number, to: number][] = [];
  let below = 0;
  let end = 0;
  const close = (now: number): boolean => {
    let take = gaps.reduce((sum, [from, to]) => sum + to - from, 0) - (now - below);
    if (now < below || take < 0) return false;
    for (const [from, to] of gaps.reverse()) {
      for (let index = to - 1; index >= from && take > 0; index--, take--) gone.push(index);
    }
    gaps = [];
    return true;
  };
  for (const [i, run] of runs.entries()) {
    if (run.start > end) gaps.push([end, run.start]);
    end = run.start + run.uids.length;
    const survivors = ends[i];
    if (!survivors) continue;
    const first = anchors.get(survivors.first);
    const last = anchors.get(survivors.last);
    if (first === undefined || last === undefined || last - first + 1 !== survivors.count) return null;
    if (!close(first - 1)) return null;
    below = last;
  }
  if (exists > end) gaps.push([end, exists]);
  return close(left) ? gone : null;
}

/** Indexes of known messages whose UIDs are in the set. */
export function indexesIn(runs: readonly UidRun[], uids: NumberSet): Set<number> {
  const found = new Set<number>();
  if (uids.length === 0) return found;
  for (const run of runs) {
    for (const [offset, uid] of run.uids.entries()) {
      if (numberSetContains(uids, uid)) found.add(run.start + offset);
    }
  }
  return found;
}

/** Whether the plan leads to what the server says of single messages: `rows` with their new sequence numbers. */
export function agrees(
  runs: readonly UidRun[],
  goneSeqs: readonly number[],
  rows: readonly { readonly seq: number; readonly uid: number }[],
): boolean {
  return rows.every(({ seq, uid }) => {
    const old = indexOf(runs, uid);
    if (old === null) return true;
    // `goneSeqs` descend.
    let low = 0;
    let high = goneSeqs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((goneSeqs[middle] ?? 0) > old + 1) low = middle + 1;
      else high = middle;
    }
    return goneSeqs[low] !== old + 1 && seq === old + 1 - (goneSeqs.length - low);
  });
}

function indexOf(runs: readonly UidRun[], uid: number): number | null {
  const run = runs.find(({ uids }) => (uids[0] ?? 0) <= uid && (uids.at(-1) ?? 0) >= uid);
  if (run === undefined) return null;
  let low = 0;
  let high = run.uids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((run.uids[middle] ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  return run.uids[low] === uid ? run.start + low : null;
}

/** A piece of a run: neighbours of which the first is asked for. */
export interface Piece {
  readonly start: number;
  readonly uids: Uint32Array;
}

export function piecesOf(runs: readonly UidRun[], size: number): Piece[] {
  return runs.flatMap(({ start, uids }) =>
    Array.from({ length: Math.ceil(uids.length / size) }, (_, i) => ({
      start: start + i * size,
      uids: uids.subarray(i * size, (i + 1) * size),
    })),
  );
}

/** The pieces in which something may have gone: those between survivors whose distance is another than before. */
export function brokenPieces(
  pieces: readonly Piece[],
  { exists, left }: Picture,
  anchors: Anchors,
): readonly Piece[] {
  const broken: Piece[] = [];
  let waiting: Piece[] = [];
  let oldSeq = 0;
  let newSeq = 0;
  const close = (old: number, now: number): void => {
    if (old - oldSeq !== now - newSeq) broken.push(...waiting);
    waiting = [];
    oldSeq = old;
    newSeq = now;
  };
  for (const piece of pieces) {
    const now = anchors.get(piece.uids[0] ?? 0);
    if (now !== undefined) close(piece.start + 1, now);
    waiting.push(piece);
  }
  close(exists + 1, left + 1);
  return broken;
}

/** The UIDs of runs as few ranges, which may name others in between: at most `max`. */
export function spansOf(runs: readonly { readonly uids: Uint32Array }[], max: number): NumberSet {
  const spans = runs.flatMap(({ uids }): [number, number][] =>
    uids.length === 0 ? [] : [[uids[0] ?? 0, uids.at(-1) ?? 0]],
  );
  const group = Math.ceil(spans.length / max);
  return Array.from({ length: Math.ceil(spans.length / Math.max(1, group)) }, (_, i): [number, number] => {
    const part = spans.slice(i * group, (i + 1) * group);
    return [part[0]?.[0] ?? 0, part.at(-1)?.[1] ?? 0];
  });
}
