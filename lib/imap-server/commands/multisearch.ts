import { type CommandContext, type Completion, ok } from '../command';
import { limits } from '../limits';
import type { Mailbox } from '../mailbox';
import { Refusal, syntaxError } from '../refusal';
import type { Session } from '../session';
import { accountOf } from './mailboxes';
import { readFilter } from './notify';
import { quotedTag, readQuestion, resultOf, testOf } from './search';
import type { SearchKey } from './search-keys';

/**
 * esearch = "ESEARCH" [SP "IN" SP "(" source-mbox ")"] SP search-program          ; RFC 7377 2.1
 *
 * A line for each mailbox in which something was found; numbers are UIDs. Mailboxes that are not there are as those that are empty.
 */
export function multisearch({ session, reader, tag }: CommandContext): Completion {
  reader.expectSp();
  const mailboxes = reader.keyword('in') ? readSources(session, reader) : [selectedMailbox(session)];
  const { returns, program } = readQuestion(session, reader);
  if (usesSeqs(program) && mailboxes.some((mailbox) => mailbox !== session.selected?.mailbox))
    throw new Refusal('bad', 'Sequence numbers are of the selected mailbox');
  for (const mailbox of mailboxes) {
    const numbers = findIn(session, mailbox, program);
    if (numbers.length === 0) continue;
    session.send((writer) => {
      writer.raw(`* ESEARCH (TAG ${quotedTag(tag)} MAILBOX `).mailbox(mailbox.name);
      const found = resultOf(returns ?? new Set(['ALL'] as const), numbers);
      writer.raw([` UIDVALIDITY ${mailbox.uidValidity}) UID`, ...found].join(' '));
    });
  }
  return ok();
}

/** "IN" SP "(" filter *(SP filter) ")" SP, each mailbox once. */
function readSources(session: Session, reader: CommandContext['reader']): readonly Mailbox[] {
  const account = accountOf(session);
  reader.expectSp();
  if (!reader.open()) throw syntaxError('Expected a list');
  const chosen = new Set<Mailbox>();
  let filters = 0;
  do {
    if (++filters > limits.notifyGroups) throw new Refusal('no', 'Too many sources', 'LIMIT');
    const filter = reader.expectAtom().toUpperCase();
    if (filter === 'SELECTED') chosen.add(selectedMailbox(session));
    else {
      const covers = readFilter(filter, reader);
      for (const mailbox of account.mailboxes)
        if (!mailbox.placeholder && covers(account, mailbox.name)) chosen.add(mailbox);
    }
  } while (reader.sp());
  if (!reader.close()) throw syntaxError('Expected )');
  reader.expectSp();
  return [...chosen];
}

function selectedMailbox(session: Session): Mailbox {
  if (session.selected === null) throw new Refusal('bad', 'No mailbox is selected');
  return session.selected.mailbox;
}

/** UIDs, ascending. Another mailbox than the selected one is looked through as it is now. */
function findIn(session: Session, mailbox: Mailbox, program: SearchKey): readonly number[] {
  const { selected } = session;
  const isSelected = selected?.mailbox === mailbox;
  const view = session.world.personality?.limits?.view ?? Infinity;
  const place = isSelected ? selected : { mailbox, tracker: mailbox.open(true, view), readOnly: true };
  try {
    const matches = testOf(program, session, place);
    return place.tracker.messages.filter(matches).map(({ uid }) => uid);
  } finally {
    if (!isSelected) mailbox.close(place.tracker);
  }
}

function usesSeqs(key: SearchKey): boolean {
  switch (key.kind) {
    case 'and':
      return key.keys.some(usesSeqs);
    case 'or':
      return usesSeqs(key.one) || usesSeqs(key.other);
    case 'not':
      return usesSeqs(key.key);
    default:
      return key.kind === 'set' && !key.uid;
  }
}
