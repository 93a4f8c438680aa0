/**
 * Messages that were moved and brought back have other UIDs than before (RFC 3501 2.3.1.1: a UID is never given twice). What was done to
 * them earlier names the old ones: taken back next, it would be said to nobody, and answered OK. So it is told their new UIDs.
 */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import type { Op } from '../mail/types';
import type { OpJournal } from './tasks/op-journal';

export type Pairs = readonly (readonly [from: Uid, to: Uid])[];

/** UIDs that mean nothing in their mailbox any more, and those that took their places. */
export interface Back {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly names: ReadonlyMap<Uid, Uid>;
}

/** `origin`: where each message was, and where it went; `moved`: from there, and what it is now. */
export function cameBackAs(origin: Pairs, moved: Pairs): ReadonlyMap<Uid, Uid> {
  const now = new Map(moved);
  return new Map(
    origin.flatMap(([was, away]) => {
      const is = now.get(away);
      return is === undefined ? [] : [[was, is] as const];
    }),
  );
}

interface Work {
  readonly op: Op;
  readonly journal: OpJournal;
  readonly origin: Pairs;
}

/** The same work by the UIDs of now; null where it names none of those that changed. */
export function renumbered(
  { op, journal, origin }: Work,
  { mailbox, uidValidity, names }: Back,
): Work | null {
  const uid = (one: Uid): Uid => names.get(one) ?? one;
  const isIn =
    op.mailbox === mailbox && op.uidValidity === uidValidity && op.uids.some((one) => names.has(one));
  const isTo =
    op.action.kind === 'move' &&
    op.action.to === mailbox &&
    journal.destination === uidValidity &&
    journal.moved.some(([, to]) => names.has(to));
  if (!isIn && !isTo) return null;
  const moved = journal.moved.map(([from, to]) => [isIn ? uid(from) : from, isTo ? uid(to) : to] as const);
  if (!isIn) return { op, journal: { ...journal, moved }, origin };
  const { left, unsure, copied, done } = journal;
  return {
    op: { ...op, uids: op.uids.map(uid) },
    journal: {
      ...journal,
      left: left.map(uid),
      unsure: unsure.map(uid),
      copied: copied.map(uid),
      done: done.map(uid),
      moved,
    },
    origin: origin.map(([from, to]) => [from, uid(to)] as const),
  };
}
