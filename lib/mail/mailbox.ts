/**
 * The confirmed state of one mailbox: what the server said, in the order it said it. Nothing else changes it.
 * Sequence numbers come in and positions go out; an event that cannot be true changes nothing and asks for a resync.
 */
import {
  toUid,
  type BodyStructure,
  type FetchItems,
  type NumberSet,
  type Uid,
  type UidValidity,
} from '../imap/types';
import { MAX_EXISTS, MAX_VANISHED } from './limits';
import { hasAttachment, isUid, rowFromFetch, withFlags } from './messages';
import type { ListChange, MessageRow } from './types';
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
  readonly structures: readonly (readonly [Uid, BodyStructure])[];
  /** Why the list can no longer be trusted, for a developer; null when it can. */
  readonly resync: string | null;
}

export class Mailbox {
  readonly list = new WindowList();
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
    const row = this.list.rowAt(position);
    return { ...this.#apply({ kind: 'removed', positions: [position] }), removed: row ? [row] : [] };
  }

  /**
   * RFC 7162 3.2.10. A UID that was not loaded stood in an unknown run between known neighbours, and any slot of that
   * run is as good as another; where that leaves a doubt, a resync is asked for.
   */
  vanished(uids: NumberSet): Applied {
    const changes: ListChange[] = [];
    const removed: MessageRow[] = [];
    const remove = (positions: readonly number[]): void => {
      if (positions.length > 0) changes.push(...this.#apply({ kind: 'removed', positions }).changes);
    };
    for (const [low, high] of uids) {
      const size = high - low + 1;
      if (!isUid(low) || !isUid(high) || size < 1 || size > Math.min(this.list.exists, MAX_VANISHED)) {
        return { ...nothing, changes, removed, resync: `VANISHED ${low}:${high} of ${this.list.exists}` };
      }
      const known = this.#knownBetween(low, high);
      removed.push(...known);
      remove(known.map((row) => this.list.positionOf(row.uid) ?? -1).sort((a, b) => a - b));
      const unknown = size - known.length;
      if (unknown === 0) continue;
      const first = this.list.gapOf(toUid(low));
      const last = this.list.gapOf(toUid(high));
      if (!first || first[0] !== last?.[0] || first[1] - first[0] + 1 < unknown) {
        return { ...nothing, changes, removed, resync: `VANISHED ${low}:${high} names unknown messages` };
      }
      remove(Array.from({ length: unknown }, (_, i) => first[0] + i));
    }
    return { ...nothing, changes, removed };
  }

  /** FETCH answers: whole rows fill their slots, flags change known rows, anything else is not asked for and ignored. */
  fetched(rows: readonly FetchedItems[]): Applied {
    const fresh = new Map<number, MessageRow>();
    const loaded: MessageRow[] = [];
    const changed: (readonly [MessageRow, MessageRow])[] = [];
    const structures: (readonly [Uid, BodyStructure])[] = [];
    let resync: string | null = null;
    for (const { seq, items } of rows) {
      const position = this.#positionOf(seq);
      const uid: number | undefined = items.uid;
      const known = position === null ? undefined : (fresh.get(position) ?? this.list.rowAt(position));
      if (position === null) resync ??= `FETCH ${seq} of ${this.list.exists}`;
      else if (uid !== undefined && !isUid(uid)) resync ??= `FETCH ${seq} with UID ${String(uid)}`;
      else if (known && uid !== undefined && uid !== known.uid) {
        resync ??= `FETCH ${seq}: UID ${known.uid} became ${uid}`;
      } else {
        const row = mergeRow(items, known);
        if (!row) continue;
        if (items.bodyStructure) structures.push([row.uid, items.bodyStructure]);
        if (row === known) continue;
        if (!known) loaded.push(row);
        else changed.push([known, row]);
        fresh.set(position, row);
      }
    }
    const changes = this.#store(fresh);
    if (!resync && loaded.length > 0) resync = this.#disorder(fresh);
    return { ...nothing, changes, loaded, changed, structures, resync };
  }

  isKnown(seq: number): boolean {
    const position = this.#positionOf(seq);
    return position !== null && this.list.rowAt(position) !== undefined;
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
    this.list.apply(change);
    return { ...nothing, changes: [change] };
  }

  #positionOf(seq: number): number | null {
    return Number.isInteger(seq) && seq >= 1 && seq <= this.list.exists ? this.list.exists - seq : null;
  }

  #knownBetween(low: number, high: number): MessageRow[] {
    const found: MessageRow[] = [];
    if (high - low < this.list.loaded) {
      for (let uid = low; uid <= high; uid++) {
        const row = this.list.rowOf(toUid(uid));
        if (row) found.push(row);
      }
    } else {
      for (const row of this.list.rows()) if (row.uid >= low && row.uid <= high) found.push(row);
    }
    return found;
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
  structures: [],
  resync: null,
};

const impossible = (resync: string): Applied => ({ ...nothing, resync });
