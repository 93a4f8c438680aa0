/**
 * Numbers for messages of many folders in one list. A UID means something in its folder only, so each folder (1, 2, 3 ...) has a span
 * of numbers of its own, as wide as UIDs go: sets of messages stay sets of ranges, and lead back to the folders they are of.
 */
import type { NumberSet, Uid } from '../imap/types';

/** Above every UID (RFC 9051 2.3.1.1). */
const SPAN = 2 ** 32;

export const numberIn = (folder: number, uid: Uid): Uid => (folder * SPAN + uid) as Uid;

/** A folder's UIDs under the list's own numbers. */
export const numbersIn = (folder: number, uids: NumberSet): NumberSet =>
  uids.map(([low, high]) => [folder * SPAN + low, folder * SPAN + high]);

/** The folder's UIDs among the list's own numbers. */
export function uidsIn(folder: number, numbers: NumberSet): NumberSet {
  const base = folder * SPAN;
  return numbers.flatMap(([low, high]) => {
    const [first, last] = [Math.max(low - base, 1), Math.min(high - base, SPAN - 1)];
    return first <= last ? [[first, last] as const] : [];
  });
}
