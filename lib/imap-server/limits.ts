/**
 * What one connection may cost the server. Every bound is tested; exceeding one answers BAD or NO, and where
 * the stream can no longer be trusted, BYE.
 */
export const limits = {
  /** Longest command line without its literals, octets (RFC 9051 4: servers should take at least 8192). */
  lineBytes: 65_536,
  /** Longest line before sign-in. */
  lineBytesBeforeLogin: 8_192,
  /** Largest message APPEND takes. */
  appendBytes: 25 * 1024 * 1024,
  /** Largest literal anywhere else. */
  literalBytes: 65_536,
  literalBytesBeforeLogin: 4_096,
  /** Literals of one command together, APPEND's message aside. */
  literalsPerCommand: 64,
  /** A refused non-synchronising literal is read and dropped up to this size; above it the connection ends. */
  skippedLiteralBytes: 64 * 1024 * 1024,
  /** Nested parentheses, NOT and OR of SEARCH. */
  searchDepth: 40,
  /** Keys of one SEARCH program. */
  searchKeys: 1_000,
  /** Ranges of one sequence set. */
  setRanges: 20_000,
  /** Nested multiparts and messages whose structure is told. */
  mimeDepth: 30,
  mimeParts: 1_000,
  keywordBytes: 100,
  keywordsPerMailbox: 200,
  mailboxNameChars: 255,
  mailboxDepth: 20,
  mailboxes: 1_000,
  /** Octets one account may APPEND while the server lives: everything is kept in memory. */
  appendedBytesPerAccount: 512 * 1024 * 1024,
  /** Messages that went whose going is remembered, of one mailbox. */
  departed: 5_000,
  /** Messages of one mailbox. */
  messages: 200_000,
  /** Octets waiting to be sent above which no further command runs. One command's answer may be larger. */
  outputBacklog: 1024 * 1024,
  /** Consecutive BAD answers before the connection ends. */
  badCommands: 25,
  failedLogins: 5,
  /** Fields of ID (RFC 2971 3.3). */
  idFields: 30,
  fetchItems: 100,
  /** Ids of one message that THREAD follows, the latest, and how far up it looks whether they would go round in a circle. */
  threadReferences: 100,
  threadDepth: 1_000,
  /** Event groups of one NOTIFY, and names of one group. */
  notifyGroups: 20,
  notifyNames: 1_000,
} as const;
