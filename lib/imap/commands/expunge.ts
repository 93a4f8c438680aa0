import { SELECTED } from '../states';
import type { Command } from './command';

/** expunge = "EXPUNGE" ; RFC 9051 6.4.3: removes every message with \\Deleted, whoever marked it. */
export function expunge(): Command<void> {
  return {
    name: 'EXPUNGE',
    states: SELECTED,
    checkable: true,
    start: () => ({ write: (w) => w.atom('EXPUNGE'), finish: () => undefined }),
  };
}
