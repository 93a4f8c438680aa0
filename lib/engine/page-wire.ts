/** What a page knows of the wire while it shows it. Asks the engine for it as long as somebody listens. */
import { MAX_PAGE_WIRE_LINES } from './limits';
import type { PageMessage, WireConnection, WireLine, WireUpdate } from './port';

export interface WireSnapshot {
  /** Oldest first, ascending ids; the newest MAX_PAGE_WIRE_LINES. */
  readonly lines: readonly WireLine[];
  readonly connections: readonly WireConnection[];
}

export interface Wire {
  /** Every listener keeps the subscription; told once a frame. */
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  readonly snapshot: WireSnapshot;
  /** Empties the record of the engine, for every tab. */
  clear(): void;
}

export const emptyWire: WireSnapshot = { lines: [], connections: [] };

export class PageWire implements Wire {
  readonly #post: (message: PageMessage) => void;
  readonly #schedule: (fn: () => void) => void;
  readonly #listeners = new Set<() => void>();
  #snapshot = emptyWire;
  #waiting: WireUpdate[] = [];

  /** `schedule`: before the next frame. */
  constructor(post: (message: PageMessage) => void, schedule: (fn: () => void) => void) {
    this.#post = post;
    this.#schedule = schedule;
  }

  get snapshot(): WireSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#post({ kind: 'wire', act: 'subscribe' });
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#post({ kind: 'wire', act: 'unsubscribe' });
      this.#snapshot = emptyWire;
      this.#waiting = [];
    };
  }

  clear(): void {
    this.#post({ kind: 'wire', act: 'clear' });
  }

  /** Another engine, or one that does not know this page any more. */
  again(): void {
    if (this.#listeners.size > 0) this.#post({ kind: 'wire', act: 'subscribe' });
  }

  receive(update: WireUpdate): void {
    // What was under way when the last listener left.
    if (this.#listeners.size === 0) return;
    this.#waiting.push(update);
    if (this.#waiting.length === 1) this.#schedule(() => this.#apply());
  }

  #apply(): void {
    const updates = this.#waiting;
    this.#waiting = [];
    if (updates.length === 0) return;
    let { lines, connections } = this.#snapshot;
    for (const update of updates) {
      lines = update.reset ? update.lines : [...lines, ...update.lines];
      connections = update.connections ?? connections;
    }
    this.#snapshot = { lines: lines.slice(-MAX_PAGE_WIRE_LINES), connections };
    for (const listener of this.#listeners) listener();
  }
}
