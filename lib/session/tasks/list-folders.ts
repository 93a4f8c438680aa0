/** All folders of the account, with special uses and subscriptions, in one flight on any server. */
import { list, lsub, type ListResult } from '../../imap';
import type { CommandOutcome, ListEntry } from '../../imap/types';
import type { AppError } from '../../mail/types';
import { failureToError } from '../errors';
import type { Link } from '../link';

export type FoldersOutcome =
  /** `extended`: LIST with options was understood. */
  | { readonly ok: true; readonly entries: readonly ListEntry[]; readonly extended: boolean }
  /** `lost`: the connection ended in LIST with options. */
  | { readonly ok: false; readonly error: AppError; readonly lost: boolean };

/**
 * LIST with RETURN (SUBSCRIBED CHILDREN SPECIAL-USE) where the server knows it, else LIST and LSUB. Every option wanted is
 * asked: naming some hides the others on Dovecot. A refusal, or an answer without INBOX (seen on servers that advertise
 * more than they do), is asked again plainly. Not `mayExtend`: it was tried, and ended connections.
 */
export function listFolders(link: Link, mayExtend: boolean, done: (outcome: FoldersOutcome) => void): void {
  const { driver } = link;
  if (!mayExtend || !driver.has('LIST-EXTENDED')) {
    listPlainly(link, done);
    return;
  }
  const specialUse = driver.has('SPECIAL-USE');
  const returned = ['subscribed', 'children', ...(specialUse ? (['special-use'] as const) : [])] as const;
  link.send(list({ return: returned }), (outcome) => {
    const entries = outcome.ok ? outcome.value.entries : [];
    if (!outcome.ok && outcome.failure.kind === 'closed')
      done({ ...failed(outcome), lost: outcome.failure.sent });
    // Refused, it was asked again without options, and nothing says what is subscribed.
    else if (!driver.has('LIST-EXTENDED')) listPlainly(link, done);
    else if (entries.some((entry) => entry.name === 'INBOX')) done({ ok: true, entries, extended: true });
    else {
      driver.forget('LIST-EXTENDED', 'LIST with options does not show INBOX');
      listPlainly(link, done);
    }
  });
}

function listPlainly(link: Link, done: (outcome: FoldersOutcome) => void): void {
  let all: CommandOutcome<ListResult> | null = null;
  link.send(list(), (outcome) => {
    all = outcome;
  });
  link.send(lsub(), (outcome) => {
    if (all === null || !all.ok) {
      done(all === null ? { ok: false, error: { code: 'internal' }, lost: false } : failed(all));
      return;
    }
    // A server without LSUB (IMAP4rev2 dropped it) shows everything as subscribed.
    const subscribed = outcome.ok ? new Set(outcome.value.map((entry) => entry.name)) : null;
    const entries = all.value.entries.map((entry) =>
      subscribed === null || subscribed.has(entry.name)
        ? { ...entry, attributes: [...entry.attributes, '\\subscribed'] }
        : entry,
    );
    done({ ok: true, entries, extended: false });
  });
}

function failed(outcome: CommandOutcome<unknown>): Extract<FoldersOutcome, { readonly ok: false }> {
  return {
    ok: false,
    lost: false,
    error: outcome.ok ? { code: 'internal' } : failureToError(outcome.failure, 'server-refused'),
  };
}
