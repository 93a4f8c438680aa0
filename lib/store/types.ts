/**
 * What is kept of mail beside the model, for as long as the account's person allows (docs/adr/0006): in memory, or on disk.
 * Nothing here is ever the truth; the server is. Writes return at once and are gathered; reads see every write made before them.
 */
import type {
  BodyStructure,
  ListEntry,
  MailboxName,
  MailboxStatus,
  ModSeq,
  Uid,
  UidValidity,
} from '../imap/types';
import type { AccountId, MessageDetail, MessageRow } from '../mail/types';
import type { Sealer } from './sealer';

/** UIDs mean something only together with their UIDVALIDITY. */
export interface MailboxKey {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
}

/** What the server had said of a mailbox when its rows were true (RFC 7162 3.1: the state a later sync starts from). */
export interface MailboxNumbers {
  readonly uidValidity: UidValidity;
  /** Null where the server did not say. */
  readonly uidNext: Uid | null;
  readonly exists: number;
  /** Null where the server keeps none. */
  readonly highestModSeq: ModSeq | null;
  readonly readOnly: boolean;
}

/**
 * Neighbouring messages that are known. `start` counts from the oldest message, 0 first (sequence number - 1), and means something
 * only together with the numbers it was saved with: a place in the list of that moment, never an identity.
 */
export interface KnownRun {
  readonly start: number;
  /** Ascending. */
  readonly uids: Uint32Array;
}

/** A mailbox as it is opened from the store, without its rows: those are read by window. */
export interface StoredMailbox {
  readonly numbers: MailboxNumbers;
  /** Ascending by `start`, not overlapping. */
  readonly runs: readonly KnownRun[];
}

/** A mailbox at a moment when model and server agreed. */
export interface MailboxSave extends StoredMailbox {
  /** Rows that are new or changed since the last save of this mailbox; all others stay as they are. */
  readonly rows: readonly MessageRow[];
}

/** The folder list as it was last told, so that it is there before the server answers. */
export interface StoredFolders {
  readonly entries: readonly ListEntry[];
  readonly statuses: readonly (readonly [MailboxName, MailboxStatus])[];
}

/** One thing kept of the outbox or of the drafts, opaque to the store: plain data that structured cloning takes. */
export interface StoredItem {
  readonly id: string;
  readonly value: unknown;
}

export interface KeptFacts {
  /** False: all of it is in memory, for whatever reason. */
  readonly onDisk: boolean;
  /** Folders whose lists are kept. */
  readonly mailboxes: number;
  /** Messages kept with their texts, and the octets those are counted as. */
  readonly bodies: number;
  readonly octets: number;
  readonly outbox: number;
  readonly drafts: number;
  /** Waiting work and drafts that are there and cannot be opened. */
  readonly sealed: number;
}

export interface Store {
  /** Everything below is asked of accounts that were opened; `kept`: it outlives the browser session ("this is my device"). */
  openAccount(account: AccountId, kept: boolean): Promise<void>;

  saveFolders(account: AccountId, folders: StoredFolders): void;
  folders(account: AccountId): Promise<StoredFolders | null>;

  /** Replaces what is known of where messages stand; rows whose UIDs are in no run any more are dropped. */
  saveMailbox(key: MailboxKey, save: MailboxSave): void;
  /** Null when nothing is kept of it. */
  mailbox(account: AccountId, mailbox: MailboxName): Promise<StoredMailbox | null>;
  /** Rows by UID, undefined where none is kept; order as asked. Any 50 of 1,000,000 in 3 ms. */
  rows(key: MailboxKey, uids: readonly Uid[]): Promise<readonly (MessageRow | undefined)[]>;

  /** Structures that came with rows: with them a message opens in one round trip. */
  putStructures(key: MailboxKey, structures: readonly (readonly [Uid, BodyStructure])[]): void;
  structure(key: MailboxKey, uid: Uid): Promise<BodyStructure | undefined>;
  /**
   * Messages opened before; `formatted` as asked for. With an `emailId` (of the row, told or kept) a message is kept once, wherever it
   * lies, and found again where it was moved to; it then outlives its place by a day.
   */
  putDetail(key: MailboxKey, detail: MessageDetail, formatted: boolean, emailId?: string): void;
  detail(key: MailboxKey, uid: Uid, formatted: boolean, emailId?: string): Promise<MessageDetail | undefined>;
  /** Messages `detail` may have, each once, those used longest ago first: read in this order, they keep it. */
  details(key: MailboxKey): Promise<readonly Uid[]>;
  /** Whether it is kept, without reading it. */
  hasDetail(key: MailboxKey, uid: Uid, emailId?: string): Promise<boolean>;

  /** Messages that are gone from the server. */
  drop(key: MailboxKey, uids: readonly Uid[]): void;
  /** Everything of a mailbox but what belongs to this UIDVALIDITY. */
  keepOnly(key: MailboxKey): void;
  /** A mailbox has another name now, and with it all that is kept of it. */
  renameMailbox(account: AccountId, from: MailboxName, to: MailboxName): void;
  /**
   * Everything of an account: it signed out. Resolves when it is gone from the disk too. `keepsWork`: its session ended without
   * anybody wanting that, so waiting work and drafts stay for whoever signs in to it again.
   */
  dropAccount(account: AccountId, keepsWork?: boolean): Promise<void>;

  /**
   * Waiting work and drafts: durable when the promise resolves, in the order they were put, never evicted. Kept sealed where the
   * account is not `kept` and the origin can seal (security.md 4.3), else in memory. Rejects with a StoreError, nothing being changed, where
   * there are too many, it is too large, or it is no plain data: attachments are taken as Uint8Array, in pieces if one likes.
   */
  putItem(account: AccountId, kind: 'outbox' | 'draft', item: StoredItem): Promise<void>;
  dropItem(account: AccountId, kind: 'outbox' | 'draft', id: string): Promise<void>;
  items(account: AccountId, kind: 'outbox' | 'draft'): Promise<readonly StoredItem[]>;

  /** What is kept of an account, and whether it is on disk: for whoever asks what their device keeps. */
  facts(account: AccountId): Promise<KeptFacts>;
  /**
   * What seals the waiting work of an account is another key now: what was sealed with `before` is sealed anew, whether the account is
   * open or not. `name` as by `accountName`; `before` null where only what is open can still be read.
   */
  reseal(name: string, before: Sealer | null, now: Sealer): Promise<void>;

  /** Resolves when every write made before has been done, or has failed. */
  settled(): Promise<void>;
}
