/**
 * The rows of a view: which message stands in which place, and the rows of places that are or soon will be on screen. Those that
 * are known here are told at once, others are read from disk and from the server, a batch at a time.
 */
import type { Uid, UidValidity } from '../imap/types';
import {
  rowFromFetch,
  WindowList,
  type AppError,
  type ListChange,
  type MessageRow,
  type Result,
} from '../mail';
import type { Found } from '../session/lookup';
import { FIRST_ROWS, MAX_VIEW_ROWS, VIEW_ROWS } from './limits';
import type { ViewHost } from './view-list';
import { ViewOrder } from './view-order';

export interface ViewRowsHost extends Pick<ViewHost, 'model' | 'stored' | 'rows' | 'tell'> {
  /** A further piece of the order of a large mailbox, from this place. */
  readonly piece: (from: number) => Promise<Result<Found | null>>;
  /** Messages came or went in between: another order. */
  readonly moved: () => void;
  readonly failed: (error: AppError) => void;
}

export class ViewRows {
  readonly #host: ViewRowsHost;
  /** As the tab has it. */
  readonly list = new WindowList();
  #order = new ViewOrder();
  #wanted: readonly [first: number, last: number] = [0, FIRST_ROWS - 1];
  #reading = false;
  /** Messages the server did not send a row of. */
  readonly #missing = new Set<number>();
  #ended = false;

  constructor(host: ViewRowsHost) {
    this.#host = host;
  }

  end(): void {
    this.#ended = true;
  }

  /** The highest UID in it; 0 where nothing is known. */
  get newest(): number {
    return this.#order.newest;
  }

  /** All messages in no order; null where the server was not asked about some places yet. */
  get all(): Uint32Array | null {
    return this.#order.all;
  }

  /** Places that are or soon will be on screen, inclusive. */
  want(first: number, last: number): void {
    this.#wanted = [Math.max(0, first), last];
    this.fill();
  }

  /** Tells what is known of wanted places, and reads the others. */
  fill(): void {
    this.#tellKnown();
    this.#read();
  }

  /** These messages, in this order, in place of all. `rows`: of those that are known. */
  show(
    uidValidity: UidValidity,
    uids: Uint32Array<ArrayBuffer>,
    rows: ReadonlyMap<number, MessageRow> = new Map(),
  ): void {
    const known = new Map<number, MessageRow>(rows);
    if (this.list.uidValidity === uidValidity) for (const row of this.list.rows()) known.set(row.uid, row);
    this.#order = new ViewOrder(uids);
    this.#missing.clear();
    const readOnly = this.#host.model()?.list.readOnly ?? false;
    this.#apply({ kind: 'reset', uidValidity, exists: uids.length, readOnly });
    this.#tellKnown(known);
    this.#read();
  }

  /** Rows of places from `start` on. */
  tell(start: number, rows: readonly (MessageRow | null)[]): void {
    this.#apply({ kind: 'rows', start, rows });
  }

  /** These are other than they were. */
  changed(rows: readonly MessageRow[]): void {
    if (rows.length > 0) this.#apply({ kind: 'changed', rows });
  }

  /** Messages that stand before all others now. */
  comeIn(uids: readonly Uid[]): void {
    if (uids.length === 0) return;
    this.#order.prepend(uids);
    this.#apply({ kind: 'arrived', count: uids.length });
  }

  /** They went, as far as they are in it. */
  remove(uids: readonly Uid[]): void {
    const positions = uids.length === 0 ? [] : this.#order.remove(uids);
    if (positions.length > 0) this.#apply({ kind: 'removed', positions });
  }

  /** Rows of wanted places that are known here. */
  #tellKnown(also?: ReadonlyMap<number, MessageRow>): void {
    const model = this.#host.model()?.list;
    const isSame = model?.uidValidity === this.list.uidValidity;
    const [first, last] = this.#wanted;
    for (const [from, to] of this.list.missing(first, last)) {
      const rows: (MessageRow | null)[] = [];
      for (let place = from; place <= to; place++) {
        const uid = this.#order.at(place);
        const row = uid && ((isSame ? model.rowOf(uid) : undefined) ?? also?.get(uid));
        rows.push(row ?? null);
      }
      if (rows.some((row) => row !== null)) this.tell(from, rows);
    }
  }

  /** Asks the server for the rows of wanted places, a batch at a time. */
  #read(): void {
    if (this.#reading || this.#ended) return;
    const [first, last] = this.#wanted;
    const places: number[] = [];
    for (const [from, to] of this.list.missing(first, last)) {
      for (let place = from; place <= to && places.length < VIEW_ROWS; place++)
        if (!this.#missing.has(this.#order.at(place) ?? 0)) places.push(place);
    }
    const place = places[0];
    if (place === undefined) return;
    this.#reading = true;
    const more = this.#order.at(place) === undefined ? this.#readOrder(place) : this.#readRows(places);
    void more.then((goesOn) => {
      this.#reading = false;
      if (goesOn) this.#read();
    });
  }

  async #readOrder(from: number): Promise<boolean> {
    const found = await this.#host.piece(from);
    if (this.#ended || !found.ok || found.value === null) return false;
    const { uidValidity, count, start, uids } = found.value;
    if (uidValidity !== this.list.uidValidity || count !== this.#order.count) {
      this.#host.moved();
      return false;
    }
    if (!this.#order.fill(start, uids)) {
      this.#host.failed({ code: 'server-protocol' });
      return false;
    }
    return this.#order.at(from) !== undefined;
  }

  async #readRows(places: readonly number[]): Promise<boolean> {
    const { uidValidity } = this.list;
    const wanted = places.flatMap((place) => this.#order.at(place) ?? []);
    const rows = new Map((await this.#host.stored(wanted)).map((row) => [row.uid, row]));
    const uids = wanted.filter((uid) => !rows.has(uid));
    const read = uids.length === 0 ? NO_ROWS : await this.#host.rows(uidValidity, uids);
    if (this.#ended || uidValidity !== this.list.uidValidity) return false;
    if (!read.ok && rows.size === 0) return false;
    for (const row of read.ok ? read.value.flatMap((items) => rowFromFetch(items) ?? []) : [])
      rows.set(row.uid, row);
    if (read.ok) for (const uid of uids) if (!rows.has(uid)) this.#missing.add(uid);
    // Places may have moved meanwhile.
    for (const [first, last] of this.list.missing(...this.#wanted)) {
      const found = Array.from({ length: last - first + 1 }, (_, i) => {
        const uid = this.#order.at(first + i);
        return (uid && rows.get(uid)) ?? null;
      });
      if (found.some((row) => row !== null)) this.tell(first, found);
    }
    this.list.trim(...this.#wanted, MAX_VIEW_ROWS);
    return read.ok;
  }

  #apply(change: ListChange): void {
    this.list.apply(change);
    this.#host.tell(change);
  }
}

const NO_ROWS = { ok: true, value: [] } as const;
