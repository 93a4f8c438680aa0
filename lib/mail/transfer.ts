/** Whole messages on their way in and out: what a page asks of the engine, and what it hears. Plain data. */
import type { MailboxName, NumberSet, Uid, UidValidity } from '../imap/types';
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

/** A file as a person knows it again. */
export interface ImportedFile {
  readonly name: string;
  /** Octets. */
  readonly size: number;
}

/** An import that ended before its last message, and nobody has gone on with or put aside. */
export interface CutImport {
  readonly id: string;
  readonly mailbox: MailboxName;
  readonly files: readonly ImportedFile[];
  /** Messages in all files. */
  readonly total: number;
  /** Messages gone through, imported or not: where another run goes on. */
  readonly handled: number;
  readonly imported: number;
  readonly failed: number;
}

/** The files of an import in their order, found again among those somebody chose; null: they are others. */
export function filesAgain<F extends ImportedFile>(
  of: readonly ImportedFile[],
  chosen: readonly F[],
): readonly F[] | null {
  if (of.length !== chosen.length) return null;
  const left = [...chosen];
  const found: F[] = [];
  for (const { name, size } of of) {
    const at = left.findIndex((file) => file.size === size && nameOfFile(file) === name);
    const [file] = at < 0 ? [] : left.splice(at, 1);
    if (file === undefined) return null;
    found.push(file);
  }
  return found;
}

/** As much of a file's name as is kept. */
export const nameOfFile = ({ name }: Pick<ImportedFile, 'name'>): string => name.slice(0, 200);

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
