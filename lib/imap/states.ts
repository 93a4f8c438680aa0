/**
 * The states of a connection (RFC 9051 3) in one table: what each lets us send and lets the server say.
 *
 *   greeting -> not-authenticated -> authenticated <-> selected -> logout -> closed
 *
 * `greeting` may jump to `authenticated` (PREAUTH); every state may fall to `closed`, which is final.
 */
import type { ConnectionState, UntaggedEvent } from './types';

type EventKind = UntaggedEvent['kind'];

/** States in which a command may be sent. */
export const ANY_STATE: readonly ConnectionState[] = ['not-authenticated', 'authenticated', 'selected'];
export const NOT_AUTHENTICATED: readonly ConnectionState[] = ['not-authenticated'];
export const AUTHENTICATED: readonly ConnectionState[] = ['authenticated', 'selected'];
export const SELECTED: readonly ConnectionState[] = ['selected'];

const ALWAYS: readonly EventKind[] = ['status-response', 'capability', 'id', 'unknown', 'malformed'];
const ACCOUNT: readonly EventKind[] = [
  ...ALWAYS,
  'enabled',
  'list',
  'status',
  'namespace',
  'quota',
  'quotaroot',
  'acl',
  'listrights',
  'myrights',
  'metadata',
  // Of several mailboxes, none of which need be open (RFC 7377).
  'esearch',
];
const MAILBOX: readonly EventKind[] = [
  ...ACCOUNT,
  'exists',
  'recent',
  'expunge',
  'vanished',
  'flags',
  'fetch',
  'uidfetch',
  'search',
  'sort',
  'thread',
];

/**
 * Responses that mean something in a state. Others are dropped as malformed: before login anybody could have put them there
 * ("NO STARTTLS", USENIX Security 2021), later they would be about no mailbox.
 */
const legalEvents: Readonly<Record<ConnectionState, ReadonlySet<EventKind>>> = {
  greeting: new Set(['status-response']),
  'not-authenticated': new Set(ALWAYS),
  authenticated: new Set(ACCOUNT),
  selected: new Set(MAILBOX),
  logout: new Set(MAILBOX),
  closed: new Set(),
};

/** Whether a response of the kind means something in the state. */
export function isLegalEvent(kind: EventKind, state: ConnectionState): boolean {
  return legalEvents[state].has(kind);
}
