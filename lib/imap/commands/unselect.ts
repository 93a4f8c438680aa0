import { SELECTED } from '../states';
import type { Command } from './command';

/** unselect = "UNSELECT" ; RFC 9051 6.4.2: leaves the mailbox without expunging. */
export function unselect(): Command<void> {
  return {
    name: 'UNSELECT',
    states: SELECTED,
    checkable: true,
    nextState: 'authenticated',
    start: () => ({ write: (w) => w.atom('UNSELECT'), finish: () => undefined }),
  };
}
