/**
 * The port between pages and the engine: one discriminated union each way, sent by plain postMessage.
 * Every message about mail carries its account id. Changes of one engine turn travel in one message.
 */
import type { FolderDates } from './dates';
import type { MailboxName, Uid } from '../imap/types';
import type { ConnectionFacts, TranscriptLine } from '../net/transcript';
import type {
  CutImport,
  ChosenIn,
  ChosenSet,
  JobOrder,
  JobState,
  FolderJobResult,
  FolderRequest,
  ImportResult,
  EverywhereState,
  FolderHits,
  MailView,
  Quota,
  RawHead,
  RawList,
  RawPiece,
  RelatedMessages,
  SearchNode,
  ViewState,
} from '../mail';
import type { HeldSignIn } from './device-shelf';
import type { DeviceReplies, DeviceRequest } from './device-work';
import type { Notice } from './notices';
import type { WaitingWork } from '../session';
import type { RelatedRequest } from './related';
import type { ThreadedMailbox } from '../session/lookup';
import type { RawPlace } from '../session/transfer';
import type { StoreTrouble } from '../store';
import type {
  AccountId,
  AppError,
  ConnectionStatus,
  Folder,
  ListChange,
  MessageDetail,
  Op,
  OpState,
} from '../mail/types';

/** A server of /config.json the page may sign in to. */
export interface ServerTarget {
  readonly id: string;
  readonly name: string;
  /** Bridge target id. */
  readonly target: string;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly security: 'tls' | 'loopback' | 'insecure';
}

export interface AccountSnapshot {
  readonly account: AccountId;
  /** As typed at sign-in. */
  readonly user: string;
  readonly serverName: string;
  readonly connection: ConnectionStatus;
  readonly folders: readonly Folder[];
  /** Null where nothing bounds the account, and until it is known. */
  readonly quota: Quota | null;
  /** Opaque ciphertext a joining tab keeps in its sessionStorage for reload (security.md 4.3); null without WebCrypto. */
  readonly sealed: string | null;
  /** "This is my device": mail and sign-in outlive the browser's session. */
  readonly kept: boolean;
  /** Why less of it is kept on this device than was asked for, the latest last. */
  readonly storage: readonly StoreTrouble[];
  /** What waits and what can be taken back; null while it is being read, then `work` follows. */
  readonly work: WaitingWork | null;
}

export interface SignInRequest {
  readonly server: ServerTarget;
  /** What the server takes for a name. */
  readonly user: string;
  readonly password: string;
  /** What the person typed, where the server takes only a part of it. */
  readonly address?: string;
}

/** Page to engine. `id` of a request is unique per tab and answered by one `reply`. */
export type PageMessage =
  | {
      readonly kind: 'hello';
      readonly build: string;
      readonly tab: string;
      /** From sessionStorage: re-admits a reloaded tab to an engine that outlived it. */
      readonly session: string;
      /** Absolute ws(s) URL of the bridge. */
      readonly bridge: string;
      readonly visible: boolean;
      readonly online: boolean;
    }
  | { readonly kind: 'bye' }
  | {
      readonly kind: 'page-state';
      readonly visible: boolean;
      readonly online: boolean;
      /** The page was frozen, or its network became another one: connections may be dead without a sign of it. */
      readonly woke: boolean;
    }
  /** Dial and read the greeting while the password is typed. */
  | { readonly kind: 'prepare'; readonly server: ServerTarget }
  | { readonly kind: 'request'; readonly id: number; readonly request: EngineRequest }
  /** Nobody waits for the answer of this request any more: reading ends where it can. */
  | { readonly kind: 'abandon'; readonly id: number }
  /** The folder this tab shows (null: none): decides what is watched. */
  | { readonly kind: 'watch'; readonly account: AccountId; readonly mailbox: MailboxName | null }
  /** Rows this tab can see or soon will: positions, inclusive. Latest wins. */
  | {
      readonly kind: 'want-rows';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly first: number;
      readonly last: number;
    }
  /** The folder this tab shows is searched or sorted (`view` null: no longer); `key` is the page's name for that. */
  | {
      readonly kind: 'view';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly key: string;
      readonly view: MailView | null;
    }
  /** Places of the view, as `want-rows`. */
  | { readonly kind: 'want-view'; readonly account: AccountId; readonly first: number; readonly last: number }
  /** All folders are searched for this tab (`search` null: no longer); `key` is the page's name for that. */
  | {
      readonly kind: 'everywhere';
      readonly account: AccountId;
      readonly key: string;
      readonly search: SearchNode | null;
    }
  /** So many rows of what that search finds may be on screen soon, from the newest on. */
  | { readonly kind: 'want-everywhere'; readonly account: AccountId; readonly rows: number }
  /** The rest of the folders need not be searched. */
  | { readonly kind: 'stop-everywhere'; readonly account: AccountId }
  | { readonly kind: 'op'; readonly op: Op }
  | { readonly kind: 'undo'; readonly account: AccountId; readonly opId: string }
  /** "Try again now" of the connection line. */
  | { readonly kind: 'reconnect'; readonly account: AccountId }
  /** "Try again" of a folder that could not be opened. */
  | { readonly kind: 'reopen'; readonly account: AccountId; readonly mailbox: MailboxName }
  /** Ends the tab's long work after the batch under way. */
  | { readonly kind: 'cancel-job'; readonly job: number }
  | { readonly kind: 'sealed'; readonly account: AccountId; readonly sealed: string }
  /** What seals the account's waiting work on disk; null: nothing can just now. */
  | { readonly kind: 'item-key'; readonly account: AccountId; readonly key: CryptoKey | null }
  /** The index of words this page began, as it was asked to; null: it cannot. */
  | { readonly kind: 'index'; readonly port: MessagePort | null }
  /**
   * The bridge's half is another one: what waits of an account (`name`: `accountName` of lib/store) was sealed with `before`, and is sealed
   * with `now` from now on. `before` null: its half is gone, and only an account that is open can still be read.
   */
  | {
      readonly kind: 'reseal';
      readonly name: string;
      readonly before: CryptoKey | null;
      readonly now: CryptoKey;
    }
  /** Whether this tab may show notifications of new mail. */
  | { readonly kind: 'notify'; readonly on: boolean }
  /** Whether mail may be read before anybody asks for it: the person's choice, and none while data is to be saved. */
  | { readonly kind: 'ahead'; readonly on: boolean }
  /** The tab shows the protocol drawer, or no longer, or empties it for everybody. */
  | { readonly kind: 'wire'; readonly act: 'subscribe' | 'unsubscribe' | 'clear' };

export type EngineRequest =
  | DeviceRequest
  /** `resume`: signed in before; answered at once, and tried until it succeeds or the server refuses the password. */
  | {
      readonly kind: 'sign-in';
      readonly signIn: SignInRequest;
      /** "This is my device". */
      readonly kept?: boolean;
      readonly resume?: boolean;
      /** Of a resumed account: the folder this tab will show, so that it is the first one opened. */
      readonly mailbox?: MailboxName | null;
    }
  /** Opens what the device keeps while the password is out of reach; `sign-in` with `resume` follows when it is not any more. */
  | { readonly kind: 'hold'; readonly who: HeldSignIn; readonly mailbox: MailboxName | null }
  /** Changes what is kept of an account from now on; what must not be there any more is gone when it is answered. */
  | { readonly kind: 'keep'; readonly account: AccountId; readonly kept: boolean }
  /** The sealed sign-in of this account opens no more: its mail goes from the disk, its waiting work stays. */
  | { readonly kind: 'expire'; readonly account: AccountId }
  | { readonly kind: 'sign-out'; readonly account: AccountId }
  | {
      readonly kind: 'open-message';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly uid: Uid;
      /** Ask for HTML above the caps too. */
      readonly formatted?: boolean;
    }
  | {
      readonly kind: 'fetch-part';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly uid: Uid;
      readonly section: string;
    }
  /** Which messages of the folder are of one conversation, as the server says; `progress` follows, in thousandths. */
  | { readonly kind: 'threads'; readonly account: AccountId; readonly mailbox: MailboxName }
  /** Messages of a conversation in other folders; `uids` oldest first. */
  | ({ readonly kind: 'related'; readonly account: AccountId } & RelatedRequest)
  /** When the messages of a folder came, from afar. */
  | { readonly kind: 'folder-dates'; readonly account: AccountId; readonly mailbox: MailboxName }
  /** Where the newest message stands that came before `before`, epoch ms. */
  | {
      readonly kind: 'find-date';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly before: number;
    }
  | { readonly kind: 'edit-folder'; readonly account: AccountId; readonly edit: FolderRequest }
  | {
      readonly kind: 'choose-set';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly of: 'all' | 'marked';
    }
  /** All that the tab's search found: in the folder it shows, or (`mailbox` null) in all folders. */
  | { readonly kind: 'choose-found'; readonly account: AccountId; readonly mailbox: MailboxName | null }
  /** `jobId` is unique per tab; `progress` follows. */
  | {
      readonly kind: 'folder-job';
      readonly account: AccountId;
      readonly order: JobOrder;
      readonly jobId: number;
    }
  | { readonly kind: 'raw-list'; readonly account: AccountId; readonly mailbox: MailboxName }
  | {
      readonly kind: 'raw-heads';
      readonly account: AccountId;
      readonly place: RawPlace;
      readonly uids: readonly Uid[];
    }
  | {
      readonly kind: 'raw-pieces';
      readonly account: AccountId;
      readonly place: RawPlace;
      readonly uids: readonly Uid[];
      readonly from: number;
    }
  /** `jobId` as above; `id`: of an import that is written down; `from`: messages that an earlier run went through. */
  | {
      readonly kind: 'import-files';
      readonly account: AccountId;
      readonly mailbox: MailboxName;
      readonly files: readonly Blob[];
      readonly from: number;
      readonly id: string;
      readonly jobId: number;
    }
  /** Imports that ended before their end, and that nobody goes on with. */
  | { readonly kind: 'cut-imports'; readonly account: AccountId }
  | { readonly kind: 'forget-import'; readonly account: AccountId; readonly id: string };

export interface EngineReplies extends DeviceReplies {
  readonly 'sign-in': AccountSnapshot;
  readonly hold: AccountSnapshot;
  readonly keep: null;
  readonly expire: null;
  /** Set when the disk was emptied, but not all of it let go of. */
  readonly 'sign-out': StoreTrouble | null;
  readonly 'open-message': MessageDetail;
  readonly 'folder-dates': FolderDates;
  /** Its position: 0 is the newest message. */
  readonly 'find-date': number;
  /** How many octets the pieces that came with `progress` have in all. */
  readonly related: RelatedMessages;
  /** Null: the server does not know how. */
  readonly threads: ThreadedMailbox | null;
  readonly 'fetch-part': number;
  /** The folder's name afterwards; null when it is gone. */
  readonly 'edit-folder': MailboxName | null;
  readonly 'choose-set': ChosenSet;
  readonly 'choose-found': readonly ChosenIn[];
  readonly 'folder-job': FolderJobResult;
  readonly 'raw-list': RawList;
  readonly 'raw-heads': readonly RawHead[];
  readonly 'raw-pieces': readonly RawPiece[];
  readonly 'import-files': ImportResult;
  readonly 'cut-imports': readonly CutImport[];
  readonly 'forget-import': null;
}

/** Engine to page. */
export type EngineMessage =
  | {
      readonly kind: 'welcome';
      readonly build: string;
      readonly accounts: readonly AccountSnapshot[];
    }
  | {
      readonly kind: 'reply';
      readonly id: number;
      readonly ok: true;
      readonly value: EngineReplies[keyof EngineReplies];
    }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly error: AppError }
  | { readonly kind: 'changes'; readonly account: AccountId; readonly changes: readonly Change[] }
  /** Of a running fetch-part octets, of other work messages, so far of an expected total (0 when unknown). */
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly loaded: number;
      readonly total: number;
      readonly octets?: readonly [done: number, total: number];
      /** Of a running fetch-part: the next piece, transfer-decoded. */
      readonly bytes?: Uint8Array;
    }
  /** New mail while no tab is in sight, to the one tab that tells of it: how many messages, and the newest of them. */
  | {
      readonly kind: 'notices';
      readonly account: AccountId;
      readonly count: number;
      readonly notices: readonly Notice[];
    }
  /** To one page: it is to begin an index of words, and to send its port. */
  | { readonly kind: 'make-index' }
  /** To tabs that show the protocol drawer, at most once a turn. */
  | { readonly kind: 'wire'; readonly update: WireUpdate }
  /** A line for the developer console of the page (SharedWorker consoles are hidden). */
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** A line of a connection with the mail server, secrets masked (lib/net/transcript.ts). */
export type WireLine = TranscriptLine;
export interface WireConnection extends ConnectionFacts {
  /** Empty while nobody signed in over it. */
  readonly account: AccountId;
}

export interface WireUpdate {
  /** `lines` are all there are, not the news. */
  readonly reset: boolean;
  /** Oldest first. Where ids leave a gap, lines were left out. */
  readonly lines: readonly WireLine[];
  /** Null: as before. */
  readonly connections: readonly WireConnection[] | null;
}

/** One thing that changed in the model. */
export type Change =
  | { readonly kind: 'connection'; readonly status: ConnectionStatus }
  | { readonly kind: 'folders'; readonly folders: readonly Folder[] }
  | {
      readonly kind: 'counts';
      readonly mailbox: MailboxName;
      readonly total: number | null;
      readonly unseen: number | null;
    }
  /** A folder, with all inside it, has another name; `folders` follows. */
  | {
      readonly kind: 'folder-renamed';
      readonly from: MailboxName;
      readonly to: MailboxName;
      readonly delimiter: string | null;
    }
  | { readonly kind: 'quota'; readonly quota: Quota | null }
  /** Sent only to tabs that watch the mailbox. */
  | { readonly kind: 'list'; readonly mailbox: MailboxName; readonly change: ListChange }
  | { readonly kind: 'list-error'; readonly mailbox: MailboxName; readonly error: AppError }
  /** Of the view the tab shows, by the page's name for it. */
  | {
      readonly kind: 'view';
      readonly mailbox: MailboxName;
      readonly view: string;
      readonly change: ListChange;
    }
  | {
      readonly kind: 'view-state';
      readonly mailbox: MailboxName;
      readonly view: string;
      readonly state: ViewState;
    }
  /** Less is kept on this device than was asked for. */
  | { readonly kind: 'storage'; readonly troubles: readonly StoreTrouble[] }
  /** Of the tab's search in all folders: what is known of one of them from now on, and how far it is. */
  | {
      readonly kind: 'everywhere';
      readonly key: string;
      readonly hits: FolderHits | null;
      readonly state: EverywhereState;
    }
  | { readonly kind: 'op'; readonly op: Op; readonly state: OpState }
  | { readonly kind: 'job'; readonly order: JobOrder; readonly state: JobState }
  /** All that waits and that can be taken back, once it is known what was left from before. */
  | { readonly kind: 'work'; readonly work: WaitingWork }
  /** New messages in a watched folder, for the polite live region: already coalesced. */
  | { readonly kind: 'new-mail'; readonly mailbox: MailboxName; readonly count: number }
  | { readonly kind: 'signed-out'; readonly error: AppError | null };
