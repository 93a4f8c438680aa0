/** A command that is written for the wire once it is its turn: until then it was only known to be permitted. */
import { literalCapability, literalModeFor } from './literal-mode';
import type { PeerProfile } from './peer-profile';
import type { Entry } from './pending';
import type { ConnectionState } from './types';
import type { Flight } from './wire/writer';

/**
 * The flights of a command in the state that those before it have led to, or why it may not go any more. What it leans on, and how
 * long its lines are, stands in the entry then.
 */
export function writeEntry(
  entry: Entry,
  profile: PeerProfile,
  state: ConnectionState,
): { readonly flights: readonly Flight[] } | { readonly reason: string } {
  const { command } = entry;
  if (!command.states.includes(state)) return { reason: `${command.name} cannot be sent in state ${state}` };
  if (command.login === true && profile.capabilities.has('LOGINDISABLED')) return { reason: 'LOGINDISABLED' };
  const missing = command.missing?.(profile.context(entry.tag)) ?? null;
  if (missing !== null) return { reason: `${command.name} needs ${missing}` };
  if (command.credentials === true) profile.loginSent();
  const writer = profile.writer();
  const leans = new Set<string>();
  writer.raw(entry.tag).sp();
  const context = profile.context(entry.tag, (capability) => leans.add(capability));
  entry.exchange.write(writer, context);
  const mode = literalModeFor(command.name, profile.capabilities);
  const capability = literalCapability(mode);
  // First, so that it is given up last: few servers list it wrongly, and every literal would wait from then on.
  const literals = writer.hasLiteral && capability !== null ? [capability] : [];
  entry.leans = [...literals, ...leans];
  const flights = writer.finish(mode);
  entry.octets = flights.reduce((sum, flight) => sum + flight.octets, 0);
  return { flights };
}
