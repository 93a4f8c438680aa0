/** What an action on a row means for the messages it stands for. */
import type { MailAction } from '@/lib/actions';
import type { MessageRow } from '@/lib/mail/types';
import { membersOf } from '@/lib/query';

/** Every message of every conversation. */
export const allMembers = (rows: readonly MessageRow[]): readonly MessageRow[] => rows.flatMap(membersOf);

/**
 * The messages an action is about. A conversation is starred and unread by one message of it: the newest takes that, and whatever has
 * the star gives it back. Anything else is for all of them.
 */
export function actedOn(action: MailAction, rows: readonly MessageRow[]): readonly MessageRow[] {
  return rows.flatMap((row) => {
    const members = membersOf(row);
    const [newest = row] = members;
    if (action.id === 'mark-unread') return [newest];
    if (action.id !== 'star') return members;
    return row.starred ? members.filter((one) => one.starred) : [newest];
  });
}

/**
 * Which messages of a conversation further down in the folder an action is about too; null: none of them, it is about one message. The star
 * is taken from whatever has it, and given to the newest.
 */
export function furtherOf(
  action: MailAction,
  rows: readonly MessageRow[],
): ((row: MessageRow) => boolean) | null {
  switch (action.id) {
    case 'mark-unread':
      return null;
    case 'star':
      return rows.every((row) => row.starred) ? (row) => row.starred : null;
    case 'mark-read':
      return (row) => !row.seen;
    case 'undelete':
      return (row) => row.deleted;
    case 'archive':
    case 'delete':
      return () => true;
    default:
      return action.id satisfies never;
  }
}
