import { ANY_STATE } from '../states';
import type { Command } from './command';

/** logout = "LOGOUT" ; RFC 9051 6.1.3: BYE, then OK, then the connection is over. */
export function logout(): Command<void> {
  return {
    name: 'LOGOUT',
    states: ANY_STATE,
    checkable: true,
    barrier: true,
    nextState: 'logout',
    start: () => ({ write: (w) => w.atom('LOGOUT'), finish: () => undefined }),
  };
}
