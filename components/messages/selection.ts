/**
 * Which messages are selected: by UID, so that arrivals and expunges change nothing about the rest. A range runs from
 * the anchor and is added to what was selected before it began, so that going back over it takes it away again.
 */
import type { Uid } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import { MAX_SELECTED } from '@/lib/actions';

export interface Selection {
  /** In the order they were selected. */
  readonly uids: ReadonlySet<Uid>;
  /** Where the latest range began. */
  readonly anchor: Uid | null;
  /** What was selected when the range began. */
  readonly base: ReadonlySet<Uid>;
  /** Messages the last range or "all" had to leave out: not loaded, or more than one action may name. */
  readonly skipped: number;
}

/** What selecting needs of the list. */
export interface Rows {
  readonly rowCount: number;
  rowAt(position: number): MessageRow | undefined;
  positionOf(uid: Uid): number | undefined;
}

export const NOTHING: Selection = { uids: new Set(), anchor: null, base: new Set(), skipped: 0 };

/** Adds the message or takes it away; a range from here adds to that. */
export function toggle(selection: Selection, uid: Uid): Selection {
  const uids = new Set(selection.uids);
  if (!uids.delete(uid) && uids.size < MAX_SELECTED) uids.add(uid);
  return uids.size === 0 ? NOTHING : { uids, anchor: uid, base: uids, skipped: 0 };
}

/**
 * Selects from a message to a position, both inclusive. Called again with the same `from`, the range it made before is
 * replaced; with another one, a new range is added. A `from` that is not in the list counts as the position itself.
 */
export function extendTo(selection: Selection, rows: Rows, from: Uid, position: number): Selection {
  const base = selection.anchor === from ? selection.base : selection.uids;
  const start = rows.positionOf(from) ?? position;
  const { uids, skipped } = span(base, rows, Math.min(start, position), Math.max(start, position));
  return { uids, anchor: from, base, skipped };
}

/** Every loaded message. */
export function selectLoaded(rows: Rows): Selection {
  const { uids, skipped } = span(new Set(), rows, 0, rows.rowCount - 1);
  return uids.size === 0 ? NOTHING : { uids, anchor: null, base: uids, skipped };
}

/** Without the messages that are gone; the same object when none is. */
export function prune(selection: Selection, isGone: (uid: Uid) => boolean): Selection {
  const gone = [...selection.uids].filter(isGone);
  if (gone.length === 0) return selection;
  const uids = without(selection.uids, gone);
  if (uids.size === 0) return NOTHING;
  const anchor = selection.anchor !== null && isGone(selection.anchor) ? null : selection.anchor;
  return { ...selection, uids, anchor, base: without(selection.base, gone) };
}

function span(
  base: ReadonlySet<Uid>,
  rows: Rows,
  first: number,
  last: number,
): { readonly uids: ReadonlySet<Uid>; readonly skipped: number } {
  const uids = new Set(base);
  let skipped = 0;
  for (let position = Math.max(0, first); position <= Math.min(last, rows.rowCount - 1); position++) {
    const row = rows.rowAt(position);
    if (row !== undefined && (uids.has(row.uid) || uids.size < MAX_SELECTED)) uids.add(row.uid);
    else skipped++;
  }
  return { uids, skipped };
}

function without(uids: ReadonlySet<Uid>, gone: readonly Uid[]): ReadonlySet<Uid> {
  const left = new Set(uids);
  for (const uid of gone) left.delete(uid);
  return left;
}
