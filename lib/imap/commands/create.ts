import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/** create = "CREATE" SP mailbox ; RFC 9051 6.3.4 */
export function create(mailbox: string): Command<void> {
  return {
    name: 'CREATE',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({ write: (w) => w.atom('CREATE').sp().mailbox(mailbox), finish: () => undefined }),
  };
}
