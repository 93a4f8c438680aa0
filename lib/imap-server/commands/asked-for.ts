import { type CommandContext, selectedOf } from '../command';
import type { StoredMessage } from '../message';
import { Refusal } from '../refusal';
import { testOf } from './search';
import { readSearchProgram } from './search-keys';

interface Match {
  readonly message: StoredMessage;
  /** Its place in the mailbox, from 0. */
  readonly index: number;
}

/**
 * What SORT and THREAD end in, a charset and search keys (RFC 5256 5), and the messages of the selected mailbox they name.
 * @throws Refusal for a charset that is not spoken.
 */
export function askedFor(session: CommandContext['session'], reader: CommandContext['reader']): Match[] {
  const charset = reader.expectAstring().toUpperCase();
  if (charset !== 'UTF-8' && charset !== 'US-ASCII')
    throw new Refusal('no', 'Unknown charset', 'BADCHARSET (UTF-8 US-ASCII)');
  reader.expectSp();
  const program = readSearchProgram(reader, session.world.personality?.search?.keys);
  reader.expectEol();
  const selected = selectedOf(session);
  const matches = testOf(program, session, selected);
  const found: Match[] = [];
  for (const [index, message] of selected.tracker.messages.entries())
    if (matches(message)) found.push({ message, index });
  return found;
}
