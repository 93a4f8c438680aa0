/** A search in all folders of an account: what was found in each, and how far it is. Plain data. */
import type { MailboxName, UidValidity } from '../imap/types';
import type { Coverage } from './view';
import type { AppError, MessageRow } from './types';

/** What was found in one folder. */
export interface FolderHits {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  /** Rows the page has of it already, which these follow; 0: these take the place of all. */
  readonly from: number;
  /** The newest first, as they came. */
  readonly rows: readonly MessageRow[];
  /** All of them, as far as is known. */
  readonly count: number;
}

/**
 * The date (epoch ms) down to which it is certain which hit follows which: an older one may stand behind others whose rows were not
 * read yet. -Infinity: the rows of all that was found are here.
 */
export function edgeOf(folders: Iterable<Pick<FolderHits, 'rows' | 'count'>>): number {
  let edge = -Infinity;
  for (const { rows, count } of folders) {
    const last = rows.at(-1);
    if (last !== undefined && count > rows.length) edge = Math.max(edge, last.date);
  }
  return edge;
}

/** `done` of `folders` were searched by the server. */
export interface EverywhereProgress extends Coverage {
  readonly done: number;
  readonly folders: number;
}

export type EverywhereState =
  | ({ readonly kind: 'asking' } & EverywhereProgress)
  /** The server's word on every folder but those that could not be searched. */
  | { readonly kind: 'whole'; readonly failed: readonly MailboxName[] }
  /** The rest was not searched by the server. */
  | ({ readonly kind: 'partly'; readonly why: 'offline' | 'stopped' } & EverywhereProgress)
  | { readonly kind: 'failed'; readonly error: AppError };
