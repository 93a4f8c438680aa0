import type { Translated } from './en';

/** The protocol drawer: a sentence for each code of an extension; those of RFC 9051 and what is close to it are in wire-en.ts. */
export const wireCodes = {
  ANNOTATE: 'ANNOTATE: the note is too big, or there are too many of them.',
  ANNOTATIONS: 'ANNOTATIONS: how big notes on messages of this mailbox may be.',
  BADCOMPARATOR: 'BADCOMPARATOR: the server cannot compare text in any of the ways asked for.',
  BADURL: 'BADURL: a piece of the message is not where its address says.',
  COMPRESSIONACTIVE: 'COMPRESSIONACTIVE: the connection is compressed already.',
  INPROGRESS: 'INPROGRESS: a long command is still at work; the numbers say how far it is.',
  MAILBOXID: 'MAILBOXID: a name of the mailbox that stays when it is renamed.',
  MAXCONVERTMESSAGES: 'MAXCONVERTMESSAGES: how many messages the server converts at a time.',
  MAXCONVERTPARTS: 'MAXCONVERTPARTS: how many parts of a message the server converts at a time.',
  MESSAGELIMIT: 'MESSAGELIMIT: the command names more messages than the server works on at a time.',
  METADATA: 'METADATA: the note is too big, there are too many, or it cannot be private.',
  NOTSAVED: 'NOTSAVED: the server did not keep what the search found.',
  NOUPDATE: 'NOUPDATE: the server will not tell of changes to what the search found.',
  REFERRAL: 'REFERRAL: the server names another one. Tagline shows it and never follows it.',
  TEMPFAIL: 'TEMPFAIL: the conversion failed this time and may work later.',
  TOOBIG: 'TOOBIG: the message is bigger than the server takes.',
  UIDREQUIRED: 'UIDREQUIRED: in this session messages have UIDs only, no sequence numbers.',
  'UNDEFINED-FILTER': 'UNDEFINED-FILTER: the server has no saved search of that name.',
  'UNKNOWN-CTE': 'UNKNOWN-CTE: the server cannot decode how the part was encoded.',
  URLMECH: 'URLMECH: the ways in which the server can vouch for addresses of messages.',
  USEATTR: 'USEATTR: the mailbox cannot be given that use.',
};

export type WireCodeMessages = Translated<typeof wireCodes>;
