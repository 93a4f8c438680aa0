/**
 * Which messages are selected: by UID, so that arrivals and expunges change nothing about the rest. A range runs from
 * the anchor and is added to what was selected before it began, so that going back over it takes it away again.
 * A whole folder is selected as a set the server named: what is not loaded is in it, what arrives later is not.
 */
import { setHolds, withoutUid, withUids } from '@/lib/actions';
import type { Uid } from '@/lib/imap/types';
import type { ChosenSet, MessageRow } from '@/lib/mail/types';

export interface Selection {
  /** In the order they were selected; empty when a set is `chosen`. */
  readonly uids: ReadonlySet<Uid>;
  /** All messages of the folder, less and more what was pressed since. */
  readonly chosen: ChosenSet | null;
  /** Where the latest range began. */
  readonly anchor: Uid | null;
  /** What was selected when the range began. */
  readonly base: ReadonlySet<Uid>;
  /** Messages the last range or "all" had to leave out: not loaded. */
  readonly skipped: number;
}

/** What selecting needs of the list. */
export interface Rows {
  readonly rowCount: number;
  rowAt(position: number): MessageRow | undefined;
  positionOf(uid: Uid): number | undefined;
}

export const NOTHING: Selection = {
  uids: new Set(),
  chosen: null,
  anchor: null,
  base: new Set(),
  skipped: 0,
};

export const isSelected = ({ uids, chosen }: Selection, uid: Uid): boolean =>
  chosen === null ? uids.has(uid) : setHolds(chosen, uid);

export const countOf = ({ uids, chosen }: Selection): number => chosen?.count ?? uids.size;

/** Adds the message or takes it away; a range from here adds to that. */
export function toggle(selection: Selection, uid: Uid): Selection {
  if (selection.chosen !== null) {
    const { chosen } = selection;
    return chooseAll(setHolds(chosen, uid) ? withoutUid(chosen, uid) : withUids(chosen, [uid]));
  }
  const uids = new Set(selection.uids);
  if (!uids.delete(uid)) uids.add(uid);
  return uids.size === 0 ? NOTHING : { ...NOTHING, uids, anchor: uid, base: uids };
}

/**
 * Selects from a message to a position, both inclusive. Called again with the same `from`, the range it made before is
 * replaced; with another one, a new range is added. A `from` that is not in the list counts as the position itself.
 */
export function extendTo(selection: Selection, rows: Rows, from: Uid, position: number): Selection {
  const base = selection.anchor === from ? selection.base : selection.uids;
  const start = rows.positionOf(from) ?? position;
  const { uids, skipped } = span(base, rows, Math.min(start, position), Math.max(start, position));
  if (selection.chosen !== null) return chooseAll(withUids(selection.chosen, uids));
  return { ...NOTHING, uids, anchor: from, base, skipped };
}

/** Every loaded message. */
export function selectLoaded(rows: Rows): Selection {
  const { uids, skipped } = span(new Set(), rows, 0, rows.rowCount - 1);
  return uids.size === 0 ? NOTHING : { ...NOTHING, uids, base: uids, skipped };
}

/** Every message of the set, loaded or not. */
export function chooseAll(chosen: ChosenSet): Selection {
  return chosen.count === 0 ? NOTHING : { ...NOTHING, chosen };
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
    if (row === undefined) skipped++;
    else uids.add(row.uid);
  }
  return { uids, skipped };
}

function without(uids: ReadonlySet<Uid>, gone: readonly Uid[]): ReadonlySet<Uid> {
  const left = new Set(uids);
  for (const uid of gone) left.delete(uid);
  return left;
}
