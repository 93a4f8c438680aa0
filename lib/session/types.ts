/**
 * What the engine host gives a session and gets from it. One session is one account: it owns the connections, the
 * credentials and the outbox; the model behind `SessionListener` owns everything a person sees.
 */
import type {
  BodyStructure,
  FetchItems,
  Flag,
  ListEntry,
  MailboxName,
  MailboxStatus,
  ModSeq,
  NumberSet,
  SaslNeed,
  Uid,
  UidValidity,
} from '../imap/types';
import type { ChosenSet, FolderJobResult, FolderRequest, JobOrder, JobState, Quota } from '../mail';
import type {
  AccountId,
  AppError,
  ConnectionStatus,
  MessageDetail,
  Op,
  OpState,
  Result,
  UidRun,
} from '../mail/types';
import type { Proof } from '../sasl';
import type { Lookup } from './lookup';
import type { AheadWork } from './reading-ahead';
import type { TransferWork } from './transfer';
import type { TranscriptSink } from '../net/transcript';
import type { MakeInflater } from '../net/deflate';
import type { Transport, TransportHandlers } from '../net/transport';

/** The server to talk to; the port's `ServerTarget` fits it. */
export interface SessionTarget {
  readonly id: string;
  readonly name: string;
  /** Bridge target id. */
  readonly target: string;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly security: 'tls' | 'loopback' | 'insecure';
}

/** Cancels a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

/** Everything impure a session may touch; tests give it a virtual clock and a server in memory. */
export interface SessionEnvironment {
  readonly dial: (target: SessionTarget, handlers: TransportHandlers) => Transport;
  /** PBKDF2, by WebCrypto or in plain code. A rejection fails the sign-in. */
  readonly derive: (need: SaslNeed) => Promise<Uint8Array>;
  /** Where raw deflate can be inflated: connections are compressed where the server offers it. */
  readonly inflate?: MakeInflater;
  readonly random: (bytes: number) => Uint8Array;
  /** Milliseconds; only differences are used except in `ConnectionStatus.at`, so epoch milliseconds are wanted. */
  readonly now: () => number;
  readonly setTimer: (ms: number, fn: () => void) => CancelTimer;
  readonly transcript: TranscriptSink;
  readonly visible: () => boolean;
  readonly online: () => boolean;
  /** For a developer's console; never mail, never secrets. */
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
}

export interface MailboxOpened {
  readonly uidValidity: UidValidity;
  /** Null where the server did not say. */
  readonly uidNext: Uid | null;
  readonly exists: number;
  readonly highestModSeq: ModSeq | null;
  readonly readOnly: boolean;
  readonly permanentFlags: readonly Flag[] | null;
  /**
   * True: the rows the model has keep their positions, and `exists` is the count the model already knows; what changed
   * while away follows as `expunged`, `exists` and `fetched` calls. False: forget all rows of this mailbox.
   */
  readonly resumed: boolean;
}

/** How a mailbox that tabs show gets its news when not at once: its connection is being opened, or it is asked now and then. */
export type Service = 'opening' | ServiceNowAndThen;

export interface ServiceNowAndThen {
  readonly everyMs: number;
  /** Why it has no connection of its own, where somebody refused one. */
  readonly because: AppError | null;
}

export interface FetchedRow {
  readonly seq: number;
  readonly items: FetchItems;
}

export interface ArrivalDate {
  /** As it is when this is told. */
  readonly seq: number;
  /** INTERNALDATE, epoch ms. */
  readonly at: number;
}

export interface OpWithState {
  readonly op: Op;
  readonly state: OpState;
}

export interface WaitingWork {
  /** Not settled, in order, after what was done and can be taken back, oldest first. */
  readonly ops: readonly OpWithState[];
  /** Under way, or left from before until a page asks for it. */
  readonly jobs: readonly JobOrder[];
}

/** The model's only source. Called synchronously and in protocol order; must not throw. */
export interface SessionListener {
  connection(status: ConnectionStatus): void;
  /** The mailboxes that are shown and not live, all of them every time. Only of meaning while the connection is live. */
  services(services: ReadonlyMap<MailboxName, Service>): void;
  /** All of LIST, every time; subscribed folders carry '\\subscribed'. */
  folders(entries: readonly ListEntry[]): void;
  /** A folder, and with it all inside it, has another name now; `folders` follows. */
  folderRenamed(from: MailboxName, to: MailboxName, delimiter: string | null): void;
  /** How full the account is; null where nothing bounds it. */
  quota(quota: Quota | null): void;
  /** Counters. Also of watched mailboxes, whose model may know better. */
  status(mailbox: MailboxName, status: MailboxStatus): void;
  mailboxOpened(mailbox: MailboxName, info: MailboxOpened): void;
  /** The mailbox has `count` messages now; always at least what it had (fewer is told by `expunged`). */
  exists(mailbox: MailboxName, count: number): void;
  expunged(mailbox: MailboxName, seq: number): void;
  /** Only on servers that speak by UID. */
  vanished(mailbox: MailboxName, uids: NumberSet): void;
  /** Window rows, rows of new messages, flags that changed (then only some items are there). */
  fetched(mailbox: MailboxName, rows: readonly FetchedRow[]): void;
  mailboxFailed(mailbox: MailboxName, error: AppError): void;
  /** Also told of ops the session made itself to undo another (id `<id>:undo`). */
  opState(op: Op, state: OpState): void;
  /** Long work begins, has another folder's name in it now, or is over. What waits for somebody to ask for it is not told of. */
  jobState(order: JobOrder, state: JobState): void;
  /** The end of this session; nothing follows. Null: the person asked for it. */
  signedOut(error: AppError | null): void;
}

/** With what numbers a picture of a mailbox is true. */
export interface PictureNumbers {
  readonly uidValidity: UidValidity;
  readonly uidNext: Uid | null;
  readonly exists: number;
  readonly highestModSeq: ModSeq | null;
}

/** What the session asks of the model. */
export interface ModelView {
  /** Whether the row at this sequence number has its envelope already. */
  isKnown(mailbox: MailboxName, seq: number): boolean;
  /** The sequence number of a message whose UID is known; null for any other. */
  seqOf(mailbox: MailboxName, uid: Uid): number | null;
  /** Every message whose UID is known; null when the model holds nothing of this mailbox. */
  knownRuns(mailbox: MailboxName): readonly UidRun[] | null;
}

export interface SignIn {
  readonly target: SessionTarget;
  readonly user: string;
  /** Or what stands for it, see `proof`. */
  readonly password: string;
  /** `token`: the password is an access token of OAuth 2.0. */
  readonly proof?: Proof;
}

export interface SignedIn {
  /** Name of the SASL mechanism used, or 'LOGIN command'. */
  readonly mechanism: string;
  /** The password itself travelled to the server (PLAIN, LOGIN). */
  readonly passwordSent: boolean;
  readonly capabilities: readonly string[];
}

export interface OpenMessageOptions {
  /** HTML above the caps too. */
  readonly formatted: boolean;
  /** Nobody waits for it any more: what was not asked for yet is not asked for. */
  readonly signal?: AbortSignal;
}

export interface PartRequest {
  readonly section: string;
  /** Lower case transfer encoding from BODYSTRUCTURE. */
  readonly encoding: string;
  /** Octets in transfer encoding, 0 when unknown. */
  readonly size: number;
}

/** A piece of a part, decoded: the receiver's own. `loaded` of `total` octets in transfer encoding have been read with it. */
export type PartSink = (bytes: Uint8Array, loaded: number, total: number) => void;

export interface Session {
  /** Dials and reads the greeting ahead of `signIn`. Harmless when repeated; dropped after two minutes. */
  prepare(target: SessionTarget): void;
  /** Resolves once the folders were told; the first mailbox opens by itself. May be called again after a failure. */
  signIn(request: SignIn): Promise<Result<SignedIn>>;
  /**
   * Signs in with what signed in before. What another try may cure is tried again, as after a lost connection; a refusal ends the
   * session. Not after `signIn`.
   */
  resume(request: SignIn): void;
  /** Without a password for now: ops wait, what the store has can be read; `resume` or `expire` follows. Not after `signIn`. */
  hold(): void;
  /** The password will not come: ends the session that `hold` began, and what waits stays in the outbox's keeping. */
  expire(): void;
  /** LOGOUT, at most 2 s; ops still queued are told `cancelled`, then `signedOut(null)`. */
  signOut(): Promise<void>;
  /**
   * The mailbox this tab shows. Before `signIn` it decides what is opened first (else INBOX). When there are more mailboxes
   * than connections, tabs somebody looks at have the first claim, then those that were told of last; the rest is checked
   * now and then.
   */
  watch(tab: string, mailbox: MailboxName | null, visible?: boolean): void;
  /** Rows a tab wants, as sequence numbers of this moment, any order; the latest of a tab wins. */
  wantRows(tab: string, mailbox: MailboxName, firstSeq: number, lastSeq: number): void;
  openMessage(
    mailbox: MailboxName,
    uid: Uid,
    structure: BodyStructure | undefined,
    options: OpenMessageOptions,
  ): Promise<Result<MessageDetail>>;
  /**
   * Gives the transfer-decoded octets to `sink`, in order; resolves with their number. After a failure they are not the whole part.
   * Aborted, it ends after the piece under way.
   */
  fetchPart(
    mailbox: MailboxName,
    uid: Uid,
    part: PartRequest,
    sink: PartSink,
    signal?: AbortSignal,
  ): Promise<Result<number>>;
  enqueue(op: Op): void;
  /**
   * What an earlier engine wrote down of this account, as it lies in the store: called once, before which nothing that is kept is
   * sent.
   */
  takeUp(account: AccountId, items: readonly unknown[]): void;
  /** What is not settled, and what was done and can be taken back. */
  work(): WaitingWork;
  /** A queued op is cancelled; of a running or done one the inverse is enqueued and told as op `<id>:undo`. */
  undo(opId: string): void;
  /**
   * Resolves once `folders` told of it, with the folder's name afterwards (null: it is gone). A renamed folder stays watched
   * under its new name. Waits for ops under way.
   */
  editFolder(request: FolderRequest): Promise<Result<MailboxName | null>>;
  /** Asks the server for what is there now (of the folder, or marked as deleted in it), for long work bounded by it. */
  chooseSet(mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>>;
  /**
   * Long work on many messages of one folder; `isCancelled` is asked between batches. It waits for lost connections, and goes on where an
   * earlier engine left it; work that is under way is joined.
   */
  folderJob(
    order: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>>;
  /** Searching and sorting. */
  readonly lookup: Lookup;
  /**
   * When messages of a mailbox that is open came, by sequence numbers of this moment: by one command. Those that went meanwhile are left
   * out.
   */
  dates(mailbox: MailboxName, seqs: readonly number[]): Promise<Result<readonly ArrivalDate[]>>;
  /** What nobody has asked for yet. */
  readonly ahead: AheadWork;
  /** Whole messages on their way in and out. */
  readonly transfer: TransferWork;
  /**
   * The model is about to be given a picture of before, with the numbers it was true with: the next SELECT brings it up to date. False
   * when the mailbox is open already; then the picture is of no use.
   */
  remember(mailbox: MailboxName, numbers: PictureNumbers): boolean;
  /** The numbers of the model's picture; null while they are not the server's as well: during a sync, or with rows on their way. */
  agreed(mailbox: MailboxName): PictureNumbers | null;
  /** The model found its picture of a mailbox contradicted: it is opened anew (`mailboxOpened` with `resumed: false`). */
  refresh(mailbox: MailboxName): void;
  /** A person asks once more for a mailbox that could not be opened. */
  reopen(mailbox: MailboxName): void;
  /**
   * Pages became visible, hidden, online or offline (`visible()` and `online()` answer the new state already). `woke`: one of them was
   * frozen, or its network is another one now.
   */
  pageState(visible: boolean, online: boolean, woke?: boolean): void;
  /** Tries at once instead of at the end of the wait. */
  reconnectNow(): void;
}
