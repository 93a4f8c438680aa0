/** Messages of a conversation that lie in other mailboxes: those that are known here, and those the server finds. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import {
  areTied,
  keysOf,
  rowFromFetch,
  type AppError,
  type Mailbox,
  type MessageRow,
  type RelatedMessage,
  type RelatedMessages,
  type Result,
} from '../mail';
import type { Lookup, RelatedRows } from '../session/lookup';
import { MAX_MEMBERS, MAX_RELATED } from '../session/limits';
import { MAX_RELATED_FOLDERS, MAX_RELATED_KNOWN } from './limits';

export interface RelatedHost {
  /** Mailboxes whose rows are in memory. */
  readonly open: () => Iterable<readonly [MailboxName, Mailbox]>;
  readonly lookup: () => Lookup;
}

export interface RelatedRequest {
  readonly mailbox: MailboxName;
  /** Oldest first. */
  readonly uids: readonly Uid[];
  /** Where the server is asked. */
  readonly folders: readonly MailboxName[];
  /**
   * What else of the conversation lies in this mailbox: those that are named, as the server said of all of it, or what it finds. Left out:
   * nothing is looked for there.
   */
  readonly own?: { readonly kind: 'search' } | { readonly kind: 'known'; readonly uids: readonly Uid[] };
  /** Something is about to be done to these messages: that waits until it is known what they name. */
  readonly holds?: true;
}

/** Never fails as a whole: what is known is there, and what the server could not be asked is said. */
export async function findRelatedMessages(
  host: RelatedHost,
  { mailbox, uids, folders, own, holds }: RelatedRequest,
  signal: AbortSignal,
): Promise<RelatedMessages> {
  const found = new Map<string, RelatedMessage>();
  const given = new Set(uids);
  const put = (of: MailboxName, uidValidity: UidValidity, row: MessageRow): void => {
    if (of === mailbox && given.has(row.uid)) return;
    found.set(`${row.uid} ${of}`, { mailbox: of, uidValidity, row });
  };
  const putAll = (of: MailboxName, { uidValidity, rows }: Omit<RelatedRows, 'isCut'>): void => {
    for (const items of rows) {
      const row = rowFromFetch(items);
      if (row) put(of, uidValidity, row);
    }
  };
  for (const one of known(host, mailbox, uids, own !== undefined)) put(one.mailbox, one.uidValidity, one.row);
  const asked = [...new Set(folders)].filter((name) => name !== mailbox).slice(0, MAX_RELATED_FOLDERS);
  const searches = own?.kind === 'search';
  let error: AppError | null = null;
  let coverage: RelatedMessages['own'] = 'unknown';
  if (own?.kind === 'known') {
    const read = await readKnown(host, mailbox, own.uids, signal);
    if (!read.ok) error = read.error;
    else {
      putAll(mailbox, read.value);
      coverage = read.value.isCut ? 'cut' : 'whole';
    }
  }
  if ((asked.length > 0 || searches) && uids.length > 0) {
    const clues = await host.lookup().clues(mailbox, uids, { signal, holds: holds === true });
    if (!clues.ok) error ??= clues.error;
    else
      for (const name of searches ? [mailbox, ...asked] : asked) {
        const most = name === mailbox ? MAX_MEMBERS : MAX_RELATED;
        const result = await host.lookup().related(name, clues.value, { signal, most });
        if (!result.ok) error ??= result.error;
        else {
          putAll(name, result.value);
          if (name === mailbox) coverage = result.value.isCut ? 'cut' : 'whole';
        }
      }
  }
  return { messages: [...found.values()], asked, error, own: coverage };
}

/** The rows of messages the server named before. */
async function readKnown(
  host: RelatedHost,
  mailbox: MailboxName,
  uids: readonly Uid[],
  signal: AbortSignal,
): Promise<Result<RelatedRows>> {
  const model = [...host.open()].find(([name]) => name === mailbox)?.[1];
  if (model === undefined || signal.aborted) return { ok: false, error: { code: 'offline' } };
  const { uidValidity } = model.list;
  const asked = uids.slice(-MAX_MEMBERS);
  const isCut = asked.length < uids.length;
  if (asked.length === 0) return { ok: true, value: { uidValidity, rows: [], isCut } };
  const read = await host.lookup().rows({ mailbox, uidValidity }, asked, { aside: true });
  return read.ok ? { ok: true, value: { uidValidity, rows: read.value, isCut } } : read;
}

/** `inside`: in the mailbox itself too. */
function known(
  host: RelatedHost,
  mailbox: MailboxName,
  uids: readonly Uid[],
  inside: boolean,
): readonly RelatedMessage[] {
  const models = [...host.open()];
  const own = models.find(([name]) => name === mailbox)?.[1];
  const keys = new Set(
    uids.flatMap((uid) => {
      const thread = own?.list.rowOf(uid)?.thread;
      return thread === undefined ? [] : keysOf(thread);
    }),
  );
  const found: RelatedMessage[] = [];
  if (keys.size === 0) return found;
  for (const [name, model] of models) {
    if (name === mailbox && !inside) continue;
    const tied: MessageRow[] = [];
    for (const row of model.list.rows()) if (areTied(row.thread, keys)) tied.push(row);
    for (const row of tied.slice(-MAX_RELATED_KNOWN))
      found.push({ mailbox: name, uidValidity: model.list.uidValidity, row });
  }
  return found;
}
