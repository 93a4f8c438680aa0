import type { Reader } from '../../imap/wire/reader';
import { limits } from '../limits';
import { syntaxError } from '../refusal';

/** section of RFC 9051 9. `path` are its numbers; `part` what follows them. */
export interface Section {
  readonly path: readonly number[];
  readonly part: 'all' | 'header' | 'text' | 'mime' | 'fields' | 'not-fields';
  /** Lower case. */
  readonly fields: readonly string[];
  /** As it is told back. */
  readonly text: string;
  readonly partial: { readonly offset: number; readonly count: number } | null;
  readonly peek: boolean;
}

export type SimpleItem = (typeof simpleItems)[number];

export type FetchItem =
  | { readonly kind: 'simple'; readonly name: SimpleItem }
  /** An item of the personality's own. */
  | { readonly kind: 'own'; readonly name: string }
  | { readonly kind: 'rfc822'; readonly name: 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT' }
  | { readonly kind: 'body'; readonly section: Section }
  | { readonly kind: 'binary'; readonly section: Section }
  | { readonly kind: 'binary-size'; readonly section: Section };

const simpleItems = [
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODY',
  'BODYSTRUCTURE',
  'MODSEQ',
] as const;

const macros: ReadonlyMap<string, readonly SimpleItem[]> = new Map([
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
]);

/** fetch = ... ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")") */
export function readFetchItems(reader: Reader, own: ReadonlySet<string>): readonly FetchItem[] {
  if (!reader.open()) {
    const from = reader.pos;
    const macro = macros.get(reader.atom()?.toUpperCase() ?? '');
    if (macro !== undefined) return macro.map((name) => ({ kind: 'simple', name }));
    reader.pos = from;
    return [readItem(reader, own)];
  }
  const items: FetchItem[] = [];
  while (!reader.close()) {
    reader.sp();
    items.push(readItem(reader, own));
    if (items.length > limits.fetchItems) throw syntaxError('Too many items');
  }
  if (items.length === 0) throw syntaxError('Expected an item');
  return items;
}

function readItem(reader: Reader, own: ReadonlySet<string>): FetchItem {
  // "[" is an atom's character, "]" is not: the word ends inside or before the section.
  const word = reader.expectAtom();
  const bracket = word.indexOf('[');
  const name = (bracket < 0 ? word : word.slice(0, bracket)).toUpperCase();
  if (bracket < 0) {
    const simple = simpleItems.find((known) => known === name);
    if (simple !== undefined) return { kind: 'simple', name: simple };
    if (name === 'RFC822' || name === 'RFC822.HEADER' || name === 'RFC822.TEXT')
      return { kind: 'rfc822', name };
    if (own.has(name)) return { kind: 'own', name };
    throw syntaxError('Unknown item');
  }
  const text = word.slice(bracket + 1).toUpperCase();
  switch (name) {
    case 'BODY':
    case 'BODY.PEEK':
      return { kind: 'body', section: readSection(reader, text, name === 'BODY.PEEK') };
    case 'BINARY':
    case 'BINARY.PEEK':
      return { kind: 'binary', section: numbersOnly(readSection(reader, text, name === 'BINARY.PEEK')) };
    case 'BINARY.SIZE':
      return { kind: 'binary-size', section: numbersOnly(readSection(reader, text, true)) };
    default:
      throw syntaxError('Unknown item');
  }
}

function readSection(reader: Reader, text: string, peek: boolean): Section {
  const match = /^((?:[1-9]\d{0,5}(?:\.|$))*)(|HEADER|TEXT|MIME|HEADER\.FIELDS|HEADER\.FIELDS\.NOT)$/.exec(
    text,
  );
  if (match === null || (match[2] !== '' && /\d$/.test(match[1] ?? ''))) throw syntaxError('Not a section');
  const numbers = match[1] ?? '';
  if (match[2] === '' && numbers.endsWith('.')) throw syntaxError('Not a section');
  const path = numbers === '' ? [] : numbers.replace(/\.$/, '').split('.').map(Number);
  if (path.length > limits.mimeDepth) throw syntaxError('Section too deep');
  const part = partByWord.get(match[2] ?? '') ?? 'all';
  if (part === 'mime' && path.length === 0) throw syntaxError('MIME needs a part');
  const fields: string[] = [];
  if (part === 'fields' || part === 'not-fields') {
    reader.expectSp();
    if (!reader.open()) throw syntaxError('Expected field names');
    while (!reader.close()) {
      reader.sp();
      fields.push(reader.expectAstring());
      if (fields.length > limits.fetchItems) throw syntaxError('Too many fields');
    }
    if (fields.some((field) => !/^[\x21-\x39\x3b-\x7e]+$/.test(field)) || fields.length === 0)
      throw syntaxError('Not a field name');
  }
  reader.expectByte(0x5d);
  return {
    path,
    part,
    fields: fields.map((field) => field.toLowerCase()),
    text: fields.length === 0 ? text : `${text} (${fields.map(fieldText).join(' ')})`,
    partial: reader.peek() === 0x3c ? readPartial(reader) : null,
    peek,
  };
}

const partByWord: ReadonlyMap<string, Section['part']> = new Map([
  ['HEADER', 'header'],
  ['TEXT', 'text'],
  ['MIME', 'mime'],
  ['HEADER.FIELDS', 'fields'],
  ['HEADER.FIELDS.NOT', 'not-fields'],
]);

/** partial = "<" number64 "." nz-number64 ">" */
function readPartial(reader: Reader): Section['partial'] {
  const match = /^<(\d{1,15})\.([1-9]\d{0,14})>$/.exec(reader.expectAtom());
  if (match === null) throw syntaxError('Not a partial');
  return { offset: Number(match[1]), count: Number(match[2]) };
}

function numbersOnly(section: Section): Section {
  if (section.part !== 'all') throw syntaxError('BINARY takes part numbers');
  return section;
}

/** A name that is no atom goes back in quotes. */
const fieldText = (field: string): string =>
  /^[^(){%*"\\\]]+$/.test(field) ? field : `"${field.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
