import { LocalProtocolError, ParseError } from '../errors';
import { MAX_RANGES } from '../limits';
import { SELECTED } from '../states';
import type { EsearchResult, Flag, ModSeq, NumberSet, UntaggedEvent } from '../types';
import { countRanges, numberSetOf } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import { MONTHS } from './append';
import type { Has } from '../pipelining';
import type { Command, Exchange } from './command';

/** search-key of RFC 9051 6.4.4 as a tree; dates are calendar days without zone. */
export type SearchCriteria =
  | { readonly kind: 'all' }
  /** Empty `and` matches everything. */
  | { readonly kind: 'and'; readonly of: readonly SearchCriteria[] }
  /** At least one. */
  | { readonly kind: 'or'; readonly of: readonly [SearchCriteria, ...SearchCriteria[]] }
  | { readonly kind: 'not'; readonly of: SearchCriteria }
  | { readonly kind: 'flag'; readonly flag: Flag; readonly set: boolean }
  | {
      readonly kind: 'text';
      readonly field: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text';
      readonly value: string;
    }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'date';
      readonly field: 'internal' | 'sent';
      readonly op: 'before' | 'on' | 'since';
      /** `month` 1..12 */
      readonly date: { readonly year: number; readonly month: number; readonly day: number };
    }
  | { readonly kind: 'size'; readonly op: 'larger' | 'smaller'; readonly octets: number }
  | { readonly kind: 'uids'; readonly set: NumberSet }
  | { readonly kind: 'seqs'; readonly set: NumberSet }
  | { readonly kind: 'modseq'; readonly since: ModSeq }
  /** WITHIN (RFC 5032), seconds. */
  | { readonly kind: 'within'; readonly op: 'older' | 'younger'; readonly seconds: number }
  /** Close is enough (RFC 6203): needs SEARCH=FUZZY. */
  | { readonly kind: 'fuzzy'; readonly of: SearchCriteria }
  /** What the last search with `save` found (RFC 5182): needs SEARCHRES. */
  | { readonly kind: 'saved' }
  /** OBJECTID (RFC 8474 4). */
  | { readonly kind: 'object'; readonly field: 'emailid' | 'threadid'; readonly id: string }
  /** X-GM-RAW: Gmail's own search syntax. */
  | { readonly kind: 'gmail'; readonly query: string };

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

/** The answer carries the tag (RFC 4466 2.6.2). */
const isExtended = (options: SearchOptions, has: Has): boolean => returned(options, has).length > 0;

function returned({ return: wanted = [], save, partial }: SearchOptions, has: Has): readonly string[] {
  if (!has('ESEARCH') && !has('IMAP4rev2')) return [];
  const items = wanted.map((item) => item.toUpperCase());
  if (partial !== undefined && has('PARTIAL')) items.push(`PARTIAL ${rangeText(partial)}`);
  if (save === true && (has('SEARCHRES') || has('IMAP4rev2'))) items.push('SAVE');
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

/** `and` at the top needs no parentheses, which old servers may lack. */
export function writeTop(w: WireWriter, criteria: SearchCriteria): void {
  if (criteria.kind !== 'and' || criteria.of.length === 0) return writeKey(w, criteria);
  criteria.of.forEach((key, i) => {
    if (i > 0) w.sp();
    writeKey(w, key);
  });
}

function writeKey(w: WireWriter, key: SearchCriteria): void {
  switch (key.kind) {
    case 'all':
      return void w.raw('ALL');
    case 'and':
      return void (key.of.length === 0 ? w.raw('ALL') : w.list(key.of, (one) => writeKey(w, one)));
    case 'or':
      key.of.forEach((one, i) => {
        if (i > 0) w.sp();
        if (i < key.of.length - 1) w.raw('OR ');
        writeKey(w, one);
      });
      return;
    case 'not':
      w.raw('NOT ');
      return writeKey(w, key.of);
    case 'flag':
      return writeFlag(w, key.flag, key.set);
    case 'text':
      return void w.raw(key.field.toUpperCase()).sp().string(key.value);
    case 'header':
      return void w.raw('HEADER ').astring(key.name).sp().string(key.value);
    case 'date':
      w.raw(`${key.field === 'sent' ? 'SENT' : ''}${key.op.toUpperCase()} `);
      return void w.raw(formatDate(key.date));
    case 'size':
      return void w.raw(`${key.op.toUpperCase()} `).number(key.octets);
    case 'uids':
      return void w.raw('UID ').numberSet(key.set);
    case 'seqs':
      return void w.numberSet(key.set);
    case 'modseq':
      return void w.raw('MODSEQ ').number(key.since);
    case 'within':
      return void w.raw(`${key.op.toUpperCase()} `).number(key.seconds);
    case 'fuzzy':
      w.raw('FUZZY ');
      return writeKey(w, key.of);
    case 'saved':
      return void w.raw('$');
    case 'object':
      return void w.raw(`${key.field.toUpperCase()} `).atom(key.id);
    case 'gmail':
      return void w.raw('X-GM-RAW ').string(key.query);
  }
}

/** date = date-day "-" date-month "-" date-year */
function formatDate({ year, month, day }: { year: number; month: number; day: number }): string {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (!(year >= 1000 && year <= 9999) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw new LocalProtocolError(`${year}-${month}-${day} is no date`);
  }
  return `${day}-${MONTHS[month - 1]}-${year}`;
}

function writeFlag(w: WireWriter, flag: Flag, set: boolean): void {
  const system = SYSTEM_FLAGS.get(flag.toLowerCase());
  if (system !== undefined) w.raw(`${set ? '' : 'UN'}${system}`);
  else w.raw(set ? 'KEYWORD ' : 'UNKEYWORD ').atom(flag);
}

export function hasUnicode(key: SearchCriteria): boolean {
  switch (key.kind) {
    case 'and':
    case 'or':
      return key.of.some(hasUnicode);
    case 'not':
    case 'fuzzy':
      return hasUnicode(key.of);
    case 'text':
    case 'header':
      return !isAscii(key.value);
    case 'gmail':
      return !isAscii(key.query);
    default:
      return false;
  }
}

export function mentionsSeqs(key: SearchCriteria): boolean {
  if (key.kind === 'and' || key.kind === 'or') return key.of.some(mentionsSeqs);
  return key.kind === 'not' || key.kind === 'fuzzy' ? mentionsSeqs(key.of) : key.kind === 'seqs';
}

/** partial-range of RFC 9394 4. @throws LocalProtocolError for what is none. */
export function rangeText([first, last]: readonly [number, number]): string {
  const isPlace = (n: number): boolean => Number.isInteger(n) && n !== 0 && Math.abs(n) <= 0xffff_ffff;
  if (!isPlace(first) || !isPlace(last) || first < 0 !== last < 0)
    throw new LocalProtocolError(`${first}:${last} are no places of a result`);
  return `${first}:${last}`;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

const SYSTEM_FLAGS: ReadonlyMap<string, string> = new Map([
  ['\\seen', 'SEEN'],
  ['\\answered', 'ANSWERED'],
  ['\\flagged', 'FLAGGED'],
  ['\\deleted', 'DELETED'],
  ['\\draft', 'DRAFT'],
]);
