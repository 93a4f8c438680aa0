/** Who hears an untagged response, and when it may come at all. */
import type { Entry } from './pending';
import { isLegalEvent } from './states';
import type { ConnectionState, FetchItems, UntaggedEvent } from './types';

/** Whether a response of this kind may come in this state, with these commands in flight. */
export function isExpected(
  kind: UntaggedEvent['kind'],
  state: ConnectionState,
  inFlight: readonly Entry[],
): boolean {
  // Asked for each row of a list: what nearly always comes is answered without a look into the table.
  if (kind === 'fetch' && state === 'selected') return true;
  if (isLegalEvent(kind, state)) return true;
  // The data of a mailbox come before the OK of its SELECT or EXAMINE.
  if (state !== 'authenticated' || !isLegalEvent(kind, 'selected')) return false;
  return inFlight.some((entry) => entry.command.nextState === 'selected');
}

/** Numbers change for everybody, whoever asked. */
export function isToldAlways(kind: UntaggedEvent['kind']): boolean {
  return kind === 'exists' || kind === 'expunge' || kind === 'vanished';
}

/**
 * Servers that work on two FETCH commands at once (Dovecot) may tell the rows of both before they complete either: what is told of
 * a message answers everyone who asked for it. Bodies do not: each of them was asked for by one (bodies.ts).
 */
export const isRow = (
  event: UntaggedEvent,
): event is Extract<UntaggedEvent, { readonly items: FetchItems }> =>
  event.kind === 'fetch' || event.kind === 'uidfetch';

export const sectionsOf = (event: UntaggedEvent): FetchItems['sections'] =>
  isRow(event) ? event.items.sections : undefined;
