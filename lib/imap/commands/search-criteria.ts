/** What SEARCH, SORT and THREAD look for: search-key of RFC 9051 6.4.4 and of extensions, as a tree. */
import { LocalProtocolError } from '../errors';
import type { Flag, ModSeq, NumberSet, Uid } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import { MONTHS } from './append';

/** Dates are calendar days without zone. */
export type SearchCriteria =
  | { readonly kind: 'all' }
  /** Empty `and` matches everything. */
  | { readonly kind: 'and'; readonly of: readonly SearchCriteria[] }
  /** At least one. */
  | { readonly kind: 'or'; readonly of: readonly [SearchCriteria, ...SearchCriteria[]] }
  | { readonly kind: 'not'; readonly of: SearchCriteria }
  | { readonly kind: 'flag'; readonly flag: Flag; readonly set: boolean }
  /** RECENT, NEW (recent and unseen), OLD (not recent) of RFC 3501 6.4.4; gone in IMAP4rev2. */
  | { readonly kind: 'arrival'; readonly is: 'recent' | 'new' | 'old' }
  | {
      readonly kind: 'text';
      readonly field: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text';
      readonly value: string;
    }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'date';
      /** `saved`: when it came to this mailbox, needs SAVEDATE (RFC 8514 4.3). */
      readonly field: 'internal' | 'sent' | 'saved';
      readonly op: 'before' | 'on' | 'since';
      /** `month` 1..12 */
      readonly date: { readonly year: number; readonly month: number; readonly day: number };
    }
  /** Everything where the mailbox keeps save dates, else nothing (RFC 8514 4.3). */
  | { readonly kind: 'savedatesupported' }
  | { readonly kind: 'size'; readonly op: 'larger' | 'smaller'; readonly octets: number }
  | { readonly kind: 'uids'; readonly set: NumberSet }
  /** Those with a higher, or a lower UID: needs MESSAGELIMIT (RFC 9738 3). */
  | { readonly kind: 'uid-side'; readonly op: 'after' | 'before'; readonly uid: Uid }
  | { readonly kind: 'seqs'; readonly set: NumberSet }
  | {
      readonly kind: 'modseq';
      /** This or higher. */
      readonly since: ModSeq;
      /** Only changes of this flag, made by anybody, or of one sort (RFC 7162 3.1.5); servers may look at all flags all the same. */
      readonly of?: { readonly flag: Flag; readonly made: 'priv' | 'shared' | 'all' };
    }
  /** WITHIN (RFC 5032), seconds; at least 1. */
  | { readonly kind: 'within'; readonly op: 'older' | 'younger'; readonly seconds: number }
  /** Close is enough (RFC 6203): needs SEARCH=FUZZY. */
  | { readonly kind: 'fuzzy'; readonly of: SearchCriteria }
  /** What the last search with `save` found (RFC 5182): needs SEARCHRES. */
  | { readonly kind: 'saved' }
  /** OBJECTID (RFC 8474 6). */
  | { readonly kind: 'object'; readonly field: 'emailid' | 'threadid'; readonly id: string }
  /** X-GM-RAW: Gmail's own search syntax. */
  | { readonly kind: 'gmail'; readonly query: string }
  /** X-GM-MSGID and X-GM-THRID: digits, as FETCH gives them. */
  | { readonly kind: 'gmail-id'; readonly field: 'msgid' | 'thrid'; readonly id: string }
  /** X-GM-LABELS: as FETCH gives them. */
  | { readonly kind: 'gmail-label'; readonly label: string };

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
    case 'arrival':
      return void w.raw(key.is.toUpperCase());
    case 'text':
      return void w.raw(key.field.toUpperCase()).sp().string(key.value);
    case 'header':
      return void w.raw('HEADER ').astring(key.name).sp().string(key.value);
    case 'date':
      return void w.raw(`${DATE_PREFIXES[key.field]}${key.op.toUpperCase()} ${formatDate(key.date)}`);
    case 'savedatesupported':
      return void w.raw('SAVEDATESUPPORTED');
    case 'size':
      return void w.raw(`${key.op.toUpperCase()} `).number(key.octets);
    case 'uids':
      return void w.raw('UID ').numberSet(normalizeNumberSet(key.set));
    case 'uid-side':
      return void w.raw(`UID${key.op.toUpperCase()} `).numberSet([[key.uid, key.uid]]);
    case 'seqs':
      return void w.numberSet(normalizeNumberSet(key.set));
    case 'modseq':
      w.raw('MODSEQ ');
      if (key.of !== undefined) writeEntry(w, key.of);
      return void w.number(key.since);
    case 'within':
      if (key.seconds === 0) throw new LocalProtocolError('an interval of no time');
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
    case 'gmail-id':
      if (!/^\d{1,20}$/.test(key.id)) throw new LocalProtocolError(`${JSON.stringify(key.id)} is no number`);
      return void w.raw(`X-GM-${key.field.toUpperCase()} ${key.id}`);
    case 'gmail-label':
      return writeLabel(w.raw('X-GM-LABELS '), key.label);
  }
}

/** A label of Gmail: a system label with its backslash as it is, others like names of mailboxes. */
export function writeLabel(w: WireWriter, label: string): void {
  if (label.startsWith('\\')) w.flag(label);
  else if (label === '') throw new LocalProtocolError('a label without a name');
  else w.mailbox(label);
}

/** entry-name = DQUOTE "/flags/" attr-flag DQUOTE ; entry-type-req = "priv" / "shared" / "all"      ; RFC 7162 7 */
function writeEntry(w: WireWriter, { flag, made }: { readonly flag: Flag; readonly made: string }): void {
  const name = flag.startsWith('\\') ? flag.slice(1) : flag;
  if (!/^[!#$&'+,\-.0-9:;<=>?@A-Z[^_`a-z|}~]+$/.test(name))
    throw new LocalProtocolError(`${JSON.stringify(flag)} is no flag`);
  w.string(`/flags/${flag}`).raw(` ${made} `);
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

/** Whether a charset must be named. A label is written like a mailbox and needs none. */
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

const DATE_PREFIXES = { internal: '', sent: 'SENT', saved: 'SAVED' } as const;
const SYSTEM_FLAGS: ReadonlyMap<string, string> = new Map([
  ['\\seen', 'SEEN'],
  ['\\answered', 'ANSWERED'],
  ['\\flagged', 'FLAGGED'],
  ['\\deleted', 'DELETED'],
  ['\\draft', 'DRAFT'],
]);
