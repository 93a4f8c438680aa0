import { ParseError } from '../errors';
import { MAX_RANGES } from '../limits';
import type { Has } from '../pipelining';
import { SELECTED } from '../states';
import type { EsearchResult, ModSeq, NumberSet, UntaggedEvent } from '../types';
import { countRanges, normalizeNumberSet, numberSetOf } from '../wire/numset';
import type { Command, Exchange, Split } from './command';
import { hasUnicode, mentionsSeqs, rangeText, writeTop, type SearchCriteria } from './search-criteria';
import { splitBySet } from './splitting';

export interface SearchOptions {
  /** Answer in UIDs, else in sequence numbers. */
  readonly uid: boolean;
  readonly criteria: SearchCriteria;
  /** What to return where the server has ESEARCH; ignored elsewhere. */
  readonly return?: readonly ('all' | 'count' | 'min' | 'max' | 'relevancy')[];
  /** Keep what is found as `saved` for the next command (RFC 5182); ignored where the server has no SEARCHRES. */
  readonly save?: boolean;
  /** Only these places of the result (RFC 9394); ignored where the server has no PARTIAL. */
  readonly partial?: readonly [first: number, last: number];
}

/**
 * search = "SEARCH" [search-return-opts] SP search-program                      ; RFC 9051 6.4.4
 *
 * Servers answer with SEARCH or ESEARCH whatever was asked; both give the same result. From SEARCH every field is
 * filled; from ESEARCH what came, and `all` and `count` are empty when nothing was found.
 */
export function search(options: SearchOptions): Command<EsearchResult> {
  const name = options.uid ? 'UID SEARCH' : 'SEARCH';
  return {
    name,
    states: SELECTED,
    bySequence: !options.uid || mentionsSeqs(options.criteria),
    keepsNumbers: !options.uid,
    answers: (has) => (isExtended(options, has) ? [] : ['search']),
    checkable: true,
    split: (octets) => splitSearch(options, octets),
    start: () => new SearchExchange(name, options),
  };
}

class SearchExchange implements Exchange<EsearchResult> {
  readonly #name: string;
  readonly #options: SearchOptions;
  #tag = '';
  #extended: EsearchResult | undefined;
  #plain: Extract<UntaggedEvent, { kind: 'search' }> | undefined;

  constructor(name: string, options: SearchOptions) {
    this.#name = name;
    this.#options = options;
  }

  readonly write: Exchange<unknown>['write'] = (w, context) => {
    this.#tag = context.tag;
    const { criteria } = this.#options;
    w.raw(this.#name);
    const wanted = returned(this.#options, context.has);
    if (wanted.length > 0) w.raw(' RETURN ').list(wanted, (item) => w.raw(item));
    // RFC 6855 3: no CHARSET once UTF-8 is on.
    if (!context.utf8 && hasUnicode(criteria)) w.raw(' CHARSET UTF-8');
    w.sp();
    writeTop(w, criteria);
  };

  readonly untagged = (event: UntaggedEvent): boolean => {
    if (event.kind === 'esearch' && (event.result.tag === null || event.result.tag === this.#tag)) {
      this.#extended = { ...this.#extended, ...event.result };
      return true;
    }
    if (event.kind !== 'search') return false;
    this.#plain = event;
    return true;
  };

  /** Numbers of the other kind name other messages (RFC 4731 3.1: UID stands there exactly when UIDs do). */
  readonly failed = (): string | null => {
    const found = this.#extended;
    if (found === undefined || found.uid === this.#options.uid || found.all === undefined) return null;
    return this.#options.uid ? 'ESEARCH with sequence numbers for UIDs' : 'ESEARCH with UIDs unasked';
  };

  readonly finish = (): EsearchResult => {
    if (this.#extended !== undefined) {
      const nothing = this.#extended.all === undefined && (this.#extended.count ?? 0) === 0;
      const asked = this.#options.return?.includes('all') ?? true;
      return nothing && asked ? { ...this.#extended, count: 0, all: [] } : this.#extended;
    }
    return fromPlain(
      this.#plain?.numbers ?? new Uint32Array(0),
      this.#plain?.modSeq ?? null,
      this.#options.uid,
    );
  };
}

/** Cut at the first set of numbers all that is found must be in. Not where the answer is more than the sum of its parts. */
function splitSearch(options: SearchOptions, octets: number): Split<EsearchResult> | undefined {
  const { criteria, save, partial, return: wanted } = options;
  if (save === true || partial !== undefined || wanted?.includes('relevancy') === true) return undefined;
  const all = criteria.kind === 'and' ? criteria.of : [criteria];
  const at = all.findIndex(({ kind }) => kind === 'uids' || kind === 'seqs');
  const cut = all[at];
  if (cut?.kind !== 'uids' && cut?.kind !== 'seqs') return undefined;
  // In the course of UID SEARCH messages may go, and a later part would mean others.
  if (options.uid && mentionsSeqs(criteria)) return undefined;
  const within = (set: NumberSet): SearchCriteria => ({
    kind: 'and',
    of: all.with(at, { kind: cut.kind, set }),
  });
  // How many messages it looks through the server says itself, and where it stopped.
  return splitBySet(
    cut.set,
    octets,
    Infinity,
    (set) => search({ ...options, criteria: within(set) }),
    joinFound,
  );
}

function joinFound(found: readonly EsearchResult[]): EsearchResult {
  const counts = found.flatMap(({ count }) => count ?? []);
  const mins = found.flatMap(({ min }) => min ?? []);
  const maxes = found.flatMap(({ max }) => max ?? []);
  const alls = found.flatMap(({ all }) => (all === undefined ? [] : [all]));
  const modSeqs = found.flatMap(({ modSeq }) => modSeq ?? []);
  return {
    tag: null,
    uid: found[0]?.uid ?? false,
    ...(counts.length === found.length ? { count: counts.reduce((sum, n) => sum + n, 0) } : {}),
    ...(mins.length > 0 ? { min: Math.min(...mins) } : {}),
    ...(maxes.length > 0 ? { max: Math.max(...maxes) } : {}),
    ...(alls.length === found.length ? { all: normalizeNumberSet(alls.flat()) } : {}),
    ...(modSeqs.length > 0 ? { modSeq: modSeqs.reduce((x, y) => (x > y ? x : y)) } : {}),
  };
}

/** The answer carries the tag (RFC 4466 2.6.2). */
const isExtended = (options: SearchOptions, has: Has): boolean => returned(options, has).length > 0;

function returned({ return: wanted = [], save, partial }: SearchOptions, has: Has): readonly string[] {
  if (wanted.length === 0 && save !== true && partial === undefined) return [];
  if (!has('ESEARCH')) return [];
  const items = wanted.map((item) => item.toUpperCase());
  if (partial !== undefined && has('PARTIAL')) items.push(`PARTIAL ${rangeText(partial)}`);
  if (save === true && has('SEARCHRES')) items.push('SAVE');
  return items;
}

/** @throws ParseError when the answer is too scattered to be kept. */
function fromPlain(numbers: Uint32Array, modSeq: ModSeq | null, uid: boolean): EsearchResult {
  if (countRanges(numbers) > MAX_RANGES) throw new ParseError('SEARCH found too many ranges', 0);
  const all = numberSetOf(numbers);
  const first = all[0];
  return {
    tag: null,
    uid,
    count: numbers.length,
    all,
    ...(first === undefined ? {} : { min: first[0], max: all.at(-1)![1] }),
    ...(modSeq === null ? {} : { modSeq }),
  };
}
