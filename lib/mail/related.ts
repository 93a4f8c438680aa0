/** Messages of a conversation that lie in other folders. */
import type { MailboxName, UidValidity } from '../imap/types';
import type { AppError, MessageRow } from './types';

export interface RelatedMessage {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly row: MessageRow;
}

export interface RelatedMessages {
  readonly messages: readonly RelatedMessage[];
  /** Folders the server was asked about, and the first reason why one of them could not be. */
  readonly asked: readonly MailboxName[];
  readonly error: AppError | null;
  /** Of the conversation's own folder: all that is there is known, only the newest of it, or nobody knows. */
  readonly own: 'whole' | 'cut' | 'unknown';
}
