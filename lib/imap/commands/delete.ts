import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/** delete = "DELETE" SP mailbox ; RFC 9051 6.3.5: the mailbox and all its messages. */
export function deleteMailbox(mailbox: string): Command<void> {
  return {
    name: 'DELETE',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({ write: (w) => w.atom('DELETE').sp().mailbox(mailbox), finish: () => undefined }),
  };
}
