/** The model's vocabulary: what the engine knows about mail and what pages show. Plain data, safe to clone between threads. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import type { MimeAddress } from '../mime';
import type { StoreRefusal, StoreTrouble } from './storage-codes';

export type { ChosenIn, ChosenSet, FolderJob, FolderJobResult, UidSet } from './folder-edit';

/** Screens name people without knowing the MIME layer. */
export type { MimeAddress };

/** Names one signed-in account for the life of the engine; made from target and user, never secret. */
export type AccountId = string;

/** Special use of a folder (RFC 6154), from attributes or, where the server says none, from well-known names. */
export type FolderRole = 'inbox' | 'drafts' | 'sent' | 'archive' | 'junk' | 'trash' | 'flagged' | 'all';

export interface Folder {
  readonly name: MailboxName;
  /** Last segment of the name, made safe for display. */
  readonly label: string;
  readonly parent: MailboxName | null;
  /** 0 for top level. */
  readonly depth: number;
  readonly delimiter: string | null;
  readonly role: FolderRole | null;
  readonly selectable: boolean;
  readonly subscribed: boolean;
  /** \NoInferiors: nothing can be made inside it. */
  readonly leaf?: true;
  /** Counters, null until known. */
  readonly total: number | null;
  readonly unseen: number | null;
}

/** What ties a message to others of its conversation: numbers made of ids (thread-links.ts). */
export interface ThreadLinks {
  /** Of the Message-ID; 0 where there is none. */
  readonly id: number;
  /** Of what References and In-Reply-To name, oldest first; without `id`, each once. */
  readonly refs: readonly number[];
  /** Of the conversation as the server names it (THREADID, X-GM-THRID); 0 where it does not. */
  readonly group: number;
}

/** One row of a message list, decoded and safe to show as text. */
export interface MessageRow {
  readonly uid: Uid;
  readonly seen: boolean;
  readonly starred: boolean;
  readonly answered: boolean;
  readonly forwarded: boolean;
  readonly draft: boolean;
  /** \Deleted set by another client, not yet expunged. */
  readonly deleted: boolean;
  readonly keywords: readonly string[];
  readonly from: readonly MimeAddress[];
  readonly to: readonly MimeAddress[];
  readonly subject: string;
  /** Date header when sane, else INTERNALDATE; epoch ms. */
  readonly date: number;
  readonly size: number;
  readonly hasAttachment: boolean;
  /** The message itself, wherever it lies: EMAILID (RFC 8474), or Gmail's X-GM-MSGID. Left out where the server says none. */
  readonly emailId?: string;
  /** Absent where it was never asked for. */
  readonly thread?: ThreadLinks;
}

export interface Attachment {
  /** IMAP section to fetch. */
  readonly section: string;
  readonly name: string;
  /** Our own judgement of the type, lower case 'type/subtype'; never used to render active content. */
  readonly type: string;
  /** Octets after transfer decoding, estimated where only the encoded size is known. */
  readonly size: number;
  readonly encoding: string;
  readonly contentId: string | null;
  /** Shown inside the HTML body by cid. */
  readonly inline: boolean;
}

/** A message opened for reading. */
export interface MessageDetail {
  readonly uid: Uid;
  readonly subject: string;
  readonly from: readonly MimeAddress[];
  readonly sender: readonly MimeAddress[];
  readonly replyTo: readonly MimeAddress[];
  readonly to: readonly MimeAddress[];
  readonly cc: readonly MimeAddress[];
  readonly bcc: readonly MimeAddress[];
  readonly date: number;
  readonly messageId: string | null;
  /** Raw, unsanitised HTML; only components/reader may touch it. Null when there is none or it exceeds the caps. */
  readonly html: string | null;
  readonly text: string | null;
  /** Why the HTML is not offered at once: above 200 kB or 5,000 tags (security.md 4.2.1). */
  readonly htmlTooLarge: boolean;
  /** The body was cut at a cap. */
  readonly truncated: boolean;
  readonly attachments: readonly Attachment[];
  /** Bytes of inline parts that came with the body, by content id without angle brackets. */
  readonly inlineParts: readonly {
    readonly contentId: string;
    readonly type: string;
    readonly bytes: Uint8Array;
  }[];
}

/** What the line at the foot of the folder pane says; always the truth of this moment. */
export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly roundTripMs: number | null; readonly queued: number }
  /** The account is connected; what is shown is not told of at once, it is asked for every so often. */
  | {
      readonly kind: 'checked';
      readonly everyMs: number;
      /** Why it is not told of, where the server or the bridge gives no more connections. */
      readonly because: AppError | null;
      readonly roundTripMs: number | null;
      readonly queued: number;
    }
  | {
      readonly kind: 'reconnecting';
      /** Epoch ms of the next try. */
      readonly at: number;
      readonly queued: number;
      readonly error: AppError | null;
    }
  | { readonly kind: 'offline'; readonly queued: number }
  | { readonly kind: 'signed-out'; readonly error: AppError | null };

/** Every failure a person may see: the key of a sentence in lib/i18n (errors.<code>) and of a row in faults.ts. */
export type ErrorCode =
  | 'wrong-password'
  | 'too-many-accounts'
  | 'login-disabled'
  | 'no-mechanism'
  | 'mechanism-unknown'
  | 'server-signature'
  | 'server-refused'
  | 'too-many-connections'
  | 'server-bye'
  | 'server-protocol'
  | 'mailbox-missing'
  | 'mailbox-refused'
  | 'mailbox-crashes'
  | 'mailbox-changed'
  | 'mailbox-read-only'
  | 'mailbox-unsteady'
  | 'message-missing'
  | 'message-too-large'
  | 'part-broken'
  | 'action-refused'
  | 'action-unknown'
  | 'action-partly'
  | 'action-over-quota'
  | 'action-no-way-back'
  | 'moved-not-removed'
  | 'no-archive-folder'
  | 'no-trash-folder'
  | 'folder-name-empty'
  | 'folder-name-control'
  | 'folder-name-wildcard'
  | 'folder-name-delimiter'
  | 'folder-name-long'
  | 'folder-exists'
  | 'folder-refused'
  | 'folder-fixed'
  | 'folder-in-itself'
  | 'folder-flat'
  | 'folder-partly'
  | 'job-unsafe'
  | 'append-forbidden'
  | 'append-refused'
  | 'append-too-large'
  | 'append-unsure'
  | 'over-quota'
  | 'import-no-mail'
  | 'import-too-many'
  | 'import-unreadable'
  | 'import-too-large'
  | 'import-binary'
  | 'import-empty'
  | 'import-broken'
  | 'export-too-large'
  | 'export-unwritable'
  | 'marked-meanwhile'
  | 'tab-reopened'
  | 'device-expired'
  | 'offline'
  | 'bridge-unreachable'
  | 'bridge-origin'
  | 'bridge-rate'
  | 'bridge-draining'
  | 'bridge-outdated'
  | 'bridge-closed'
  | 'target-unknown'
  | 'target-refused'
  | 'dns-failed'
  | 'connect-failed'
  | 'connect-timeout'
  | 'tls-failed'
  | 'tls-expired'
  | 'tls-name'
  | 'tls-self-signed'
  | 'tls-untrusted'
  | 'tls-pin'
  | 'tls-version'
  | 'starttls-refused'
  | 'too-slow'
  | 'answer-endless'
  | StoreTrouble
  | StoreRefusal
  | 'engine-outdated'
  | 'engine-failed'
  | 'internal';

export interface AppError {
  readonly code: ErrorCode;
  /** What the server said, plain text, at most 300 characters, controls removed; shown as "the server says". */
  readonly serverText?: string;
  /** Values for the sentence, e.g. host, seconds. */
  readonly values?: Readonly<Record<string, string | number>>;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

/** A user's change, serialisable, with an inverse (docs/adr). UIDs belong to `uidValidity`. */
export type OpAction =
  | { readonly kind: 'flag'; readonly flag: OpFlag; readonly add: boolean }
  | {
      readonly kind: 'move';
      readonly to: MailboxName;
      readonly purpose: 'archive' | 'trash' | 'junk' | 'move';
    }
  /** Permanent: only inside the trash folder. `marked`: only what carries \Deleted already; nothing is marked by it. */
  | { readonly kind: 'expunge'; readonly marked?: true };

/** Flags a person sets and takes away. \Deleted is only ever taken away, and given back by undoing that. */
export type OpFlag = '\\Seen' | '\\Flagged' | '\\Deleted';

export interface Op {
  /** Made by the page, unique. */
  readonly id: string;
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  readonly uids: readonly Uid[];
  readonly action: OpAction;
  /** Comes along with something else (a message that is opened is read): nobody asks for it to be taken back. */
  readonly aside?: true;
  /** Id of the op it takes back. */
  readonly undoes?: string;
}

export type OpState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'running' }
  /** `moved` pairs old and new UIDs where the server told them (COPYUID): what undo needs. */
  | { readonly kind: 'done'; readonly moved: readonly (readonly [from: Uid, to: Uid])[] }
  /** `part`: what was done of it before it was refused; that stays done. */
  | { readonly kind: 'failed'; readonly error: AppError; readonly part?: OpPart }
  | { readonly kind: 'cancelled' };

export interface OpPart {
  readonly uids: readonly Uid[];
  readonly moved: readonly (readonly [from: Uid, to: Uid])[];
}

/** Neighbouring messages whose UIDs are known. */
export interface UidRun {
  /** Counted from the oldest message, 0 first: sequence number - 1. */
  readonly start: number;
  /** Ascending. */
  readonly uids: Uint32Array;
}

/** Row 0 is the newest message (highest sequence number); positions are those at the moment of the change, in order. */
export type ListChange =
  | {
      readonly kind: 'reset';
      readonly uidValidity: UidValidity;
      readonly exists: number;
      readonly readOnly: boolean;
    }
  /** `count` unknown rows came in at position 0. */
  | { readonly kind: 'arrived'; readonly count: number }
  /** Rows that went, as positions before this change, ascending. */
  | { readonly kind: 'removed'; readonly positions: readonly number[] }
  /** Known rows from position `start` on. */
  | { readonly kind: 'rows'; readonly start: number; readonly rows: readonly (MessageRow | null)[] }
  /** A known row changed (flags). */
  | { readonly kind: 'changed'; readonly rows: readonly MessageRow[] };
