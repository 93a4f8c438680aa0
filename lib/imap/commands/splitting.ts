/**
 * Commands whose set of numbers is longer than a server reads in a line (RFC 7162 4, RFC 2683 3.2.1.5): the same in several, each with a
 * piece of the set; the same where it names more messages than the server works on at a time (RFC 9738). Sets are sorted and compact first. One with `*` is not cut: `*` may name a message of another piece.
 */
import type { NumberSet } from '../types';
import { formatNumberSet, normalizeNumberSet, numberSetCount, splitNumberSet } from '../wire/numset';
import { WireWriter } from '../wire/writer';
import type { Command, CommandContext, Most, Split } from './command';
import type { MessageSet } from './message-set';

/** Undefined where the command fits into a line of so many octets, and names at most `most` messages. */
export function splitBySet<T>(
  set: MessageSet,
  octets: number,
  most: number,
  make: (part: NumberSet) => Command<T>,
  join: (values: readonly T[]) => T,
): Split<T> | undefined {
  if (set === 'saved' || (set.length < WORTH_MEASURING && most === Infinity)) return undefined;
  const normal = normalizeNumberSet(set);
  if (normal.at(-1)?.[1] === Infinity) return undefined;
  const sets = splitByCount(normal, most).flatMap((piece) => splitByOctets(piece, octets, make));
  return sets.length < 2
    ? undefined
    : { parts: sets.map(make), join: (values) => join(values as readonly T[]) };
}

function splitByOctets(
  set: NumberSet,
  octets: number,
  make: (part: NumberSet) => Command<unknown>,
): readonly NumberSet[] {
  if (set.length < WORTH_MEASURING) return [set];
  const around = octetsOf(make([[1, 1]])) + TAG_OCTETS;
  if (around + formatNumberSet(set).length <= octets) return [set];
  return splitNumberSet(set, Math.max(octets - around, MIN_SET_OCTETS));
}

/** A range of UIDs counts as if none of them were missing: who asks of what need not be there is not to send thousands of commands. */
function splitByCount(set: NumberSet, most: number): readonly NumberSet[] {
  const count = numberSetCount(set);
  if (count <= most || count > most * MAX_PARTS) return [set];
  const parts: NumberSet[] = [];
  let part: [number, number][] = [];
  let left = most;
  for (const [first, last] of set) {
    for (let low = first; low <= last;) {
      const high = Math.min(last, low + left - 1);
      part.push([low, high]);
      left -= high - low + 1;
      low = high + 1;
      if (left > 0) continue;
      parts.push(part);
      part = [];
      left = most;
    }
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function octetsOf(command: Command<unknown>): number {
  const writer = new WireWriter();
  command.start().write(writer, WIDEST);
  return writer.finish('sync').reduce((sum, flight) => sum + flight.octets, 0);
}

/** Everything is offered: the command is written at its longest. */
const WIDEST: CommandContext = {
  tag: 'T0' as CommandContext['tag'],
  has: () => true,
  may: () => true,
  utf8: false,
};
/** A server that bounds nothing. */
export const UNBOUNDED: Most = { messages: Infinity, saved: Infinity };
/** Commands one is cut into for their number of messages; one that would be more is sent whole, and the server says what it left out. */
export const MAX_PARTS = 1_000;
/** Ranges of at most 21 octets and a comma: fewer fit into any line. */
const WORTH_MEASURING = 16;
const TAG_OCTETS = 24;
/** Beside a very long mailbox name a piece still has this much. */
const MIN_SET_OCTETS = 200;
