/** CREATE, RENAME, DELETE and subscriptions, as a person means them: with what lies inside, and shown in other programs. */
import { create, deleteMailbox, rename, subscribe, unsubscribe, type Command } from '../../imap';
import type { CommandFailure, CommandOutcome, ListEntry, MailboxName } from '../../imap/types';
import {
  checkFolderName,
  isAtOrBelow,
  lastSegment,
  nameAfterRename,
  nameInside,
  withLastSegment,
  type AppError,
  type FolderRequest,
  type Result,
  type TopLevel,
} from '../../mail';
import { codeName, failureToError } from '../errors';
import type { Link } from '../link';

/** What is to be done on the server; worked out before anything is sent. */
export type FolderPlan =
  | { readonly kind: 'create'; readonly name: MailboxName }
  | {
      readonly kind: 'rename';
      readonly from: MailboxName;
      readonly to: MailboxName;
      readonly delimiter: string | null;
      /** Subscribed folders among what is renamed: servers keep subscriptions by name (RFC 9051 6.3.7). */
      readonly subscribed: readonly MailboxName[];
    }
  /** The deepest first: a mailbox with others inside would only lose its mail. */
  | {
      readonly kind: 'delete';
      readonly names: readonly MailboxName[];
      /** Names without a mailbox: they go with what was inside them, or refuse without harm. */
      readonly hollow: ReadonlySet<MailboxName>;
    }
  | { readonly kind: 'subscribe'; readonly name: MailboxName; readonly subscribed: boolean };

/** Null: there is nothing to do. */
export function planFolder(
  request: FolderRequest,
  entries: readonly ListEntry[],
  top: TopLevel,
): Result<FolderPlan | null> {
  switch (request.kind) {
    case 'create': {
      const delimiter = delimiterOf(entries, request.parent) ?? top.delimiter;
      const check = checkFolderName(request.label, delimiter);
      if (!check.ok) return refuse(check.code, delimiter);
      const name = nameInside(request.parent, check.label, top, delimiter);
      if (name === null) return refuse('folder-flat');
      if (exists(entries, name)) return refuse('folder-exists');
      return { ok: true, value: { kind: 'create', name } };
    }
    case 'rename': {
      const delimiter = delimiterOf(entries, request.mailbox);
      const check = checkFolderName(request.label, delimiter);
      if (!check.ok) return refuse(check.code, delimiter);
      return planRename(entries, request.mailbox, withLastSegment(request.mailbox, delimiter, check.label));
    }
    case 'move': {
      const delimiter = delimiterOf(entries, request.mailbox);
      if (request.parent !== null && isAtOrBelow(request.parent, request.mailbox, delimiter))
        return refuse('folder-in-itself');
      const to = nameInside(request.parent, lastSegment(request.mailbox, delimiter), top, delimiter);
      return to === null ? refuse('folder-flat') : planRename(entries, request.mailbox, to);
    }
    case 'delete': {
      const { mailbox } = request;
      if (mailbox === 'INBOX') return refuse('folder-fixed');
      const delimiter = delimiterOf(entries, mailbox);
      const doomed = entries.filter(({ name }) => isAtOrBelow(name, mailbox, delimiter) && name !== 'INBOX');
      const names = doomed.map(({ name }) => name).sort((a, b) => b.length - a.length);
      const hollow = doomed.filter(({ attributes }) => attributes.includes('\\noselect'));
      return {
        ok: true,
        value: {
          kind: 'delete',
          names: names.length === 0 ? [mailbox] : names,
          hollow: new Set(hollow.map(({ name }) => name)),
        },
      };
    }
    case 'subscribe':
      return {
        ok: true,
        value: { kind: 'subscribe', name: request.mailbox, subscribed: request.subscribed },
      };
  }
}

/** Mailboxes the plan takes away from under whoever has them open. */
export function leavesOf(plan: FolderPlan): (mailbox: MailboxName) => boolean {
  if (plan.kind === 'rename') return (mailbox) => isAtOrBelow(mailbox, plan.from, plan.delimiter);
  if (plan.kind === 'delete') return (mailbox) => plan.names.includes(mailbox);
  return () => false;
}

/** How far a plan got: what must be known to go on with it over another connection. */
export interface FolderProgress {
  /** CREATE or RENAME has been done. */
  made: boolean;
  /** One was sent, or DELETE was, and the answer never came. */
  unsure: boolean;
  /** Deleted already, as the folders showed. */
  gone: ReadonlySet<MailboxName>;
}

export const newProgress = (): FolderProgress => ({ made: false, unsure: false, gone: new Set() });

/** The name of the folder afterwards; null when it is gone. `cut`: the connection went, and it may be gone on with. */
export type FolderOutcome = Result<MailboxName | null> | { readonly ok: 'cut'; readonly error: AppError };

/** What was done of a plan whose connection went: the folders of now tell. */
export function learnProgress(
  plan: FolderPlan,
  progress: FolderProgress,
  entries: readonly ListEntry[],
): void {
  if (!progress.unsure) return;
  progress.unsure = false;
  if (plan.kind === 'create') progress.made = exists(entries, plan.name);
  if (plan.kind === 'delete') progress.gone = new Set(plan.names.filter((name) => !exists(entries, name)));
  if (plan.kind === 'rename') progress.made = exists(entries, plan.to) && !exists(entries, plan.from);
}

/** Called again with the same progress it goes on where it was; every step may be repeated. */
export async function carryOut(
  link: Link,
  plan: FolderPlan,
  progress: FolderProgress,
): Promise<FolderOutcome> {
  switch (plan.kind) {
    case 'create': {
      const failure = progress.made ? null : await makeOnce(link, create(plan.name), progress);
      if (failure !== null) return failed(failure);
      // A refusal costs nothing but other programs not showing it.
      return followed([await link.run(subscribe(plan.name))], plan.name);
    }
    case 'rename': {
      const failure = progress.made ? null : await makeOnce(link, rename(plan.from, plan.to), progress);
      if (failure !== null) return failed(failure);
      const told = await Promise.all(
        plan.subscribed.flatMap((name) => [
          link.run(subscribe(nameAfterRename(name, plan.from, plan.to, plan.delimiter))),
          link.run(unsubscribe(name)),
        ]),
      );
      return followed(told, plan.to);
    }
    case 'delete':
      return deleteAll(link, plan, progress);
    case 'subscribe': {
      const done = await link.run(plan.subscribed ? subscribe(plan.name) : unsubscribe(plan.name));
      return done.ok ? { ok: true, value: plan.name } : failed(done.failure);
    }
  }
}

/** A command that would be refused, or do something else, if it were sent twice. */
async function makeOnce(
  link: Link,
  command: Command<unknown>,
  progress: FolderProgress,
): Promise<CommandFailure | null> {
  const done = await link.run(command);
  progress.made = done.ok;
  progress.unsure = !done.ok && done.failure.kind === 'closed' && done.failure.sent;
  return done.ok ? null : done.failure;
}

function followed(told: readonly CommandOutcome<unknown>[], name: MailboxName): FolderOutcome {
  for (const one of told) if (!one.ok && one.failure.kind === 'closed') return failed(one.failure);
  return { ok: true, value: name };
}

function failed(failure: CommandFailure): FolderOutcome {
  return { ok: failure.kind === 'closed' ? 'cut' : false, error: toError(failure) };
}

async function deleteAll(
  link: Link,
  { names, hollow }: Extract<FolderPlan, { readonly kind: 'delete' }>,
  progress: FolderProgress,
): Promise<FolderOutcome> {
  let gone = 0;
  for (const name of names) {
    const refusal = progress.gone.has(name) ? null : await deleteOne(link, name, hollow.has(name));
    if (refusal !== null) {
      const failure = failed(refusal);
      progress.unsure = failure.ok === 'cut';
      return gone === 0 || failure.ok !== false
        ? failure
        : { ok: false, error: { ...failure.error, code: 'folder-partly' } };
    }
    gone += 1;
    await link.run(unsubscribe(name));
  }
  return { ok: true, value: null };
}

/** Null: it is gone, by this command or before it. */
async function deleteOne(link: Link, name: MailboxName, isHollow: boolean): Promise<CommandFailure | null> {
  const done = await link.run(deleteMailbox(name));
  if (done.ok) return null;
  const { failure } = done;
  const wasGone = failure.kind === 'no' && (isHollow || codeName(failure.code) === 'NONEXISTENT');
  return wasGone ? null : failure;
}

function planRename(
  entries: readonly ListEntry[],
  from: MailboxName,
  to: MailboxName,
): Result<FolderPlan | null> {
  // RENAME of INBOX empties it into another mailbox (RFC 9051 6.3.6): nobody means that.
  if (from === 'INBOX') return refuse('folder-fixed');
  if (to === from) return { ok: true, value: null };
  if (exists(entries, to)) return refuse('folder-exists');
  const delimiter = delimiterOf(entries, from);
  const subscribed = entries
    .filter(
      ({ name, attributes }) => isAtOrBelow(name, from, delimiter) && attributes.includes('\\subscribed'),
    )
    .map(({ name }) => name);
  return { ok: true, value: { kind: 'rename', from, to, delimiter, subscribed } };
}

function delimiterOf(entries: readonly ListEntry[], name: MailboxName | null): string | null {
  return entries.find((entry) => entry.name === name)?.delimiter ?? null;
}

const exists = (entries: readonly ListEntry[], name: MailboxName): boolean =>
  entries.some((entry) => entry.name === name && !entry.attributes.includes('\\nonexistent'));

function refuse(code: AppError['code'], delimiter: string | null = null): { ok: false; error: AppError } {
  return { ok: false, error: { code, ...(delimiter === null ? {} : { values: { delimiter } }) } };
}

function toError(failure: CommandFailure): AppError {
  if (failure.kind === 'closed' && failure.sent) return { code: 'action-unknown' };
  const code = failure.kind === 'no' ? codeName(failure.code) : null;
  if (code === 'ALREADYEXISTS') return failureToError(failure, 'folder-exists');
  return failureToError(failure, code === 'NONEXISTENT' ? 'mailbox-missing' : 'folder-refused');
}
