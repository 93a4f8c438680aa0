/**
 * A line cut into coloured pieces. The pieces joined are the line. One pass over at most a few hundred characters; what a word is
 * comes from the line's head, the rest from the characters that begin strings, flags and codes in IMAP's grammar.
 */
import type { WireLine } from '@/lib/engine/port';

export type TokenKind =
  | 'plain'
  /** Tag, `*` or `+`. */
  | 'tag'
  /** Command or response. */
  | 'name'
  | 'ok'
  | 'refused'
  | 'code'
  | 'string'
  | 'number'
  | 'flag'
  /** A folded literal or a masked secret: not what was on the wire. */
  | 'folded';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export function tokensOf({ text, head }: WireLine): readonly Token[] {
  if (head.kind === 'note') return [{ kind: 'plain', text }];
  const out: Token[] = [];
  let at = 0;
  const word = (kind: TokenKind): void => {
    const end = wordEnd(text, at);
    push(out, kind, text.slice(at, end));
    push(out, 'plain', text.slice(end, end + 1));
    at = end + 1;
  };
  switch (head.kind) {
    case 'command':
      if (text.includes(' ')) word('tag');
      word('name');
      if (head.name.startsWith('UID ')) word('name');
      break;
    case 'untagged':
      word('tag');
      // The number comes first in `* 5 EXISTS`.
      if (isNumber(text.slice(at, wordEnd(text, at)))) word('number');
      word('name');
      break;
    case 'greeting':
    case 'status':
    case 'tagged':
      word('tag');
      if (text[at] !== '[') word(head.status === 'ok' || head.status === 'preauth' ? 'ok' : 'refused');
      if (text[at] === '[') {
        const end = text.indexOf(']', at);
        const stop = end === -1 ? text.length : end + 1;
        push(out, 'code', text.slice(at, stop));
        at = stop;
      }
      push(out, 'plain', text.slice(at));
      return out;
    case 'continuation':
      word('tag');
      push(out, text.slice(at) === MASK ? 'folded' : 'plain', text.slice(at));
      return out;
    case 'data':
      break;
    default:
      return head satisfies never;
  }
  while (at < text.length) at = argument(text, at, out);
  return out;
}

/** One piece of the arguments; returns where it ends. */
function argument(text: string, at: number, out: Token[]): number {
  const c = text[at] ?? '';
  if (c === '"') {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return take(text, at, end + 1, 'string', out);
  }
  if (c === '{') {
    const end = text.indexOf('}', at);
    return take(text, at, end === -1 ? text.length : end + 1, 'folded', out);
  }
  if (text.startsWith(MASK, at)) return take(text, at, at + MASK.length, 'folded', out);
  let end = at + 1;
  if (BREAKS.has(c)) return take(text, at, end, 'plain', out);
  while (end < text.length && !BREAKS.has(text[end] ?? '') && text[end] !== '"' && text[end] !== '{')
    end += 1;
  const word = text.slice(at, end);
  const kind = c === '\\' || c === '$' ? 'flag' : isNumber(word) ? 'number' : 'plain';
  return take(text, at, end, kind, out);
}

function take(text: string, at: number, end: number, kind: TokenKind, out: Token[]): number {
  push(out, kind, text.slice(at, end));
  return Math.min(end, text.length);
}

/** Neighbours of one kind are one piece: fewer elements on screen. */
function push(out: Token[], kind: TokenKind, text: string): void {
  if (text === '') return;
  const last = out.at(-1);
  if (last?.kind === kind) out[out.length - 1] = { kind, text: last.text + text };
  else out.push({ kind, text });
}

function wordEnd(text: string, at: number): number {
  const end = text.indexOf(' ', at);
  return end === -1 ? text.length : end;
}

/** A number or a set of numbers, such as `1:5,9`. */
function isNumber(word: string): boolean {
  let digits = 0;
  for (const c of word) {
    if (c >= '0' && c <= '9') digits += 1;
    else if (c !== ':' && c !== ',' && c !== '*') return false;
  }
  return digits > 0;
}

const BREAKS: ReadonlySet<string> = new Set([' ', '(', ')', '[', ']', '<', '>']);
const MASK = '***';
