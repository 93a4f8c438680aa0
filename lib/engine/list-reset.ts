/** The list of a mailbox told from its beginning. */
import type { ListChange, Mailbox } from '../mail';

export function resetOf(mailbox: Mailbox): ListChange {
  const { uidValidity, exists, readOnly } = mailbox.list;
  return { kind: 'reset', uidValidity, exists, readOnly };
}
