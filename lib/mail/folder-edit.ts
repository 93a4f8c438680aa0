/** Making, naming and hanging folders: what a person typed becomes a name the server can hold, or a reason why not. */
import {
  toMailboxName,
  type MailboxName,
  type NamespaceEntry,
  type NumberSet,
  type UidValidity,
} from '../imap/types';
import { MAX_FOLDER_NAME } from './limits';
import type { AppError, ErrorCode, OpAction, Result } from './types';

/** What a person asks of the folders of an account. */
export type FolderRequest =
  /** `parent` null: at the top level. */
  | { readonly kind: 'create'; readonly parent: MailboxName | null; readonly label: string }
  /** Another last segment in the same place. */
  | { readonly kind: 'rename'; readonly mailbox: MailboxName; readonly label: string }
  /** The same last segment in another place. */
  | { readonly kind: 'move'; readonly mailbox: MailboxName; readonly parent: MailboxName | null }
  /** With everything inside it. */
  | { readonly kind: 'delete'; readonly mailbox: MailboxName }
  | { readonly kind: 'subscribe'; readonly mailbox: MailboxName; readonly subscribed: boolean };

/** Messages by UID, as ranges: a set may say "all up to 100,000" without knowing which of these numbers exist. */
export interface UidSet {
  readonly uidValidity: UidValidity;
  readonly uids: NumberSet;
}

/** A choice the server was asked about: what comes later is not in it. */
export interface ChosenSet extends UidSet {
  /** Messages of it when it was chosen. */
  readonly count: number;
  /** UIDPLUS: exactly these can be removed, and the server tells where messages went, so that a move can be undone. */
  readonly exact: boolean;
}

/** A choice of a search: what it found in one folder. */
export interface ChosenIn extends ChosenSet {
  readonly mailbox: MailboxName;
}

/**
 * One action on many messages of a folder. The server names those it changes: of a flag, the ones that do not have it as
 * wanted; of an expunge of what is `marked`, the ones that are; else all.
 */
export interface FolderJob {
  readonly mailbox: MailboxName;
  /** Only messages of this set; null: of the whole folder. */
  readonly within: UidSet | null;
  readonly action: OpAction;
}

/** How far the work got. What was done stays done, whatever came after. */
export interface FolderJobResult {
  readonly done: number;
  readonly total: number;
  readonly cancelled: boolean;
  /** Why it ended early, after some of it was done. */
  readonly failure: AppError | null;
  /** What takes all of `done` back; null when nothing can, or nothing was done. */
  readonly undo: FolderJob | null;
  /** What was not done, as work of its own; null when nothing is left. */
  readonly rest: FolderJob | null;
}

/** How far long work is, for those who show its folder. */
export type JobState =
  | { readonly kind: 'running' }
  /** `left`: what it did not get to; null: nothing is left. */
  | { readonly kind: 'ended'; readonly left: UidSet | null }
  /** Nothing was done. */
  | { readonly kind: 'failed' };

export const endOfJob = (result: Result<FolderJobResult>): JobState =>
  result.ok ? { kind: 'ended', left: result.value.rest?.within ?? null } : { kind: 'failed' };

/** What long work is called when a person reads of it. */
export const JOB_SAYINGS = [
  'archived',
  'trashed',
  'moved',
  'expunged',
  'starred',
  'unstarred',
  'read',
  'unread',
  'undeleted',
  'all-read',
  'emptied',
  'undo',
] as const;
export type JobSaying = (typeof JOB_SAYINGS)[number];

/** Long work somebody asked for; it outlives the page and the engine it was asked of. */
export interface JobOrder {
  /** Made by the page, unique. */
  readonly id: string;
  readonly says: JobSaying;
  readonly job: FolderJob;
}

export type FolderNameCheck =
  | { readonly ok: true; readonly label: string }
  | { readonly ok: false; readonly code: ErrorCode };

/**
 * The name as it is sent (NFC, without spaces at its ends), or why it cannot be one: wildcards and controls mean other things
 * in IMAP (RFC 9051 5.1, security.md I05), and the delimiter would make two folders of it.
 */
export function checkFolderName(typed: string, delimiter: string | null): FolderNameCheck {
  const label = typed.normalize('NFC').trim();
  if (label === '') return { ok: false, code: 'folder-name-empty' };
  if (!label.isWellFormed() || FORBIDDEN.test(label)) return { ok: false, code: 'folder-name-control' };
  if (/[*%]/u.test(label)) return { ok: false, code: 'folder-name-wildcard' };
  if (delimiter !== null && label.includes(delimiter)) return { ok: false, code: 'folder-name-delimiter' };
  if (label.length > MAX_FOLDER_NAME) return { ok: false, code: 'folder-name-long' };
  return { ok: true, label };
}

/** Controls, separators of lines, and marks that turn the direction of what follows: a name with them lies about itself. */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Where new folders of the top level go: the person's own namespace (Courier and Cyrus: `INBOX.`). */
export interface TopLevel {
  readonly prefix: string;
  readonly delimiter: string | null;
}

/** From NAMESPACE, or, where the server has none, from what it listed. */
export function topLevelOf(
  personal: readonly NamespaceEntry[],
  entries: readonly { readonly name: MailboxName; readonly delimiter: string | null }[],
): TopLevel {
  const own = personal.find(({ prefix }) => prefix === '') ?? personal[0];
  if (own !== undefined) return own;
  const delimiter = entries.find((entry) => entry.delimiter !== null)?.delimiter ?? null;
  const others = entries.filter(({ name }) => name !== 'INBOX');
  const inInbox = delimiter !== null && others.every(({ name }) => name.startsWith(`INBOX${delimiter}`));
  return { prefix: inInbox && others.length > 0 ? `INBOX${delimiter}` : '', delimiter };
}

/** The full name of a folder `label` inside `parent`; null where the server has no hierarchy. */
export function nameInside(
  parent: MailboxName | null,
  label: string,
  top: TopLevel,
  delimiter: string | null,
): MailboxName | null {
  if (parent === null) return toMailboxName(top.prefix + label);
  return delimiter === null ? null : toMailboxName(parent + delimiter + label);
}

/** Last segment of a name. */
export function lastSegment(name: MailboxName, delimiter: string | null): string {
  return delimiter === null ? name : name.slice(name.lastIndexOf(delimiter) + 1);
}

/** The name with another last segment. */
export function withLastSegment(name: MailboxName, delimiter: string | null, label: string): MailboxName {
  const kept = delimiter === null ? 0 : name.lastIndexOf(delimiter) + 1;
  return toMailboxName(name.slice(0, kept) + label);
}

export function isAtOrBelow(name: MailboxName, root: MailboxName, delimiter: string | null): boolean {
  return name === root || (delimiter !== null && name.startsWith(root + delimiter));
}

/** What a folder is called after `from` became `to`; the same for all that do not lie in it. */
export function nameAfterRename(
  name: MailboxName,
  from: MailboxName,
  to: MailboxName,
  delimiter: string | null,
): MailboxName {
  return isAtOrBelow(name, from, delimiter) ? toMailboxName(to + name.slice(from.length)) : name;
}
