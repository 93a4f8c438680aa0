import type { Messages } from '@/lib/i18n/messages/en';
import type { MessageRow, MimeAddress } from '@/lib/mail/types';
import { membersOf } from '@/lib/query';

type ListText = (key: keyof Messages['list'], values?: Record<string, string | number>) => string;

/** Whom a row names: senders, or recipients of outgoing mail. */
export function peopleOf(row: MessageRow, outgoing: boolean, t: ListText, you: You | null = null): string {
  const people = outgoing ? row.to : row.from;
  if (membersOf(row).length > 1 && people.length > 1) {
    const short = people.map((one) => shortNameOf(one, you));
    // Who began, and who wrote last.
    const named = short.length <= 3 ? short : [...short.slice(0, 1), '…', ...short.slice(-2)];
    return outgoing ? t('toPrefix', { names: named.join(', ') }) : named.join(', ');
  }
  const names = people.slice(0, 3).map((person) => person.name || person.address);
  if (names.length === 0 || names.join('') === '') return t('noSender');
  return outgoing ? t('toPrefix', { names: names.join(', ') }) : names.join(', ');
}

/** Whose mail this is, and how a row says so. */
export interface You {
  readonly address: string;
  readonly word: string;
}

/** Only the address says who somebody is: names can be anybody's. */
function shortNameOf({ name, address }: MimeAddress, you: You | null): string {
  if (you !== null && address !== '' && address.toLowerCase() === you.address.toLowerCase()) return you.word;
  return name === '' ? (address.split('@')[0] ?? '') : (name.split(/\s+/u)[0] ?? name);
}

/** The row's accessible name: what matters first, so that a listener can move on early. Starts with "Unread" when it is. */
export function rowName(
  row: MessageRow,
  outgoing: boolean,
  date: string,
  t: ListText,
  you: You | null = null,
  count = '',
): string {
  return [
    row.seen ? '' : t('unread'),
    row.starred ? t('starred') : '',
    peopleOf(row, outgoing, t, you),
    count,
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
