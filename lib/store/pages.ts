/**
 * Header pages: what does not change of up to PAGE_ROWS rows, by columns in one object. Numbers are typed arrays; texts are one JSON
 * array in UTF-8, in which each person stands once.
 */
import type { MessageRow, MimeAddress } from '../mail/types';
import { MAX_PAGE_TEXT, MAX_ROW_TEXT, PAGE_ROWS } from './limits';
import { ascends } from './runs';
import type { RowFlags } from './marks';

/** A row without its flags. */
export type RowHead = Omit<MessageRow, keyof RowFlags>;

export interface Page {
  readonly v: typeof PAGE_VERSION;
  readonly uids: Uint32Array;
  readonly dates: Float64Array;
  readonly sizes: Float64Array;
  readonly files: Uint8Array;
  readonly texts: Uint8Array;
}

const PAGE_VERSION = 1;
const SUSPICIONS = ['name-holds-address', 'invalid', 'mixed-script'] as const;

type Person = readonly [name: string, address: string, group: string | 0, suspicion: number];
type Texts = readonly [
  subjects: readonly string[],
  people: readonly Person[],
  from: readonly (readonly number[])[],
  to: readonly (readonly number[])[],
];

/** Ascending by UID, at most PAGE_ROWS. */
export function packPage(heads: readonly RowHead[]): Page {
  const people = new Map<string, number>();
  const packed: Person[] = [];
  const numbers = (addresses: readonly MimeAddress[]): readonly number[] =>
    addresses.map((one) => {
      const person = toPerson(one);
      // The lengths keep two people apart whatever characters a server puts into their names.
      const name = `${one.name.length} ${one.address.length} ${person.join(' ')}`;
      const known = people.get(name);
      if (known !== undefined) return known;
      people.set(name, packed.length);
      return packed.push(person) - 1;
    });
  const from = heads.map((head) => numbers(head.from));
  const to = heads.map((head) => numbers(head.to));
  const texts: Texts = [heads.map((head) => head.subject), packed, from, to];
  return {
    v: PAGE_VERSION,
    uids: Uint32Array.from(heads, (head) => head.uid),
    dates: Float64Array.from(heads, (head) => head.date),
    sizes: Float64Array.from(heads, (head) => head.size),
    files: Uint8Array.from(heads, (head) => (head.hasAttachment ? 1 : 0)),
    texts: encoder.encode(JSON.stringify(texts)),
  };
}

/** Null for what was not packed by this version, or does not hold together. */
export function unpackPage(value: unknown): readonly RowHead[] | null {
  if (!isPage(value)) return null;
  const { uids, dates, sizes, files } = value;
  const texts = readTexts(value.texts, uids.length);
  if (texts === null) return null;
  const [subjects, people, from, to] = texts;
  const addresses = people.map(toAddress);
  const named = (numbers: readonly number[] | undefined): readonly MimeAddress[] =>
    (numbers ?? []).flatMap((n) => addresses[n] ?? []);
  return Array.from(uids, (uid, i) => ({
    uid: uid as MessageRow['uid'],
    date: dates[i] ?? 0,
    size: sizes[i] ?? 0,
    hasAttachment: files[i] === 1,
    subject: subjects[i] ?? '',
    from: named(from[i]),
    to: named(to[i]),
  }));
}

/** Whether a row is small enough to be kept. */
export function isKeepable(head: RowHead): boolean {
  let length = head.subject.length;
  for (const one of [...head.from, ...head.to]) {
    length += one.name.length + one.address.length + (one.group?.length ?? 0) + 16;
  }
  return length <= MAX_ROW_TEXT && Number.isFinite(head.date) && Number.isFinite(head.size);
}

export function headOf(row: MessageRow): RowHead {
  const { uid, date, size, hasAttachment, subject, from, to } = row;
  return { uid, date, size, hasAttachment, subject, from, to };
}

export function isSameHead(a: RowHead, b: RowHead): boolean {
  return (
    a.uid === b.uid &&
    a.date === b.date &&
    a.size === b.size &&
    a.hasAttachment === b.hasAttachment &&
    a.subject === b.subject &&
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

const toPerson = ({ name, address, group, suspicious }: MimeAddress): Person => [
  name,
  address,
  group ?? 0,
  suspicious === undefined ? 0 : SUSPICIONS.indexOf(suspicious) + 1,
];

function toAddress([name, address, group, suspicion]: Person): MimeAddress {
  const suspicious = SUSPICIONS[suspicion - 1];
  return {
    name,
    address,
    ...(group === 0 ? {} : { group }),
    ...(suspicious === undefined ? {} : { suspicious }),
  };
}

function isPage(value: unknown): value is Page {
  if (typeof value !== 'object' || value === null) return false;
  const { v, uids, dates, sizes, files, texts } = value as Partial<Record<keyof Page, unknown>>;
  if (v !== PAGE_VERSION || !(uids instanceof Uint32Array) || uids.length > PAGE_ROWS) return false;
  if (!(dates instanceof Float64Array) || dates.length !== uids.length) return false;
  if (!(sizes instanceof Float64Array) || sizes.length !== uids.length) return false;
  if (!(files instanceof Uint8Array) || files.length !== uids.length) return false;
  return texts instanceof Uint8Array && texts.length <= MAX_PAGE_TEXT && ascends(uids);
}

function readTexts(bytes: Uint8Array, rows: number): Texts | null {
  const json = parseJson(bytes);
  if (!Array.isArray(json) || json.length !== 4) return null;
  const [subjects, people, from, to] = json as unknown[];
  if (!isListOf(subjects, isText) || !isListOf(people, isPerson)) return null;
  if (!isListOf(from, isNumbers) || !isListOf(to, isNumbers)) return null;
  return subjects.length === rows && from.length === rows && to.length === rows
    ? [subjects, people, from, to]
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
const isNumbers = (value: unknown): value is number[] =>
  isListOf(value, (one): one is number => typeof one === 'number');
const isPerson = (value: unknown): value is Person =>
  Array.isArray(value) &&
  value.length === 4 &&
  isText(value[0]) &&
  isText(value[1]) &&
  (value[2] === 0 || isText(value[2])) &&
  typeof value[3] === 'number';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
