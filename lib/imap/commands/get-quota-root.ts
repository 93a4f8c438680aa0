import { AUTHENTICATED } from '../states';
import { toMailboxName, type QuotaRoot } from '../types';
import type { Command } from './command';

/**
 * getquotaroot = "GETQUOTAROOT" SP mailbox                                       ; RFC 9208 4.1.3
 *
 * The roots that bound the mailbox, with what is used of each; none where nothing bounds it.
 */
export function getQuotaRoot(mailbox: string): Command<readonly QuotaRoot[]> {
  return {
    name: 'GETQUOTAROOT',
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      const found: QuotaRoot[] = [];
      let roots: readonly string[] | undefined;
      return {
        write: (w) => w.atom('GETQUOTAROOT').sp().mailbox(mailbox),
        untagged: (event) => {
          if (event.kind === 'quota') {
            if (found.length < MAX_ROOTS) found.push({ root: event.root, resources: event.resources });
          } else if (event.kind === 'quotaroot' && event.mailbox === toMailboxName(mailbox)) {
            roots = event.roots;
          } else return false;
          return true;
        },
        finish: () => found.filter(({ root }) => roots === undefined || roots.includes(root)),
      };
    },
  };
}

/** A mailbox has one root, seldom two. */
const MAX_ROOTS = 100;
