import type { NumberSet } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import type { CommandContext } from './command';

/**
 * sequence-set, or `saved` for "$": what the last SEARCH with `save` found, which the server keeps for this mailbox (RFC 5182 2.1,
 * RFC 9051 6.4.4.1). It may follow that SEARCH at once; when the SEARCH fails, it is empty.
 */
export type MessageSet = NumberSet | 'saved';

/** Sorted and compact: some servers refuse others (imap quirk 43). */
export function writeSet(w: WireWriter, set: MessageSet): WireWriter {
  return set === 'saved' ? w.raw('$') : w.numberSet(normalizeNumberSet(set));
}

/** What the server lacks for the set. */
export function missingForSet(set: MessageSet, { has }: CommandContext): string | null {
  return set !== 'saved' || has('SEARCHRES') ? null : 'SEARCHRES';
}
