/** Whole messages on their way in and out: what a page asks of the engine, and what it hears. Plain data. */
import type { NumberSet, Uid, UidValidity } from '../imap/types';
import type { AppError } from './types';

/** All messages of a folder, as the server names them. */
export interface RawList {
  readonly uidValidity: UidValidity;
  readonly set: NumberSet;
}

/** What is kept beside a message's octets. */
export interface RawHead {
  readonly uid: Uid;
  /** Octets as the server counts them: some count wrong. */
  readonly size: number;
  readonly flags: readonly string[];
  /** When it arrived, epoch milliseconds. */
  readonly date: number;
  /** Address of the first sender, '' when there is none. */
  readonly sender: string;
}

/** Octets of a message from some place on; fewer than were asked for: these are the last. */
export interface RawPiece {
  readonly uid: Uid;
  readonly bytes: Uint8Array;
  /** Octets of the whole message as the server announces them; 0: it does not. With some servers a guess. */
  readonly size: number;
}

/** A message of a file that is not in the folder now. */
export interface ImportFailure {
  readonly file: string;
  /** Counts from 1 within its file. */
  readonly number: number;
  /** Safe to show; '' when it has none. */
  readonly subject: string;
  readonly error: AppError;
}

export interface ImportResult {
  readonly imported: number;
  /** Messages in all files. */
  readonly total: number;
  /** Messages gone through, imported or not: where another run goes on. */
  readonly handled: number;
  /** At most MAX_IMPORT_FAILURES of them. */
  readonly failures: readonly ImportFailure[];
  readonly failed: number;
  readonly cancelled: boolean;
  /** Why it ended before the last message; null when it did not, or when the person ended it. */
  readonly stopped: AppError | null;
}
