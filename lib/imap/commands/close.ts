import { SELECTED } from '../states';
import type { Command } from './command';

/** close = "CLOSE" ; RFC 9051 6.4.1: expunges without telling, and leaves the mailbox. */
export function close(): Command<void> {
  return {
    name: 'CLOSE',
    states: SELECTED,
    checkable: true,
    nextState: 'authenticated',
    start: () => ({ write: (w) => w.atom('CLOSE'), finish: () => undefined }),
  };
}
