import type { Mailbox } from '../mail';
import type { MailboxOpened } from '../session/types';

/** UIDs that messages had are to be given once more (RFC 9051 2.3.1.1 forbids it): they name other messages, or will. */
export function givesUidsAnew({ isOpen, known, list }: Mailbox, info: MailboxOpened): boolean {
  if (!isOpen || info.resumed || info.uidNext === null || info.uidValidity !== list.uidValidity) return false;
  return (known.runs().at(-1)?.uids.at(-1) ?? 0) >= info.uidNext;
}
