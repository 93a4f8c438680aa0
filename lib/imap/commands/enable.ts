import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/**
 * enable = "ENABLE" 1*(SP capability) ; RFC 9051 6.3.1. Gives what the server switched on.
 *
 * UTF8=ACCEPT and IMAP4rev2 change how mailbox names are written, so nothing follows until they are answered.
 */
export function enable(capabilities: readonly string[]): Command<readonly string[]> {
  return {
    name: 'ENABLE',
    states: AUTHENTICATED,
    checkable: true,
    barrier: capabilities.some((name) => /^(utf8=accept|imap4rev2)$/i.test(name)),
    start: () => {
      const enabled: string[] = [];
      return {
        write: (w) => {
          w.atom('ENABLE');
          for (const name of capabilities) w.sp().atom(name);
        },
        untagged: (event) => {
          if (event.kind !== 'enabled') return false;
          enabled.push(...event.capabilities);
          return true;
        },
        finish: () => enabled,
      };
    },
  };
}
