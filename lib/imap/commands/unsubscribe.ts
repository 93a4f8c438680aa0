import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/** unsubscribe = "UNSUBSCRIBE" SP mailbox ; RFC 9051 6.3.8 */
export function unsubscribe(mailbox: string): Command<void> {
  return {
    name: 'UNSUBSCRIBE',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({ write: (w) => w.atom('UNSUBSCRIBE').sp().mailbox(mailbox), finish: () => undefined }),
  };
}
