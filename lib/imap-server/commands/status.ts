import type { Reader } from '../../imap/wire/reader';
import { type CommandContext, type Completion, ok } from '../command';
import type { Mailbox } from '../mailbox';
import { Refusal, syntaxError } from '../refusal';
import type { Session } from '../session';
import { accountOf } from './mailboxes';

export type StatusItem = (typeof statusItems)[number];

const statusItems = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'DELETED',
  'SIZE',
  'HIGHESTMODSEQ',
] as const;

/** RFC 9051 6.3.11, RFC 7162 3.1.7, RFC 8438. */
export function status({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const name = reader.expectMailbox();
  reader.expectSp();
  const items = readStatusItems(session, reader);
  reader.expectEol();
  const mailbox = accountOf(session).mailbox(name);
  if (mailbox === undefined || mailbox.placeholder) throw new Refusal('no', 'No such mailbox', 'NONEXISTENT');
  writeStatus(session, mailbox, items);
  return ok();
}

export function readStatusItems(session: Session, reader: Reader): readonly StatusItem[] {
  if (!reader.open()) throw syntaxError('Expected a list');
  const items: StatusItem[] = [];
  while (!reader.close()) {
    reader.sp();
    const word = reader.expectAtom().toUpperCase();
    const item = statusItems.find((known) => known === word);
    if (item === undefined) throw syntaxError('Unknown status item');
    if (item === 'HIGHESTMODSEQ') {
      if (!session.world.offers('CONDSTORE')) throw syntaxError('Unknown status item');
      session.enable('CONDSTORE');
    }
    if (!items.includes(item)) items.push(item);
  }
  if (items.length === 0) throw syntaxError('Expected an item');
  return items;
}

export function writeStatus(session: Session, mailbox: Mailbox, items: readonly StatusItem[]): void {
  session.send((writer) => {
    writer.raw('* STATUS ').mailbox(mailbox.name).sp();
    writer.list(items, (item) =>
      writer
        .atom(item)
        .sp()
        .number(shownOf(session, mailbox, item)),
    );
  });
}

/** For NOTIFY: what a client needs to go on without asking (RFC 5465 5.2, 5.4). */
export function writeWatched(session: Session, mailbox: Mailbox): void {
  const items: readonly StatusItem[] = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN'];
  writeStatus(session, mailbox, session.condstore ? [...items, 'HIGHESTMODSEQ'] : items);
}

/** As far as the personality shows the mailbox at all. */
function shownOf(session: Session, mailbox: Mailbox, item: StatusItem): number {
  const value = valueOf(mailbox, item);
  return item === 'MESSAGES' ? Math.min(value, session.world.personality?.limits?.view ?? value) : value;
}

function valueOf(mailbox: Mailbox, item: StatusItem): number {
  switch (item) {
    case 'MESSAGES':
      return mailbox.messages.length;
    case 'RECENT':
      return mailbox.recentCount;
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'UNSEEN':
      return mailbox.countWithout('\\Seen');
    case 'DELETED':
      return mailbox.messages.length - mailbox.countWithout('\\Deleted');
    case 'SIZE':
      return mailbox.totalSize();
    case 'HIGHESTMODSEQ':
      return mailbox.highestModSeq;
  }
}
