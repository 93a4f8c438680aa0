/**
 * What a line of the wire is, by its first words. The names are those of the grammar (commands as `Command.name`, responses as
 * `UntaggedEvent.kind`), so that a screen can explain a line without reading it again. A test holds this against the parser.
 */
import type { StatusKind, UntaggedEvent } from '../imap/types';

export type WireHead =
  /** `name` as in lib/imap/commands, with `UID` where it is said; unknown ones as they stand, in upper case. */
  | { readonly kind: 'command'; readonly name: string }
  /** Octets of a command that had to wait for `+`: a literal, or a step of AUTHENTICATE. */
  | { readonly kind: 'data'; readonly name: string }
  /** `name`: the command that waits for it, where that is known. */
  | { readonly kind: 'continuation'; readonly name: string | null }
  /** The first word of a server. */
  | { readonly kind: 'greeting'; readonly status: StatusKind; readonly code: string | null }
  | { readonly kind: 'status'; readonly status: StatusKind; readonly code: string | null }
  /** `name`: the command it completes, where that was seen. */
  | {
      readonly kind: 'tagged';
      readonly status: StatusKind;
      readonly code: string | null;
      readonly name: string | null;
    }
  | { readonly kind: 'untagged'; readonly event: UntaggedKind }
  /** Not on the wire: what happened to the connection. */
  | { readonly kind: 'note'; readonly what: NoteKind };

export type UntaggedKind = Exclude<UntaggedEvent['kind'], 'status-response'>;
export type NoteKind = 'dial' | 'open' | 'secured' | 'compressed' | 'ahead' | 'closed' | 'other';

/** `tag SP name`: null when the line is no command. */
export function commandHead(text: string): { readonly tag: string; readonly name: string } | null {
  const [tag = '', first = '', second = ''] = text.split(' ', 3);
  if (tag === '' || first === '') return null;
  const verb = first.toUpperCase();
  const name = verb === 'UID' && second !== '' ? `UID ${second.toUpperCase()}` : verb;
  return { tag, name };
}

/** The head of a response, and its tag where it has one. `text` may be cut; it starts the line. */
export function responseHead(text: string): { readonly tag: string | null; readonly head: WireHead } {
  if (text.startsWith('+')) return { tag: null, head: { kind: 'continuation', name: null } };
  // A code alone on its line (Exchange).
  if (BARE_CODE.test(text)) return { tag: null, head: { kind: 'status', status: 'ok', code: codeOf(text) } };
  const [tag = '', first = '', second = ''] = text.split(' ', 3);
  const status = first.startsWith('[') && tag === '*' ? 'ok' : STATUS_KINDS.get(first.toUpperCase());
  if (tag !== '*') {
    if (tag === '' || status === undefined || status === 'bye' || status === 'preauth')
      return { tag: null, head: { kind: 'untagged', event: 'malformed' } };
    return { tag, head: { kind: 'tagged', status, code: codeOf(text), name: null } };
  }
  if (status !== undefined) return { tag: null, head: { kind: 'status', status, code: codeOf(text) } };
  return { tag: null, head: { kind: 'untagged', event: untaggedKind(first, second) } };
}

export function noteHead(text: string): WireHead {
  const [word = ''] = text.split(' ', 1);
  return { kind: 'note', what: NOTES.find((what) => what === word) ?? 'other' };
}

/** Whether the line ends in text that may look like the head of a literal and is none. */
export function endsInText(head: WireHead): boolean {
  return head.kind === 'status' || head.kind === 'tagged' || head.kind === 'continuation';
}

function untaggedKind(first: string, second: string): UntaggedKind {
  if (first === '') return 'malformed';
  if (!isNumber(first)) return NAMED.get(first.toUpperCase()) ?? 'unknown';
  if (second === '') return 'malformed';
  return NUMBERED.get(second.toUpperCase()) ?? 'unknown';
}

/** resp-text = ["[" resp-text-code "]" SP] ...: the code's name in upper case. */
function codeOf(text: string): string | null {
  const from = text.indexOf('[');
  // Only right behind the status word, or in its place.
  if (from === -1 || text.slice(0, from).split(' ').length > 3) return null;
  let end = from + 1;
  while (end < text.length && text[end] !== ' ' && text[end] !== ']') end++;
  return end === from + 1 ? null : text.slice(from + 1, end).toUpperCase();
}

function isNumber(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i);
    if (c < 48 || c > 57) return false;
  }
  return true;
}

const BARE_CODE = /^\[[!-Z^-~]+[ \]]/;
const STATUS_KINDS: ReadonlyMap<string, StatusKind> = new Map([
  ['OK', 'ok'],
  ['NO', 'no'],
  ['BAD', 'bad'],
  ['BYE', 'bye'],
  ['PREAUTH', 'preauth'],
]);

const NUMBERED: ReadonlyMap<string, UntaggedKind> = new Map([
  ['FETCH', 'fetch'],
  ['EXISTS', 'exists'],
  ['EXPUNGE', 'expunge'],
  ['RECENT', 'recent'],
  ['UIDFETCH', 'uidfetch'],
]);

const NAMED: ReadonlyMap<string, UntaggedKind> = new Map([
  ['CAPABILITY', 'capability'],
  ['ENABLED', 'enabled'],
  ['FLAGS', 'flags'],
  ['LIST', 'list'],
  ['XLIST', 'list'],
  ['LSUB', 'list'],
  ['STATUS', 'status'],
  ['SEARCH', 'search'],
  ['ESEARCH', 'esearch'],
  ['NAMESPACE', 'namespace'],
  ['ID', 'id'],
  ['VANISHED', 'vanished'],
  ['QUOTA', 'quota'],
  ['QUOTAROOT', 'quotaroot'],
  ['ACL', 'acl'],
  ['LISTRIGHTS', 'listrights'],
  ['MYRIGHTS', 'myrights'],
  ['METADATA', 'metadata'],
  ['SORT', 'sort'],
  ['THREAD', 'thread'],
]);

const NOTES: readonly NoteKind[] = ['dial', 'open', 'secured', 'compressed', 'ahead', 'closed'];
