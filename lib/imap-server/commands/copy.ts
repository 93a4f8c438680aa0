import {
  type CommandContext,
  type Completion,
  ok,
  readSet,
  resolveSet,
  selectedOf,
  writableOf,
} from '../command';
import { Refusal } from '../refusal';
import { accountOf } from './mailboxes';
import { formatNumberSet, numberSetOf } from '../../imap/wire/numset';

/** COPY (RFC 9051 6.4.7) and MOVE (6.4.8): all or nothing; COPYUID pairs UIDs ascending on both sides (RFC 4315 3). */
export function copyOrMove({ session, reader, uid, name }: CommandContext): Completion {
  reader.expectSp();
  const set = readSet(reader);
  reader.expectSp();
  const targetName = reader.expectMailbox();
  reader.expectEol();
  const move = name === 'MOVE';
  const selected = move ? writableOf(session) : selectedOf(session);
  const target = accountOf(session).mailbox(targetName);
  if (target === undefined || target.placeholder) throw new Refusal('no', 'No such mailbox', 'TRYCREATE');
  if (target.full) throw new Refusal('no', 'The mailbox is full', 'LIMIT');
  const sources = resolveSet(selected, set, uid).map(([, message]) => message);
  if (sources.some((message) => selected.tracker.isExpunged(message))) {
    // RFC 2180 4.4.1: with UIDs the missing are left out, with numbers the client means what is gone.
    if (!uid) throw new Refusal('no', 'Some of the messages are gone', 'EXPUNGEISSUED');
  }
  const present = sources.filter((message) => !selected.tracker.isExpunged(message));
  if (!move) accountOf(session).makeRoom(present.reduce((sum, { content }) => sum + content.size, 0));
  const copies = present.map((message) =>
    target.append(message.content, message.flags, message.internalDate),
  );
  if (present.length === 0) return ok();
  const from = formatNumberSet(numberSetOf(present.map((message) => message.uid)));
  const to = formatNumberSet(numberSetOf(copies.map((message) => message.uid)));
  const code =
    session.world.offers('UIDPLUS') || session.rev2 ? `COPYUID ${target.uidValidity} ${from} ${to}` : null;
  if (!move) return ok(code);
  if (code !== null) session.line(`* OK [${code}] Moved`);
  selected.mailbox.expunge(new Set(present));
  return ok();
}
