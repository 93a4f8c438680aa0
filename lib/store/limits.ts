/** Bounds of what is kept on disk; each is tested at, above and far above in tests/unit/store/limits.test.ts. */

/** Rows of one header page, and UIDs of one bucket of structures. */
export const PAGE_ROWS = 256;
export const BUCKET_BITS = 7;
/** Characters of the texts of one row; what is longer is asked of the server each time. */
export const MAX_ROW_TEXT = 16_384;
/** Senders of one row, and recipients; the people of a page have numbers of 16 bits. */
export const MAX_ROW_PEOPLE = 100;
/** Octets of what ties a row to another, and how many such a row may have with its own and its conversation's. */
export const LINK_BYTES = 6;
export const MAX_ROW_LINKS = 32;
/** Octets of the texts of one page: a character takes at most six in JSON (`\u0000`), and each row some commas. */
export const MAX_PAGE_TEXT = PAGE_ROWS * (MAX_ROW_TEXT * 6 + 64);
/** Characters of one structure in JSON, and octets of one bucket of them: at most three a character in UTF-8. */
export const MAX_STRUCTURE_CHARACTERS = 32_768;
export const MAX_BUCKET_BYTES = 2 ** BUCKET_BITS * 3 * (MAX_STRUCTURE_CHARACTERS + 128);
/** UIDs of one mailbox as they are read back, whatever a record says. */
export const MAX_TABLE = 4_000_000;
/** Distinct lists of keywords in one mailbox: their numbers take 16 bits. */
export const MAX_KEYWORD_LISTS = 65_535;
/** UIDVALIDITYs of one mailbox that bodies and structures are kept of at once. */
export const MAX_VALIDITIES = 4;
/** Octets of one thing that waits, attachments included: a draft is kept whole, and sealed whole. */
export const MAX_ITEM_BYTES = 64 * 1024 * 1024;
/** Share of the budget that bodies may take after some were evicted: not one at a time. */
export const EVICT_TO = 0.8;
/** A body that is kept for the message itself stays so long after the message went from where it was seen last: it may have been moved. */
export const KEEP_LEFT_MS = 24 * 60 * 60_000;
/** Header pages decoded at once in memory, and buckets of structures. */
export const DECODED_PAGES = 32;
export const DECODED_BUCKETS = 8;
/** Mailboxes whose table and flags are held in memory: of a million messages six megabytes. */
export const LOADED_MAILBOXES = 8;
/** Writes made within this time are one transaction. */
export const GATHER_MS = 250;
/** A browser that has not opened or deleted a database by then is not waited for. */
export const OPEN_MS = 4_000;
/** Times a database is made anew in one session before the account goes on in memory. */
export const MAX_REBUILDS = 1;

export interface StoreLimits {
  /** Octets of opened messages an account, as `detailSize` counts them. */
  readonly bodyBytes: number;
  /** Octets of one opened message; a larger one is not kept. */
  readonly oneBodyBytes: number;
  /** Opened messages an account. */
  readonly bodies: number;
  /** Messages known of one mailbox; of more the newest. */
  readonly rows: number;
  /** Mailboxes an account that anything is kept of. */
  readonly mailboxes: number;
  /** Items of the outbox, and as many drafts; more are refused, not dropped. */
  readonly items: number;
}

export const DEFAULT_LIMITS: StoreLimits = {
  bodyBytes: 256 * 1024 * 1024,
  oneBodyBytes: 32 * 1024 * 1024,
  bodies: 50_000,
  rows: 2_000_000,
  mailboxes: 20_000,
  items: 10_000,
};
