/**
 * What a person sees of one mailbox: the confirmed list with the pending ops laid over it.
 *
 * Theory of operation. The list below changes only by the server's word. An op changes nothing in it: its flags are
 * painted over rows as they are read, and rows it moves or expunges are hidden, so that the screen is right in the
 * frame of the click. An op ends when it failed or was cancelled (its paint vanishes: the screen reverts), or when it
 * is done AND the list says the same (the paint vanishes without a flicker, whichever came first). "Visible"
 * positions count only rows that are not hidden (hidden-spans.ts). Long work on more messages than rows are known of is
 * painted too (sweeps.ts); what came later is painted over what came before.
 */
import type { MailboxName, Uid } from '../imap/types';
import { assertNever } from './assert-never';
import type { FolderJob, UidSet } from './folder-edit';
import { HiddenSpans } from './hidden-spans';
import { MAX_OVERLAY_OPS } from './limits';
import { hasFlag, removesRows, withFlag } from './ops';
import { Sweeps } from './sweeps';
import type { ListChange, MessageRow, Op, OpState } from './types';
import type { Span, WindowList } from './window-list';

interface Entry {
  readonly op: Op;
  /** Its place among all that is painted. */
  readonly at: number;
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
  readonly #sweeps: Sweeps;
  #version = 0;
  #nextAt = 0;
  #hidden = new HiddenSpans([]);
  #hiddenKey = '';
  #painted = new WeakMap<MessageRow, { readonly version: number; readonly row: MessageRow }>();

  /** `isOrdered`: UIDs ascend with positions, as in a folder that is shown as it is. */
  constructor(list: WindowList, isOrdered = true) {
    this.#list = list;
    this.#sweeps = new Sweeps(list, isOrdered, () => this.#version++);
  }

  /** Grows with every change of what is seen, by ops or by the list. */
  get version(): number {
    return this.#version + this.#list.version;
  }

  /** Nothing is painted. */
  get isEmpty(): boolean {
    return this.#entryById.size === 0 && this.#sweeps.isEmpty;
  }

  /** Rows it would not find again if the list forgot them are painted. */
  get needsRows(): boolean {
    return this.#entryById.size > 0;
  }

  get visibleCount(): number {
    return this.#list.exists - this.#hiddenSpans().count;
  }

  has(opId: string): boolean {
    return this.#entryById.has(opId);
  }

  /** Shows an op at once. Ops of another UIDVALIDITY name other messages and are not shown. */
  add(op: Op): void {
    if (this.#entryById.has(op.id) || op.uidValidity !== this.#list.uidValidity) return;
    const entry: Entry = { op, at: this.#nextAt++, uids: new Set(op.uids), settled: false, counted: false };
    this.#entryById.set(op.id, entry);
    for (const uid of op.uids) {
      const entries = this.#entriesByUid.get(uid);
      if (entries) entries.push(entry);
      else this.#entriesByUid.set(uid, [entry]);
    }
    this.#version++;
    this.#bound();
  }

  /** Shows long work at once. */
  startJob(id: string, job: FolderJob): void {
    this.#sweeps.start(id, job, this.#nextAt++);
  }

  /** Long work is over, but for what is `left` (null: nothing is). */
  endJob(id: string, left: UidSet | null): void {
    this.#sweeps.end(id, left);
  }

  /** Takes the paint of long work off: nothing was done, or a confirmation never came. */
  liftJob(id: string): void {
    this.#sweeps.drop(id);
  }

  hasJob(id: string): boolean {
    return this.#sweeps.has(id);
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
    this.#sweeps.confirmed(change);
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

  /** Whether there is a row to show at this visible position. */
  isKnown(visible: number): boolean {
    return this.#list.rowAt(this.toConfirmed(visible)) !== undefined;
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
    return (
      (this.#entriesByUid.get(uid)?.some((entry) => removesRows(entry.op)) ?? false) ||
      this.#sweeps.removalOf(uid) !== undefined
    );
  }

  /** Confirmed position of a visible one. */
  toConfirmed(visible: number): number {
    return this.#hiddenSpans().toConfirmed(visible);
  }

  /** Visible position of a confirmed one, undefined for a hidden row. */
  toVisible(confirmed: number): number | undefined {
    return this.#hiddenSpans().toVisible(confirmed);
  }

  /** Confirmed positions that cover the visible ones. */
  toConfirmedSpan(first: number, last: number): Span {
    return [this.toConfirmed(first), this.toConfirmed(last)];
  }

  /** New counters of this mailbox came: what was done before is in them, also where its list says nothing any more. */
  countersTold(): void {
    for (const entry of this.#entryById.values()) entry.counted = entry.settled;
    this.#sweeps.countersTold();
  }

  /**
   * Unread messages of the folder as they are painted, where long work leaves none of those that are unread that no row is
   * known of; null where that is not so, and `countDeltas` says all that can be said.
   */
  unreadLeft(): number | null {
    if (!this.#sweeps.readsUnknown) return null;
    let unread = 0;
    for (const { uid } of this.#list.rows()) if (this.rowOf(uid)?.seen === false) unread++;
    return unread;
  }

  /** Messages that long work hides and no row is known of. */
  get hiddenUnknown(): number {
    return this.#sweeps.hiddenUnknown;
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
    for (const row of this.#touchedRows()) {
      const { uid } = row;
      if (!only(uid)) continue;
      const entries = this.#entriesByUid.get(uid) ?? [];
      const seen = this.#paint(row).seen;
      const removal = entries.find((entry) => removesRows(entry.op));
      const swept = this.#sweeps.removalOf(uid);
      if (removal) {
        if (!removal.counted) add(null, -1, row.seen ? 0 : -1);
        // What is done is counted where it went.
        if (removal.op.action.kind === 'move' && !removal.settled) add(removal.op.action.to, 1, seen ? 0 : 1);
      } else if (swept) {
        // Where long work takes them the counters follow it batch by batch.
        if (!swept.counted) add(null, -1, row.seen ? 0 : -1);
      } else if (
        seen !== row.seen &&
        [...entries, ...this.#sweeps.flagsOf(uid)].some((one) => !one.counted)
      ) {
        add(null, 0, seen ? -1 : 1);
      }
    }
    return deltas;
  }

  /** Known rows that may be painted. */
  *#touchedRows(): Generator<MessageRow> {
    if (!this.#sweeps.isEmpty) return yield* this.#list.rows();
    for (const uid of this.#entriesByUid.keys()) {
      const row = this.#list.rowOf(uid);
      if (row) yield row;
    }
  }

  #paint(row: MessageRow): MessageRow {
    const entries = this.#entriesByUid.get(row.uid);
    if (!entries && this.#sweeps.isEmpty) return row;
    const known = this.#painted.get(row);
    if (known?.version === this.#version) return known.row;
    const flags = (entries ?? []).flatMap(({ op, at }) =>
      op.action.kind === 'flag' ? [{ ...op.action, at }] : [],
    );
    const swept = [...this.#sweeps.flagsOf(row.uid)];
    const all = swept.length === 0 ? flags : [...flags, ...swept].sort((a, b) => a.at - b.at);
    let painted = row;
    for (const { flag, add } of all) painted = withFlag(painted, flag, add);
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

  #hiddenSpans(): HiddenSpans {
    const key = `${this.#version}:${this.#list.version}`;
    if (key !== this.#hiddenKey) {
      const hidden = this.#sweeps.hidden();
      for (const [uid, entries] of this.#entriesByUid) {
        if (!entries.some((entry) => removesRows(entry.op))) continue;
        const position = this.#list.positionOf(uid);
        if (position !== undefined) hidden.push([position, position]);
      }
      this.#hidden = new HiddenSpans(hidden);
      this.#hiddenKey = key;
    }
    return this.#hidden;
  }
}
