/** QUOTA (RFC 9208): how full an account is, and how full it may get. */
import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import { toMailboxName, type QuotaResource, type QuotaRoot, type UntaggedEvent } from '../types';
import type { Command } from './command';

/**
 * getquotaroot = "GETQUOTAROOT" SP mailbox                                       ; RFC 9208 4.1.2
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
          if (event.kind === 'quota') keep(found, event);
          else if (event.kind === 'quotaroot' && event.mailbox === toMailboxName(mailbox))
            roots = event.roots;
          else return false;
          return true;
        },
        finish: () => found.filter(({ root }) => roots === undefined || roots.includes(root)),
      };
    },
  };
}

/** getquota = "GETQUOTA" SP quota-root-name ; RFC 9208 4.1.1. Empty where the server says nothing of the root. */
export function getQuota(root: string): Command<readonly QuotaResource[]> {
  return ofOneRoot('GETQUOTA', root, []);
}

/**
 * setquota = "SETQUOTA" SP quota-root-name SP setquota-list ; RFC 9208 4.1.3 (QUOTASET). `limits` replaces all limits of the root;
 * STORAGE counts units of 1,024 octets. Gives the limits as they are then, where the server tells them.
 */
export function setQuota(
  root: string,
  limits: readonly { readonly name: string; readonly limit: number }[],
): Command<readonly QuotaResource[]> {
  return ofOneRoot('SETQUOTA', root, limits);
}

function ofOneRoot(
  name: 'GETQUOTA' | 'SETQUOTA',
  root: string,
  limits: readonly { readonly name: string; readonly limit: number }[],
): Command<readonly QuotaResource[]> {
  return {
    name,
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      const found: QuotaRoot[] = [];
      return {
        write: (w) => {
          w.atom(name).sp().astring(root);
          if (name === 'GETQUOTA') return;
          w.sp().list(limits, ({ name: resource, limit }) => {
            if (!Number.isSafeInteger(limit)) throw new LocalProtocolError('a limit must be a whole number');
            w.atom(resource.toUpperCase()).sp().number(limit);
          });
        },
        untagged: (event) => {
          if (event.kind !== 'quota' || event.root !== root) return false;
          keep(found, event);
          return true;
        },
        finish: () => found.at(-1)?.resources ?? [],
      };
    },
  };
}

function keep(found: QuotaRoot[], event: Extract<UntaggedEvent, { kind: 'quota' }>): void {
  if (found.length < MAX_ROOTS) found.push({ root: event.root, resources: event.resources });
}

/** A mailbox has one root, seldom two. */
const MAX_ROOTS = 100;
