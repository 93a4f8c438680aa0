/**
 * The confirmed state of one mailbox: what the server said, in the order it said it. Nothing else changes it.
 * Sequence numbers come in and positions go out; an event that cannot be true changes nothing and asks for a resync.
 */
import {
  toUid,
  type BodyStructure,
  type FetchItems,
  type Flag,
  type NumberSet,
  type Uid,
  type UidValidity,
} from '../imap/types';
import { KnownUids } from './known-uids';
import { MAX_EXISTS, MAX_VANISHED } from './limits';
import { hasAttachment, isUid, rowFromFetch, withFlags } from './messages';
import type { ListChange, MessageRow, UidRun } from './types';
import { WindowList } from './window-list';

/** What SELECT told; `resumed` as in the session's contract: known rows keep their places. */
export interface OpenedMailbox {
  readonly uidValidity: UidValidity;
  readonly exists: number;
  readonly readOnly: boolean;
  readonly resumed: boolean;
}

export interface FetchedItems {
  readonly seq: number;
  readonly items: FetchItems;
}

/** What one event did. */
export interface Applied {
  readonly changes: readonly ListChange[];
  /** Rows that were not known before. */
  readonly loaded: readonly MessageRow[];
  readonly changed: readonly (readonly [before: MessageRow, after: MessageRow])[];
  /** Known rows that went. */
  readonly removed: readonly MessageRow[];
  /** Known messages that went, whether their rows were in memory or not. */
  readonly gone: readonly Uid[];
  /** Flags of messages that are known and whose rows are not in memory: what rests in the store is older than these. */
  readonly unseen: readonly (readonly [Uid, readonly Flag[]])[];
  readonly structures: readonly (readonly [Uid, BodyStructure])[];
  /** Why the list can no longer be trusted, for a developer; null when it can. */
  readonly resync: string | null;
}

export class Mailbox {
  readonly list = new WindowList();
  /** Of every row in the list, and of rows that rest in the store. */
  readonly known = new KnownUids();
  #open = false;
  #disorderTold = false;

  /** SELECT succeeded at least once, so that the list says something. */
  get isOpen(): boolean {
    return this.#open;
  }

  opened(info: OpenedMailbox): Applied {
    const keeps =
      this.#open &&
      info.resumed &&
      info.uidValidity === this.list.uidValidity &&
      info.exists === this.list.exists &&
      info.readOnly === this.list.readOnly;
    this.#open = true;
    if (keeps) return nothing;
    this.#disorderTold = false;
    return this.#reset(info.uidValidity, info.exists, info.readOnly);
  }

  /** RFC 9051 7.4.1: the count only grows by EXISTS. */
  exists(count: number): Applied {
    const more = count - this.list.exists;
    if (!Number.isSafeInteger(count) || count > MAX_EXISTS) return impossible(`EXISTS ${count}`);
    if (more < 0) return impossible(`EXISTS fell from ${this.list.exists} to ${count}`);
    return more === 0 ? nothing : this.#apply({ kind: 'arrived', count: more });
  }

  /** RFC 9051 7.5.1. */
  expunged(seq: number): Applied {
    const position = this.#positionOf(seq);
    if (position === null) return impossible(`EXPUNGE ${seq} of ${this.list.exists}`);
    return this.#remove([seq - 1]);
  }

  /**
   * RFC 7162 3.2.10. A UID that was not known stood in an unknown run between known neighbours, and any place of that
   * run is as good as another; where that leaves a doubt, a resync is asked for.
   */
  vanished(uids: NumberSet): Applied {
    let all = nothing;
    for (const [low, high] of uids) {
      const size = high - low + 1;
      if (!isUid(low) || !isUid(high) || size < 1 || size > Math.min(this.list.exists, MAX_VANISHED)) {
        return { ...all, resync: `VANISHED ${low}:${high} of ${this.list.exists}` };
      }
      const places = this.#placesOf(toUid(low), toUid(high));
      if (places === null) return { ...all, resync: `VANISHED ${low}:${high} names unknown messages` };
      all = joined(all, this.#remove(places));
    }
    return all;
  }

  /** FETCH answers: whole rows fill their slots, flags change known rows, anything else is not asked for and ignored. */
  fetched(rows: readonly FetchedItems[]): Applied {
    const fresh = new Map<number, MessageRow>();
    const loaded: MessageRow[] = [];
    const changed: (readonly [MessageRow, MessageRow])[] = [];
    const structures: (readonly [Uid, BodyStructure])[] = [];
    const unseen: (readonly [Uid, readonly Flag[]])[] = [];
    let resync: string | null = null;
    for (const { seq, items } of rows) {
      const position = this.#positionOf(seq);
      const uid: number | undefined = items.uid;
      const known = position === null ? undefined : (fresh.get(position) ?? this.list.rowAt(position));
      const before = known?.uid ?? this.known.at(seq - 1);
      if (position === null) resync ??= `FETCH ${seq} of ${this.list.exists}`;
      else if (uid !== undefined && !isUid(uid)) resync ??= `FETCH ${seq} with UID ${String(uid)}`;
      else if (before !== undefined && uid !== undefined && uid !== before) {
        resync ??= `FETCH ${seq}: UID ${before} became ${uid}`;
      } else {
        const row = mergeRow(items, known);
        if (!row) {
          if (before !== undefined && items.flags) unseen.push([before, items.flags]);
          continue;
        }
        if (items.bodyStructure) structures.push([row.uid, items.bodyStructure]);
        if (row === known) continue;
        if (!known) loaded.push(row);
        else changed.push([known, row]);
        fresh.set(position, row);
      }
    }
    const changes = this.#store(fresh);
    if (!resync && loaded.length > 0) resync = this.#disorder(fresh);
    return { ...nothing, changes, loaded, changed, structures, unseen, resync };
  }

  /** A picture of before, without its rows. Changes nothing once the mailbox is open: the server was quicker. */
  hydrate(info: Omit<OpenedMailbox, 'resumed'>, runs: readonly UidRun[]): Applied {
    if (this.#open) return nothing;
    this.#open = true;
    const applied = this.#reset(info.uidValidity, info.exists, info.readOnly);
    this.known.load(runs, this.list.exists);
    return applied;
  }

  /** Rows of before for places whose UID is known; a row that is there already knows better. */
  fill(rows: readonly MessageRow[]): Applied {
    const fresh = new Map<number, MessageRow>();
    for (const row of rows) {
      const index = this.known.indexOf(row.uid);
      if (index === undefined) continue;
      const position = this.list.exists - 1 - index;
      if (!this.list.rowAt(position)) fresh.set(position, row);
    }
    return { ...nothing, changes: this.#store(fresh) };
  }

  isKnown(seq: number): boolean {
    const position = this.#positionOf(seq);
    return position !== null && this.list.rowAt(position) !== undefined;
  }

  /** The sequence number of a message whose UID is known; null for any other. */
  seqOf(uid: Uid): number | null {
    const index = this.known.indexOf(uid);
    return index === undefined ? null : index + 1;
  }

  /** Rows whose UID is known, ascending. */
  knownRows(): { readonly seq: number; readonly uid: Uid }[] {
    const rows: { readonly seq: number; readonly uid: Uid }[] = [];
    for (const [index, row] of this.list.entries()) rows.push({ seq: index + 1, uid: row.uid });
    return rows;
  }

  #reset(uidValidity: UidValidity, exists: number, readOnly: boolean): Applied {
    const count = Number.isSafeInteger(exists) && exists >= 0 && exists <= MAX_EXISTS ? exists : 0;
    return this.#apply({ kind: 'reset', uidValidity, exists: count, readOnly });
  }

  #apply(change: ListChange): Applied {
    if (change.kind === 'reset') this.known.clear();
    this.list.apply(change);
    return { ...nothing, changes: [change] };
  }

  /** Takes messages away; indexes in any order. */
  #remove(indexes: readonly number[]): Applied {
    if (indexes.length === 0) return nothing;
    const descending = [...indexes].sort((a, b) => b - a);
    const { exists } = this.list;
    const positions = descending.map((index) => exists - 1 - index);
    const removed = positions.flatMap((position) => this.list.rowAt(position) ?? []);
    const gone = descending.flatMap((index) => this.known.at(index) ?? []);
    for (const index of descending) this.known.remove(index);
    return { ...this.#apply({ kind: 'removed', positions }), removed, gone };
  }

  #positionOf(seq: number): number | null {
    return Number.isInteger(seq) && seq >= 1 && seq <= this.list.exists ? this.list.exists - seq : null;
  }

  /** Where the messages of a range of UIDs stand, all of which exist; null where that cannot be told. */
  #placesOf(low: Uid, high: Uid): readonly number[] | null {
    const { exists } = this.list;
    const known = this.known.within(low, high);
    const first = known[0];
    const last = known.at(-1);
    const count = high - low + 1;
    if (first === undefined || last === undefined) {
      const gap = this.known.gapOf(low, exists);
      const same = gap !== null && gap[0] === this.known.gapOf(high, exists)?.[0];
      return same && gap[1] - gap[0] + 1 >= count ? places(gap[0], count) : null;
    }
    // Whatever stands between known messages of the range belongs to it.
    const rest = count - (last - first + 1);
    const below = this.known.at(first) === low ? null : this.known.gapOf(low, exists);
    const above = this.known.at(last) === high ? null : this.known.gapOf(high, exists);
    const space = below === null ? 0 : below[1] - below[0] + 1;
    const spaceAbove = above === null ? 0 : above[1] - above[0] + 1;
    if (rest < 0 || rest > space + spaceAbove) return null;
    if (rest > 0 && space > 0 && spaceAbove > 0 && rest < space + spaceAbove) return null;
    const taken = Math.min(rest, space);
    return places(first - taken, last - first + 1 + rest);
  }

  /** Writes rows as few changes: runs of neighbours for new rows, one `changed` for those already there. */
  #store(fresh: ReadonlyMap<number, MessageRow>): ListChange[] {
    const changes: ListChange[] = [];
    const changed: MessageRow[] = [];
    let run: { start: number; rows: MessageRow[] } | null = null;
    for (const [position, row] of [...fresh].sort(([a], [b]) => a - b)) {
      if (this.list.rowAt(position)) {
        changed.push(row);
      } else if (run && run.start + run.rows.length === position) {
        run.rows.push(row);
      } else {
        run = { start: position, rows: [row] };
        changes.push({ kind: 'rows', ...run });
      }
    }
    if (changed.length > 0) changes.push({ kind: 'changed', rows: changed });
    for (const change of changes) this.list.apply(change);
    for (const [position, row] of fresh) this.known.set(this.list.exists - 1 - position, row.uid);
    return changes;
  }

  /** UIDs ascend (RFC 9051 2.3.1.1). Told once a SELECT: a server that breaks it must not keep us resyncing. */
  #disorder(fresh: ReadonlyMap<number, MessageRow>): string | null {
    if (this.#disorderTold) return null;
    for (const [position, row] of fresh) {
      const newer = this.list.rowAt(position - 1);
      const older = this.list.rowAt(position + 1);
      if ((newer && newer.uid <= row.uid) || (older && older.uid >= row.uid)) {
        this.#disorderTold = true;
        return `UID ${row.uid} is out of order`;
      }
    }
    return null;
  }
}

function mergeRow(items: FetchItems, known: MessageRow | undefined): MessageRow | null {
  const row = rowFromFetch(items);
  if (!known) return row;
  if (row) {
    if (!items.flags) return { ...row, ...flagsOf(known) };
    return row;
  }
  const flagged = items.flags ? withFlags(known, items.flags) : known;
  const attached = items.bodyStructure ? hasAttachment(items.bodyStructure) : known.hasAttachment;
  return attached === flagged.hasAttachment ? flagged : { ...flagged, hasAttachment: attached };
}

function flagsOf(row: MessageRow): Partial<MessageRow> {
  const { seen, starred, answered, forwarded, draft, deleted, keywords } = row;
  return { seen, starred, answered, forwarded, draft, deleted, keywords };
}

const nothing: Applied = {
  changes: [],
  loaded: [],
  changed: [],
  removed: [],
  gone: [],
  unseen: [],
  structures: [],
  resync: null,
};

const joined = (a: Applied, b: Applied): Applied => ({
  ...a,
  changes: [...a.changes, ...b.changes],
  removed: [...a.removed, ...b.removed],
  gone: [...a.gone, ...b.gone],
});

const places = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i);

const impossible = (resync: string): Applied => ({ ...nothing, resync });
