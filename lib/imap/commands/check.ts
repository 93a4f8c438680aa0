import { SELECTED } from '../states';
import type { Command } from './command';

/** check = "CHECK" ; RFC 3501 6.4.1, gone from IMAP4rev2: NOOP does all a client needs. */
export function check(): Command<void> {
  return {
    name: 'CHECK',
    states: SELECTED,
    checkable: true,
    start: () => ({ write: (w) => w.atom('CHECK'), finish: () => undefined }),
  };
}
