import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/** idle = "IDLE" CRLF "DONE" ; RFC 9051 6.3.13. Ended by `stopIdle` or by any other command; goes last in the queue. */
export function idle(): Command<void> {
  return {
    name: 'IDLE',
    states: AUTHENTICATED,
    checkable: true,
    idle: true,
    barrier: true,
    start: () => ({ write: (w) => w.atom('IDLE'), finish: () => undefined }),
  };
}
