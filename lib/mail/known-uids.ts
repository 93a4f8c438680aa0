/**
 * Which message stands where, as far as it is known: of rows in memory and of rows that rest in the store. Indexes count from the
 * oldest message (sequence number - 1), so an arrival moves nothing. A million UIDs are a thousand pieces of plain numbers: finding
 * one is two binary searches, a removal moves one piece's tail and the starts of the pieces above it.
 *
 * Searching by UID takes for granted that UIDs ascend (RFC 9051 2.3.1.1). Where a server breaks that, what is found is checked, so
 * that at worst nothing is found; `runs` then says nothing at all.
 */
import { toUid, type Uid } from '../imap/types';
import type { UidRun } from './types';

interface Piece {
  start: number;
  /** Never empty. */
  uids: number[];
}

/** UIDs of one piece. */
const PIECE = 1_024;

export class KnownUids {
  #pieces: Piece[] = [];
  #count = 0;

  /** UIDs known. */
  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#pieces = [];
    this.#count = 0;
  }

  at(index: number): Uid | undefined {
    const piece = this.#pieces[this.#pieceAt(index)];
    const uid = piece?.uids[index - piece.start];
    return uid === undefined ? undefined : toUid(uid);
  }

  indexOf(uid: Uid): number | undefined {
    const index = this.#firstNotBelow(uid);
    return index !== null && this.at(index) === uid ? index : undefined;
  }

  /** The one thing known of a place replaces what was known before; a UID stands in one place. */
  set(index: number, uid: Uid): void {
    const before = this.at(index);
    if (before === uid) return;
    const elsewhere = this.indexOf(uid);
    if (elsewhere !== undefined) this.forget(elsewhere);
    const i = this.#pieceAt(index);
    const piece = this.#pieces[i];
    if (before !== undefined && piece) {
      piece.uids[index - piece.start] = uid;
      return;
    }
    this.#count++;
    const next = this.#pieces[i + 1];
    if (piece && index === piece.start + piece.uids.length && piece.uids.length < PIECE) piece.uids.push(uid);
    else if (next && index === next.start - 1 && next.uids.length < PIECE) {
      next.uids.unshift(uid);
      next.start = index;
    } else this.#pieces.splice(i + 1, 0, { start: index, uids: [uid] });
  }

  /** Nothing is known of this place any more; the message is still there. */
  forget(index: number): void {
    const i = this.#pieceAt(index);
    const piece = this.#pieces[i];
    if (!piece || index >= piece.start + piece.uids.length) return;
    const offset = index - piece.start;
    const parts = [
      { start: piece.start, uids: piece.uids.slice(0, offset) },
      { start: index + 1, uids: piece.uids.slice(offset + 1) },
    ];
    this.#pieces.splice(i, 1, ...parts.filter(({ uids }) => uids.length > 0));
    this.#count--;
  }

  /** The message went, known or not: all above it stand one lower. */
  remove(index: number): void {
    let i = this.#pieceAt(index);
    const piece = this.#pieces[i];
    if (piece && index < piece.start + piece.uids.length) {
      piece.uids.splice(index - piece.start, 1);
      this.#count--;
      if (piece.uids.length === 0) this.#pieces.splice(i--, 1);
    }
    for (i++; i < this.#pieces.length; i++) {
      const above = this.#pieces[i];
      if (above) above.start--;
    }
  }

  /** Known indexes of the inclusive range of UIDs, ascending. */
  within(low: number, high: number): number[] {
    const found: number[] = [];
    const first = this.#firstNotBelow(low);
    if (first === null) return found;
    for (let i = this.#pieceAt(first); i < this.#pieces.length; i++) {
      const piece = this.#pieces[i];
      if (!piece) break;
      for (let offset = Math.max(0, first - piece.start); offset < piece.uids.length; offset++) {
        if ((piece.uids[offset] ?? Infinity) > high) return found;
        found.push(piece.start + offset);
      }
    }
    return found;
  }

  /** The unknown places a UID would stand in, as inclusive indexes; null when its known neighbours stand side by side. */
  gapOf(uid: Uid, exists: number): readonly [first: number, last: number] | null {
    const above = this.#firstNotBelow(uid) ?? exists;
    const piece = this.#pieces[this.#pieceAt(above - 1)];
    const below = piece ? Math.min(above - 1, piece.start + piece.uids.length - 1) : -1;
    return above - below < 2 ? null : [below + 1, above - 1];
  }

  /** Everything known, in runs as long as can be; nothing where UIDs do not ascend. */
  runs(): UidRun[] {
    const runs: UidRun[] = [];
    for (let from = 0; from < this.#pieces.length;) {
      const start = this.#pieces[from]?.start ?? 0;
      let to = from;
      let end = start;
      for (let piece = this.#pieces[to]; piece?.start === end; piece = this.#pieces[++to]) {
        end += piece.uids.length;
      }
      const uids = new Uint32Array(end - start);
      for (const piece of this.#pieces.slice(from, to)) uids.set(piece.uids, piece.start - start);
      runs.push({ start, uids });
      from = to;
    }
    return ascend(runs) ? runs : [];
  }

  /** Takes over what `runs` gave; what does not fit into `exists` places is left out. */
  load(runs: readonly UidRun[], exists: number): void {
    this.clear();
    let end = 0;
    for (const { start, uids } of runs) {
      if (start < end || start + uids.length > exists) continue;
      end = start + uids.length;
      for (let at = 0; at < uids.length; at += PIECE) {
        this.#pieces.push({ start: start + at, uids: numbersOf(uids.subarray(at, at + PIECE)) });
      }
      this.#count += uids.length;
    }
  }

  /** The last piece that begins at or below the index; -1: none. */
  #pieceAt(index: number): number {
    let low = -1;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.start ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The index of the first known UID that is not below this one. */
  #firstNotBelow(uid: number): number | null {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.uids.at(-1) ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low];
    if (!piece) return null;
    let from = 0;
    let to = piece.uids.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((piece.uids[middle] ?? 0) < uid) from = middle + 1;
      else to = middle;
    }
    return from < piece.uids.length ? piece.start + from : null;
  }
}

function ascend(runs: readonly UidRun[]): boolean {
  let previous = 0;
  for (const { uids } of runs) {
    for (let i = 0; i < uids.length; i++) {
      const uid = uids[i] ?? 0;
      if (uid <= previous) return false;
      previous = uid;
    }
  }
  return true;
}

/** As a plain array, which can grow and shrink. */
function numbersOf(uids: Uint32Array): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < uids.length; i++) numbers.push(uids[i] ?? 0);
  return numbers;
}
