import type { NumberSet } from '../../imap/types';
import type { Reader } from '../../imap/wire/reader';
import { readSet } from '../command';
import { parseSearchDate } from '../dates';
import { limits } from '../limits';
import { syntaxError } from '../refusal';
import { foldText } from '../search-text';
import { readFlag } from './append';

/** search-key of RFC 9051 9, RFC 7162 3.1.5. Texts are folded for comparison; dates are days since 1970. */
export type SearchKey =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly keys: readonly SearchKey[] }
  | { readonly kind: 'or'; readonly one: SearchKey; readonly other: SearchKey }
  | { readonly kind: 'not'; readonly key: SearchKey }
  | { readonly kind: 'flag'; readonly flag: string; readonly set: boolean }
  | { readonly kind: 'recent' }
  | { readonly kind: 'set'; readonly uid: boolean; readonly set: NumberSet }
  | { readonly kind: 'header'; readonly field: string; readonly text: string }
  | { readonly kind: 'body' | 'text'; readonly text: string }
  | {
      readonly kind: 'date';
      readonly sent: boolean;
      readonly compare: 'before' | 'on' | 'since';
      readonly day: number;
    }
  | { readonly kind: 'size'; readonly larger: boolean; readonly octets: number }
  /** An item of a personality's own, as FETCH says it. */
  | { readonly kind: 'item'; readonly name: string; readonly value: string }
  | { readonly kind: 'modseq'; readonly least: number };

/** Keys of a personality's own, by name: one string each. */
export type OwnKeys = ReadonlyMap<string, (text: string) => SearchKey>;

interface Budget {
  keys: number;
  readonly own: OwnKeys | undefined;
}

/** search-key *(SP search-key): all must hold. */
export function readSearchProgram(reader: Reader, own?: OwnKeys): SearchKey {
  const budget: Budget = { keys: 0, own };
  const keys: SearchKey[] = [readKey(reader, budget)];
  while (reader.sp() && reader.peek() >= 0) keys.push(readKey(reader, budget));
  return { kind: 'and', keys };
}

function readKey(reader: Reader, budget: Budget): SearchKey {
  if (++budget.keys > limits.searchKeys) throw syntaxError('Too many keys');
  reader.enter();
  try {
    return readOneKey(reader, budget);
  } finally {
    reader.leave();
  }
}

function readOneKey(reader: Reader, budget: Budget): SearchKey {
  if (reader.open()) {
    const keys: SearchKey[] = [];
    while (!reader.close()) {
      reader.sp();
      keys.push(readKey(reader, budget));
    }
    if (keys.length === 0) throw syntaxError('Empty parentheses');
    return { kind: 'and', keys };
  }
  const c = reader.peek();
  if (c === 0x2a || (c >= 0x30 && c <= 0x39)) return { kind: 'set', uid: false, set: readSet(reader) };
  const word = reader.expectAtom().toUpperCase();
  const flag = flagKeys.get(word);
  if (flag !== undefined) return flag;
  const field = fieldKeys.get(word);
  if (field !== undefined) return { kind: 'header', field, text: readText(reader) };
  const date = /^(SENT)?(BEFORE|ON|SINCE)$/.exec(word);
  if (date !== null) {
    const compare = date[2] === 'BEFORE' ? 'before' : date[2] === 'ON' ? 'on' : 'since';
    return { kind: 'date', sent: date[1] !== undefined, compare, day: readDay(reader) };
  }
  switch (word) {
    case 'NOT':
      reader.expectSp();
      return { kind: 'not', key: readKey(reader, budget) };
    case 'OR': {
      reader.expectSp();
      const one = readKey(reader, budget);
      reader.expectSp();
      return { kind: 'or', one, other: readKey(reader, budget) };
    }
    case 'UID':
      reader.expectSp();
      return { kind: 'set', uid: true, set: readSet(reader) };
    case 'KEYWORD':
    case 'UNKEYWORD':
      reader.expectSp();
      return { kind: 'flag', flag: readFlag(reader), set: word === 'KEYWORD' };
    case 'HEADER': {
      reader.expectSp();
      return { kind: 'header', field: reader.expectAstring().toLowerCase(), text: readText(reader) };
    }
    case 'BODY':
      return { kind: 'body', text: readText(reader) };
    case 'TEXT':
      return { kind: 'text', text: readText(reader) };
    case 'LARGER':
    case 'SMALLER':
      reader.expectSp();
      return { kind: 'size', larger: word === 'LARGER', octets: reader.expectNumber() };
    case 'MODSEQ':
      return readModSeq(reader);
    default: {
      const own = budget.own?.get(word);
      if (own === undefined) throw syntaxError('Unknown search key');
      return own(readText(reader));
    }
  }
}

const flagKeys: ReadonlyMap<string, SearchKey> = new Map<string, SearchKey>([
  ['ALL', { kind: 'all' }],
  ['RECENT', { kind: 'recent' }],
  ['OLD', { kind: 'not', key: { kind: 'recent' } }],
  ['NEW', { kind: 'and', keys: [{ kind: 'recent' }, { kind: 'flag', flag: '\\Seen', set: false }] }],
  ...['Answered', 'Deleted', 'Draft', 'Flagged', 'Seen'].flatMap((name): [string, SearchKey][] => [
    [name.toUpperCase(), { kind: 'flag', flag: `\\${name}`, set: true }],
    [`UN${name.toUpperCase()}`, { kind: 'flag', flag: `\\${name}`, set: false }],
  ]),
]);

const fieldKeys: ReadonlyMap<string, string> = new Map(
  ['from', 'to', 'cc', 'bcc', 'subject'].map((field) => [field.toUpperCase(), field]),
);

function readText(reader: Reader): string {
  reader.expectSp();
  return foldText(reader.expectAstring());
}

function readDay(reader: Reader): number {
  reader.expectSp();
  const day = parseSearchDate(reader.expectAstring());
  if (day === undefined) throw syntaxError('Not a date');
  return day;
}

/** "MODSEQ" [SP entry-name SP entry-type-req] SP mod-sequence-valzer: one sequence for all entries here. */
function readModSeq(reader: Reader): SearchKey {
  reader.expectSp();
  if (reader.peek() === 0x22) {
    reader.expectString();
    reader.expectSp();
    if (!['all', 'priv', 'shared'].includes(reader.expectAtom().toLowerCase()))
      throw syntaxError('Unknown entry type');
    reader.expectSp();
  }
  const least = reader.number64();
  if (least === undefined) throw syntaxError('Expected a mod-sequence');
  return { kind: 'modseq', least: Number(least) };
}
