/** What stands in the mailboxes of the benches: invented, varied, the same for the same number. A change here makes all of them anew. */
import type { AppendItem } from '../support/imap-client';
import { message, subjectOf } from '../support/mail-factory';
import { inputHash } from './figures';

/** How sizes are written in the ids of figures. */
export const SIZES = { '1k': 1_000, '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type Size = keyof typeof SIZES;

const FIRST_NAMES = ['Ana', 'Bruno', 'Carla', 'Diego', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas'];
const LAST_NAMES = ['Ruiz', 'Keller', 'Martin', 'Aydin', 'Haddad', 'Olsen', 'Prieto', 'Weber', 'Costa'];
const PEOPLE = 400;

/** Number `index` of a mailbox: one in eight has text of some lines, one in sixteen is HTML, the others are a line. */
export function mailOf(index: number): AppendItem {
  const kind = index % 16 === 5 ? 'html' : index % 8 === 3 ? 'plain' : 'small';
  const flags: string[] = [];
  if (index % 5 !== 0) flags.push('\\Seen');
  if (index % 31 === 0) flags.push('\\Flagged');
  if (index % 7 === 0) flags.push('\\Answered');
  return { message: message(index, { kind, language: 'en', from: personOf(index) }), flags };
}

export const mailSubject = (index: number): string => subjectOf(index, { language: 'en' });

/** What shows that the list of a mailbox is on the screen. */
export const newestOf = (size: Size): string => mailSubject(SIZES[size] - 1);

/** A word of the newest message's text that stands nowhere in its row. */
export const newestText = (size: Size): string => `Mail number ${SIZES[size] - 1}.`;

export const mailboxHash = (size: Size): string =>
  inputHash(`${size} `, ...[0, 1, SIZES[size] - 1].map((index) => mailOf(index).message));

/** Knuth's multiplicative hash spreads who writes; the same in every run. */
function personOf(index: number): string {
  const n = (Math.imul(index, 2_654_435_761) >>> 0) % PEOPLE;
  const first = FIRST_NAMES[n % FIRST_NAMES.length] ?? '';
  const last = LAST_NAMES[n % LAST_NAMES.length] ?? '';
  const place = `${first}.${last}.${n}@example.${n % 3 === 0 ? 'org' : 'com'}`.toLowerCase();
  return `${first} ${last} <${place}>`;
}
