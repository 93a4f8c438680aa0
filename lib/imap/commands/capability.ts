import { ParseError } from '../errors';
import { ANY_STATE } from '../states';
import type { Command } from './command';

/** capability = "CAPABILITY" ; RFC 9051 6.1.1. The connection's `capabilities` follow by themselves. */
export function capability(): Command<readonly string[]> {
  return {
    name: 'CAPABILITY',
    states: ANY_STATE,
    checkable: true,
    start: () => {
      let list: readonly string[] | undefined;
      return {
        write: (w) => w.atom('CAPABILITY'),
        untagged: (event) => {
          if (event.kind !== 'capability') return false;
          list = event.capabilities;
          return true;
        },
        finish: () => {
          if (list === undefined) throw new ParseError('CAPABILITY without a list', 0);
          return list;
        },
      };
    },
  };
}
