import { SELECTED } from '../states';
import type { ModSeq, NumberRanges, UntaggedEvent } from '../types';
import type { Command, Exchange } from './command';
import { mentionsSeqs, rangeText, writeTop, type SearchCriteria } from './search-criteria';

/** RFC 5256 3; the two of display names need SORT=DISPLAY (RFC 5957). */
export type SortField =
  | 'arrival'
  | 'cc'
  | 'date'
  | 'from'
  | 'size'
  | 'subject'
  | 'to'
  | 'displayfrom'
  | 'displayto';

export interface SortKey {
  readonly field: SortField;
  readonly reverse?: boolean;
}

export interface SortOptions {
  /** Answer in UIDs, else in sequence numbers. */
  readonly uid: boolean;
  /** The first decides; where it is equal, the next. */
  readonly keys: readonly [SortKey, ...SortKey[]];
  readonly criteria: SearchCriteria;
  /**
   * Only these places of the order, 1-based and inclusive; negative ones count from its end. Needs ESORT and CONTEXT or
   * PARTIAL (RFC 5267 4.4, RFC 9394 3.1); elsewhere the whole order comes.
   */
  readonly partial?: readonly [first: number, last: number];
  /**
   * What to tell where the server has ESORT (RFC 5267 3.1), the whole order elsewhere. Without `all` no number travels but those
   * asked for. Beside `partial` the count is always told.
   */
  readonly return?: readonly ('all' | 'count' | 'min' | 'max')[];
}

export interface SortResult {
  /** In the order asked for; with `partial`, that piece of it. */
  readonly numbers: Uint32Array;
  /** How many there are altogether; null where the server did not say. */
  readonly count: number | null;
  /** First and last of the order, where they were asked for and there are any. */
  readonly min?: number;
  readonly max?: number;
  readonly modSeq: ModSeq | null;
}

/**
 * sort = ["UID" SP] "SORT" [SP "RETURN" SP "(" ... ")"] SP sort-criteria SP search-criteria      ; RFC 5256 5, RFC 5267 4
 *
 * The charset is always UTF-8, which every server with SORT must know (RFC 5256 3).
 */
export function sort(options: SortOptions): Command<SortResult> {
  const name = options.uid ? 'UID SORT' : 'SORT';
  return {
    name,
    states: SELECTED,
    bySequence: !options.uid || mentionsSeqs(options.criteria),
    keepsNumbers: !options.uid,
    checkable: true,
    start: () => new SortExchange(name, options),
  };
}

class SortExchange implements Exchange<SortResult> {
  readonly #name: string;
  readonly #options: SortOptions;
  #tag = '';
  #found: SortResult = { numbers: new Uint32Array(0), count: null, modSeq: null };
  #problem: string | null = null;

  constructor(name: string, options: SortOptions) {
    this.#name = name;
    this.#options = options;
  }

  readonly write: Exchange<unknown>['write'] = (w, context) => {
    this.#tag = context.tag;
    const { keys, criteria, partial } = this.#options;
    w.raw(this.#name);
    const wanted = new Set((this.#options.return ?? []).map((item) => item.toUpperCase()));
    if ((partial !== undefined || wanted.size > 0) && context.has('ESORT')) {
      // Dovecot cuts orders, and tells only of CONTEXT=SEARCH.
      if (partial !== undefined && CUTTERS.some((name) => context.has(name))) {
        wanted.add('COUNT').add(`PARTIAL ${rangeText(partial)}`);
      }
      if (wanted.size > 0) w.raw(' RETURN ').list(wanted, (item) => w.raw(item));
    }
    w.sp().list(keys, ({ field, reverse }) =>
      w.raw(`${reverse === true ? 'REVERSE ' : ''}${field.toUpperCase()}`),
    );
    w.raw(' UTF-8 ');
    writeTop(w, criteria);
  };

  readonly untagged = (event: UntaggedEvent): boolean => {
    if (event.kind === 'sort') {
      const { numbers, modSeq } = event;
      this.#found = { numbers, count: numbers.length, modSeq, ...this.#ends(numbers[0], numbers.at(-1)) };
      return true;
    }
    if (event.kind !== 'esearch' || (event.result.tag !== null && event.result.tag !== this.#tag))
      return false;
    const { uid, count, all, allAsSent, partial, modSeq, min, max } = event.result;
    const sent = partial?.asSent ?? allAsSent ?? all;
    const isNamed = sent !== undefined || min !== undefined || max !== undefined;
    if (isNamed && uid !== this.#options.uid) this.#problem = 'ESEARCH of the other kind of numbers';
    const numbers = sent === undefined ? this.#found.numbers : numbersInOrder(sent);
    if (numbers === null) this.#problem = `more than ${MAX_ORDERED} numbers`;
    else {
      const told = count ?? this.#found.count;
      this.#found = { numbers, count: told, modSeq: modSeq ?? null, ...this.#ends(min, max) };
    }
    return true;
  };

  #ends(min: number | undefined, max: number | undefined): Pick<SortResult, 'min' | 'max'> {
    const asks = (item: 'min' | 'max'): boolean => this.#options.return?.includes(item) === true;
    return {
      ...(asks('min') && min !== undefined ? { min } : {}),
      ...(asks('max') && max !== undefined ? { max } : {}),
    };
  }

  readonly failed = (): string | null => this.#problem;

  readonly finish = (): SortResult => this.#found;
}

/** Ranges of an order, upwards or downwards, one by one; null: more than any mailbox holds. */
function numbersInOrder(ranges: NumberRanges): Uint32Array | null {
  const count = ranges.reduce((sum, [from, to]) => sum + Math.abs(to - from) + 1, 0);
  // Not so, too, when a range ends in `*`.
  if (!(count <= MAX_ORDERED)) return null;
  const numbers = new Uint32Array(count);
  let at = 0;
  for (const [from, to] of ranges) {
    const step = from <= to ? 1 : -1;
    for (let n = from; n !== to + step; n += step) numbers[at++] = n;
  }
  return numbers;
}

const CUTTERS = ['CONTEXT=SORT', 'CONTEXT=SEARCH', 'PARTIAL'];
const MAX_ORDERED = 20_000_000;
