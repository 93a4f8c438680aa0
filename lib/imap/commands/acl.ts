/** ACL (RFC 4314): who may do what to a mailbox. Rights are one letter each; their order means nothing. */
import { LocalProtocolError, ParseError } from '../errors';
import { AUTHENTICATED } from '../states';
import { toMailboxName, type UntaggedEvent } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command } from './command';

/** What SETACL does to the rights an identifier has. */
export interface RightsChange {
  readonly mode: 'replace' | 'add' | 'remove';
  /** Letters, digits for rights a site made (RFC 4314 2); may be empty for `replace`. */
  readonly rights: string;
}

/** What an identifier always has, and groups of rights that can only be given together. */
export interface ListedRights {
  readonly required: string;
  readonly optional: readonly string[];
}

/** setacl = "SETACL" SP mailbox SP identifier SP mod-rights                      ; RFC 4314 3.1 */
export function setAcl(mailbox: string, identifier: string, change: RightsChange): Command<void> {
  const sign = { replace: '', add: '+', remove: '-' }[change.mode];
  return silent('SETACL', (w) => {
    if (!/^[a-z0-9]*$/.test(change.rights)) throw new LocalProtocolError('rights are letters and digits');
    w.mailbox(mailbox).sp().astring(identifier).sp().astring(`${sign}${change.rights}`);
  });
}

/** deleteacl = "DELETEACL" SP mailbox SP identifier                              ; RFC 4314 3.2 */
export function deleteAcl(mailbox: string, identifier: string): Command<void> {
  return silent('DELETEACL', (w) => w.mailbox(mailbox).sp().astring(identifier));
}

/** getacl = "GETACL" SP mailbox ; RFC 4314 3.3. Pairs of identifier and rights; an identifier that begins with `-` takes rights away. */
export function getAcl(mailbox: string): Command<readonly (readonly [identifier: string, rights: string])[]> {
  return asking('GETACL', mailbox, null, (event) => (event.kind === 'acl' ? event.rights : undefined));
}

/** listrights = "LISTRIGHTS" SP mailbox SP identifier                            ; RFC 4314 3.4 */
export function listRights(mailbox: string, identifier: string): Command<ListedRights> {
  return asking('LISTRIGHTS', mailbox, identifier, (event) =>
    event.kind === 'listrights' ? { required: event.required, optional: event.optional } : undefined,
  );
}

/** myrights = "MYRIGHTS" SP mailbox                                              ; RFC 4314 3.5 */
export function myRights(mailbox: string): Command<string> {
  return asking('MYRIGHTS', mailbox, null, (event) => (event.kind === 'myrights' ? event.rights : undefined));
}

function silent(name: string, writeArguments: (w: WireWriter) => void): Command<void> {
  return {
    name,
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({ write: (w) => writeArguments(w.atom(name).sp()), finish: () => undefined }),
  };
}

/** A command with one answer about the mailbox it names. */
function asking<T>(
  name: string,
  mailbox: string,
  identifier: string | null,
  read: (event: UntaggedEvent) => T | undefined,
): Command<T> {
  return {
    name,
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      let found: T | undefined;
      return {
        write: (w) => {
          w.atom(name).sp().mailbox(mailbox);
          if (identifier !== null) w.sp().astring(identifier);
        },
        untagged: (event) => {
          const value = read(event);
          if (value === undefined || !('mailbox' in event) || event.mailbox !== toMailboxName(mailbox))
            return false;
          found = value;
          return true;
        },
        finish: () => {
          if (found === undefined) throw new ParseError(`${name} without an answer`, 0);
          return found;
        },
      };
    },
  };
}
