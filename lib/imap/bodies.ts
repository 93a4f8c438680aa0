/**
 * Whose octets of a message are these? Two commands that ask for parts of messages are told apart by the message, the section and the
 * place in it where the octets begin, as far as servers say so. Commands whose answers look alike are never in flight together
 * (pipelining.ts); among the others the one that asked for just this comes first.
 */
import type { Bodies, Command } from './commands/command';
import { sectionKey } from './commands/fetch-items';
import { intersectNumberSets } from './wire/numset';

interface Told {
  readonly section: string;
  readonly origin: number | null;
}

/** Whether an answer to one of them might be taken for an answer to the other; `tellsOrigins`: of the server. */
export function areBodiesAlike(a: Bodies, b: Bodies, tellsOrigins: boolean): boolean {
  return (
    mayBeOfOne(a, b) &&
    [...a.origins].some(([key, origins]) => {
      const others = b.origins.get(key);
      if (others === undefined) return false;
      return !tellsOrigins || [...origins].some((origin) => others.has(origin));
    })
  );
}

/** Octets that leave at once may do so before their UID is known, and are another message's then. */
function mayBeOfOne(a: Bodies, b: Bodies): boolean {
  if (a.messages === null || b.messages === null || a.uid !== b.uid) return true;
  if (a.uid && (a.streamed || b.streamed)) return true;
  return intersectNumberSets(a.messages, b.messages).length > 0;
}

/**
 * In the order in which they are asked whether the octets are theirs. `isNamed`: the UID of the message was told, as RFC 9051 6.4.9
 * obliges servers to. Without, nobody is where two commands by UID may have asked for just these octets: who guesses shows one
 * message in the place of another.
 */
export function byOrigin<E extends { readonly command: Command<unknown> }>(
  flight: readonly E[],
  told: readonly Told[],
  isNamed = true,
): readonly E[] {
  if (flight.length < 2) return flight;
  const asked = ({ command }: E, { section }: Told): ReadonlySet<number | null> | undefined =>
    command.bodies?.origins.get(sectionKey(section));
  const exact = flight.filter((entry) => told.every((one) => asked(entry, one)?.has(one.origin) === true));
  const inOrder =
    exact.length === 0 ? flight : [...exact, ...flight.filter((entry) => !exact.includes(entry))];
  if (isNamed) return inOrder;
  const likely = exact.length > 0 ? exact : flight.filter((entry) => told.every((one) => asked(entry, one)));
  return likely.filter(({ command }) => command.bodies?.uid === true).length < 2 ? inOrder : [];
}
