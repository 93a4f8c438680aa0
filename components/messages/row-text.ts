import type { Messages } from '@/lib/i18n/messages/en';
import type { MessageRow } from '@/lib/mail/types';

type ListText = (key: keyof Messages['list'], values?: Record<string, string | number>) => string;

/** Whom a row names: senders, or recipients of outgoing mail. */
export function peopleOf(row: MessageRow, outgoing: boolean, t: ListText): string {
  const people = outgoing ? row.to : row.from;
  const names = people.slice(0, 3).map((person) => person.name || person.address);
  if (names.length === 0 || names.join('') === '') return t('noSender');
  return outgoing ? t('toPrefix', { names: names.join(', ') }) : names.join(', ');
}

/** The row's accessible name: what matters first, so that a listener can move on early. Starts with "Unread" when it is. */
export function rowName(row: MessageRow, outgoing: boolean, date: string, t: ListText): string {
  return [
    row.seen ? '' : t('unread'),
    row.starred ? t('starred') : '',
    peopleOf(row, outgoing, t),
    row.subject === '' ? t('noSubject') : row.subject,
    row.hasAttachment ? t('attachment') : '',
    row.answered ? t('answered') : '',
    row.forwarded ? t('forwarded') : '',
    row.deleted ? t('deleted') : '',
    date,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
