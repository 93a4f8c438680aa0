import { NOT_AUTHENTICATED } from '../states';
import type { Command } from './command';

/**
 * login = "LOGIN" SP userid SP password ; RFC 9051 6.2.3
 *
 * Quoted strings wherever they can be: Exchange refuses literals with backslashes here. Refused when the server says
 * LOGINDISABLED and on an unprotected connection.
 */
export function login(user: string, password: string): Command<void> {
  return {
    name: 'LOGIN',
    states: NOT_AUTHENTICATED,
    nextState: 'authenticated',
    barrier: true,
    credentials: true,
    login: true,
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('LOGIN').sp().string(user).sp();
        w.secret(() => w.string(password));
      },
      finish: () => undefined,
    }),
  };
}
