import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/** subscribe = "SUBSCRIBE" SP mailbox ; RFC 9051 6.3.7 */
export function subscribe(mailbox: string): Command<void> {
  return {
    name: 'SUBSCRIBE',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({ write: (w) => w.atom('SUBSCRIBE').sp().mailbox(mailbox), finish: () => undefined }),
  };
}
