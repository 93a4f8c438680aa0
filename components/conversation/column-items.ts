/** The messages of an open conversation: those of this folder, and those that lie elsewhere. */
import type { Targets } from '@/lib/actions';
import type { MailboxName, UidValidity } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import type { RelatedMessage } from '@/lib/query';

/** Messages drawn of one conversation; of more the newest. */
export const MAX_COLUMN = 100;

export interface ColumnItem {
  readonly key: string;
  readonly mailbox: MailboxName;
  readonly row: MessageRow;
  /** Null: of the folder in view. */
  readonly uidValidity: UidValidity | null;
  /** Lies in another folder than the one in view. */
  readonly elsewhere: boolean;
}

/**
 * Oldest first. One message may lie in several folders (a copy to oneself, Gmail's labels): it is shown once, as the one of this folder if
 * there is one.
 */
export function columnItems(
  mailbox: MailboxName,
  members: readonly MessageRow[],
  related: readonly RelatedMessage[],
): readonly ColumnItem[] {
  const items: ColumnItem[] = members.map((row) => ({
    key: `${row.uid}`,
    mailbox,
    row,
    uidValidity: null,
    elsewhere: false,
  }));
  const shown = new Set(members.flatMap(namesOf));
  for (const { mailbox: of, uidValidity, row } of related) {
    const names = namesOf(row);
    if (of === mailbox || names.some((name) => shown.has(name))) continue;
    for (const name of names) shown.add(name);
    items.push({ key: `${row.uid} ${of}`, mailbox: of, row, uidValidity, elsewhere: true });
  }
  return items.sort((a, b) => a.row.date - b.row.date || a.row.uid - b.row.uid).slice(-MAX_COLUMN);
}

/** The message where it lies. */
export const targetsOf = ({ mailbox, uidValidity, row }: ColumnItem): Targets => ({
  rows: [row],
  chosen: null,
  ...(uidValidity === null ? {} : { place: { mailbox, uidValidity } }),
});

const namesOf = ({ emailId, thread }: MessageRow): readonly string[] => [
  ...(emailId === undefined ? [] : [`email ${emailId}`]),
  ...(thread === undefined || thread.id === 0 ? [] : [`id ${thread.id}`]),
];
