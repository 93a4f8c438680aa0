import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/** rename = "RENAME" SP mailbox SP mailbox ; RFC 9051 6.3.6 */
export function rename(from: string, to: string): Command<void> {
  return {
    name: 'RENAME',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({
      write: (w) => w.atom('RENAME').sp().mailbox(from).sp().mailbox(to),
      finish: () => undefined,
    }),
  };
}
