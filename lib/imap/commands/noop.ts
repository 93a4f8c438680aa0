import { ANY_STATE } from '../states';
import type { Command } from './command';

/** noop = "NOOP" ; RFC 9051 6.1.2: lets the server tell what is new. */
export function noop(): Command<void> {
  return {
    name: 'NOOP',
    states: ANY_STATE,
    checkable: true,
    start: () => ({ write: (w) => w.atom('NOOP'), finish: () => undefined }),
  };
}
