/** Where the rows of one mailbox lie: pages as the leaves of a tree, each beginning at a UID. Pure. */
import { PAGE_ROWS } from './limits';
import { isSameHead, type RowHead } from './pages';
import { placeOf } from './runs';

export interface Directory {
  /** The lowest UID of each page, ascending. */
  readonly firsts: Uint32Array;
  /** The number of each page. */
  readonly pages: Uint32Array;
}

export const NO_PAGES: Directory = { firsts: new Uint32Array(0), pages: new Uint32Array(0) };

/** Index of the page that holds a UID, or would; what is below all belongs to the first. -1 without pages. */
export function pageIndex({ firsts }: Directory, uid: number): number {
  const at = placeOf(firsts, uid);
  if (firsts[at] === uid) return at;
  return firsts.length === 0 ? -1 : Math.max(0, at - 1);
}

export interface Placing {
  readonly directory: Directory;
  /** Pages to write, by number; an empty one is to be removed. */
  readonly written: ReadonlyMap<number, readonly RowHead[]>;
}

export interface PlacingParts {
  readonly before: Directory;
  /** New or changed, ascending by UID, each once. */
  readonly fresh: readonly RowHead[];
  /** Rows of a page as they are kept; null where it is missing or damaged. */
  readonly headsOf: (index: number) => readonly RowHead[] | null;
  /** Whether a row is still to be kept. */
  readonly isLive: (uid: number) => boolean;
}

/** Puts rows into their pages. A page is written only when one of its rows is another than before. */
export function placeRows({ before, fresh, headsOf, isLive }: PlacingParts): Placing {
  const groups = grouped(before, fresh);
  const written = new Map<number, readonly RowHead[]>();
  const firsts: number[] = [];
  const pages: number[] = [];
  let next = before.pages.reduce((highest, page) => Math.max(highest, page), 0) + 1;
  const count = Math.max(before.pages.length, groups.has(-1) ? 1 : 0);
  for (let i = 0; i < count; i += 1) {
    const group = groups.get(before.pages.length === 0 ? -1 : i);
    const old = group === undefined ? null : (headsOf(i) ?? []);
    if (group === undefined || old === null || !brings(old, group)) {
      firsts.push(before.firsts[i] ?? 0);
      pages.push(before.pages[i] ?? 0);
      continue;
    }
    const merged = merge(
      old.filter((head) => isLive(head.uid)),
      group,
    );
    const isFirst = i === 0 && isBelow(group, old);
    const isLast = i === count - 1 && isBelow(old, group);
    split(merged, isLast ? 'end' : isFirst ? 'beginning' : 'middle').forEach((heads, part) => {
      const known = part === 0 ? before.pages[i] : undefined;
      const page = known ?? next;
      if (known === undefined) next += 1;
      firsts.push(heads[0]?.uid ?? 0);
      pages.push(page);
      written.set(page, heads);
    });
  }
  return { directory: { firsts: Uint32Array.from(firsts), pages: Uint32Array.from(pages) }, written };
}

/** The directory without pages that hold no row any more, and the numbers of those. */
export function withoutEmpty(
  directory: Directory,
  uids: Uint32Array,
  hasRow: (index: number) => boolean,
): readonly [Directory, removed: readonly number[]] {
  const used = new Uint8Array(directory.pages.length);
  let page = -1;
  for (let i = 0; i < uids.length; i += 1) {
    while (page + 1 < directory.firsts.length && (directory.firsts[page + 1] ?? 0) <= (uids[i] ?? 0))
      page += 1;
    if (page >= 0 && used[page] === 0 && hasRow(i)) used[page] = 1;
  }
  if (!used.includes(0)) return [directory, []];
  const isUsed = (_: number, i: number): boolean => used[i] === 1;
  return [
    { firsts: directory.firsts.filter(isUsed), pages: directory.pages.filter(isUsed) },
    [...directory.pages].filter((_, i) => used[i] === 0),
  ];
}

function grouped(directory: Directory, fresh: readonly RowHead[]): Map<number, RowHead[]> {
  const groups = new Map<number, RowHead[]>();
  for (const head of fresh) {
    const index = pageIndex(directory, head.uid);
    const group = groups.get(index);
    if (group) group.push(head);
    else groups.set(index, [head]);
  }
  return groups;
}

/** Whether a group says anything the page does not. */
function brings(old: readonly RowHead[], group: readonly RowHead[]): boolean {
  return group.some((head) => {
    const known = headOfUid(old, head.uid);
    return known === undefined || !isSameHead(known, head);
  });
}

/** By bisection: heads of a page ascend. */
export function headOfUid(heads: readonly RowHead[], uid: number): RowHead | undefined {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((heads[middle]?.uid ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  const found = heads[low];
  return found?.uid === uid ? found : undefined;
}

function merge(old: readonly RowHead[], group: readonly RowHead[]): RowHead[] {
  const merged: RowHead[] = [];
  let i = 0;
  for (const head of group) {
    for (let one = old[i]; one !== undefined && one.uid <= head.uid; one = old[i]) {
      if (one.uid < head.uid) merged.push(one);
      i += 1;
    }
    merged.push(head);
  }
  for (const one of old.slice(i)) merged.push(one);
  return merged;
}

const isBelow = (low: readonly RowHead[], high: readonly RowHead[]): boolean =>
  (low.at(-1)?.uid ?? 0) < (high[0]?.uid ?? Infinity);

/** Full pages towards the middle of the mailbox, so that what grows at an end fills its page; in the middle pages of one size. */
function split(
  heads: readonly RowHead[],
  where: 'beginning' | 'middle' | 'end',
): readonly (readonly RowHead[])[] {
  const count = Math.ceil(heads.length / PAGE_ROWS);
  if (count <= 1) return [heads];
  const size = where === 'middle' ? Math.ceil(heads.length / count) : PAGE_ROWS;
  const rest = heads.length % size;
  const parts: (readonly RowHead[])[] = [];
  let at = 0;
  if (where === 'beginning' && rest > 0) {
    parts.push(heads.slice(0, rest));
    at = rest;
  }
  for (; at < heads.length; at += size) parts.push(heads.slice(at, at + size));
  return parts;
}
