/** Flags of a mailbox, lined up with its UIDs: 16 bits a message, so that a flag that changes rewrites no page. */
import type { MessageRow } from '../mail/types';
import { MAX_KEYWORD_LISTS } from './limits';

export interface Marks {
  readonly bits: Uint16Array;
  /** Per message 1 + the number of its list of keywords, 0 for none; empty while no message has keywords. */
  readonly sets: Uint16Array;
  readonly keywords: readonly (readonly string[])[];
}

export type RowFlags = Pick<
  MessageRow,
  'seen' | 'starred' | 'answered' | 'forwarded' | 'draft' | 'deleted' | 'keywords'
>;

export const NO_MARKS: Marks = { bits: new Uint16Array(0), sets: new Uint16Array(0), keywords: [] };

/** The message's row is in a page. */
const HAS_ROW = 1;
const BITS = [
  ['seen', 2],
  ['starred', 4],
  ['answered', 8],
  ['forwarded', 16],
  ['draft', 32],
  ['deleted', 64],
] as const;
const NO_KEYWORDS: readonly string[] = [];

export const hasRow = (marks: Marks, index: number): boolean => ((marks.bits[index] ?? 0) & HAS_ROW) !== 0;

/** What a row says of its flags. */
export function flagsAt({ bits, sets, keywords }: Marks, index: number): RowFlags {
  const word = bits[index] ?? 0;
  const has = (bit: number): boolean => (word & bit) !== 0;
  const [seen, starred, answered, forwarded, draft, deleted] = BITS;
  return {
    seen: has(seen[1]),
    starred: has(starred[1]),
    answered: has(answered[1]),
    forwarded: has(forwarded[1]),
    draft: has(draft[1]),
    deleted: has(deleted[1]),
    keywords: keywords[(sets[index] ?? 0) - 1] ?? NO_KEYWORDS,
  };
}

/** Marks being changed; `done` gives them back. */
export class MarksEditor {
  readonly #bits: Uint16Array;
  #sets: Uint16Array;
  #keywords: (readonly string[])[];
  #numbers: Map<string, number> | null = null;
  /** Once a change: a server that has a list of its own for each message must not make this quadratic. */
  #isCompact = false;

  /** Carries over what is known of the UIDs that stay; others begin without a row. */
  constructor(before: Marks, from: Uint32Array, to: Uint32Array) {
    this.#keywords = [...before.keywords];
    if (from === to) {
      this.#bits = before.bits.slice();
      this.#sets = before.sets.slice();
      return;
    }
    this.#bits = new Uint16Array(to.length);
    this.#sets = new Uint16Array(before.sets.length === 0 ? 0 : to.length);
    let old = 0;
    for (let i = 0; i < to.length; i += 1) {
      const uid = to[i] ?? 0;
      while (old < from.length && (from[old] ?? 0) < uid) old += 1;
      if (from[old] !== uid) continue;
      this.#bits[i] = before.bits[old] ?? 0;
      if (this.#sets.length > 0) this.#sets[i] = before.sets[old] ?? 0;
    }
  }

  hasRow(index: number): boolean {
    return ((this.#bits[index] ?? 0) & HAS_ROW) !== 0;
  }

  /** False when its keywords cannot be kept, and so the row neither. */
  set(index: number, row: RowFlags): boolean {
    const list = this.#numberOf(row.keywords);
    if (list === null) {
      this.clear(index);
      return false;
    }
    let word = HAS_ROW;
    for (const [name, bit] of BITS) if (row[name]) word |= bit;
    this.#bits[index] = word;
    if (list > 0 && this.#sets.length === 0) this.#sets = new Uint16Array(this.#bits.length);
    if (this.#sets.length > 0) this.#sets[index] = list;
    return true;
  }

  clear(index: number): void {
    this.#bits[index] = 0;
    if (this.#sets.length > 0) this.#sets[index] = 0;
  }

  done(): Marks {
    return { bits: this.#bits, sets: this.#sets, keywords: this.#keywords };
  }

  #numberOf(keywords: readonly string[]): number | null {
    if (keywords.length === 0) return 0;
    const name = JSON.stringify(keywords);
    this.#numbers ??= numbered(this.#keywords);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#keywords.length >= MAX_KEYWORD_LISTS && !this.#isCompact) this.#compact();
    if (this.#keywords.length >= MAX_KEYWORD_LISTS) return null;
    this.#keywords.push(keywords);
    this.#numbers.set(name, this.#keywords.length);
    return this.#keywords.length;
  }

  /** Lists that no message has give their numbers back. */
  #compact(): void {
    const moved = new Map<number, number>();
    const kept: (readonly string[])[] = [];
    this.#sets = this.#sets.map((set) => {
      if (set === 0) return 0;
      const known = moved.get(set);
      if (known !== undefined) return known;
      kept.push(this.#keywords[set - 1] ?? NO_KEYWORDS);
      moved.set(set, kept.length);
      return kept.length;
    });
    this.#keywords = kept;
    this.#isCompact = true;
    this.#numbers = numbered(kept);
  }
}

const numbered = (lists: readonly (readonly string[])[]): Map<string, number> =>
  new Map(lists.map((list, i) => [JSON.stringify(list), i + 1]));
