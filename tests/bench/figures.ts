/** What a benchmark reports: one figure, beside its peer and its floor of the same interleaved run. */
import { loadavg } from 'node:os';
import { createHash } from 'node:crypto';

export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly value: number;
}

export interface Figure {
  readonly id: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: Peer | null;
  /** What the least possible work costs, in the same unit. */
  readonly floor: number | null;
  /** Ours against the peer, or against the floor where there is no peer; above 1 ours is better. */
  readonly ratio: number | null;
  readonly goal: Goal;
  /** Load average of one minute when the figure was taken. */
  readonly load: number;
  /** Hash of the bytes or the mailbox that were read, so that two runs can be compared. */
  readonly input: string;
}

export interface Goal {
  readonly text: string;
  /** Null where a goal cannot be judged, e.g. because its peer is missing. */
  readonly met: boolean | null;
}

export interface FigureFacts {
  readonly id: string;
  readonly unit: string;
  /** Whether larger values are better, such as MB/s. */
  readonly larger: boolean;
  readonly ours: number;
  readonly peer?: Peer | null;
  readonly floor?: number | null;
  readonly goal: Goal;
  readonly input: string;
}

export function figure(facts: FigureFacts): Figure {
  const { id, unit, larger, ours, peer = null, floor = null, goal, input } = facts;
  const other = peer?.value ?? floor;
  const ratio = other === null || ours === 0 || other === 0 ? null : larger ? ours / other : other / ours;
  return {
    id,
    unit,
    ours: round(ours),
    peer: peer === null ? null : { ...peer, value: round(peer.value) },
    floor: floor === null ? null : round(floor),
    ratio: ratio === null ? null : round(ratio),
    goal,
    load: round(loadavg()[0] ?? 0),
    input,
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Nearest rank between two neighbours; NaN for nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Twelve hex digits of a SHA-256. */
export function inputHash(...pieces: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex').slice(0, 12);
}

export type Print = (entry: Figure) => void;

/** One line a figure; with `json` the figure itself. */
export function printer(json: boolean): Print {
  return (entry) => process.stdout.write(`${json ? JSON.stringify(entry) : line(entry)}\n`);
}

/** A word to the person at the terminal, away from the figures. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function line({ id, unit, ours, peer, floor, ratio, goal, load }: Figure): string {
  const parts = [
    id.padEnd(30),
    `${ours} ${unit}`.padEnd(18),
    (peer === null ? 'peer -' : `${peer.name} ${peer.version} ${peer.value}`).padEnd(34),
    (floor === null ? 'floor -' : `floor ${floor}`).padEnd(14),
    (ratio === null ? '' : `${ratio}x`).padEnd(9),
    `${goal.met === null ? 'not judged' : goal.met ? 'met' : 'MISSED'}: ${goal.text}`,
    `load ${load}`,
  ];
  return parts.join('  ');
}

function round(value: number): number {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits));
}
