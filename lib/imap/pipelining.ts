/**
 * Which commands may be in flight together: one table, asked before each command leaves (RFC 9051 5.5). What the standard lets a client
 * do is less than what servers do well: Dovecot answers in order whatever comes, others do not.
 *
 * A rule says whether `next` must wait for something that is in flight; commands leave in the order they came, so what stands behind
 * waits too. UID commands are free of most of it: nothing that happens gives a UID another message.
 */
import { areBodiesAlike } from './bodies';
import type { Command } from './commands/command';

/** What is known of a command in flight. */
export interface InFlight {
  readonly command: Command<unknown>;
  /** It waits for `+`, or for a key, or is an IDLE that DONE was not said to: the line is its own. */
  readonly ownsLine: boolean;
}

export type Has = (capability: string) => boolean;

/** What is known of the server. */
export interface Known {
  readonly has: Has;
  /** It says where in a section the octets begin that it gives, when it was asked for some of them. */
  readonly tellsOrigins: boolean;
}

export interface PipeliningRule {
  readonly id: string;
  /** Where it is from. */
  readonly source: string;
  readonly says: string;
  /** Whether `next` waits; `flight` is in the order of sending. */
  readonly holds: (next: Command<unknown>, flight: readonly InFlight[], known: Known) => boolean;
}

export const PIPELINING_RULES: readonly PipeliningRule[] = [
  {
    id: 'continuation',
    source: 'RFC 9051 5.5',
    says: 'continuation requests are negotiated before any other command begins',
    holds: (_next, flight) => flight.some(({ ownsLine }) => ownsLine),
  },
  {
    id: 'barrier',
    source: 'RFC 9051 6.2, 6.1.3; RFC 4978 3; RFC 6855 3',
    says: 'what is sent, and how, depends on the answer to LOGIN, AUTHENTICATE, STARTTLS, COMPRESS, LOGOUT, ENABLE UTF8',
    holds: (_next, flight) => flight.some(({ command }) => command.barrier === true && command.idle !== true),
  },
  {
    id: 'alone',
    source: 'RFC 9051 6.2.1; RFC 4978 3',
    says: 'the octets after the OK of STARTTLS and COMPRESS are of another kind: none of them may answer what was sent before',
    holds: (next, flight) => next.alone === true && flight.length > 0,
  },
  {
    id: 'idle-last',
    source: 'RFC 9051 6.3.13',
    says: 'IDLE is sent when all is answered: it would have to be ended before it began',
    holds: (next, flight) => next.idle === true && flight.length > 0,
  },
  {
    id: 'numbers',
    source: 'RFC 9051 5.5, 7.5.1',
    says: 'sequence numbers wait for whatever may bring EXPUNGE; what was sent ahead of a SELECT cannot',
    holds: (next, flight) =>
      next.bySequence === true &&
      flight.slice(selectingAt(flight) + 1).some(({ command }) => command.keepsNumbers !== true),
  },
  {
    id: 'same-answer',
    source: 'RFC 9051 5.5, 7.3; RFC 4466 2.6.2',
    says: 'two answers of one kind without a tag cannot be told apart: SEARCH without ESEARCH, SORT, THREAD, LIST, STATUS of one mailbox',
    holds: (next, flight, { has }) => {
      const kinds = answersOf(next, has);
      return flight.some(({ command }) =>
        answersOf(command, has).some((kind) => kinds.some((other) => isAlike(kind, other))),
      );
    },
  },
  {
    id: 'same-body',
    source: 'RFC 9051 5.5, 7.5.2',
    says: "octets of one section of one message are nobody's for certain unless the server says where they begin, and they begin elsewhere",
    holds: ({ bodies }, flight, { tellsOrigins }) =>
      bodies !== undefined &&
      flight.some(
        ({ command }) => command.bodies !== undefined && areBodiesAlike(bodies, command.bodies, tellsOrigins),
      ),
  },
  {
    id: 'select-waits',
    source: 'RFC 9051 5.5, 6.3.2',
    says: 'what was asked of the open mailbox is answered before another is opened, so that no answer is taken for the other one',
    holds: (next, flight) =>
      changesMailbox(next) &&
      flight.some(({ command }) => changesMailbox(command) || isAboutMailbox(command)),
  },
  {
    id: 'change-waits',
    source: 'RFC 9051 6.3.2',
    says: 'nothing is changed in a mailbox before its SELECT is answered: after NO a wrong server has the other one open',
    holds: (next, flight) => CHANGES.has(next.name) && selectingAt(flight) >= 0,
  },
  {
    id: 'status-of-opening',
    source: 'RFC 9051 6.3.11',
    says: 'STATUS is not for the mailbox that is open: SELECT and STATUS of one mailbox wait for each other',
    holds: (next, flight) =>
      next.mailbox !== undefined &&
      flight.some(
        ({ command }) =>
          command.mailbox === next.mailbox &&
          (command.nextState === 'selected') !== (next.nextState === 'selected'),
      ),
  },
];

/** The first rule that keeps `next` back; undefined: it may leave now. */
export function heldBy(
  next: Command<unknown>,
  flight: readonly InFlight[],
  known: Known,
): PipeliningRule | undefined {
  if (flight.length === 0) return undefined;
  return PIPELINING_RULES.find((rule) => rule.holds(next, flight, known));
}

/** Place of the last SELECT or EXAMINE that is not answered. */
function selectingAt(flight: readonly InFlight[]): number {
  return flight.findLastIndex(({ command }) => command.nextState === 'selected');
}

/** SELECT, EXAMINE, CLOSE, UNSELECT. */
function changesMailbox({ nextState, states }: Command<unknown>): boolean {
  return nextState === 'selected' || (nextState === 'authenticated' && states.includes('selected'));
}

function isAboutMailbox({ states }: Command<unknown>): boolean {
  return states.length === 1 && states[0] === 'selected';
}

/** Untagged answers by which nobody can say whose they are; a command may be told by two (LIST with STATUS). */
function answersOf(command: Command<unknown>, has: Has): readonly string[] {
  const answer = command.answers ?? ANSWERS.get(command.name);
  if (answer === undefined) return [];
  return typeof answer === 'string' ? [answer] : answer(has);
}

/** `status` alone stands for that of every mailbox. */
function isAlike(a: string, b: string): boolean {
  return (
    a === b || (a === 'status' && b.startsWith('status ')) || (b === 'status' && a.startsWith('status '))
  );
}

const ANSWERS: ReadonlyMap<string, string> = new Map([
  ['SORT', 'sort'],
  ['UID SORT', 'sort'],
  ['THREAD', 'thread'],
  ['UID THREAD', 'thread'],
  ['LSUB', 'lsub'],
  ['NAMESPACE', 'namespace'],
  ['ID', 'id'],
  ['GETQUOTA', 'quota'],
  ['GETQUOTAROOT', 'quota'],
  ['MYRIGHTS', 'myrights'],
  ['GETMETADATA', 'metadata'],
]);

const CHANGES: ReadonlySet<string> = new Set([
  'STORE',
  'UID STORE',
  'COPY',
  'UID COPY',
  'MOVE',
  'UID MOVE',
  'EXPUNGE',
  'UID EXPUNGE',
  'REPLACE',
  'UID REPLACE',
  'CLOSE',
]);
