/**
 * A mailbox as a sparse list of windows, the same in the engine and on the page.
 *
 * Theory of operation. Pages count from the newest message (position 0), arrivals come in there, and nearly every
 * removal is near there. So slots are stored from the oldest end (index = sequence number - 1): an arrival only
 * lengthens the list, and no stored index moves. Slots live in chunks; a run nobody has loaded is one chunk without
 * slots, however long. A removal shortens one chunk and moves the `start` of the chunks above it, which are few: the
 * cost is in chunks, never in messages. A map from UID to chunk answers `positionOf` even if a server's UIDs are not
 * ascending.
 */
import type { Uid, UidValidity } from '../imap/types';
import { assertNever } from './assert-never';
import { CHUNK_SLOTS, MAX_EXISTS } from './limits';
import type { ListChange, MessageRow } from './types';

/** Inclusive positions. */
export type Span = readonly [first: number, last: number];

interface Chunk {
  /** Index of the first slot, counted from the oldest message. */
  start: number;
  length: number;
  /** Null: nothing of this run is known. */
  slots: (MessageRow | undefined)[] | null;
  loaded: number;
}

export class WindowList {
  #chunks: Chunk[] = [];
  #chunkByUid = new Map<Uid, Chunk>();
  #exists = 0;
  #version = 0;
  #uidValidity = 0 as UidValidity;
  #readOnly = false;

  /** Messages in the mailbox. */
  get exists(): number {
    return this.#exists;
  }

  /** Rows known. */
  get loaded(): number {
    return this.#chunkByUid.size;
  }

  /** Grows with every change; equal versions mean equal lists. */
  get version(): number {
    return this.#version;
  }

  get uidValidity(): UidValidity {
    return this.#uidValidity;
  }

  get readOnly(): boolean {
    return this.#readOnly;
  }

  /** Applies one change. Positions outside the list are ignored: a list never becomes inconsistent in itself. */
  apply(change: ListChange): void {
    switch (change.kind) {
      case 'reset':
        this.#uidValidity = change.uidValidity;
        this.#readOnly = change.readOnly;
        return this.#reset(change.exists);
      case 'arrived':
        return this.#arrive(change.count);
      case 'removed':
        return this.#remove(change.positions);
      case 'rows':
        return this.#setRows(change.start, change.rows);
      case 'changed':
        for (const row of change.rows) this.#update(row);
        this.#version++;
        return;
      default:
        return assertNever(change);
    }
  }

  /** The row at a position, undefined when it is not known or there is none. */
  rowAt(position: number): MessageRow | undefined {
    const index = this.#exists - 1 - position;
    const chunk = this.#chunkAt(index);
    return chunk?.slots?.[index - chunk.start];
  }

  rowOf(uid: Uid): MessageRow | undefined {
    return this.#chunkByUid.get(uid)?.slots?.find((row) => row?.uid === uid);
  }

  /** Position of a known message; undefined also for one that is in the mailbox but was not loaded. */
  positionOf(uid: Uid): number | undefined {
    const chunk = this.#chunkByUid.get(uid);
    if (!chunk?.slots) return undefined;
    const offset = chunk.slots.findIndex((row) => row?.uid === uid);
    return offset < 0 ? undefined : this.#exists - 1 - (chunk.start + offset);
  }

  /** Known rows of the inclusive positions, null for those that are not; shorter at the end of the list. */
  slice(first: number, last: number): (MessageRow | null)[] {
    const rows: (MessageRow | null)[] = [];
    for (let p = Math.max(0, first); p <= last && p < this.#exists; p++) rows.push(this.rowAt(p) ?? null);
    return rows;
  }

  /** Unknown runs inside the inclusive positions, ascending. */
  missing(first: number, last: number): Span[] {
    const spans: Span[] = [];
    const end = Math.min(last, this.#exists - 1);
    let open = -1;
    for (let p = Math.max(0, first); p <= end; p++) {
      const known = this.rowAt(p) !== undefined;
      if (!known && open < 0) open = p;
      if (known && open >= 0) {
        spans.push([open, p - 1]);
        open = -1;
      }
    }
    if (open >= 0) spans.push([open, end]);
    return spans;
  }

  /** Every known row, oldest first. */
  *rows(): Generator<MessageRow> {
    for (const [, row] of this.entries()) yield row;
  }

  /** Every known row with its index (sequence number - 1), oldest first. */
  *entries(): Generator<readonly [index: number, row: MessageRow]> {
    for (const chunk of this.#chunks) {
      if (!chunk.slots) continue;
      for (let offset = 0; offset < chunk.length; offset++) {
        const row = chunk.slots[offset];
        if (row) yield [chunk.start + offset, row];
      }
    }
  }

  /**
   * The unknown run a UID would stand in, as positions, when UIDs ascend: between the nearest known neighbours.
   * Null when the neighbours are adjacent, so that no such message can be there. Costs a pass over the chunks.
   */
  gapOf(uid: Uid): Span | null {
    let below = -1;
    let above = this.#exists;
    for (const chunk of this.#chunks) {
      if (!chunk.slots || chunk.loaded === 0) continue;
      for (let offset = 0; offset < chunk.length; offset++) {
        const row = chunk.slots[offset];
        if (!row) continue;
        if (row.uid < uid) below = chunk.start + offset;
        else if (above === this.#exists) above = chunk.start + offset;
      }
      if (above !== this.#exists) break;
    }
    if (above - below < 2) return null;
    return [this.#exists - above, this.#exists - 2 - below];
  }

  /** Forgets rows far from the inclusive positions until at most `limit` are known. */
  trim(first: number, last: number, limit: number): void {
    if (this.loaded <= limit) return;
    const low = this.#exists - 1 - last;
    const high = this.#exists - 1 - first;
    const distance = (chunk: Chunk): number =>
      Math.max(0, low - (chunk.start + chunk.length - 1), chunk.start - high);
    const candidates = this.#chunks
      .filter((chunk) => chunk.slots && distance(chunk) > 0)
      .sort((a, b) => distance(b) - distance(a));
    for (const chunk of candidates) {
      if (this.loaded <= limit) break;
      for (const row of chunk.slots ?? []) if (row) this.#chunkByUid.delete(row.uid);
      chunk.slots = null;
      chunk.loaded = 0;
    }
    this.#joinGaps();
    this.#version++;
  }

  #reset(exists: number): void {
    this.#chunks = [];
    this.#chunkByUid = new Map();
    this.#exists = 0;
    this.#version++;
    this.#arrive(exists);
  }

  #arrive(count: number): void {
    if (!Number.isSafeInteger(count) || count <= 0 || this.#exists + count > MAX_EXISTS) return;
    this.#version++;
    const last = this.#chunks.at(-1);
    if (last && !last.slots) {
      last.length += count;
    } else if (last?.slots && last.length + count <= CHUNK_SLOTS) {
      for (let i = 0; i < count; i++) last.slots.push(undefined);
      last.length += count;
    } else {
      this.#chunks.push({ start: this.#exists, length: count, slots: null, loaded: 0 });
    }
    this.#exists += count;
  }

  #remove(positions: readonly number[]): void {
    // Ascending positions are descending indexes: each chunk is met once and the lower ones keep their starts.
    const exists = this.#exists;
    let lowest = this.#chunks.length;
    let previous = -1;
    let at = this.#chunks.length - 1;
    for (const position of positions) {
      if (!Number.isInteger(position) || position <= previous || position >= exists) continue;
      previous = position;
      const index = exists - 1 - position;
      while (at > 0 && (this.#chunks[at]?.start ?? 0) > index) at--;
      const chunk = this.#chunks[at];
      if (!chunk) return;
      const gone = chunk.slots?.splice(index - chunk.start, 1)[0];
      if (gone) this.#forget(gone.uid, chunk);
      chunk.length--;
      this.#exists--;
      lowest = at;
    }
    if (previous < 0) return;
    this.#renumber(lowest);
    this.#version++;
  }

  #renumber(from: number): void {
    let start = from > 0 ? (this.#chunks[from - 1]?.start ?? 0) + (this.#chunks[from - 1]?.length ?? 0) : 0;
    let empty = false;
    for (let i = from; i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i];
      if (!chunk) continue;
      chunk.start = start;
      start += chunk.length;
      if (chunk.length === 0) empty = true;
    }
    if (empty) this.#chunks = this.#chunks.filter((chunk) => chunk.length > 0);
  }

  #setRows(start: number, rows: readonly (MessageRow | null)[]): void {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const index = this.#exists - 1 - (start + i);
      if (row && index >= 0 && index < this.#exists) this.#set(index, row);
    }
    this.#version++;
  }

  #set(index: number, row: MessageRow): void {
    const chunk = this.#materialise(index);
    if (!chunk?.slots) return;
    const offset = index - chunk.start;
    const old = chunk.slots[offset];
    if (old?.uid === row.uid) {
      chunk.slots[offset] = row;
      return;
    }
    // One UID stands in one slot: the newest word about its place is the true one.
    const elsewhere = this.#chunkByUid.get(row.uid);
    if (elsewhere?.slots) {
      const stale = elsewhere.slots.findIndex((other) => other?.uid === row.uid);
      if (stale >= 0) elsewhere.slots[stale] = undefined;
      this.#forget(row.uid, elsewhere);
    }
    if (old) this.#forget(old.uid, chunk);
    chunk.slots[offset] = row;
    chunk.loaded++;
    this.#chunkByUid.set(row.uid, chunk);
  }

  #update(row: MessageRow): void {
    const slots = this.#chunkByUid.get(row.uid)?.slots;
    const offset = slots?.findIndex((old) => old?.uid === row.uid) ?? -1;
    if (slots && offset >= 0) slots[offset] = row;
  }

  #forget(uid: Uid, chunk: Chunk): void {
    this.#chunkByUid.delete(uid);
    chunk.loaded--;
  }

  /** The chunk of an index, cut out of an unknown run on a fixed grid so that single rows do not make single chunks. */
  #materialise(index: number): Chunk | undefined {
    const i = this.#chunkIndexAt(index);
    const chunk = this.#chunks[i];
    if (!chunk || chunk.slots) return chunk;
    const grid = Math.floor(index / CHUNK_SLOTS) * CHUNK_SLOTS;
    const end = chunk.start + chunk.length;
    const from = Math.max(chunk.start, grid);
    const to = Math.min(end, grid + CHUNK_SLOTS);
    const made: Chunk = {
      start: from,
      length: to - from,
      slots: Array.from({ length: to - from }, () => undefined),
      loaded: 0,
    };
    const parts: Chunk[] = [made];
    if (from > chunk.start) {
      parts.unshift({ start: chunk.start, length: from - chunk.start, slots: null, loaded: 0 });
    }
    if (to < end) parts.push({ start: to, length: end - to, slots: null, loaded: 0 });
    this.#chunks.splice(i, 1, ...parts);
    return made;
  }

  #joinGaps(): void {
    const joined: Chunk[] = [];
    for (const chunk of this.#chunks) {
      const last = joined.at(-1);
      if (last && !last.slots && !chunk.slots) last.length += chunk.length;
      else joined.push(chunk);
    }
    this.#chunks = joined;
  }

  #chunkAt(index: number): Chunk | undefined {
    return index >= 0 && index < this.#exists ? this.#chunks[this.#chunkIndexAt(index)] : undefined;
  }

  #chunkIndexAt(index: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#chunks[middle]?.start ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
