import { LocalProtocolError } from '../errors';
import type { BodyLiteral } from '../literals';
import { SELECTED } from '../states';
import {
  NO_SEQ,
  toSeqNum,
  type BodySection,
  type FetchItems,
  type LiteralSink,
  type ModSeq,
  type NumberSet,
  type SeqNum,
  type Uid,
  type UntaggedEvent,
} from '../types';
import { normalizeNumberSet, numberSetContains, numberSetCount } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import type { Bodies, Command, CommandContext, Exchange } from './command';
import {
  fieldOf,
  keyOf,
  originOf,
  sectionKey,
  writeFetchItem,
  type FetchRequest,
  type FetchWord,
} from './fetch-items';
import { missingForSet, writeSet, type MessageSet } from './message-set';
import { rangeText } from './search-criteria';
import { splitBySet, UNBOUNDED } from './splitting';

export interface FetchOptions {
  readonly set: MessageSet;
  /** `set` holds UIDs, else sequence numbers (then the UID is asked for too). */
  readonly uid: boolean;
  readonly items: readonly FetchRequest[];
  /** Only messages changed after this (RFC 7162 3.1.4.1). */
  readonly changedSince?: ModSeq;
  /**
   * Tell also which of the set are gone since then, as VANISHED events (RFC 7162 3.2.6): only with UIDs, `changedSince` and
   * QRESYNC enabled. `fetchChanges` gathers them.
   */
  readonly vanished?: boolean;
  /** Only these places of what the set names, 1-based; negative ones count from its end (PARTIAL, RFC 9394 3.3): only with UIDs. */
  readonly partial?: readonly [first: number, last: number];
  /** Where the octets of a section go; without one, or with undefined, they are kept in the row. */
  readonly sink?: (seq: SeqNum, uid: Uid | undefined, section: string) => LiteralSink | undefined;
}

export interface FetchRow {
  /** `NO_SEQ` under UIDONLY, where messages have UIDs only (RFC 9586 3). */
  readonly seq: SeqNum;
  readonly items: FetchItems;
}

/**
 * fetch = "FETCH" SP sequence-set SP fetch-att-list [fetch-modifiers]            ; RFC 9051 6.4.5
 *
 * A FETCH response belongs to every command in flight that asked for this message and these items, one with bodies to the
 * one that asked for just these (bodies.ts); a response of flags alone for a command that asked for more is news of another client and becomes an untagged
 * event, and what it says is put into the row that came before it: rows are handed over at completion, later than the event. Rows come in the order of the server. Their sequence numbers are those at completion: an EXPUNGE in between (only
 * under UID FETCH) renumbers the rows and takes out the one expunged.
 */
export function fetch(options: FetchOptions): Command<readonly FetchRow[]> {
  const name = options.uid ? 'UID FETCH' : 'FETCH';
  return {
    name,
    states: SELECTED,
    bySequence: !options.uid,
    keepsNumbers: !options.uid,
    missing: (context) => missingForSet(options.set, context),
    checkable: true,
    ...bodiesOf(options),
    needs: options.changedSince === undefined ? [] : ['CONDSTORE'],
    split: (octets, { messages } = UNBOUNDED) =>
      options.partial === undefined
        ? splitBySet(
            options.set,
            octets,
            messages,
            (set) => fetch({ ...options, set }),
            (rows) => rows.flat(),
          )
        : undefined,
    start: () => new FetchExchange(name, options),
  };
}

function bodiesOf({ set, uid, items, partial, sink }: FetchOptions): { readonly bodies?: Bodies } {
  const origins = new Map<string, Set<number | null>>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    origins.set(key, (origins.get(key) ?? new Set()).add(originOf(item)));
  }
  if (origins.size === 0) return {};
  const isOpen = set === 'saved' || partial !== undefined || set.some(([, last]) => last === Infinity);
  return {
    bodies: { messages: isOpen ? null : normalizeNumberSet(set), uid, origins, streamed: sink !== undefined },
  };
}

const SPARED: ReadonlyMap<FetchWord | null, string> = new Map([
  ['modseq', 'CONDSTORE'],
  ['preview', 'PREVIEW'],
  ['emailid', 'OBJECTID'],
  ['threadid', 'OBJECTID'],
  ['savedate', 'SAVEDATE'],
  ['x-gm-msgid', 'X-GM-EXT-1'],
  ['x-gm-thrid', 'X-GM-EXT-1'],
  ['x-gm-labels', 'X-GM-EXT-1'],
]);
/** The names of no row, not even of an empty one. */
const NO_ROW: readonly string[] = [''];
const MAX_ROWS = 1_000_000;
/** What a server sends unasked when another client changes flags. */
const NEWS: ReadonlySet<string> = new Set(['uid', 'flags', 'modSeq', 'gmailLabels']);

class FetchExchange implements Exchange<readonly FetchRow[]> {
  /**
   * Never sent. Engines drop the code that was compiled for objects of which none is alive when memory is collected; between two
   * lists there would be none, and the next would begin at a tenth of the speed.
   */
  static readonly alive: Exchange<unknown> = new FetchExchange('FETCH', {
    set: [[1, 1]],
    uid: true,
    items: ['uid'],
  });

  readonly #name: string;
  readonly #options: FetchOptions;
  readonly #set: NumberSet;
  /** `*` and `$` name messages we cannot know: any will do. */
  readonly #open: boolean;
  readonly #asked: ReadonlySet<string>;
  readonly #sections: ReadonlySet<string>;
  /** A server may answer a message in several rows, not without end. */
  readonly #maxRows: number;
  /** Something besides what a server sends unasked. */
  readonly #asksMore: boolean;
  /** The items of the row judged last, in their order, and the verdict. */
  #names: readonly string[] = NO_ROW;
  #namesAsked = false;
  #rows: FetchRow[] = [];
  #received = 0;
  /** Where the rows of messages are, once news of one had to be put into it: by sequence number, or by UID under UIDONLY. */
  #places: Map<number, number> | null = null;

  constructor(name: string, options: FetchOptions) {
    this.#name = name;
    this.#options = options;
    const isSaved = options.set === 'saved';
    this.#set = isSaved ? [] : normalizeNumberSet(options.set);
    this.#open = isSaved || this.#set.at(-1)?.[1] === Infinity;
    this.#maxRows = isSaved ? MAX_ROWS : Math.min(numberSetCount(this.#set) * 8, MAX_ROWS);
    const asked = new Set<string>(['uid', 'modSeq']);
    const sections = new Set<string>();
    for (const item of options.items) {
      asked.add(fieldOf(item));
      const key = keyOf(item);
      if (key !== undefined) sections.add(key);
    }
    this.#asked = asked;
    this.#asksMore = [...asked].some((name) => !NEWS.has(name));
    this.#sections = sections;
  }

  readonly write: Exchange<unknown>['write'] = (w, { may }) => {
    const { items, uid } = this.#options;
    if (items.length === 0) throw new LocalProtocolError('FETCH of nothing');
    writeSet(w.raw(this.#name).sp(), this.#options.set === 'saved' ? 'saved' : this.#set).sp();
    // The UID first, so that it is known when a literal of the row begins.
    const wanted: FetchRequest[] = items.filter((item) => item !== 'uid' && mayAsk(item, may));
    if (items.includes('uid') || !uid || wanted.length === 0) wanted.unshift('uid');
    w.list(wanted, (item) => writeFetchItem(w, item));
    writeModifiers(w, this.#options);
  };

  readonly untagged = (event: UntaggedEvent): boolean => {
    if (event.kind === 'fetch') return this.#take(event.seq, event.items);
    if (event.kind === 'uidfetch') return this.#options.uid && this.#take(NO_SEQ, event.items);
    if (event.kind === 'expunge') this.#renumber(event.seq);
    return false;
  };

  readonly literal = ({ seq, uid, section }: BodyLiteral): LiteralSink | 'keep' | undefined => {
    if (!this.#sections.has(sectionKey(section)) || !this.#covers(seq, uid)) return undefined;
    return this.#options.sink?.(seq, uid, section) ?? 'keep';
  };

  readonly finish = (): readonly FetchRow[] => this.#rows;

  #take(seq: SeqNum, items: FetchItems): boolean {
    if (!this.#wants(seq, items)) {
      if (this.#rows.length > 0) this.#renew(seq, items);
      return false;
    }
    this.#received++;
    this.#add(seq, this.#options.sink === undefined ? items : this.#drain(seq, items));
    return true;
  }

  #covers(seq: SeqNum, uid: Uid | undefined): boolean {
    if (this.#open) return true;
    const number = this.#options.uid ? uid : seq;
    // A literal may come before its UID; then the section decides.
    return number === undefined || numberSetContains(this.#set, number);
  }

  /** Every item was asked for, and not flags alone where more was. */
  #wants(seq: SeqNum, items: FetchItems): boolean {
    if (this.#received >= this.#maxRows) return false;
    if (this.#options.uid && items.uid === undefined && items.sections === undefined) return false;
    if (!this.#covers(seq, items.uid)) return false;
    if (!this.#asksNames(items)) return false;
    return items.sections === undefined || this.#asksSections(items.sections);
  }

  #asksNames(items: FetchItems): boolean {
    // Row after row brings the same items in the same order: nothing is looked up again then.
    const known = this.#names;
    let count = 0;
    for (const name in items) if (known[count++] !== name) return this.#judgeNames(items);
    return count === known.length ? this.#namesAsked : this.#judgeNames(items);
  }

  #judgeNames(items: FetchItems): boolean {
    this.#names = Object.keys(items);
    const others = this.#names.some((name) => !NEWS.has(name));
    this.#namesAsked = this.#names.every((name) => this.#asked.has(name)) && (others || !this.#asksMore);
    return this.#namesAsked;
  }

  #asksSections(sections: readonly BodySection[]): boolean {
    return sections.every(({ section }) => this.#sections.has(sectionKey(section)));
  }

  /** Some servers answer in two rows what was asked in one (James). */
  #add(seq: SeqNum, items: FetchItems): void {
    const last = this.#rows[this.#rows.length - 1];
    if (last === undefined || last.seq !== seq || (seq === NO_SEQ && last.items.uid !== items.uid)) {
      this.#places?.set(placeOf(seq, items), this.#rows.length);
      return void this.#rows.push({ seq, items });
    }
    this.#rows[this.#rows.length - 1] = { seq, items: merge(last.items, items) };
  }

  /** A server that answers two commands in one go may tell what the second did before it ends the first (Dovecot, STORE after FETCH). */
  #renew(seq: SeqNum, items: FetchItems): void {
    if (items.sections !== undefined || (items.flags === undefined && items.gmailLabels === undefined))
      return;
    this.#places ??= new Map(this.#rows.map((row, at) => [placeOf(row.seq, row.items), at]));
    const at = this.#places.get(placeOf(seq, items)) ?? -1;
    const row = this.#rows[at];
    if (row === undefined || (items.uid !== undefined && items.uid !== row.items.uid)) return;
    this.#rows[at] = { seq: row.seq, items: { ...row.items, ...told(row.items, items) } };
  }

  /** Small sections may come as quoted strings (Yahoo): they reach the sink all the same. */
  #drain(seq: SeqNum, items: FetchItems): FetchItems {
    if (items.sections === undefined) return items;
    const sections = items.sections.map((part): BodySection => {
      if (part.bytes === null) return part;
      const sink = this.#options.sink?.(seq, items.uid, part.section);
      if (sink === undefined) return part;
      sink.write(part.bytes);
      sink.end(true);
      return { ...part, bytes: null, streamed: true };
    });
    return { ...items, sections };
  }

  #renumber(gone: SeqNum): void {
    this.#places = null;
    this.#rows = this.#rows
      .filter((row) => row.seq !== gone)
      .map((row) => (row.seq > gone ? { seq: toSeqNum(row.seq - 1), items: row.items } : row));
  }
}

const placeOf = (seq: SeqNum, items: FetchItems): number => (seq === NO_SEQ ? (items.uid ?? 0) : seq);

/** Of the news what the row has, too. */
function told(row: FetchItems, { flags, modSeq, gmailLabels }: FetchItems): FetchItems {
  return {
    ...(flags !== undefined && row.flags !== undefined ? { flags } : {}),
    ...(modSeq !== undefined && row.modSeq !== undefined ? { modSeq } : {}),
    ...(gmailLabels !== undefined && row.gmailLabels !== undefined ? { gmailLabels } : {}),
  };
}

/** Rows without the item are worth having. */
function mayAsk(item: FetchRequest, may: CommandContext['may']): boolean {
  const word = typeof item === 'string' ? item : 'preview' in item ? 'preview' : null;
  const capability = word === null ? undefined : SPARED.get(word);
  return capability === undefined || may(capability);
}

/** fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"               ; RFC 4466 3, RFC 7162 7, RFC 9394 4 */
function writeModifiers(w: WireWriter, { uid, changedSince, vanished, partial }: FetchOptions): void {
  const modifiers: (() => void)[] = [];
  if (changedSince !== undefined) modifiers.push(() => w.raw('CHANGEDSINCE ').number(changedSince));
  if (vanished === true) {
    if (!uid || changedSince === undefined)
      throw new LocalProtocolError('VANISHED goes with UIDs and CHANGEDSINCE');
    modifiers.push(() => w.raw('VANISHED'));
  }
  if (partial !== undefined) {
    if (!uid) throw new LocalProtocolError('PARTIAL goes with UIDs');
    modifiers.push(() => w.raw(`PARTIAL ${rangeText(partial)}`));
  }
  if (modifiers.length > 0) w.sp().list(modifiers, (write) => write());
}

function merge(first: FetchItems, second: FetchItems): FetchItems {
  const sections = [...(first.sections ?? []), ...(second.sections ?? [])];
  const binarySizes = [...(first.binarySizes ?? []), ...(second.binarySizes ?? [])];
  return {
    ...first,
    ...second,
    ...(sections.length > 0 ? { sections } : {}),
    ...(binarySizes.length > 0 ? { binarySizes } : {}),
  };
}
