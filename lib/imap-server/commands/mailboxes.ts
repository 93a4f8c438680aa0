import type { ServerAccount } from '../account';
import { type CommandContext, type Completion, ok } from '../command';
import { Refusal, syntaxError } from '../refusal';
import type { Session } from '../session';

/** RFC 9051 6.3.4, with USE of RFC 6154 3. */
export function create({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const name = reader.expectMailbox();
  let use: string | null = null;
  if (reader.sp() && reader.open()) {
    if (reader.expectAtom().toUpperCase() !== 'USE') throw syntaxError('Unknown parameter');
    reader.expectSp();
    if (!reader.open()) throw syntaxError('Expected a list');
    const wanted = (reader.flag() ?? '').toLowerCase();
    use = specialUses.find((known) => known.toLowerCase() === wanted) ?? null;
    if (use === null) throw new Refusal('no', 'Unknown use', 'USEATTR');
    if (!reader.close() || !reader.close()) throw syntaxError('One use only');
  }
  reader.expectEol();
  accountOf(session).create(name, use);
  return ok();
}

export const specialUses = [
  '\\All',
  '\\Archive',
  '\\Drafts',
  '\\Flagged',
  '\\Junk',
  '\\Sent',
  '\\Trash',
] as const;

export function remove({ session, reader }: CommandContext): Completion {
  const name = oneName({ reader });
  const mailbox = accountOf(session).delete(name);
  if (session.selected?.mailbox === mailbox) session.deselect();
  // Others that look at it see it empty from now on.
  mailbox.expunge(new Set(mailbox.messages));
  return ok();
}

export function rename({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const from = reader.expectMailbox();
  reader.expectSp();
  const to = reader.expectMailbox();
  reader.expectEol();
  accountOf(session).rename(from, to);
  return ok();
}

export function subscribe({ session, reader }: CommandContext): Completion {
  const name = oneName({ reader });
  const account = accountOf(session);
  if (account.mailbox(name) === undefined) throw new Refusal('no', 'No such mailbox', 'NONEXISTENT');
  account.subscribe(name);
  return ok();
}

export function unsubscribe({ session, reader }: CommandContext): Completion {
  accountOf(session).unsubscribe(oneName({ reader }));
  return ok();
}

function oneName({ reader }: Pick<CommandContext, 'reader'>): string {
  reader.expectSp();
  const name = reader.expectMailbox();
  reader.expectEol();
  return name;
}

export function accountOf(session: Session): ServerAccount {
  if (session.account === null) throw new Refusal('bad', 'Not signed in');
  return session.account;
}
