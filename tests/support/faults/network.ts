/**
 * What may happen to a line between a client and a server, described once. Octets of both sides go through a `NetworkLine`, which
 * decides what arrives, when, and when the line ends; memory-line.ts and proxy.ts give it its two ends: a transport in memory
 * on a virtual clock, or two TCP sockets.
 */

/** Whose octets are meant. */
export type Side = 'client' | 'server';

/**
 * `close`: both ends are told, in order. `reset`: both ends are told, abruptly, and over TCP may
 * lose what arrived last. `silence`: nobody is told, and nothing arrives any
 * more on either side (a half-open connection).
 */
export type Ending = 'close' | 'reset' | 'silence';

/** Of every line that is opened while they stand. */
export interface Faults {
  /** Octets that arrive at once, at most. */
  readonly slice?: number;
  /** Milliseconds each piece is late. */
  readonly delay?: number;
  /** Octets a second, of each side. */
  readonly rate?: number;
}

export interface Cut {
  /** Of whose octets, counted over all lines since `arm`, so many still arrive. */
  readonly side: Side;
  readonly after: number;
  readonly how: Ending;
  /** All lines end with it, not only the one that carried the octet. */
  readonly all?: boolean;
}

export interface LineEnds {
  /** Octets reach whoever is not `from`. */
  readonly arrive: (from: Side, bytes: Uint8Array) => void;
  /** Both ends are told that the line is gone. */
  readonly end: (how: 'close' | 'reset') => void;
}

/** Returns what cancels the timer. */
export type SetTimer = (ms: number, fn: () => void) => () => void;

export class Network {
  readonly #setTimer: SetTimer;
  readonly #lines = new Set<NetworkLine>();
  #mode: 'open' | 'refuse' | 'held' = 'open';
  #cut: Cut | null = null;
  #passed = { client: 0, server: 0 };
  #total = 0;
  faults: Faults = {};
  /** Sees what arrives. */
  tap: ((from: Side, bytes: Uint8Array, line: NetworkLine) => void) | null = null;
  /** Asked before octets arrive: true holds their line, with them, until `resume`. */
  gate: ((from: Side, bytes: Uint8Array) => boolean) | null = null;
  /** Called once the cut of `arm` has happened. */
  onCut: (() => void) | null = null;

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer;
  }

  /** Lines open at this moment. */
  get open(): number {
    return this.#lines.size;
  }

  /** Lines asked for since the start. */
  get total(): number {
    return this.#total;
  }

  /** Octets that arrived since `arm`. */
  get passed(): Readonly<Record<Side, number>> {
    return this.#passed;
  }

  /** Counts from zero; the cut, if any, happens once. */
  arm(cut: Cut | null): void {
    this.#passed = { client: 0, server: 0 };
    this.#cut = cut;
    if (cut?.after === 0) this.#spring(cut, null);
  }

  /** Null: nobody answers. */
  connect(ends: LineEnds): NetworkLine | null {
    this.#total += 1;
    if (this.#mode === 'refuse') return null;
    const line = new NetworkLine(ends, {
      faults: this.faults,
      setTimer: this.#setTimer,
      allow: (from, bytes) => this.#allow(from, bytes),
      isHeld: (from, bytes) => this.gate?.(from, bytes) === true,
      passed: (from, bytes, by) => this.#onPassed(from, bytes, by),
      gone: (gone) => void this.#lines.delete(gone),
    });
    this.#lines.add(line);
    if (this.#mode === 'held') line.hold();
    return line;
  }

  /** Ends every line now. New ones are still welcome. */
  endAll(how: Ending): void {
    for (const line of this.#lines) line.end(how);
  }

  /** Ends all lines and every new one until `resume`: the server is gone. */
  refuse(how: Ending = 'reset'): void {
    this.#mode = 'refuse';
    this.endAll(how);
  }

  /** Holds all octets of both sides back until `resume`. */
  hold(): void {
    this.#mode = 'held';
    for (const line of this.#lines) line.hold();
  }

  /** Back to normal; what was held arrives now. */
  resume(): void {
    this.#mode = 'open';
    for (const line of this.#lines) line.release();
  }

  #allow(from: Side, bytes: Uint8Array): number {
    if (this.#cut?.side !== from) return bytes.length;
    return Math.min(bytes.length, Math.max(0, this.#cut.after - this.#passed[from]));
  }

  #onPassed(from: Side, bytes: Uint8Array, line: NetworkLine): void {
    this.#passed[from] += bytes.length;
    if (bytes.length > 0) this.tap?.(from, bytes, line);
    const cut = this.#cut;
    if (cut !== null && cut.side === from && this.#passed[from] >= cut.after) this.#spring(cut, line);
  }

  #spring(cut: Cut, line: NetworkLine | null): void {
    this.#cut = null;
    if (line === null || cut.all === true) this.endAll(cut.how);
    else line.end(cut.how);
    this.onCut?.();
  }
}

interface LineHost {
  readonly faults: Faults;
  readonly setTimer: SetTimer;
  /** How many of these octets may arrive. */
  readonly allow: (from: Side, bytes: Uint8Array) => number;
  readonly isHeld: (from: Side, bytes: Uint8Array) => boolean;
  readonly passed: (from: Side, bytes: Uint8Array, by: NetworkLine) => void;
  readonly gone: (line: NetworkLine) => void;
}

/** A queue of a side: what has not arrived yet. */
interface Lane {
  waiting: Uint8Array[];
  octets: number;
  busy: boolean;
}

export class NetworkLine {
  readonly #ends: LineEnds;
  readonly #host: LineHost;
  readonly #lanes: Readonly<Record<Side, Lane>> = {
    client: { waiting: [], octets: 0, busy: false },
    server: { waiting: [], octets: 0, busy: false },
  };
  #state: 'open' | 'held' | 'silent' | 'ended' = 'open';

  constructor(ends: LineEnds, host: LineHost) {
    this.#ends = ends;
    this.#host = host;
  }

  /** Neither end has it any more. */
  get isOver(): boolean {
    return this.#state === 'ended';
  }

  /** Octets of a side that have not arrived yet. */
  waiting(from: Side): number {
    return this.#lanes[from].octets;
  }

  send(from: Side, bytes: Uint8Array): void {
    if (this.#state === 'ended' || this.#state === 'silent') return;
    const lane = this.#lanes[from];
    lane.waiting.push(bytes);
    lane.octets += bytes.length;
    this.#pump(from);
  }

  /** One of the two went away by itself. Whether the other is to be told: not on a silent line, and not twice. */
  closed(): boolean {
    const isTold = this.#state === 'open' || this.#state === 'held';
    if (this.#state !== 'ended') this.#host.gone(this);
    this.#state = 'ended';
    return isTold;
  }

  end(how: Ending): void {
    if (this.#state === 'ended') return;
    if (how === 'silence') {
      this.#state = 'silent';
      return;
    }
    this.closed();
    this.#ends.end(how);
  }

  hold(): void {
    if (this.#state === 'open') this.#state = 'held';
  }

  release(): void {
    if (this.#state !== 'held') return;
    this.#state = 'open';
    this.#pump('client');
    this.#pump('server');
  }

  #pump(from: Side): void {
    const lane = this.#lanes[from];
    const { slice = Infinity, delay = 0, rate = Infinity } = this.#host.faults;
    while (this.#state === 'open' && !lane.busy) {
      const first = lane.waiting.shift();
      if (first === undefined) return;
      if (this.#host.isHeld(from, first)) {
        lane.waiting.unshift(first);
        this.hold();
        return;
      }
      const piece = first.length > slice ? first.subarray(0, slice) : first;
      if (piece.length < first.length) lane.waiting.unshift(first.subarray(slice));
      const late = delay + (rate === Infinity ? 0 : (piece.length * 1_000) / rate);
      if (late === 0 && slice === Infinity) this.#pass(from, lane, piece);
      else {
        lane.busy = true;
        this.#host.setTimer(late, () => {
          lane.busy = false;
          if (this.#state === 'open') this.#pass(from, lane, piece);
          else if (this.#state === 'held') lane.waiting.unshift(piece);
          this.#pump(from);
        });
      }
    }
  }

  #pass(from: Side, lane: Lane, piece: Uint8Array): void {
    const allowed = this.#host.allow(from, piece);
    const arriving = allowed < piece.length ? piece.subarray(0, allowed) : piece;
    lane.octets -= piece.length;
    if (arriving.length > 0) this.#ends.arrive(from, arriving);
    this.#host.passed(from, arriving, this);
  }
}
