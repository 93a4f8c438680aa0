import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { Flag } from '../types';
import type { Command } from './command';

/**
 * create = "CREATE" SP mailbox [SP "(" "USE" SP "(" [use-attr *(SP use-attr)] ")" ")"]   ; RFC 9051 6.3.4, RFC 6154 6
 *
 * `use`: special uses such as `\\Sent`, where the server has CREATE-SPECIAL-USE; one that it cannot give is NO with USEATTR.
 */
export function create(mailbox: string, use: readonly Flag[] = []): Command<void> {
  return {
    name: 'CREATE',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('CREATE').sp().mailbox(mailbox);
        if (use.length > 0)
          w.raw(' (USE ')
            .list(use, (flag) => {
              if (!flag.startsWith('\\'))
                throw new LocalProtocolError(`${JSON.stringify(flag)} is no special use`);
              w.flag(flag);
            })
            .raw(')');
      },
      finish: () => undefined,
    }),
  };
}
