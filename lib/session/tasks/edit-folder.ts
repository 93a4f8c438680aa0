/** CREATE, RENAME, DELETE and subscriptions, as a person means them: with what lies inside, and shown in other programs. */
import { create, deleteMailbox, rename, subscribe, unsubscribe } from '../../imap';
import type { CommandFailure, ListEntry, MailboxName } from '../../imap/types';
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

/** The name of the folder afterwards; null when it is gone. */
export async function carryOut(link: Link, plan: FolderPlan): Promise<Result<MailboxName | null>> {
  switch (plan.kind) {
    case 'create': {
      const made = await link.run(create(plan.name));
      if (!made.ok) return { ok: false, error: toError(made.failure) };
      // A refusal costs nothing but other programs not showing it.
      await link.run(subscribe(plan.name));
      return { ok: true, value: plan.name };
    }
    case 'rename': {
      const done = await link.run(rename(plan.from, plan.to));
      if (!done.ok) return { ok: false, error: toError(done.failure) };
      await Promise.all(
        plan.subscribed.flatMap((name) => [
          link.run(subscribe(nameAfterRename(name, plan.from, plan.to, plan.delimiter))),
          link.run(unsubscribe(name)),
        ]),
      );
      return { ok: true, value: plan.to };
    }
    case 'delete':
      return deleteAll(link, plan.names, plan.hollow);
    case 'subscribe': {
      const done = await link.run(plan.subscribed ? subscribe(plan.name) : unsubscribe(plan.name));
      return done.ok ? { ok: true, value: plan.name } : { ok: false, error: toError(done.failure) };
    }
  }
}

async function deleteAll(
  link: Link,
  names: readonly MailboxName[],
  hollow: ReadonlySet<MailboxName>,
): Promise<Result<null>> {
  let gone = 0;
  for (const name of names) {
    const done = await link.run(deleteMailbox(name));
    const isGone =
      !done.ok &&
      done.failure.kind === 'no' &&
      (hollow.has(name) || codeName(done.failure.code) === 'NONEXISTENT');
    if (!done.ok && !isGone) {
      const error = toError(done.failure);
      return { ok: false, error: gone === 0 ? error : { ...error, code: 'folder-partly' } };
    }
    gone += 1;
    await link.run(unsubscribe(name));
  }
  return { ok: true, value: null };
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
