import { AUTHENTICATED } from '../states';
import type { Command } from './command';

const CHANGES_NAMES = /^(?:utf8=accept|imap4rev2)$/i;

/**
 * enable = "ENABLE" 1*(SP capability) ; RFC 9051 6.3.1. Gives what the server switched on.
 *
 * iCloud says OK and no more (MailKit 1871): what changes no writing is then taken as switched on.
 * UTF8=ACCEPT and IMAP4rev2 change how mailbox names are written, so nothing follows until they are answered.
 */
export function enable(capabilities: readonly string[]): Command<readonly string[]> {
  return {
    name: 'ENABLE',
    states: AUTHENTICATED,
    checkable: true,
    barrier: capabilities.some((name) => CHANGES_NAMES.test(name)),
    start: () => {
      const enabled: string[] = [];
      let told = false;
      return {
        write: (w) => {
          w.atom('ENABLE');
          for (const name of capabilities) w.sp().atom(name);
        },
        untagged: (event) => {
          if (event.kind !== 'enabled') return false;
          told = true;
          for (const name of event.capabilities) if (enabled.length < MAX_ENABLED) enabled.push(name);
          return true;
        },
        finish: () => (told ? enabled : capabilities.filter((name) => !CHANGES_NAMES.test(name))),
      };
    },
  };
}

/** More than were asked for are of no use to anybody. */
const MAX_ENABLED = 100;
