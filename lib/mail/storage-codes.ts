/** Stable codes of what can go wrong with storage: part of all codes there are, said here where the meaning of each stands. */

/** Why less is kept than was asked for. Mail itself is never in danger: it is on the server. */
export type StoreTrouble =
  /** This browser has no IndexedDB, or forbids it (private mode): all is kept in memory. */
  | 'store-none'
  /** The browser did not answer in time: all is kept in memory. */
  | 'store-unanswered'
  /** Another tab runs an older version and holds the database: all is kept in memory until it is closed. */
  | 'store-blocked'
  /** A newer version of the program uses the database: all is kept in memory until this tab is loaded anew. */
  | 'store-newer'
  /** The database is gone: another tab signed the account out, or the person cleared what this browser keeps. All is kept in memory. */
  | 'store-gone'
  /** The disk is full: texts of messages, perhaps rows of folders, were given up, and mail is kept as before. */
  | 'store-evicted'
  /** The disk is full and nothing more can be evicted: mail is kept in memory. */
  | 'store-full'
  /** The database was damaged and was made anew; outbox and drafts were carried over. */
  | 'store-rebuilt'
  /** The database is damaged and could not be made anew: all is kept in memory. */
  | 'store-broken'
  /** Outbox and drafts could not be written to disk, or must not be: they last as long as this tab. */
  | 'store-items-memory'
  /** Outbox or drafts of an earlier session are there, and their key is not. */
  | 'store-items-sealed'
  /** What was kept of an account that signed out was emptied, but the database itself could not be deleted. */
  | 'store-not-deleted';

/** Nothing was kept, and whoever asked must say so. */
export type StoreRefusal = 'store-items-too-many' | 'store-item-unsupported' | 'store-item-too-large';
