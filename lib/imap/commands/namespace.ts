import { ParseError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { UntaggedEvent } from '../types';
import type { Command } from './command';

export type Namespaces = Omit<Extract<UntaggedEvent, { kind: 'namespace' }>, 'kind'>;

/** namespace-command = "NAMESPACE" ; RFC 9051 6.3.10 */
export function namespace(): Command<Namespaces> {
  return {
    name: 'NAMESPACE',
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      let found: Namespaces | undefined;
      return {
        write: (w) => w.atom('NAMESPACE'),
        untagged: (event) => {
          if (event.kind !== 'namespace') return false;
          found = { personal: event.personal, other: event.other, shared: event.shared };
          return true;
        },
        finish: () => {
          if (found === undefined) throw new ParseError('NAMESPACE without an answer', 0);
          return found;
        },
      };
    },
  };
}
