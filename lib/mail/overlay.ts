/**
 * What a person sees of one mailbox: the confirmed list with the pending ops laid over it.
 *
 * Theory of operation. The list below changes only by the server's word. An op changes nothing in it: its flags are
 * painted over rows as they are read, and rows it moves or expunges are hidden, so that the screen is right in the
 * frame of the click. An op ends when it failed or was cancelled (its paint vanishes: the screen reverts), or when it
 * is done AND the list says the same (the paint vanishes without a flicker, whichever came first). "Visible"
 * positions count only rows that are not hidden; both ways of mapping are a binary search over the hidden ones.
 */
import type { MailboxName, Uid } from '../imap/types';
import { assertNever } from './assert-never';
import { MAX_OVERLAY_OPS } from './limits';
import { hasFlag, removesRows, withFlag } from './ops';
import type { ListChange, MessageRow, Op, OpState } from './types';
import type { Span, WindowList } from './window-list';

interface Entry {
  readonly op: Op;
  /** Messages the op still paints over. */
  readonly uids: Set<Uid>;
  /** The server has done it; the list may not have said so yet. */
  settled: boolean;
  /** The folder's counters that were told since it was done have it in them. */
  counted: boolean;
}

/** What pending ops add to folder counters. */
export interface CountDelta {
  readonly total: number;
  readonly unseen: number;
}

export class Overlay {
  readonly #list: WindowList;
  readonly #entryById = new Map<string, Entry>();
  readonly #entriesByUid = new Map<Uid, Entry[]>();
  #version = 0;
  #hidden: readonly number[] = [];
  #hiddenKey = '';
  #painted = new WeakMap<MessageRow, { readonly version: number; readonly row: MessageRow }>();

  constructor(list: WindowList) {
    this.#list = list;
  }

  /** Grows with every change of what is seen, by ops or by the list. */
  get version(): number {
    return this.#version + this.#list.version;
  }

  /** No op is painted. */
  get isEmpty(): boolean {
    return this.#entryById.size === 0;
  }

  get visibleCount(): number {
    return this.#list.exists - this.#hiddenPositions().length;
  }

  has(opId: string): boolean {
    return this.#entryById.has(opId);
  }

  /** Shows an op at once. Ops of another UIDVALIDITY name other messages and are not shown. */
  add(op: Op): void {
    if (this.#entryById.has(op.id) || op.uidValidity !== this.#list.uidValidity) return;
    const entry: Entry = { op, uids: new Set(op.uids), settled: false, counted: false };
    this.#entryById.set(op.id, entry);
    for (const uid of op.uids) {
      const entries = this.#entriesByUid.get(uid);
      if (entries) entries.push(entry);
      else this.#entriesByUid.set(uid, [entry]);
    }
    this.#version++;
    this.#bound();
  }

  /** The engine's word about an op. */
  setState(opId: string, state: OpState): void {
    const entry = this.#entryById.get(opId);
    if (!entry) return;
    switch (state.kind) {
      case 'queued':
      case 'running':
        return;
      case 'done':
        entry.settled = true;
        return this.#settle(entry);
      case 'failed':
        return state.part === undefined ? this.#drop(entry) : this.#settlePart(entry, state.part.uids);
      case 'cancelled':
        return this.#drop(entry);
      default:
        return assertNever(state);
    }
  }

  /** Takes the paint of an op off whatever its state: an undo that shows at once, or a confirmation that never came. */
  lift(opId: string): void {
    const entry = this.#entryById.get(opId);
    if (entry) this.#drop(entry);
  }

  /** Call after the list has applied the change: ends what it confirms. */
  confirmed(change: ListChange): void {
    switch (change.kind) {
      case 'reset':
        for (const entry of this.#entryById.values()) {
          if (entry.settled || entry.op.uidValidity !== change.uidValidity) this.#drop(entry);
        }
        return;
      case 'arrived':
        return;
      case 'removed':
        for (const entry of this.#entryById.values()) if (entry.settled) this.#settle(entry);
        return;
      case 'rows':
      case 'changed':
        for (const row of change.rows) if (row) this.#rowConfirmed(row.uid);
        return;
      default:
        return assertNever(change);
    }
  }

  rowAt(visible: number): MessageRow | undefined {
    const row = this.#list.rowAt(this.toConfirmed(visible));
    return row && this.#paint(row);
  }

  /** A known row as it is seen; undefined when it is hidden or not known. */
  rowOf(uid: Uid): MessageRow | undefined {
    const row = this.#list.rowOf(uid);
    return row && !this.isHidden(uid) ? this.#paint(row) : undefined;
  }

  /** Visible position of a known message that is not hidden. */
  positionOf(uid: Uid): number | undefined {
    const confirmed = this.#list.positionOf(uid);
    return confirmed === undefined ? undefined : this.toVisible(confirmed);
  }

  isHidden(uid: Uid): boolean {
    return this.#entriesByUid.get(uid)?.some((entry) => removesRows(entry.op)) ?? false;
  }

  /** Confirmed position of a visible one. */
  toConfirmed(visible: number): number {
    // hidden[i] - i is the visible position that follows the i-th hidden row, and never falls.
    const hidden = this.#hiddenPositions();
    let low = 0;
    let high = hidden.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((hidden[middle] ?? 0) - middle <= visible) low = middle + 1;
      else high = middle;
    }
    return visible + low;
  }

  /** Visible position of a confirmed one, undefined for a hidden row. */
  toVisible(confirmed: number): number | undefined {
    const hidden = this.#hiddenPositions();
    let low = 0;
    let high = hidden.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((hidden[middle] ?? 0) < confirmed) low = middle + 1;
      else high = middle;
    }
    return hidden[low] === confirmed ? undefined : confirmed - low;
  }

  /** Confirmed positions that cover the visible ones. */
  toConfirmedSpan(first: number, last: number): Span {
    return [this.toConfirmed(first), this.toConfirmed(last)];
  }

  /** New counters of this mailbox came: what was done before is in them, also where its list says nothing any more. */
  countersTold(): void {
    for (const entry of this.#entryById.values()) entry.counted = entry.settled;
  }

  /** What the painted ops add to the counters of this mailbox (key null) and of the folders they move to; `only` of these. */
  countDeltas(only: (uid: Uid) => boolean = () => true): ReadonlyMap<MailboxName | null, CountDelta> {
    const deltas = new Map<MailboxName | null, { total: number; unseen: number }>();
    const add = (key: MailboxName | null, total: number, unseen: number): void => {
      const delta = deltas.get(key);
      if (!delta) deltas.set(key, { total, unseen });
      else {
        delta.total += total;
        delta.unseen += unseen;
      }
    };
    for (const [uid, entries] of this.#entriesByUid) {
      const row = this.#list.rowOf(uid);
      if (!row || !only(uid)) continue;
      const seen = this.#paint(row).seen;
      const removal = entries.find((entry) => removesRows(entry.op));
      if (removal) {
        if (!removal.counted) add(null, -1, row.seen ? 0 : -1);
        // What is done is counted where it went.
        if (removal.op.action.kind === 'move' && !removal.settled) add(removal.op.action.to, 1, seen ? 0 : 1);
      } else if (seen !== row.seen && entries.some((entry) => !entry.counted)) {
        add(null, 0, seen ? -1 : 1);
      }
    }
    return deltas;
  }

  #paint(row: MessageRow): MessageRow {
    const entries = this.#entriesByUid.get(row.uid);
    if (!entries) return row;
    const known = this.#painted.get(row);
    if (known?.version === this.#version) return known.row;
    let painted = row;
    for (const { op } of entries) {
      if (op.action.kind === 'flag') painted = withFlag(painted, op.action.flag, op.action.add);
    }
    this.#painted.set(row, { version: this.#version, row: painted });
    return painted;
  }

  #rowConfirmed(uid: Uid): void {
    for (const entry of this.#entriesByUid.get(uid)?.slice() ?? []) {
      if (entry.settled && entry.op.action.kind === 'flag') this.#release(entry, uid);
    }
  }

  /** Keeps of a done op only what the list does not say yet. */
  #settle(entry: Entry): void {
    const action = entry.op.action;
    for (const uid of entry.uids) {
      this.#supersede(entry, uid);
      const row = this.#list.rowOf(uid);
      const waits = row && (action.kind !== 'flag' || hasFlag(row, action.flag) !== action.add);
      if (!waits) this.#release(entry, uid);
    }
  }

  /** Refused after some of it was done: those wait for the list, the others are as they were. */
  #settlePart(entry: Entry, done: readonly Uid[]): void {
    const part = new Set(done);
    for (const uid of entry.uids) if (!part.has(uid)) this.#release(entry, uid);
    entry.settled = true;
    this.#settle(entry);
  }

  /** What was done earlier to the same flag is history now: it must not show up again for a moment. */
  #supersede(entry: Entry, uid: Uid): void {
    const action = entry.op.action;
    if (action.kind !== 'flag') return;
    for (const older of this.#entriesByUid.get(uid)?.slice() ?? []) {
      if (older === entry) return;
      const other = older.op.action;
      if (older.settled && other.kind === 'flag' && other.flag === action.flag) this.#release(older, uid);
    }
  }

  #release(entry: Entry, uid: Uid): void {
    entry.uids.delete(uid);
    const entries = this.#entriesByUid.get(uid)?.filter((other) => other !== entry) ?? [];
    if (entries.length > 0) this.#entriesByUid.set(uid, entries);
    else this.#entriesByUid.delete(uid);
    if (entry.uids.size === 0) this.#entryById.delete(entry.op.id);
    this.#version++;
  }

  #drop(entry: Entry): void {
    for (const uid of entry.uids) this.#release(entry, uid);
    this.#entryById.delete(entry.op.id);
    this.#version++;
  }

  #bound(): void {
    if (this.#entryById.size <= MAX_OVERLAY_OPS) return;
    for (const entry of this.#entryById.values()) {
      if (entry.settled) return this.#drop(entry);
    }
  }

  #hiddenPositions(): readonly number[] {
    const key = `${this.#version}:${this.#list.version}`;
    if (key !== this.#hiddenKey) {
      const hidden: number[] = [];
      for (const uid of this.#entriesByUid.keys()) {
        if (!this.isHidden(uid)) continue;
        const position = this.#list.positionOf(uid);
        if (position !== undefined) hidden.push(position);
      }
      this.#hidden = hidden.sort((a, b) => a - b);
      this.#hiddenKey = key;
    }
    return this.#hidden;
  }
}
