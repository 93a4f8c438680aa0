/** What engine and index say to each other: plain data over one MessagePort. Batches are taken one after the other, each answered by `taken`. */
import type { MailboxName, Uid, UidValidity } from '../../imap/types';
import type { AccountId, SearchNode } from '../../mail';

/** What a message is found by without its text. */
export interface RowWords {
  readonly uid: Uid;
  /** Names and addresses, with spaces between. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

/** What a message is found by once it was read. */
export interface TextWords {
  readonly uid: Uid;
  /** All whom it went to. */
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly text: string | null;
  /** Used where there is no plain text. */
  readonly html: string | null;
}

interface Place {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
}

interface Version extends Place {
  readonly uidValidity: UidValidity;
}

export type IndexOrder =
  | ({ readonly kind: 'rows'; readonly rows: readonly RowWords[] } & Version)
  | ({ readonly kind: 'texts'; readonly texts: readonly TextWords[] } & Version)
  /** These messages are gone. */
  | ({ readonly kind: 'drop'; readonly uids: readonly Uid[] } & Version)
  /** Whatever belongs to another UIDVALIDITY is gone. */
  | ({ readonly kind: 'keep-only' } & Version)
  | {
      readonly kind: 'rename';
      readonly account: AccountId;
      readonly from: MailboxName;
      readonly to: MailboxName;
    }
  /** All other mailboxes are gone. */
  | { readonly kind: 'folders'; readonly account: AccountId; readonly names: readonly MailboxName[] };

export type ToIndex =
  | IndexOrder
  /** Everything of an account is gone. */
  | { readonly kind: 'forget'; readonly account: AccountId }
  | {
      readonly kind: 'find';
      readonly id: number;
      readonly account: AccountId;
      /** Null: in all of them. */
      readonly mailbox: MailboxName | null;
      readonly search: SearchNode;
    };

/** What the index knows of a search in one mailbox. */
export interface IndexFound {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  /** Messages it looked through there, and how many of them with their text. */
  readonly documents: number;
  readonly texts: number;
  /** Every message that may belong, newest first. */
  readonly candidates: Uint32Array;
  /** Of the candidates: in which the words of each leaf (`wordLeaves`) stand. */
  readonly leaves: readonly Uint32Array[];
  /** Of the candidates: those whose text was read. */
  readonly read: Uint32Array;
}

export type FromIndex =
  | { readonly kind: 'taken' }
  | { readonly kind: 'found'; readonly id: number; readonly found: readonly IndexFound[] };
