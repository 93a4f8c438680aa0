/** Every query key of the product. */
import type { AccountId, MailboxName, Uid } from '../mail';

export const keys = {
  config: ['config'],
  status: ['status'],
  accounts: ['accounts'],
  signOutReason: ['sign-out-reason'],
  ops: ['ops'],
  /** Of every account. */
  standings: ['standing'],
  standing: (account: AccountId) => ['standing', account],
  newMail: ['new-mail'],
  connection: (account: AccountId) => ['connection', account],
  folders: (account: AccountId) => ['folders', account],
  /** When the messages of a folder came. */
  dates: (account: AccountId, mailbox: MailboxName, uidValidity: number) => [
    'dates',
    account,
    mailbox,
    uidValidity,
  ],
  quota: (account: AccountId) => ['quota', account],
  everywhereOf: (account: AccountId) => ['everywhere', account],
  everywhere: (account: AccountId, key: string) => ['everywhere', account, key],
  /** Every way the folder is shown. */
  listsOf: (account: AccountId, mailbox: MailboxName) => ['list', account, mailbox],
  list: (account: AccountId, mailbox: MailboxName, view = '') => ['list', account, mailbox, view],
  /** What lies elsewhere of the conversation that has these messages. */
  related: (account: AccountId, mailbox: MailboxName, uids: readonly Uid[]) => [
    'related',
    account,
    mailbox,
    uids.join(' '),
  ],
  messagesOf: (account: AccountId, mailbox: MailboxName) => ['message', account, mailbox],
  message: (account: AccountId, mailbox: MailboxName, uid: Uid, formatted: boolean) => [
    'message',
    account,
    mailbox,
    uid,
    formatted,
  ],
} as const;
