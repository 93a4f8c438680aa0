import { type CommandContext, type Completion, ok, readSet, resolveSet, writableOf } from '../command';
import { hasFlag } from '../flags';
import { syntaxError } from '../refusal';

/** EXPUNGE (RFC 9051 6.4.3) and UID EXPUNGE (RFC 4315 2.1). The numbers are told by the tracker. */
export function expunge({ session, reader, uid }: CommandContext): Completion {
  if (uid && !session.world.offers('UIDPLUS') && !session.rev2) throw syntaxError('Unknown command');
  const set = uid ? (reader.expectSp(), readSet(reader)) : null;
  reader.expectEol();
  const selected = writableOf(session);
  const { mailbox } = selected;
  const among =
    set === null ? mailbox.messages : resolveSet(selected, set, true).map(([, message]) => message);
  const gone = mailbox.expunge(new Set(among.filter((message) => hasFlag(message.flags, '\\Deleted'))));
  return ok(session.condstore && gone.length > 0 ? `HIGHESTMODSEQ ${mailbox.highestModSeq}` : null);
}
