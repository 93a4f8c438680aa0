import { toMailboxName, toUid, type FetchItems, type Uid, type UidValidity } from '../../../lib/imap';
import type { ListChange, MessageRow, Op, OpAction } from '../../../lib/mail';

export const INBOX = toMailboxName('INBOX');
export const validity = 7 as UidValidity;
export const uids = (...numbers: number[]): Uid[] => numbers.map(toUid);

export function row(uid: number, change: Partial<MessageRow> = {}): MessageRow {
  return {
    uid: toUid(uid),
    seen: false,
    starred: false,
    answered: false,
    forwarded: false,
    draft: false,
    deleted: false,
    keywords: [],
    from: [],
    to: [],
    subject: `Message ${uid}`,
    date: 1_700_000_000_000 + uid,
    size: 1_000,
    hasAttachment: false,
    ...change,
  };
}

/** Items of a full FETCH answer. */
export function items(uid: number, flags: readonly string[] = []): FetchItems {
  return {
    uid: toUid(uid),
    flags,
    internalDate: 1_700_000_000_000,
    size: 1_000,
    envelope: {
      date: null,
      subject: `Message ${uid}`,
      from: [{ name: 'Ana Ruiz', mailbox: 'ana', host: 'example.org' }],
      sender: [],
      replyTo: [],
      to: [],
      cc: [],
      bcc: [],
      inReplyTo: null,
      messageId: null,
    },
  };
}

export const reset = (exists: number): ListChange => ({
  kind: 'reset',
  uidValidity: validity,
  exists,
  readOnly: false,
});

export const op = (id: string, action: OpAction, ...numbers: number[]): Op => ({
  id,
  account: 'a',
  mailbox: INBOX,
  uidValidity: validity,
  uids: uids(...numbers),
  action,
});

/** One seed for every property test of a run, printed so that a failure can be repeated. */
export const seed = 20_261_122;
