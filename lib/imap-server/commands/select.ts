import { type CommandContext, type Completion, ok, selectedOf } from '../command';
import { systemFlags, hasFlag } from '../flags';
import { Refusal, syntaxError } from '../refusal';
import type { Session } from '../session';
import { listAttributes, writeListLine } from './list';
import { readQresync, tellChanges, type QresyncParameter } from './qresync';

/** RFC 9051 6.3.2, 6.3.3; RFC 7162 3.1.8. A failed SELECT leaves nothing selected. */
export function select({ session, reader, name }: CommandContext): Completion {
  reader.expectSp();
  const mailboxName = reader.expectMailbox();
  let since: QresyncParameter | null = null;
  if (reader.sp() && reader.open()) {
    do {
      const parameter = reader.expectAtom().toUpperCase();
      // RFC 7162 3.2.5: BAD unless QRESYNC was enabled.
      if (parameter === 'QRESYNC' && session.qresync) since = readQresync(reader);
      else if (parameter !== 'CONDSTORE' || !session.world.offers('CONDSTORE'))
        throw syntaxError('Unknown parameter');
      session.enable('CONDSTORE');
    } while (reader.sp());
    if (!reader.close()) throw syntaxError('Expected )');
  }
  reader.expectEol();
  if (session.selected !== null) {
    session.deselect();
    session.line('* OK [CLOSED] Previous mailbox closed');
  }
  const mailbox = session.account?.mailbox(mailboxName);
  if (mailbox === undefined) throw new Refusal('no', 'No such mailbox', 'NONEXISTENT');
  if (mailbox.placeholder) throw new Refusal('no', 'That name holds only other mailboxes', 'CANNOT');
  const readOnly = name === 'EXAMINE';
  const selected = session.select(mailbox, readOnly);
  const { tracker } = selected;
  const { personality } = session.world;
  const only = personality?.keywords ?? null;
  const flags = [...systemFlags, ...(only ?? mailbox.keywords)].join(' ');
  session.line(`* FLAGS (${flags})`);
  session.line(
    `* OK [PERMANENTFLAGS (${readOnly ? '' : `${flags}${only === null ? ' \\*' : ''}`})] ${readOnly ? 'None' : 'Kept'}`,
  );
  session.line(`* ${tracker.count} EXISTS`);
  if (!session.rev2) {
    session.line(`* ${tracker.recent.size} RECENT`);
    const unseen = tracker.messages.findIndex((message) => !hasFlag(message.flags, '\\Seen'));
    if (unseen >= 0) session.line(`* OK [UNSEEN ${unseen + 1}] First unseen`);
  } else if (session.account !== null) {
    writeListLine(session, 'LIST', mailbox.name, listAttributes(session.account, mailbox.name));
  }
  session.line(`* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid`);
  session.line(`* OK [UIDNEXT ${mailbox.uidNext}] Predicted next UID`);
  for (const code of personality?.selectCodes ?? []) session.line(`* OK [${code}] Ok`);
  if (session.world.offers('CONDSTORE'))
    session.line(`* OK [HIGHESTMODSEQ ${mailbox.highestModSeq}] Highest`);
  if (since !== null) tellChanges(session, selected, since);
  return ok(readOnly ? 'READ-ONLY' : 'READ-WRITE');
}

/** CLOSE expunges without a word, unless the mailbox is read-only (RFC 9051 6.4.1). */
export function close({ session, reader }: CommandContext): Completion {
  reader.expectEol();
  const { mailbox, readOnly } = selectedOf(session);
  leave(session);
  if (!readOnly)
    mailbox.expunge(new Set(mailbox.messages.filter((message) => hasFlag(message.flags, '\\Deleted'))));
  return ok();
}

export function unselect({ session, reader }: CommandContext): Completion {
  reader.expectEol();
  leave(session);
  return ok();
}

const leave = (session: Session): void => session.deselect();
