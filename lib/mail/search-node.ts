/** What somebody looks for, as a tree: made from what they typed (search-text.ts), asked of the server, matched against rows. */
import { assertNever } from './assert-never';
import type { WordLeaf } from './search-words';
import type { MessageRow } from './types';
import { foldText } from './words';

/** A calendar day without zone; `month` 1..12. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export type SearchNode =
  | { readonly kind: 'and' | 'or'; readonly of: readonly SearchNode[] }
  | { readonly kind: 'not'; readonly of: SearchNode }
  /** Anywhere in the message. */
  | { readonly kind: 'text'; readonly value: string }
  | {
      readonly kind: 'field';
      readonly field: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body';
      readonly value: string;
    }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'is'; readonly state: SearchState; readonly set: boolean }
  | { readonly kind: 'keyword'; readonly keyword: string }
  | { readonly kind: 'attachment' }
  /** By the day the message came in; `since` holds the day itself. */
  | { readonly kind: 'day'; readonly op: 'before' | 'on' | 'since'; readonly day: Day }
  | { readonly kind: 'age'; readonly op: 'older' | 'newer'; readonly days: number }
  | { readonly kind: 'size'; readonly op: 'larger' | 'smaller'; readonly octets: number };

export type SearchState = 'seen' | 'starred' | 'answered' | 'draft' | 'deleted';

/** What is known, beside its row, of the words of a leaf in a message. */
export type KnownWords = (leaf: WordLeaf) => boolean | null;

/** Whether a row is among what is looked for; null when it does not tell, and nothing else is known (the text was not read). */
export function matchesRow(
  node: SearchNode,
  row: MessageRow,
  now: number,
  known: KnownWords = nothing,
): boolean | null {
  switch (node.kind) {
    case 'and':
      return all(node.of.map((one) => matchesRow(one, row, now, known)));
    case 'or': {
      const none = all(
        node.of.map((one) => {
          const found = matchesRow(one, row, now, known);
          return found === null ? null : !found;
        }),
      );
      return none === null ? null : !none;
    }
    case 'not': {
      const found = matchesRow(node.of, row, now, known);
      return found === null ? null : !found;
    }
    case 'text': {
      const { value } = node;
      const isHere = holds(row.subject, value) || hasPerson(row.from, value) || hasPerson(row.to, value);
      return isHere ? true : known(node);
    }
    case 'field':
      if (node.field === 'subject') return holds(row.subject, node.value);
      if (node.field === 'from') return hasPerson(row.from, node.value);
      // A row names only the first few whom it went to.
      if (node.field === 'to') return hasPerson(row.to, node.value) ? true : known(node);
      return known(node);
    case 'header':
      return null;
    case 'is':
      return row[node.state] === node.set;
    case 'keyword':
      return row.keywords.some((one) => one.toLowerCase() === node.keyword.toLowerCase());
    case 'attachment':
      return row.hasAttachment;
    // The row's date is the sender's, and days are those of the server's zone: near the border only the server knows.
    case 'day':
      return matchesDay(node.op, node.day, row.date);
    case 'age': {
      const border = now - node.days * DAY_MS;
      if (Math.abs(row.date - border) < DAY_MS) return null;
      return node.op === 'older' ? row.date < border : row.date > border;
    }
    case 'size':
      return node.op === 'larger' ? row.size > node.octets : row.size < node.octets;
    default:
      return assertNever(node);
  }
}

function matchesDay(op: 'before' | 'on' | 'since', { year, month, day }: Day, date: number): boolean | null {
  const start = Date.UTC(year, month - 1, day);
  if (Math.abs(date - start) < DAY_MS || Math.abs(date - start - DAY_MS) < DAY_MS) return null;
  if (op === 'on') return false;
  return op === 'before' ? date < start : date >= start;
}

/** False beats null beats true. */
function all(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

const holds = (text: string, value: string): boolean => foldText(text).includes(foldText(value));

const hasPerson = (people: MessageRow['from'], value: string): boolean =>
  people.some(({ name, address }) => holds(name, value) || holds(address, value));

const nothing: KnownWords = () => null;
const DAY_MS = 86_400_000;
