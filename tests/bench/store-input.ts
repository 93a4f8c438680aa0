/** Rows as a mailbox has them: a few hundred people, subjects of some forty characters, one in nine outside Latin-1. Always the same. */
import { toUid } from '../../lib/imap';
import type { MessageRow, MimeAddress } from '../../lib/mail';

const WORDS = [
  'Invoice',
  'Re:',
  'minutes',
  'of',
  'the',
  'garden',
  'meeting',
  'October',
  'draft',
  'figures',
  'trip',
];
const FIRST_DATE = 1_600_000_000_000;

const person = (n: number): MimeAddress => ({
  name: n % 4 === 0 ? '' : `${n % 9 === 0 ? 'Šárka' : 'Ana'} Person ${n}`,
  address: `person${n}@${n % 3 === 0 ? 'example.org' : 'mail.example.com'}`,
});

/** 48 bits, as an id becomes. */
const linkOf = (uid: number): number =>
  (Math.imul(uid, 0x85eb_ca77) >>> 16) * 0x1_0000_0000 + (Math.imul(uid, 0xc2b2_ae3d) >>> 0);
const refsOf = (uid: number, more: number): readonly number[] =>
  Array.from({ length: 1 + more }, (_, at) => linkOf(uid - 3 * (1 + more - at)));

/** `count` rows from this UID on. */
export function storeRows(first: number, count: number): readonly MessageRow[] {
  return Array.from({ length: count }, (_, i) => {
    const uid = first + i;
    // Knuth's multiplicative hash: spread, and the same in every run.
    const n = Math.imul(uid, 2_654_435_761) >>> 0;
    const words = Array.from({ length: 6 }, (__, at) => WORDS[(n >>> (at * 3)) % WORDS.length]);
    return {
      uid: toUid(uid),
      seen: n % 5 !== 0,
      starred: n % 31 === 0,
      answered: n % 7 === 0,
      forwarded: false,
      draft: false,
      deleted: false,
      keywords: n % 40 === 0 ? ['$Work'] : [],
      from: [person(n % 300)],
      to: n % 6 === 0 ? [person(1), person(n % 170)] : [person(1)],
      subject: `${words.join(' ')} ${uid}`,
      date: FIRST_DATE + uid * 60_000,
      size: 2_000 + (n % 90_000),
      hasAttachment: n % 8 === 0,
      // Two of five answer something, of conversations of up to four messages before.
      thread: { id: linkOf(uid), group: 0, refs: n % 5 < 2 ? refsOf(uid, n % 4) : [] },
    };
  });
}
