import { toUid, type MailboxName, type MailboxStatus, type ModSeq, type UidValidity } from '../types';
import type { Reader } from '../wire/reader';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * mailbox-data =/ "STATUS" SP mailbox SP "(" [status-att-list] ")"             ; RFC 9051 7.3.4
 *
 * SIZE is of RFC 8438. The list may be empty (Coremail) and end in spaces (Exchange). Items we do not know are skipped.
 */
export function parseStatus(r: Reader): { readonly mailbox: MailboxName; readonly status: MailboxStatus } {
  const mailbox = r.expectMailbox();
  r.expectSp();
  r.expectByte(40);
  const status: Mutable<MailboxStatus> = {};
  while (!r.close()) {
    r.sp();
    const item = r.atomLower() ?? r.fail('expected a status item');
    r.expectSp();
    readItem(r, item, status);
  }
  return { mailbox, status };
}

function readItem(r: Reader, item: string, status: Mutable<MailboxStatus>): void {
  switch (item) {
    case 'messages':
      status.messages = r.expectNumber32();
      return;
    case 'unseen':
      status.unseen = r.expectNumber32();
      return;
    case 'recent':
      status.recent = r.expectNumber32();
      return;
    case 'deleted':
      status.deleted = r.expectNumber32();
      return;
    case 'uidnext':
      status.uidNext = toUid(r.expectNumber32());
      return;
    case 'uidvalidity':
      status.uidValidity = r.expectNumber32() as UidValidity;
      return;
    case 'highestmodseq':
      status.highestModSeq = (r.number64() ?? r.fail('expected a mod-sequence')) as ModSeq;
      return;
    case 'size':
      status.size = r.expectNumber();
      return;
    case 'deleted-storage':
      status.deletedStorage = r.expectNumber();
      return;
    case 'appendlimit':
      status.appendLimit = r.nil() ? null : r.expectNumber();
      return;
    case 'mailboxid':
      r.expectByte(40);
      status.mailboxId = r.expectAstring();
      if (!r.close()) r.fail('expected )');
      return;
    default:
      r.skipValue();
  }
}
