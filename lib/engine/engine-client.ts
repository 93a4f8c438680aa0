/** What the page's side of the port offers to the view. */
import type { MailboxName, Uid } from '../imap/types';
import type {
  AccountId,
  AppError,
  ConnectionStatus,
  Folder,
  MailView,
  MessageDetail,
  Op,
  OpInput,
  Result,
  RelatedMessages,
} from '../mail';
import type { RelatedRequest } from './related';
import type { ServerThreads } from './conversation-list';
import type { ClientPlatform } from './client-platform';
import type { SiteConfig } from './config';
import type { FolderDates } from './dates';
import type { PageAhead } from './page-ahead';
import type { PageDevice } from './page-device';
import type { PageEverywhere } from './page-everywhere';
import type { PageFolders } from './page-folders';
import type { MessageListSnapshot } from './page-list';
import type { NewMail } from './page-model';
import type { RecentOp } from './page-ops';
import type { Touched } from './page-touched';
import type { PageNotices } from './page-notices';
import type { PageTransfer } from './page-transfer';
import type { Wire } from './page-wire';
import type { AccountSnapshot, ServerTarget, SignInRequest } from './port';
import type { OpsStanding } from './standing-ops';

export type EngineStatus = 'starting' | 'ready' | { readonly error: AppError };

export interface FetchPartOptions {
  /** Octets in transfer encoding; total 0 when unknown. */
  readonly onProgress?: (loaded: number, total: number) => void;
  /** Aborting drops the answer; the bytes may still come. */
  readonly signal?: AbortSignal;
}

export interface EngineClient {
  /** Connects to the engine; returns what stops it. May be called again after that. */
  start(platform: ClientPlatform): () => void;
  /** Told once a frame what may have to be drawn again, and at once after an act of the person. */
  subscribe(listener: (touched: readonly Touched[]) => void): () => void;

  readonly status: EngineStatus;
  readonly accounts: readonly AccountSnapshot[];
  readonly newMail: NewMail | null;
  readonly signOutReason: AppError | null;
  connection(account: AccountId): ConnectionStatus;
  folders(account: AccountId): readonly Folder[];
  /** `view` as it was told to `showView`; without it the folder as it is. */
  list(account: AccountId, mailbox: MailboxName, view?: string): MessageListSnapshot;
  /** Shows the folder, which is watched, searched or sorted, until the returned function is called. `key` names the view. */
  showView(account: AccountId, mailbox: MailboxName, key: string, view: MailView): () => void;
  /** A search in all folders. */
  readonly everywhere: PageEverywhere;
  recentOps(): readonly RecentOp[];
  /** What of them was neither refused nor taken back. */
  standingOps(account: AccountId): OpsStanding;
  /** For the protocol drawer. */
  readonly wire: Wire;
  /** Making, renaming, deleting, and long work on whole folders. */
  readonly folderDesk: PageFolders;
  /** Notifications of new mail. */
  readonly notices: PageNotices;
  /** What is read before anybody asks. */
  readonly ahead: PageAhead;
  /** Whole messages in and out. */
  readonly transfer: PageTransfer;
  /** What this device keeps. */
  readonly device: PageDevice;

  /** Rejects with an AppFailure. */
  loadConfig(): Promise<SiteConfig>;
  /** Dials while the password is typed. Harmless when repeated. */
  prepare(server: ServerTarget): void;
  /** "This is my device": whether this browser and origin can keep anything for it. */
  readonly canKeep: boolean;
  /** `kept`: mail and sign-in outlive the browser's session. */
  signIn(request: SignInRequest, kept?: boolean): Promise<Result<AccountSnapshot>>;
  /** Switches that for somebody who is signed in; false when it could not be done. */
  keep(account: AccountId, kept: boolean): Promise<boolean>;
  signOut(account: AccountId): Promise<void>;
  /** The tab shows this mailbox until the returned function is called; the latest wins. */
  watch(account: AccountId, mailbox: MailboxName): () => void;
  /** Visible positions, inclusive, that are or soon will be on screen. */
  wantRows(account: AccountId, mailbox: MailboxName, first: number, last: number, view?: string): void;
  openMessage(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    formatted: boolean,
    signal?: AbortSignal,
  ): Promise<Result<MessageDetail>>;
  /** The server's word on the conversations of a whole folder; null: it does not know how. `onShare`: how far it is, 0..1. */
  threads(
    account: AccountId,
    mailbox: MailboxName,
    onShare: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<Result<ServerThreads | null>>;
  /** Messages of a conversation that are not shown with it: known ones, and those the server finds in the named folders, or in its own. */
  related(
    account: AccountId,
    request: RelatedRequest,
    signal?: AbortSignal,
  ): Promise<Result<RelatedMessages>>;
  /** When the messages of a folder came, from afar; without a connection as far as it is known here. */
  folderDates(account: AccountId, mailbox: MailboxName): Promise<Result<FolderDates>>;
  /** The position (0 is the newest) of the newest message that came before this time, epoch ms. */
  findDate(account: AccountId, mailbox: MailboxName, before: number): Promise<Result<number>>;
  /** The part, transfer-decoded, as octets without a type. It is the browser that keeps them, piece by piece as they come. */
  fetchPart(
    account: AccountId,
    mailbox: MailboxName,
    uid: Uid,
    section: string,
    options?: FetchPartOptions,
  ): Promise<Result<Blob>>;
  /** Shown when it returns. */
  dispatch(input: Omit<OpInput, 'id'>): Op;
  undo(opId: string): void;
  reconnect(account: AccountId): void;
  /** Once more, after the folder could not be opened. */
  reopen(account: AccountId, mailbox: MailboxName): void;
}
