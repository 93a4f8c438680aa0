/**
 * Commands whose set of numbers is longer than a server reads in a line (RFC 7162 4, RFC 2683 3.2.1.5): the same in several, each with a
 * piece of the set. Sets are sorted and compact first. One with `*` is not cut: `*` may name a message of another piece.
 */
import type { NumberSet } from '../types';
import { formatNumberSet, normalizeNumberSet, splitNumberSet } from '../wire/numset';
import { WireWriter } from '../wire/writer';
import type { Command, CommandContext, Split } from './command';
import type { MessageSet } from './message-set';

/** Undefined where the command fits into a line of so many octets. */
export function splitBySet<T>(
  set: MessageSet,
  octets: number,
  make: (part: NumberSet) => Command<T>,
  join: (values: readonly T[]) => T,
): Split<T> | undefined {
  if (set === 'saved' || set.length < WORTH_MEASURING) return undefined;
  const normal = normalizeNumberSet(set);
  if (normal.at(-1)?.[1] === Infinity) return undefined;
  const around = octetsOf(make([[1, 1]])) + TAG_OCTETS;
  if (around + formatNumberSet(normal).length <= octets) return undefined;
  const parts = splitNumberSet(normal, Math.max(octets - around, MIN_SET_OCTETS)).map(make);
  return parts.length < 2 ? undefined : { parts, join: (values) => join(values as readonly T[]) };
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
/** Ranges of at most 21 octets and a comma: fewer fit into any line. */
const WORTH_MEASURING = 16;
const TAG_OCTETS = 24;
/** Beside a very long mailbox name a piece still has this much. */
const MIN_SET_OCTETS = 200;
