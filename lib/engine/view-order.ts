/** Which messages a view holds, place by place; 0 where the server was not asked yet. No message stands in two places. */
import { toUid, type Uid } from '../imap/types';

export class ViewOrder {
  #uids: Uint32Array<ArrayBuffer>;

  constructor(uids: Uint32Array<ArrayBuffer> = new Uint32Array(0)) {
    this.#uids = uids;
  }

  get count(): number {
    return this.#uids.length;
  }

  /** The highest UID; 0 where nothing is known. */
  get newest(): number {
    return this.#uids.reduce((most, uid) => Math.max(most, uid), 0);
  }

  /** All messages in no order; null where the server was not asked about some places yet. */
  get all(): Uint32Array | null {
    return this.#uids.includes(0) ? null : this.#uids;
  }

  /** Undefined where the message of this place is not known. */
  at(place: number): Uid | undefined {
    const uid = this.#uids[place] ?? 0;
    return uid === 0 ? undefined : toUid(uid);
  }

  /** A further piece; false, and nothing changed, when it names a message that stands elsewhere. */
  fill(start: number, uids: Uint32Array): boolean {
    const others = new Set(this.#uids.filter((_, place) => place < start || place >= start + uids.length));
    if (uids.some((uid) => others.has(uid))) return false;
    this.#uids.set(uids.subarray(0, Math.max(0, this.#uids.length - start)), start);
    return true;
  }

  /** Messages that stand before all others now. */
  prepend(uids: readonly Uid[]): void {
    this.#uids = Uint32Array.from([...uids, ...this.#uids]);
  }

  /** The places these had, ascending. */
  remove(uids: readonly Uid[]): readonly number[] {
    const gone = new Set<number>(uids);
    const places: number[] = [];
    this.#uids.forEach((uid, place) => {
      if (uid !== 0 && gone.has(uid)) places.push(place);
    });
    if (places.length > 0) this.#uids = this.#uids.filter((uid) => uid === 0 || !gone.has(uid));
    return places;
  }
}
