/** What is kept of mail beside the model. Asynchronous, so that a store on disk fits; nothing here is ever the truth. */
import type { BodyStructure, MailboxName, Uid, UidValidity } from '../imap/types';
import type { AccountId, MessageDetail } from '../mail/types';

/** UIDs mean something only together with their UIDVALIDITY. */
export interface MailboxKey {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
}

export interface Store {
  /** Structures that came with rows: with them a message opens in one round trip. */
  putStructures(key: MailboxKey, structures: readonly (readonly [Uid, BodyStructure])[]): void;
  structure(key: MailboxKey, uid: Uid): Promise<BodyStructure | undefined>;
  /** Messages opened before; `formatted` as asked for. */
  putDetail(key: MailboxKey, detail: MessageDetail, formatted: boolean): void;
  detail(key: MailboxKey, uid: Uid, formatted: boolean): Promise<MessageDetail | undefined>;
  /** Messages that are gone from the server. */
  drop(key: MailboxKey, uids: readonly Uid[]): void;
  /** Everything of a mailbox but what belongs to this UIDVALIDITY. */
  keepOnly(key: MailboxKey): void;
  /** Everything of an account: it signed out. */
  dropAccount(account: AccountId): void;
}
