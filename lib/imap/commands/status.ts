import { ParseError } from '../errors';
import { AUTHENTICATED } from '../states';
import { toMailboxName, type MailboxStatus } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command, CommandContext } from './command';

/** status-att of RFC 9051 6.3.11; beyond IMAP4rev1 (whose `recent` is gone) each needs its extension. */
export type StatusItem =
  | 'messages'
  | 'unseen'
  | 'uidnext'
  | 'uidvalidity'
  | 'recent'
  /** IMAP4rev2 or QUOTA=RES-MESSAGE (RFC 9208 4.1.4). */
  | 'deleted'
  /** QUOTA=RES-STORAGE */
  | 'deleted-storage'
  /** IMAP4rev2 or STATUS=SIZE (RFC 8438). */
  | 'size'
  /** CONDSTORE */
  | 'highestmodseq'
  /** RFC 7889 */
  | 'appendlimit'
  /** OBJECTID (RFC 8474 4.3). */
  | 'mailboxid';

/** status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")" ; RFC 9051 6.3.11. Not for the selected mailbox. */
export function status(mailbox: string, items: readonly StatusItem[]): Command<MailboxStatus> {
  return {
    name: 'STATUS',
    states: AUTHENTICATED,
    mailbox: toMailboxName(mailbox),
    answers: () => [`status ${toMailboxName(mailbox)}`],
    checkable: true,
    start: () => {
      let found: MailboxStatus | undefined;
      return {
        write: (w, { may }) => writeStatusItems(w.atom('STATUS').sp().mailbox(mailbox).sp(), items, may),
        untagged: (event) => {
          if (event.kind !== 'status' || event.mailbox !== toMailboxName(mailbox)) return false;
          found = { ...found, ...event.status };
          return true;
        },
        finish: () => {
          if (found === undefined) throw new ParseError('STATUS without an answer', 0);
          return found;
        },
      };
    },
  };
}

/** Also the argument of `LIST ... RETURN (STATUS (...))`. */
export function writeStatusItems(
  w: WireWriter,
  items: readonly StatusItem[],
  may: CommandContext['may'],
): void {
  const asked = items.filter((item) => {
    const capability = SPARED.get(item);
    return capability === undefined || may(capability);
  });
  // Of nothing else: any item, so that the mailbox is known to be there.
  w.list(asked.length > 0 ? asked : MESSAGES, (item) => w.atom(item.toUpperCase()));
}

const MESSAGES: readonly StatusItem[] = ['messages'];
/** Counters without it are worth having. */
const SPARED: ReadonlyMap<StatusItem, string> = new Map([
  ['highestmodseq', 'CONDSTORE'],
  ['size', 'STATUS=SIZE'],
  ['appendlimit', 'APPENDLIMIT'],
  ['mailboxid', 'OBJECTID'],
]);
