/** A search in all folders of an account: what was found in each, and how far it is. Plain data. */
import type { MailboxName, UidValidity } from '../imap/types';
import type { Coverage } from './view';
import type { AppError, MessageRow } from './types';

/** What was found in one folder. */
export interface FolderHits {
  readonly mailbox: MailboxName;
  readonly uidValidity: UidValidity;
  /** The newest of them. */
  readonly rows: readonly MessageRow[];
  /** All of them, as far as is known. */
  readonly count: number;
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
