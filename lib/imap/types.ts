/**
 * The vocabulary of the protocol layer: what the grammar produces and what commands take.
 * Everything here is plain data; strings that come from header fields are raw (encoded words are decoded by lib/mime).
 */

import type { ExtensionEvent } from './extension-types';
import type { ResponseCode } from './response-codes';

export type { ResponseCode } from './response-codes';

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Unique identifier of a message in a mailbox, 1..2^32-1 (RFC 9051 2.3.1.1). */
export type Uid = Brand<number, 'Uid'>;
/** Message sequence number in the selected mailbox, 1..EXISTS (RFC 9051 2.3.1.2). Never stored. */
export type SeqNum = Brand<number, 'SeqNum'>;
/** UIDVALIDITY of a mailbox. 0 is tolerated: some servers send it. */
export type UidValidity = Brand<number, 'UidValidity'>;
/** Modification sequence, up to 63 bits (RFC 7162). */
export type ModSeq = Brand<bigint, 'ModSeq'>;
/** Mailbox name as people read it (Unicode). INBOX is always upper case. */
export type MailboxName = Brand<string, 'MailboxName'>;
/** Tag of a command, made by us. */
export type Tag = Brand<string, 'Tag'>;

/** Stands where a message has no sequence number: under UIDONLY (RFC 9586). */
export const NO_SEQ = 0 as SeqNum;

export const toUid = (n: number): Uid => n as Uid;
export const toSeqNum = (n: number): SeqNum => n as SeqNum;
export const toMailboxName = (name: string): MailboxName =>
  (name.length === 5 && name.toUpperCase() === 'INBOX' ? 'INBOX' : name) as MailboxName;

/** Inclusive ranges, ascending and disjoint; `Infinity` stands for `*`. */
export type NumberSet = readonly (readonly [low: number, high: number])[];
/** Ranges as they were sent, in that order; one may run downwards. Where the order means something (ESORT). */
export type NumberRanges = readonly (readonly [from: number, to: number])[];

/** A flag as sent: system flags with their backslash, keywords without. Compare with `flagEquals` (case-insensitive). */
export type Flag = string;

/** How safe the bytes under this connection are; "before TLS" rules hold for `insecure`. */
export type TransportSecurity = 'tls' | 'memory' | 'loopback' | 'insecure';

export type StatusKind = 'ok' | 'no' | 'bad' | 'bye' | 'preauth';

export interface EnvelopeAddress {
  readonly name: string | null;
  readonly mailbox: string | null;
  readonly host: string | null;
}

/** ENVELOPE (RFC 9051 7.5.2). Groups keep their NIL markers: host null = group start (mailbox) or end. */
export interface Envelope {
  readonly date: string | null;
  readonly subject: string | null;
  readonly from: readonly EnvelopeAddress[];
  readonly sender: readonly EnvelopeAddress[];
  readonly replyTo: readonly EnvelopeAddress[];
  readonly to: readonly EnvelopeAddress[];
  readonly cc: readonly EnvelopeAddress[];
  readonly bcc: readonly EnvelopeAddress[];
  readonly inReplyTo: string | null;
  readonly messageId: string | null;
}

/** BODYSTRUCTURE (RFC 9051 7.5.2), already numbered: `section` is what BODY[...] takes ('' for a multipart root). */
export type BodyStructure = MultipartBody | SinglePartBody;

export interface MultipartBody {
  readonly kind: 'multipart';
  readonly section: string;
  readonly subtype: string;
  readonly parts: readonly BodyStructure[];
  readonly params: readonly (readonly [string, string])[];
  readonly disposition: BodyDisposition | null;
}

export interface SinglePartBody {
  readonly kind: 'part';
  readonly section: string;
  /** Lower case, e.g. 'text'. */
  readonly type: string;
  readonly subtype: string;
  readonly params: readonly (readonly [string, string])[];
  readonly id: string | null;
  readonly description: string | null;
  /** Lower case transfer encoding. */
  readonly encoding: string;
  /** Octets in transfer encoding. */
  readonly size: number;
  readonly lines: number | null;
  readonly disposition: BodyDisposition | null;
  /** Of message/rfc822 only. */
  readonly envelope: Envelope | null;
  readonly body: BodyStructure | null;
}

export interface BodyDisposition {
  readonly type: string;
  readonly params: readonly (readonly [string, string])[];
}

/** One BODY[section]<origin> or BINARY[section] item of a FETCH response. */
export interface BodySection {
  readonly section: string;
  readonly origin: number | null;
  readonly binary: boolean;
  /** Kept bytes; null for NIL, and null with `streamed` when the bytes went to a sink. */
  readonly bytes: Uint8Array | null;
  readonly streamed: boolean;
}

/** BINARY.SIZE[section] (RFC 9051 7.5.2): octets of the part once decoded. */
export interface BinarySize {
  readonly section: string;
  readonly octets: number;
}

/** Items of one FETCH response; an absent item was not sent. */
export interface FetchItems {
  readonly uid?: Uid;
  readonly flags?: readonly Flag[];
  /** INTERNALDATE as epoch milliseconds, UTC. */
  readonly internalDate?: number;
  /** RFC822.SIZE in octets. */
  readonly size?: number;
  readonly envelope?: Envelope;
  readonly bodyStructure?: BodyStructure;
  readonly modSeq?: ModSeq;
  /** First words of the text (RFC 8970); null when the server has none, or none at hand for PREVIEW (LAZY). */
  readonly preview?: string | null;
  /** SAVEDATE as epoch milliseconds, UTC; null where the mailbox keeps none (RFC 8514). */
  readonly saveDate?: number | null;
  /** OBJECTID (RFC 8474). */
  readonly emailId?: string;
  readonly threadId?: string | null;
  /** X-GM-EXT-1: numbers of 64 bits as digits; labels as people read them, system labels with their backslash. */
  readonly gmailMessageId?: string;
  readonly gmailThreadId?: string;
  readonly gmailLabels?: readonly string[];
  readonly binarySizes?: readonly BinarySize[];
  readonly sections?: readonly BodySection[];
}

export interface ListEntry {
  readonly name: MailboxName;
  /** Hierarchy delimiter, null when flat. */
  readonly delimiter: string | null;
  /** Attributes in lower case with backslash, e.g. '\\noselect', '\\sent'. */
  readonly attributes: readonly string[];
  /** The name it had until now (OLDNAME, RFC 5465 5.4, RFC 9051 7.3.1). */
  readonly oldName?: MailboxName;
  /** Why it is listed although it does not match itself: what is below it does, in lower case (CHILDINFO, RFC 5258 4). */
  readonly childInfo?: readonly string[];
}

/** One bounded thing of a quota root (RFC 9208 5): STORAGE in units of 1,024 octets, MESSAGE, MAILBOX. */
export interface QuotaResource {
  /** Upper case. */
  readonly name: string;
  readonly usage: number;
  readonly limit: number;
}

export interface QuotaRoot {
  /** Often empty. */
  readonly root: string;
  readonly resources: readonly QuotaResource[];
}

export interface MailboxStatus {
  readonly messages?: number;
  readonly unseen?: number;
  readonly uidNext?: Uid;
  readonly uidValidity?: UidValidity;
  readonly highestModSeq?: ModSeq;
  /** Octets of all messages (RFC 9051 6.3.11, STATUS=SIZE). */
  readonly size?: number;
  /** Messages with \\Deleted, and octets that expunging them would free (RFC 9208 4.1.4). */
  readonly deleted?: number;
  readonly deletedStorage?: number;
  /** RFC 3501 6.3.10 */
  readonly recent?: number;
  /** Octets the largest message may have here (RFC 7889 3); null: there is no limit. */
  readonly appendLimit?: number | null;
  /** OBJECTID (RFC 8474 4.3). */
  readonly mailboxId?: string;
}

export interface EsearchResult {
  readonly tag: string | null;
  readonly uid: boolean;
  readonly count?: number;
  readonly min?: number;
  readonly max?: number;
  readonly all?: NumberSet;
  /** The same in the order of the server, where that is another: what ESORT answers (RFC 5267 3). */
  readonly allAsSent?: NumberRanges;
  /** Those places of the result that were asked for (RFC 9394 3.1). */
  readonly partial?: {
    /** 1-based and inclusive; negative ones count from the end. */
    readonly range: readonly [first: number, last: number];
    readonly asSent: NumberRanges;
  };
  readonly modSeq?: ModSeq;
  /** Of the messages of `all`, in that order, 1..100 (RFC 6203 4). */
  readonly relevancy?: readonly number[];
  /** With MULTISEARCH: where the numbers belong (RFC 7377 2.1). */
  readonly mailbox?: MailboxName;
  readonly uidValidity?: UidValidity;
}

export interface NamespaceEntry {
  readonly prefix: string;
  readonly delimiter: string | null;
}

/** What an untagged line said. Sequence numbers are those of the moment the line arrived. */
export type UntaggedEvent =
  | {
      readonly kind: 'status-response';
      readonly status: StatusKind;
      readonly code: ResponseCode | null;
      readonly text: string;
    }
  | { readonly kind: 'capability'; readonly capabilities: readonly string[] }
  | { readonly kind: 'enabled'; readonly capabilities: readonly string[] }
  | { readonly kind: 'exists'; readonly count: number }
  | { readonly kind: 'recent'; readonly count: number }
  | { readonly kind: 'expunge'; readonly seq: SeqNum }
  | { readonly kind: 'vanished'; readonly earlier: boolean; readonly uids: NumberSet }
  | { readonly kind: 'flags'; readonly flags: readonly Flag[] }
  | { readonly kind: 'fetch'; readonly seq: SeqNum; readonly items: FetchItems }
  | { readonly kind: 'list'; readonly lsub: boolean; readonly entry: ListEntry }
  | { readonly kind: 'status'; readonly mailbox: MailboxName; readonly status: MailboxStatus }
  | { readonly kind: 'search'; readonly numbers: Uint32Array; readonly modSeq: ModSeq | null }
  | { readonly kind: 'esearch'; readonly result: EsearchResult }
  | {
      readonly kind: 'namespace';
      readonly personal: readonly NamespaceEntry[];
      readonly other: readonly NamespaceEntry[];
      readonly shared: readonly NamespaceEntry[];
    }
  | ExtensionEvent
  | { readonly kind: 'quota'; readonly root: string; readonly resources: readonly QuotaResource[] }
  | { readonly kind: 'quotaroot'; readonly mailbox: MailboxName; readonly roots: readonly string[] }
  | { readonly kind: 'id'; readonly fields: ReadonlyMap<string, string | null> | null }
  /** A response of a kind we do not read: kept as bytes for the wire screen. */
  | { readonly kind: 'unknown'; readonly raw: Uint8Array }
  /** A line that breaks the grammar: it costs itself only. */
  | {
      readonly kind: 'malformed';
      readonly raw: Uint8Array;
      readonly offset: number;
      readonly reason: string;
    };

/** States of RFC 9051 section 3, plus the time before the greeting and after the end. */
export type ConnectionState =
  | 'greeting'
  | 'not-authenticated'
  | 'authenticated'
  | 'selected'
  | 'logout'
  | 'closed';

/** Number of a command given to `ImapConnection.enqueue`; unique for the connection's life. */
export type CommandId = Brand<number, 'CommandId'>;

/** Why a command did not succeed. Refusals are values, never exceptions (docs/adr). */
export type CommandFailure =
  | {
      readonly kind: 'no' | 'bad';
      readonly code: ResponseCode | null;
      readonly text: string;
    }
  /** The connection ended before the tagged line: whether the server did it is unknown if it was `sent`. */
  | { readonly kind: 'closed'; readonly sent: boolean; readonly reason: string }
  /** The tagged line could not be read, or broke the protocol. */
  | { readonly kind: 'protocol'; readonly reason: string }
  | { readonly kind: 'cancelled' };

export type CommandOutcome<T> =
  | { readonly ok: true; readonly value: T; readonly code: ResponseCode | null; readonly text: string }
  | { readonly ok: false; readonly failure: CommandFailure };

/** Bytes of a FETCH body section that go to a sink instead of memory. */
export interface LiteralSink {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: (complete: boolean) => void;
}

/** What `ImapConnection.next()` hands out, in order. */
export type ConnectionEvent =
  | {
      readonly kind: 'greeting';
      readonly status: 'ok' | 'preauth';
      readonly code: ResponseCode | null;
      readonly text: string;
    }
  /** Untagged data no command asked for (and EXISTS/EXPUNGE/FETCH flags/VANISHED always). */
  | { readonly kind: 'untagged'; readonly event: UntaggedEvent }
  | { readonly kind: 'done'; readonly id: CommandId; readonly outcome: CommandOutcome<unknown> }
  /** IDLE was accepted ('+'), or is over. */
  | { readonly kind: 'idle'; readonly active: boolean }
  | { readonly kind: 'state'; readonly state: ConnectionState }
  /** COMPRESS succeeded: `rest` and whatever comes are deflated, and whatever is sent must be. */
  | { readonly kind: 'compressed'; readonly rest: Uint8Array }
  /** A SASL mechanism wants something only the driver can do (key derivation); answer by `resume`. */
  | { readonly kind: 'need'; readonly id: CommandId; readonly need: SaslNeed }
  /** Terminal: server BYE, broken protocol or exceeded limit; no event follows but `done` of what was pending. */
  | { readonly kind: 'closed'; readonly reason: CloseReason };

export type CloseReason =
  | { readonly kind: 'bye'; readonly code: ResponseCode | null; readonly text: string }
  | { readonly kind: 'protocol'; readonly code: ProtocolErrorCode; readonly detail: string }
  | { readonly kind: 'local'; readonly detail: string };

/** Stable codes of terminal protocol errors (lib/imap/errors.ts says each in a developer's words). */
export type ProtocolErrorCode =
  | 'greeting-broken'
  | 'preauth-before-tls'
  | 'line-too-long'
  | 'literal-too-large'
  | 'literal-syntax'
  | 'response-too-large'
  | 'too-many-tokens'
  | 'unsolicited-flood'
  | 'unknown-tag'
  | 'unexpected-continuation'
  | 'bytes-before-tls'
  | 'compressed-broken'
  | 'compressed-too-large';

/** One step a mechanism asks of its driver: PBKDF2 with the given bounds (RFC 5802 2.2). */
export interface SaslNeed {
  readonly kind: 'derive';
  readonly hash: 'SHA-1' | 'SHA-256' | 'SHA-512';
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Wanted key length in octets. */
  readonly length: number;
}

export type SaslStep =
  | { readonly kind: 'send'; readonly response: Uint8Array }
  | { readonly kind: 'need'; readonly need: SaslNeed }
  /** The server is not who it must be, or spoke nonsense: AUTHENTICATE is cancelled by '*'. */
  | { readonly kind: 'fail'; readonly reason: string };

/** Sans-I/O side of a SASL mechanism (RFC 4422); lib/sasl implements it. */
export interface SaslMechanism {
  readonly name: string;
  /** Initial response, or null when the server speaks first. */
  readonly initial: () => Uint8Array | null;
  /** A decoded server challenge arrived. */
  readonly challenge: (data: Uint8Array) => SaslStep;
  /** The driver's answer to a `need`. */
  readonly derived: (key: Uint8Array) => SaslStep;
  /** The tagged OK arrived; false when the server has not proved itself (no SCRAM signature seen). */
  readonly success: () => boolean;
}
