/** What may be sent, and when: asked before a command enters the queue. */
import type { Command, CommandContext } from './commands/command';
import { LocalProtocolError } from './errors';
import type { PeerProfile } from './peer-profile';
import type { ConnectionState, TransportSecurity } from './types';
import { WireWriter } from './wire/writer';

/**
 * @param state the one that the commands before it lead to.
 * @throws LocalProtocolError when the command may not be sent: state, arguments, credentials on an unprotected
 * connection, LOGIN under LOGINDISABLED, sequence numbers under UIDONLY (RFC 9586 3), an extension that is missing.
 */
export function checkPermitted<T>(
  command: Command<T>,
  state: ConnectionState,
  security: TransportSecurity,
  profile: PeerProfile,
): void {
  if (!command.states.includes(state)) {
    throw new LocalProtocolError(`${command.name} cannot be sent in state ${state}`);
  }
  if (command.credentials === true && security === 'insecure') {
    throw new LocalProtocolError(`${command.name} would show the password to the network`);
  }
  if (command.login === true && profile.capabilities.has('LOGINDISABLED')) {
    throw new LocalProtocolError('the server forbids LOGIN (LOGINDISABLED)');
  }
  if (command.bySequence === true && profile.enabled.has('UIDONLY')) {
    throw new LocalProtocolError(
      `${command.name} speaks in sequence numbers, which UIDONLY has switched off`,
    );
  }
  const context = profile.context('T0' as CommandContext['tag']);
  const missing = command.missing?.(context) ?? null;
  if (missing !== null) throw new LocalProtocolError(`${command.name} needs ${missing}`);
  if (command.checkable === true) command.start().write(new WireWriter(), context);
}
