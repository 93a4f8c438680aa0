import { SELECTED } from '../states';
import type { Command } from './command';
import { missingForSet, writeSet, type MessageSet } from './message-set';
import { splitBySet, UNBOUNDED } from './splitting';

/** uid-expunge = "UID" SP "EXPUNGE" SP sequence-set ; RFC 9051 6.4.9 (UIDPLUS): only these, and only with \\Deleted. */
export function uidExpunge(set: MessageSet): Command<void> {
  return {
    name: 'UID EXPUNGE',
    states: SELECTED,
    missing: (context) => missingForSet(set, context),
    checkable: true,
    split: (octets, { messages } = UNBOUNDED) =>
      splitBySet(set, octets, messages, uidExpunge, () => undefined),
    start: () => ({
      write: (w) => writeSet(w.raw('UID EXPUNGE '), set),
      finish: () => undefined,
    }),
  };
}
