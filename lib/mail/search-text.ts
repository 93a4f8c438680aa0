/**
 * The search language: what people type, as a tree. Words stand for text anywhere, `from:ana` for a field, "two words" for a
 * phrase, `-` for not, OR or { } for any of, ( ) to group: as Gmail has it, with names in English and Spanish.
 *
 * Nothing typed is refused as a whole: a word that looks like an operator and is none is a word, and a value that makes no sense
 * is told of and left out.
 */
import { MAX_SEARCH_DEPTH, MAX_SEARCH_TERMS, MAX_SEARCH_TEXT } from './limits';
import type { Day, SearchNode, SearchState } from './search-node';
import { foldText } from './words';

export interface ParsedSearch {
  /** Null: nothing is looked for. */
  readonly node: SearchNode | null;
  readonly problems: readonly SearchProblem[];
}

export interface SearchProblem {
  readonly kind: 'value' | 'too-long' | 'too-many';
  /** What was typed. */
  readonly text: string;
}

/** `today`: the person's own calendar day. */
export function parseSearch(text: string, today: Day): ParsedSearch {
  const problems: SearchProblem[] = [];
  if (text.length > MAX_SEARCH_TEXT) problems.push({ kind: 'too-long', text: '' });
  // An address can hold what nobody types.
  const typed = text.slice(0, MAX_SEARCH_TEXT).replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ');
  const parser = new Parser(tokensOf(typed, problems), today, problems);
  return { node: parser.whole(), problems };
}

type Token =
  | { readonly kind: 'open' | 'close' | 'open-any' | 'close-any' | 'or' | 'not' }
  | { readonly kind: 'word'; readonly field: string | null; readonly value: string; readonly text: string };

function tokensOf(text: string, problems: SearchProblem[]): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const quoted = (): string => {
    let value = '';
    for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
      if (text[at] === '\\' && at + 1 < text.length) at += 1;
      value += text[at];
    }
    at += 1;
    return value;
  };
  const bare = (stops: string): string => {
    const from = at;
    while (at < text.length && !isSpace(text[at]) && !stops.includes(text[at] ?? '')) at += 1;
    return text.slice(from, at);
  };
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (tokens.length >= MAX_SEARCH_TERMS && !isSpace(sign)) {
      problems.push({ kind: 'too-many', text: '' });
      break;
    }
    const single = SIGNS.get(sign);
    if (isSpace(sign)) at += 1;
    else if (single !== undefined) {
      tokens.push({ kind: single });
      at += 1;
    } else if (sign === '-' && at + 1 < text.length && !isSpace(text[at + 1])) {
      tokens.push({ kind: 'not' });
      at += 1;
    } else if (sign === '"') {
      const value = quoted();
      if (value.trim() !== '') tokens.push({ kind: 'word', field: null, value, text: value });
    } else {
      const start = at;
      const word = bare(':(){}"');
      const isField = text[at] === ':' && FIELDS.has(word.toLowerCase());
      if (!isField) {
        const rest = word + bare('(){}"');
        if (rest === 'OR' || rest === '|') tokens.push({ kind: 'or' });
        else if (rest !== '') tokens.push({ kind: 'word', field: null, value: rest, text: rest });
        continue;
      }
      at += 1;
      const value = text[at] === '"' ? quoted() : bare('(){}');
      tokens.push({ kind: 'word', field: word.toLowerCase(), value, text: text.slice(start, at) });
    }
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #today: Day;
  readonly #problems: SearchProblem[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], today: Day, problems: SearchProblem[]) {
    this.#tokens = tokens;
    this.#today = today;
    this.#problems = problems;
  }

  whole(): SearchNode | null {
    const nodes: SearchNode[] = [];
    // A bracket that closes nothing ends nothing.
    while (this.#at < this.#tokens.length) {
      const node = this.#group('close', 'and');
      if (node !== null) nodes.push(node);
    }
    return joined('and', nodes);
  }

  /** Up to its closing bracket, or the end. `kind`: how what stands side by side belongs together. */
  #group(end: 'close' | 'close-any', kind: 'and' | 'or'): SearchNode | null {
    const nodes: SearchNode[] = [];
    let either = false;
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined) break;
      this.#at += 1;
      if (token.kind === end) break;
      if (token.kind === 'or') {
        either = nodes.length > 0;
        continue;
      }
      const node = this.#term(token);
      if (node === null) continue;
      const before = either ? nodes.pop() : undefined;
      either = false;
      nodes.push(before === undefined ? node : { kind: 'or', of: [...alternatives(before), node] });
    }
    return joined(kind, nodes);
  }

  #term(token: Token): SearchNode | null {
    switch (token.kind) {
      case 'not': {
        const next = this.#tokens[this.#at];
        if (next === undefined || next.kind === 'close' || next.kind === 'close-any') return null;
        this.#at += 1;
        const node = next.kind === 'or' || next.kind === 'not' ? null : this.#term(next);
        return node === null ? null : { kind: 'not', of: node };
      }
      case 'open':
      case 'open-any': {
        if (this.#depth >= MAX_SEARCH_DEPTH) return null;
        this.#depth += 1;
        const any = token.kind === 'open-any';
        const node = this.#group(any ? 'close-any' : 'close', any ? 'or' : 'and');
        this.#depth -= 1;
        return node;
      }
      case 'word': {
        if (token.field === null) return { kind: 'text', value: token.value };
        const node = FIELDS.get(token.field)?.(token.value.trim(), this.#today) ?? null;
        if (node === null) this.#problems.push({ kind: 'value', text: token.text });
        return node;
      }
      default:
        return null;
    }
  }
}

const alternatives = (node: SearchNode): readonly SearchNode[] => (node.kind === 'or' ? node.of : [node]);

function joined(kind: 'and' | 'or', nodes: readonly SearchNode[]): SearchNode | null {
  const [first] = nodes;
  if (first === undefined) return null;
  return nodes.length === 1 ? first : { kind, of: nodes };
}

type Reader = (value: string, today: Day) => SearchNode | null;

const field =
  (name: Extract<SearchNode, { kind: 'field' }>['field']): Reader =>
  (value) =>
    value === '' ? null : { kind: 'field', field: name, value };

const day =
  (op: 'before' | 'on' | 'since'): Reader =>
  (value, today) => {
    const found = dayIn(value, today);
    return found === null ? null : { kind: 'day', op, day: found };
  };

const age =
  (op: 'older' | 'newer'): Reader =>
  (value) => {
    const [, count, unit] = /^(\d{1,4})([dwmyas])$/u.exec(value.toLowerCase()) ?? [];
    const days = Number(count) * (UNIT_DAYS.get(unit ?? '') ?? 0);
    return days > 0 ? { kind: 'age', op, days } : null;
  };

const size =
  (op: 'larger' | 'smaller'): Reader =>
  (value) => {
    const [, count, unit] = /^(\d{1,9}(?:[.,]\d{1,3})?)([kmg]?)b?$/u.exec(value.toLowerCase()) ?? [];
    if (count === undefined) return null;
    const octets = Math.round(Number(count.replace(',', '.')) * (UNIT_OCTETS.get(unit ?? '') ?? 1));
    // SEARCH knows 32 bits (RFC 9051 9, search-key).
    return octets <= 0xffff_ffff ? { kind: 'size', op, octets } : null;
  };

const is: Reader = (value) => {
  const [state, set] = STATES.get(foldText(value)) ?? [];
  return state === undefined || set === undefined ? null : { kind: 'is', state, set };
};

const has: Reader = (value) =>
  ['attachment', 'attachments', 'adjunto', 'adjuntos'].includes(value.toLowerCase())
    ? { kind: 'attachment' }
    : null;

const keyword: Reader = (value) =>
  /^[!#$&'+,\-.0-9:;<=>?@A-Z[^_`a-z|}~]{1,100}$/u.test(value) ? { kind: 'keyword', keyword: value } : null;

const header: Reader = (value) => {
  const [, name, text] = /^([!-9;-~]{1,100}):(.*)$/u.exec(value) ?? [];
  return name === undefined ? null : { kind: 'header', name, value: text ?? '' };
};

const named =
  (name: string): Reader =>
  (value) =>
    value === '' ? null : { kind: 'header', name, value };

/** A year, a month or a day, as 2026, 2026-03, 2026-03-09, 9/3/2026 or 9.3.2026 (the day first); today, yesterday. */
function dayIn(value: string, today: Day): Day | null {
  const word = foldText(value);
  if (word === 'today' || word === 'hoy') return today;
  if (word === 'yesterday' || word === 'ayer') {
    const before = new Date(Date.UTC(today.year, today.month - 1, today.day - 1));
    return { year: before.getUTCFullYear(), month: before.getUTCMonth() + 1, day: before.getUTCDate() };
  }
  const iso = /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?$/u.exec(value);
  const written = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/u.exec(value);
  const [year, month, monthDay] = iso
    ? [iso[1], iso[2] ?? '1', iso[3] ?? '1']
    : [written?.[3], written?.[2], written?.[1]];
  const found = { year: Number(year), month: Number(month), day: Number(monthDay) };
  const date = new Date(Date.UTC(found.year, found.month - 1, found.day));
  const isReal = date.getUTCMonth() === found.month - 1 && date.getUTCDate() === found.day;
  return isReal && found.year >= 1000 ? found : null;
}

const isSpace = (sign: string | undefined): boolean => sign !== undefined && /\s/u.test(sign);

const SIGNS: ReadonlyMap<string, Exclude<Token['kind'], 'word'>> = new Map([
  ['(', 'open'],
  [')', 'close'],
  ['{', 'open-any'],
  ['}', 'close-any'],
]);

/** Days, weeks, months and years; Spanish has s for weeks and a for years. */
const UNIT_DAYS: ReadonlyMap<string, number> = new Map([
  ['d', 1],
  ['w', 7],
  ['s', 7],
  ['m', 30],
  ['y', 365],
  ['a', 365],
]);

const UNIT_OCTETS: ReadonlyMap<string, number> = new Map([
  ['k', 1_000],
  ['m', 1_000_000],
  ['g', 1_000_000_000],
]);

const STATES: ReadonlyMap<string, readonly [SearchState, boolean]> = new Map([
  ['unread', ['seen', false]],
  ['no-leido', ['seen', false]],
  ['read', ['seen', true]],
  ['leido', ['seen', true]],
  ['starred', ['starred', true]],
  ['destacado', ['starred', true]],
  ['unstarred', ['starred', false]],
  ['answered', ['answered', true]],
  ['respondido', ['answered', true]],
  ['unanswered', ['answered', false]],
  ['draft', ['draft', true]],
  ['borrador', ['draft', true]],
  ['deleted', ['deleted', true]],
  ['eliminado', ['deleted', true]],
]);

const FIELDS: ReadonlyMap<string, Reader> = new Map(
  [
    [field('from'), 'from', 'de'],
    [field('to'), 'to', 'para'],
    [field('cc'), 'cc'],
    [field('bcc'), 'bcc', 'cco'],
    [field('subject'), 'subject', 'asunto'],
    [field('body'), 'body', 'texto'],
    [has, 'has', 'tiene'],
    [is, 'is', 'es'],
    [keyword, 'label', 'keyword', 'etiqueta'],
    [day('before'), 'before', 'antes'],
    [day('since'), 'after', 'since', 'despues', 'desde'],
    [day('on'), 'on', 'el'],
    [age('older'), 'older_than', 'mas_viejo'],
    [age('newer'), 'newer_than', 'mas_nuevo'],
    [size('larger'), 'larger', 'mayor'],
    [size('smaller'), 'smaller', 'menor'],
    [header, 'header', 'cabecera'],
    [named('List-Id'), 'list', 'lista'],
    [named('Message-ID'), 'rfc822msgid'],
  ].flatMap(([reader, ...names]) => names.map((name) => [name as string, reader as Reader] as const)),
);
