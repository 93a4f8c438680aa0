import { SELECTED } from '../states';
import type { NumberSet } from '../types';
import type { Command } from './command';

/** uid-expunge = "UID" SP "EXPUNGE" SP sequence-set ; RFC 9051 6.4.9 (UIDPLUS): only these, and only with \\Deleted. */
export function uidExpunge(set: NumberSet): Command<void> {
  return {
    name: 'UID EXPUNGE',
    states: SELECTED,
    checkable: true,
    start: () => ({ write: (w) => w.raw('UID EXPUNGE ').numberSet(set), finish: () => undefined }),
  };
}
