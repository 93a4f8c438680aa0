/**
 * What a command is. Factories in this folder return `Command<T>`, which other layers pass to `ImapConnection.enqueue`
 * without looking inside; `T` is what a successful run gives.
 */
import type {
  ConnectionState,
  LiteralSink,
  MailboxName,
  NumberSet,
  ResponseCode,
  SaslNeed,
  Tag,
  UntaggedEvent,
} from '../types';
import type { BodyLiteral } from '../literals';
import type { Has } from '../pipelining';
import type { WireWriter } from '../wire/writer';

export interface Command<T> {
  /** As on the wire, for messages: `UID FETCH`. */
  readonly name: string;
  /** States in which it may be sent. */
  readonly states: readonly ConnectionState[];
  /** State after OK, when it changes; SELECT falls back to `authenticated` on NO. */
  readonly nextState?: ConnectionState;
  /** Speaks or is answered in sequence numbers: waits while anything that may bring EXPUNGE is in flight. */
  readonly bySequence?: boolean;
  /** The server may not send EXPUNGE while it runs (RFC 9051 7.5.1: FETCH, STORE, SEARCH without UID). */
  readonly keepsNumbers?: boolean;
  /** Nothing is sent after it until it is complete: what follows depends on it, or it owns the line. */
  readonly barrier?: boolean;
  /** Sent only when nothing is in flight. */
  readonly alone?: boolean;
  /** The mailbox that is opened or asked about. */
  readonly mailbox?: MailboxName;
  /** Kinds of untagged data by which it is answered, where they carry no tag; `has` asks for capabilities. */
  readonly answers?: (has: Has) => readonly string[];
  /** What it asks of bodies, as far as that tells whose an answer is. */
  readonly bodies?: Bodies;
  /** Capabilities without which it says something else: given up with it when the server does not understand it. */
  readonly needs?: readonly string[];
  /**
   * The same in parts whose lines have at most so many octets, and that name no more messages than the server works on; undefined: it
   * fits, or cannot be cut.
   */
  readonly split?: (octets: number, most?: Most) => Split<T> | undefined;
  /** IDLE: ended by DONE, sent last. */
  readonly idle?: boolean;
  /** Carries or proves a password: never over an unprotected connection. */
  readonly credentials?: boolean;
  /** LOGIN: forbidden by LOGINDISABLED. */
  readonly login?: boolean;
  /** COMPRESS: after its OK all octets are of another kind. */
  readonly compresses?: boolean;
  /** STARTTLS: nothing may follow its OK. */
  readonly last?: boolean;
  /**
   * What the server would need for it and has not; null: nothing. For commands with literals: a server that does not know them stops
   * reading before the literal, and takes its octets for commands.
   */
  readonly missing?: (context: CommandContext) => string | null;
  /** Its `write` is pure, so that bad arguments can be found when it is enqueued. */
  readonly checkable?: boolean;
  /** A run of the command: its own state. */
  readonly start: () => Exchange<T>;
}

/** The answers of two commands that ask for octets of messages are told apart by the message, the section and where the octets begin. */
export interface Bodies {
  /** Null: nobody knows which. */
  readonly messages: NumberSet | null;
  /** `messages` are UIDs, else sequence numbers. */
  readonly uid: boolean;
  /** Sections as `sectionKey` names them, with the origins asked for; null: without one. */
  readonly origins: ReadonlyMap<string, ReadonlySet<number | null>>;
  /** The octets leave as they come, maybe before the row has said which message it is of. */
  readonly streamed: boolean;
}

/** Messages one command may name, and one that adds messages to a mailbox (RFC 9738 3, MESSAGELIMIT and SAVELIMIT). */
export interface Most {
  readonly messages: number;
  readonly saved: number;
}

export interface Split<T> {
  readonly parts: readonly Command<T>[];
  /** `values` are those of the parts, in their order. */
  readonly join: (values: readonly unknown[]) => T;
}

/** What a command may know of the session when it is written. */
export interface CommandContext {
  readonly tag: Tag;
  /** Whether the server offers it. Asking makes it a reason, should the server answer BAD: see refusals.ts. */
  readonly has: (capability: string) => boolean;
  /** The same of what the caller wants whether offered or not: false once the server refused it. */
  readonly may: (capability: string) => boolean;
  /** UTF8=ACCEPT or IMAP4rev2 is enabled. */
  readonly utf8: boolean;
}

export interface Exchange<T> {
  /** Writes name and arguments; tag, space and CRLF are the caller's. */
  readonly write: (w: WireWriter, context: CommandContext) => void;
  /** True when the event was the command's own and must not be told to others. Called in the order of arrival. */
  readonly untagged?: (event: UntaggedEvent) => boolean;
  /** Where the literal of a body section goes: a sink, `keep`, or undefined when it was not asked for. */
  readonly literal?: (literal: BodyLiteral) => LiteralSink | 'keep' | undefined;
  /** The server sent `+` and the command waits for nothing but it. */
  readonly continuation?: (text: string) => ContinuationAnswer;
  /** The driver answered a `need`. */
  readonly resume?: (key: Uint8Array) => ContinuationAnswer;
  /** Set when we gave the command up although the server may still say OK. */
  readonly failed?: () => string | null;
  /**
   * The tagged OK.
   * @throws ParseError when what the command needs did not arrive.
   */
  readonly finish: (code: ResponseCode | null, text: string) => T;
}

export type ContinuationAnswer =
  | { readonly kind: 'send'; readonly line: string; readonly secret: boolean }
  | { readonly kind: 'need'; readonly need: SaslNeed };
