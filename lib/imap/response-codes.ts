/** Bracketed codes of status responses: what a program may act on, beside the text for people. */
import type { Flag, ModSeq, NumberSet, Uid, UidValidity } from './types';

/**
 * Codes that say all by their name. Of RFC 9051 7.1 unless said otherwise; an argument that a server adds to one of them is
 * left out.
 */
export const PLAIN_CODES = [
  'alert',
  'alreadyexists',
  'authenticationfailed',
  'authorizationfailed',
  'cannot',
  'clientbug',
  'closed',
  'contactadmin',
  'corruption',
  'expired',
  'expungeissued',
  'haschildren',
  'inuse',
  'limit',
  'nonexistent',
  'noperm',
  'overquota',
  'parse',
  'privacyrequired',
  'read-only',
  'read-write',
  'serverbug',
  'trycreate',
  'uidnotsticky',
  'unavailable',
  'unknown-cte',
  // RFC 4469 4.2, RFC 7889 4: the message is too big.
  'toobig',
  // RFC 4978 3
  'compressionactive',
  // RFC 5182 2.1
  'notsaved',
  // RFC 5255 4.9
  'badcomparator',
  // RFC 5259 9
  'tempfail',
  // RFC 5465 5.8
  'notificationoverflow',
  // RFC 6154 3
  'useattr',
  // RFC 7162 3.1.2.2
  'nomodseq',
  // RFC 9586 3
  'uidrequired',
] as const;

export type PlainCode = (typeof PLAIN_CODES)[number];

/** A typed code is named as on the wire, in lower case (RFC 9051 7.1 and the extensions named at each). */
export type ResponseCode =
  | { readonly kind: PlainCode }
  | { readonly kind: 'capability'; readonly capabilities: readonly string[] }
  | { readonly kind: 'permanentflags'; readonly flags: readonly Flag[] }
  | { readonly kind: 'uidnext'; readonly uid: Uid }
  | { readonly kind: 'uidvalidity'; readonly uidValidity: UidValidity }
  /** RFC 3501 7.1 */
  | { readonly kind: 'unseen'; readonly seq: number }
  /** RFC 7162 3.1.2.1 */
  | { readonly kind: 'highestmodseq'; readonly modSeq: ModSeq }
  | { readonly kind: 'appenduid'; readonly uidValidity: UidValidity; readonly uids: NumberSet }
  | {
      readonly kind: 'copyuid';
      readonly uidValidity: UidValidity;
      /** Source and destination UIDs in the order sent, pairwise (RFC 4315 3). */
      readonly from: NumberSet;
      readonly to: NumberSet;
    }
  /** Messages a conditional STORE left alone; UIDs after UID STORE (RFC 7162 3.1.3). */
  | { readonly kind: 'modified'; readonly set: NumberSet }
  | { readonly kind: 'badcharset'; readonly charsets: readonly string[] }
  /** The events the server knows, where it does not know those asked for (RFC 5465 5); Dovecot names the ones it does not know. */
  | { readonly kind: 'badevent'; readonly events: readonly string[] }
  /** The piece of CATENATE that is not there (RFC 4469 4.1). */
  | { readonly kind: 'badurl'; readonly url: string }
  /** Where the mailbox or the person is said to be (RFC 2193 6, RFC 2221 4). For people to read: it is never followed. */
  | { readonly kind: 'referral'; readonly urls: readonly string[] }
  /** RFC 4467 8 */
  | { readonly kind: 'urlmech'; readonly mechanisms: readonly string[] }
  /** RFC 5464 4.2.1, 4.3: `octets` is the size of the longest entry left out, or the largest the server takes. */
  | { readonly kind: 'metadata'; readonly what: 'longentries' | 'maxsize'; readonly octets: number }
  | { readonly kind: 'metadata'; readonly what: 'toomany' | 'noprivate'; readonly octets: null }
  /** RFC 5257 4 */
  | { readonly kind: 'annotate'; readonly what: 'toobig' | 'toomany' }
  /** RFC 5257 4: octets an annotation may have; null where there can be none, or they can only be read. */
  | {
      readonly kind: 'annotations';
      readonly maxSize: number | null;
      readonly readOnly: boolean;
      readonly noPrivate: boolean;
    }
  /** The search with this tag is told of no more (RFC 5267 4.3). */
  | { readonly kind: 'noupdate'; readonly tag: string }
  /** RFC 5466 3.1 */
  | { readonly kind: 'undefined-filter'; readonly name: string }
  /** RFC 5259 9 */
  | { readonly kind: 'maxconvertmessages' | 'maxconvertparts'; readonly limit: number }
  /** Of the mailbox that CREATE made or SELECT opened (RFC 8474 4.1, 4.2). */
  | { readonly kind: 'mailboxid'; readonly id: string }
  /**
   * How far a long command is (RFC 9585 4). `tag`: the command, null where the server does not say. `done` of `goal` are
   * done; each null where it is not known.
   */
  | {
      readonly kind: 'inprogress';
      readonly tag: string | null;
      readonly done: number | null;
      readonly goal: number | null;
    }
  /**
   * A command named more messages than the server works on at a time (RFC 9738 3). `lowestUid`: the last one it did, where it
   * did some; what lies below is left to do.
   */
  | { readonly kind: 'messagelimit'; readonly limit: number; readonly lowestUid: Uid | null }
  /** Any other, or one of those above whose arguments cannot be read: its name in upper case and the rest as text. */
  | { readonly kind: 'unknown'; readonly name: string; readonly argument: string | null };
