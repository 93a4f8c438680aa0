import { AUTHENTICATED } from '../states';
import type { ListEntry } from '../types';
import type { Command } from './command';
import { writePattern, type ListPattern } from './list';

/** lsub = "LSUB" SP mailbox SP list-mailbox ; RFC 3501 6.3.9, gone in IMAP4rev2: for servers without LIST (SUBSCRIBED). */
export function lsub(pattern: ListPattern = '*'): Command<readonly ListEntry[]> {
  return {
    name: 'LSUB',
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      const entries: ListEntry[] = [];
      return {
        write: (w) => writePattern(w.atom('LSUB').raw(' "" '), pattern),
        untagged: (event) => {
          if (event.kind !== 'list' || !event.lsub) return false;
          entries.push(event.entry);
          return true;
        },
        finish: () => entries,
      };
    },
  };
}
