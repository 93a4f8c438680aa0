import type { Reader } from '../../imap/wire/reader';
import type { ServerAccount } from '../account';
import { type CommandContext, type Completion, ok } from '../command';
import { limits } from '../limits';
import { Refusal, syntaxError } from '../refusal';
import {
  type MessageEvent,
  type NameEvent,
  type NotifyGroup,
  type SelectedMode,
  Watching,
} from '../watching';
import { accountOf } from './mailboxes';
import { writeWatched } from './status';

/**
 * notify = "NOTIFY" SP ("SET" [SP "STATUS"] 1*(SP event-group) / "NONE")          ; RFC 5465 3, 8
 * event-group = "(" filter-mailboxes SP events ")"
 */
export function notify({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const account = accountOf(session);
  const word = reader.expectAtom().toUpperCase();
  if (word === 'NONE') {
    reader.expectEol();
    session.watch(new Watching({ selected: 'silent', groups: [] }, account));
    return ok();
  }
  if (word !== 'SET') throw syntaxError('Expected SET or NONE');
  let status = false;
  let selected: SelectedMode = 'silent';
  const groups: NotifyGroup[] = [];
  while (reader.sp()) {
    if (!reader.open()) {
      if (status || groups.length > 0 || reader.expectAtom().toUpperCase() !== 'STATUS')
        throw syntaxError('Expected a group');
      status = true;
      continue;
    }
    if (groups.length >= limits.notifyGroups)
      throw new Refusal('no', 'Too many groups', 'NOTIFICATIONOVERFLOW');
    const filter = reader.expectAtom().toUpperCase();
    const mine = filter === 'SELECTED' || filter === 'SELECTED-DELAYED';
    const covers = mine ? null : readFilter(filter, reader);
    reader.expectSp();
    const events = readEvents(reader);
    if (!reader.close()) throw syntaxError('Expected the end of the group');
    if (covers !== null) groups.push({ covers, events });
    else if (events.size > 0) selected = filter === 'SELECTED' ? 'at-once' : 'delayed';
  }
  reader.expectEol();
  if (groups.length === 0 && selected === 'silent' && !status) throw syntaxError('Expected a group');
  const watching = new Watching({ selected, groups }, account);
  if (status) for (const mailbox of watching.covered()) writeWatched(session, mailbox);
  session.watch(watching);
  return ok();
}

/** Inboxes, everything of the person's own, what is subscribed to, or names with or without what is below them. */
export function readFilter(filter: string, reader: Reader): NotifyGroup['covers'] {
  switch (filter) {
    case 'INBOXES':
      return (_, name) => name === 'INBOX';
    case 'PERSONAL':
      return () => true;
    case 'SUBSCRIBED':
      return (account: ServerAccount, name) => account.isSubscribed(name);
    case 'SUBTREE':
    case 'MAILBOXES': {
      reader.expectSp();
      const names = readNames(reader);
      return filter === 'MAILBOXES'
        ? (_, name) => names.includes(name)
        : ({ delimiter }, name) => names.some((top) => name === top || name.startsWith(top + delimiter));
    }
    default:
      throw syntaxError('Unknown filter');
  }
}

function readNames(reader: Reader): readonly string[] {
  if (!reader.open()) return [reader.expectMailbox()];
  const names: string[] = [];
  while (!reader.close()) {
    if (names.length > 0) reader.expectSp();
    names.push(reader.expectMailbox());
    if (names.length > limits.notifyNames)
      throw new Refusal('no', 'Too many mailboxes', 'NOTIFICATIONOVERFLOW');
  }
  return names;
}

const known: readonly (MessageEvent | NameEvent)[] = [
  'MESSAGENEW',
  'MESSAGEEXPUNGE',
  'FLAGCHANGE',
  'MAILBOXNAME',
  'SUBSCRIPTIONCHANGE',
];

/** events = "(" event *(SP event) ")" / "NONE"; what is not known is refused with the list of what is (RFC 5465 5). */
function readEvents(reader: Reader): NotifyGroup['events'] {
  const events = new Set<MessageEvent | NameEvent>();
  if (!reader.open()) {
    if (reader.expectAtom().toUpperCase() !== 'NONE') throw syntaxError('Expected events or NONE');
    return events;
  }
  while (!reader.close()) {
    reader.sp();
    const word = reader.expectAtom().toUpperCase();
    const event = known.find((one) => one === word);
    if (event === undefined)
      throw new Refusal(
        'no',
        'That event is not told',
        'BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)',
      );
    events.add(event);
  }
  // RFC 5465 5.2, 5.3: arrivals and removals go together, and flags go with both.
  const messages = events.has('MESSAGENEW');
  if (messages !== events.has('MESSAGEEXPUNGE') || (events.has('FLAGCHANGE') && !messages))
    throw syntaxError('MessageNew and MessageExpunge belong together, and FlagChange to both');
  if (events.size === 0) throw syntaxError('Expected an event');
  return events;
}
