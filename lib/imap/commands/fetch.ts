import { LocalProtocolError } from '../errors';
import { SELECTED } from '../states';
import type {
  BodySection,
  FetchItems,
  LiteralSink,
  ModSeq,
  NumberSet,
  SeqNum,
  Uid,
  UntaggedEvent,
} from '../types';
import { toSeqNum } from '../types';
import { normalizeNumberSet, numberSetContains, numberSetCount } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import type { Command, Exchange } from './command';

export type FetchRequest =
  | 'uid'
  | 'flags'
  | 'internaldate'
  | 'size'
  | 'envelope'
  | 'bodystructure'
  | 'modseq'
  | 'preview'
  /** `section` as in BODY[...]: `''`, `1.2`, `1.MIME`, `HEADER`, `HEADER.FIELDS (REFERENCES)`. Never sets \Seen. */
  | {
      readonly section: string;
      readonly peek: true;
      readonly partial?: readonly [origin: number, length: number];
    }
  /** A part decoded by the server (BINARY). */
  | {
      readonly binary: string;
      readonly peek: true;
      readonly partial?: readonly [origin: number, length: number];
    };

export interface FetchOptions {
  readonly set: NumberSet;
  /** `set` holds UIDs, else sequence numbers (then the UID is asked for too). */
  readonly uid: boolean;
  readonly items: readonly FetchRequest[];
  /** Only messages changed after this (RFC 7162 3.1.4). */
  readonly changedSince?: ModSeq;
  /** Where the octets of a section go; without one, or with undefined, they are kept in the row. */
  readonly sink?: (seq: SeqNum, uid: Uid | undefined, section: string) => LiteralSink | undefined;
}

export interface FetchRow {
  readonly seq: SeqNum;
  readonly items: FetchItems;
}

/**
 * fetch = "FETCH" SP sequence-set SP fetch-att-list [fetch-modifiers]            ; RFC 9051 6.4.5
 *
 * A FETCH response belongs to the first command in flight that asked for this message and these items; a response of flags
 * alone for a command that asked for more is news of another client and becomes an untagged event. Rows come in the order
 * of the server. Their sequence numbers are those at completion: an EXPUNGE in between (only under UID FETCH) renumbers
 * the rows and takes out the one expunged.
 */
export function fetch(options: FetchOptions): Command<readonly FetchRow[]> {
  const name = options.uid ? 'UID FETCH' : 'FETCH';
  return {
    name,
    states: SELECTED,
    bySequence: !options.uid,
    keepsNumbers: !options.uid,
    checkable: true,
    start: () => new FetchExchange(name, options),
  };
}

class FetchExchange implements Exchange<readonly FetchRow[]> {
  readonly #name: string;
  readonly #options: FetchOptions;
  readonly #set: NumberSet;
  /** `*` names a message we cannot know: any will do. */
  readonly #open: boolean;
  readonly #asked: ReadonlySet<string>;
  readonly #sections: ReadonlySet<string>;
  /** A server may answer a message in several rows, not without end. */
  readonly #maxRows: number;
  /** Something besides what a server sends unasked. */
  readonly #asksMore: boolean;
  #rows: FetchRow[] = [];
  #received = 0;

  constructor(name: string, options: FetchOptions) {
    this.#name = name;
    this.#options = options;
    this.#set = normalizeNumberSet(options.set);
    this.#open = this.#set.at(-1)?.[1] === Infinity;
    this.#maxRows = Math.min(numberSetCount(this.#set) * 8, MAX_ROWS);
    const asked = new Set<string>(['uid', 'modSeq']);
    const sections = new Set<string>();
    for (const item of options.items) {
      if (typeof item === 'string') asked.add(ITEM_FIELDS[item]);
      else {
        asked.add('sections');
        sections.add(sectionKey('section' in item ? item.section : item.binary));
      }
    }
    this.#asked = asked;
    this.#asksMore = [...asked].some((name) => !NEWS.has(name));
    this.#sections = sections;
  }

  readonly write: Exchange<unknown>['write'] = (w) => {
    const { items, changedSince, uid } = this.#options;
    if (items.length === 0) throw new LocalProtocolError('FETCH of nothing');
    w.raw(this.#name).sp().numberSet(this.#set).sp();
    // The UID first, so that it is known when a literal of the row begins.
    const wanted: FetchRequest[] = items.filter((item) => item !== 'uid');
    if (items.length > wanted.length || !uid || wanted.length === 0) wanted.unshift('uid');
    w.list(wanted, (item) => writeItem(w, item));
    if (changedSince !== undefined) w.raw(' (CHANGEDSINCE ').number(changedSince).raw(')');
  };

  readonly untagged = (event: UntaggedEvent): boolean => {
    if (event.kind === 'fetch') {
      if (!this.#wants(event.seq, event.items)) return false;
      this.#received++;
      this.#add(
        event.seq,
        this.#options.sink === undefined ? event.items : this.#drain(event.seq, event.items),
      );
      return true;
    }
    if (event.kind === 'expunge') this.#renumber(event.seq);
    return false;
  };

  readonly literal = (
    seq: SeqNum,
    uid: Uid | undefined,
    section: string,
  ): LiteralSink | 'keep' | undefined => {
    if (!this.#sections.has(sectionKey(section)) || !this.#covers(seq, uid)) return undefined;
    return this.#options.sink?.(seq, uid, section) ?? 'keep';
  };

  readonly finish = (): readonly FetchRow[] => this.#rows;

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
    let others = false;
    for (const name in items) {
      if (!this.#asked.has(name)) return false;
      if (!NEWS.has(name)) others = true;
    }
    if (items.sections !== undefined && !this.#asksSections(items.sections)) return false;
    return others || !this.#asksMore;
  }

  #asksSections(sections: readonly BodySection[]): boolean {
    return sections.every(({ section }) => this.#sections.has(sectionKey(section)));
  }

  /** Some servers answer in two rows what was asked in one (James). */
  #add(seq: SeqNum, items: FetchItems): void {
    const last = this.#rows.at(-1);
    if (last === undefined || last.seq !== seq) return void this.#rows.push({ seq, items });
    const sections = [...(last.items.sections ?? []), ...(items.sections ?? [])];
    const merged: FetchItems = { ...last.items, ...items, ...(sections.length > 0 ? { sections } : {}) };
    this.#rows[this.#rows.length - 1] = { seq, items: merged };
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
    this.#rows = this.#rows
      .filter((row) => row.seq !== gone)
      .map((row) => (row.seq > gone ? { seq: toSeqNum(row.seq - 1), items: row.items } : row));
  }
}

function writeItem(w: WireWriter, item: FetchRequest): void {
  if (typeof item === 'string') return void w.raw(item === 'size' ? 'RFC822.SIZE' : item.toUpperCase());
  if ('section' in item) {
    if (!SECTION.test(item.section))
      throw new LocalProtocolError(`${JSON.stringify(item.section)} is no section`);
    w.raw(`BODY.PEEK[${item.section}]`);
  } else {
    if (!SECTION_BINARY.test(item.binary))
      throw new LocalProtocolError(`${JSON.stringify(item.binary)} is no part`);
    w.raw(`BINARY.PEEK[${item.binary}]`);
  }
  if (item.partial !== undefined)
    w.raw('<').number(item.partial[0]).raw('.').number(item.partial[1]).raw('>');
}

/** Servers repeat header lists with other quotes and case: the part before them identifies the section. */
function sectionKey(section: string): string {
  const space = section.indexOf(' ');
  return (space < 0 ? section : section.slice(0, space)).toUpperCase();
}

const ITEM_FIELDS: Readonly<Record<Extract<FetchRequest, string>, keyof FetchItems>> = {
  uid: 'uid',
  flags: 'flags',
  internaldate: 'internalDate',
  size: 'size',
  envelope: 'envelope',
  bodystructure: 'bodyStructure',
  modseq: 'modSeq',
  preview: 'preview',
};
const MAX_ROWS = 1_000_000;
/** What a server sends unasked when another client changes flags. */
const NEWS: ReadonlySet<string> = new Set(['uid', 'flags', 'modSeq']);
const SECTION =
  /^(?:[1-9]\d{0,9}(?:\.[1-9]\d{0,9}){0,99})?(?:(?:^|(?<=\d)\.)(?:HEADER|TEXT|(?<=\.)MIME|HEADER\.FIELDS(?:\.NOT)? \([!-'*+\-.0-9;-z|}~]+(?: [!-'*+\-.0-9;-z|}~]+)*\)))?$/i;
const SECTION_BINARY = /^(?:[1-9]\d{0,9}(?:\.[1-9]\d{0,9}){0,99})?$/;
