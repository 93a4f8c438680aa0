/**
 * Header pages: what does not change of up to PAGE_ROWS rows, by columns in one object. Numbers are typed arrays; texts are one JSON
 * array in UTF-8, in which each person stands once. One value a row would be written thirty times slower.
 */
import type { MessageRow, MimeAddress } from '../mail/types';
import { LINK_BYTES, MAX_PAGE_TEXT, MAX_ROW_LINKS, MAX_ROW_PEOPLE, MAX_ROW_TEXT, PAGE_ROWS } from './limits';
import type { RowFlags } from './marks';
import { areSameLinks, packLinks, unpackLinks } from './page-links';
import { ascends } from './runs';

type Columns = 'uid' | 'from' | 'to' | 'subject' | 'date' | 'size' | 'hasAttachment' | 'emailId' | 'thread';
/** A row without its flags. Nothing here compiles while a row has a field that is neither a column nor a flag: it would be lost. */
export type RowHead =
  Exclude<keyof MessageRow, Columns | keyof RowFlags> extends never ? Pick<MessageRow, Columns> : never;

export interface Page {
  readonly v: typeof PAGE_VERSION;
  readonly uids: Uint32Array;
  readonly dates: Float64Array;
  readonly sizes: Float64Array;
  readonly files: Uint8Array;
  /** How many of `people` a row is from, and how many it is to, in turns. */
  readonly counts: Uint8Array;
  readonly people: Uint16Array;
  /** Names of the messages themselves that are numbers of 64 bits, 0 where there is none; empty where no row has one. */
  readonly ids: BigUint64Array;
  /** How many of `links` a row has, 0 where nothing was asked for: its own, its conversation's if GROUPED, and what it refers to. */
  readonly linked: Uint8Array;
  /** LINK_BYTES each, lowest first; 0 for none. */
  readonly links: Uint8Array;
  readonly texts: Uint8Array;
}

const PAGE_VERSION = 4;
const SUSPICIONS = ['name-holds-address', 'invalid', 'mixed-script'] as const;

/** What few people have. */
type Extra = readonly [person: number, group: string | 0, suspicion: number];
type Texts = readonly [
  subjects: readonly string[],
  names: readonly string[],
  addresses: readonly string[],
  extras: readonly Extra[],
  /** Names of the messages themselves that are no such numbers; empty where no row has one. */
  ids: readonly string[],
];

/** Ascending by UID, at most PAGE_ROWS, each keepable. */
export function packPage(heads: readonly RowHead[]): Page {
  const count = heads.length;
  const uids = new Uint32Array(count);
  const dates = new Float64Array(count);
  const sizes = new Float64Array(count);
  const files = new Uint8Array(count);
  const counts = new Uint8Array(2 * count);
  const subjects: string[] = [];
  const numbers: number[] = [];
  const linked = new Uint8Array(count);
  const links: number[] = [];
  const people = new People();
  for (let i = 0; i < count; i += 1) {
    const head = heads[i];
    if (!head) continue;
    uids[i] = head.uid;
    dates[i] = head.date;
    sizes[i] = head.size;
    files[i] = head.hasAttachment ? 1 : 0;
    counts[2 * i] = head.from.length;
    counts[2 * i + 1] = head.to.length;
    for (const one of head.from) numbers.push(people.numberOf(one));
    for (const one of head.to) numbers.push(people.numberOf(one));
    subjects.push(head.subject);
    if (head.thread === undefined) continue;
    const { id, group, refs } = head.thread;
    const before = links.length;
    links.push(id, ...(group === 0 ? [] : [group]), ...refs);
    linked[i] = (links.length - before) | (group === 0 ? 0 : GROUPED);
  }
  const { ids, names } = packIds(heads);
  const texts: Texts = [subjects, people.names, people.addresses, people.extras, names];
  return {
    v: PAGE_VERSION,
    uids,
    dates,
    sizes,
    files,
    counts,
    people: Uint16Array.from(numbers),
    ids,
    linked,
    links: packLinks(links),
    texts: encoder.encode(JSON.stringify(texts)),
  };
}

/** Null for what was not packed by this version, or does not hold together. */
export function unpackPage(value: unknown): readonly RowHead[] | null {
  if (!isPage(value)) return null;
  const { uids, dates, sizes, files, counts, people, linked } = value;
  const links = unpackLinks(value.links);
  let link = 0;
  const texts = readTexts(value.texts, uids.length);
  if (texts === null) return null;
  const [subjects, knownNames, knownAddresses, extras, names] = texts;
  const addresses = toAddresses(knownNames, knownAddresses, extras);
  let at = 0;
  const take = (count: number): readonly MimeAddress[] => {
    const taken: MimeAddress[] = [];
    for (const end = at + count; at < end; at += 1) {
      const one = addresses[people[at] ?? 0];
      if (one) taken.push(one);
    }
    return taken;
  };
  const heads: RowHead[] = [];
  for (let i = 0; i < uids.length; i += 1) {
    const emailId = names[i] || idToName(value.ids[i]);
    const [id = 0, ...more] = links.slice(link, (link += countOf(linked[i] ?? 0)));
    const group = isGrouped(linked[i] ?? 0) ? (more.shift() ?? 0) : 0;
    heads.push({
      uid: (uids[i] ?? 0) as MessageRow['uid'],
      date: dates[i] ?? 0,
      size: sizes[i] ?? 0,
      hasAttachment: files[i] === 1,
      subject: subjects[i] ?? '',
      from: take(counts[2 * i] ?? 0),
      to: take(counts[2 * i + 1] ?? 0),
      ...(emailId === '' ? {} : { emailId }),
      ...(linked[i] === 0 ? {} : { thread: { id, group, refs: more } }),
    });
  }
  return heads;
}

/** Gmail's names are numbers of 64 bits, which take eight octets; those of OBJECTID are any text. */
function packIds(heads: readonly RowHead[]): {
  readonly ids: BigUint64Array;
  readonly names: readonly string[];
} {
  const all = heads.map(({ emailId = '' }) => emailId);
  if (all.every((id) => id === '')) return { ids: new BigUint64Array(0), names: [] };
  if (!all.every((id) => id === '' || isNumber64(id))) return { ids: new BigUint64Array(0), names: all };
  return { ids: BigUint64Array.from(all, (id) => BigInt(id)), names: [] };
}

/** Written as numbers are, so that it comes back as it was. */
const isNumber64 = (id: string): boolean => /^[1-9][0-9]{0,18}$/.test(id);
const idToName = (id: bigint | undefined): string => (id === undefined || id === 0n ? '' : String(id));

/** Whether a row is small enough to be kept. */
export function isKeepable({ subject, from, to, date, size, emailId = '', thread }: RowHead): boolean {
  if ((thread?.refs.length ?? 0) > MAX_ROW_LINKS - 2) return false;
  if (from.length > MAX_ROW_PEOPLE || to.length > MAX_ROW_PEOPLE) return false;
  const length = subject.length + emailId.length + textOf(from) + textOf(to);
  return length <= MAX_ROW_TEXT && Number.isFinite(date) && Number.isFinite(size);
}

function textOf(people: readonly MimeAddress[]): number {
  let length = 0;
  for (const { name, address, group = '' } of people)
    length += name.length + address.length + group.length + 32;
  return length;
}

export function isSameHead(a: RowHead, b: RowHead): boolean {
  return (
    a.uid === b.uid &&
    a.date === b.date &&
    a.size === b.size &&
    a.hasAttachment === b.hasAttachment &&
    a.emailId === b.emailId &&
    a.subject === b.subject &&
    areSameLinks(a.thread, b.thread) &&
    areSame(a.from, b.from) &&
    areSame(a.to, b.to)
  );
}

function areSame(a: readonly MimeAddress[], b: readonly MimeAddress[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
}

const isSame = (a: MimeAddress, b: MimeAddress | undefined): boolean =>
  b !== undefined &&
  a.name === b.name &&
  a.address === b.address &&
  a.group === b.group &&
  a.suspicious === b.suspicious;

/** Each person of a page once, found by the address without making a name for them. */
class People {
  readonly names: string[] = [];
  readonly addresses: string[] = [];
  readonly extras: Extra[] = [];
  readonly #people: MimeAddress[] = [];
  readonly #byAddress = new Map<string, number>();

  numberOf(one: MimeAddress): number {
    const first = this.#byAddress.get(one.address);
    if (first !== undefined && isSame(one, this.#people[first])) return first;
    // The same address under another name is rare; an attacker's page of such is written in full.
    const number = this.#people.push(one) - 1;
    if (first === undefined) this.#byAddress.set(one.address, number);
    this.names.push(one.name);
    this.addresses.push(one.address);
    const { group, suspicious } = one;
    if (group !== undefined || suspicious !== undefined)
      this.extras.push([
        number,
        group ?? 0,
        suspicious === undefined ? 0 : SUSPICIONS.indexOf(suspicious) + 1,
      ]);
    return number;
  }
}

function toAddresses(
  names: readonly string[],
  addresses: readonly string[],
  extras: readonly Extra[],
): readonly MimeAddress[] {
  const people: MimeAddress[] = [];
  for (let i = 0; i < names.length; i += 1)
    people.push({ name: names[i] ?? '', address: addresses[i] ?? '' });
  for (const [number, group, suspicion] of extras) {
    const person = people[number];
    const suspicious = SUSPICIONS[suspicion - 1];
    if (!person) continue;
    people[number] = {
      ...person,
      ...(group === 0 ? {} : { group }),
      ...(suspicious === undefined ? {} : { suspicious }),
    };
  }
  return people;
}

function isPage(value: unknown): value is Page {
  if (typeof value !== 'object' || value === null) return false;
  const { v, uids, dates, sizes, files, counts, people, ids, linked, links, texts } = value as Partial<
    Record<keyof Page, unknown>
  >;
  if (v !== PAGE_VERSION || !(uids instanceof Uint32Array) || uids.length > PAGE_ROWS) return false;
  if (!(dates instanceof Float64Array) || dates.length !== uids.length) return false;
  if (!(sizes instanceof Float64Array) || sizes.length !== uids.length) return false;
  if (!(files instanceof Uint8Array) || files.length !== uids.length) return false;
  if (!(counts instanceof Uint8Array) || counts.length !== 2 * uids.length) return false;
  if (!(people instanceof Uint16Array)) return false;
  if (!(ids instanceof BigUint64Array) || (ids.length > 0 && ids.length !== uids.length)) return false;
  if (sumOf(counts) !== people.length) return false;
  if (!(linked instanceof Uint8Array) || linked.length !== uids.length) return false;
  if (linked.some((one) => countOf(one) > MAX_ROW_LINKS || (isGrouped(one) && countOf(one) < 2)))
    return false;
  if (!(links instanceof Uint8Array) || links.length !== LINK_BYTES * sumOf(linked.map(countOf)))
    return false;
  return texts instanceof Uint8Array && texts.length <= MAX_PAGE_TEXT && ascends(uids);
}

/** The row's conversation has a name of the server's own. */
const GROUPED = 0x80;
const isGrouped = (one: number): boolean => (one & GROUPED) !== 0;
const countOf = (one: number): number => one & ~GROUPED;
const sumOf = (counts: Uint8Array): number => counts.reduce((sum, count) => sum + count, 0);

function readTexts(bytes: Uint8Array, rows: number): Texts | null {
  const json = parseJson(bytes);
  if (!Array.isArray(json) || json.length !== 5) return null;
  const [subjects, names, addresses, extras, ids] = json as unknown[];
  if (!isListOf(subjects, isText) || !isListOf(names, isText)) return null;
  if (!isListOf(addresses, isText) || !isListOf(extras, isExtra)) return null;
  if (!isListOf(ids, isText) || (ids.length > 0 && ids.length !== rows)) return null;
  return subjects.length === rows && names.length === addresses.length
    ? [subjects, names, addresses, extras, ids]
    : null;
}

/** Undefined for what is no JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

const isListOf = <T>(value: unknown, is: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.every(is);
const isText = (value: unknown): value is string => typeof value === 'string';
const isExtra = (value: unknown): value is Extra =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'number' &&
  (value[1] === 0 || isText(value[1])) &&
  typeof value[2] === 'number';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
