/** Messages of a conversation that lie in other mailboxes: those that are known here, and those the server finds. */
import type { MailboxName, Uid } from '../imap/types';
import {
  areTied,
  keysOf,
  rowFromFetch,
  type AppError,
  type Mailbox,
  type MessageRow,
  type RelatedMessage,
  type RelatedMessages,
} from '../mail';
import type { Lookup } from '../session/lookup';
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
}

/** Never fails as a whole: what is known is there, and what the server could not be asked is said. */
export async function findRelatedMessages(
  host: RelatedHost,
  { mailbox, uids, folders }: RelatedRequest,
  signal: AbortSignal,
): Promise<RelatedMessages> {
  const found = new Map<string, RelatedMessage>();
  const put = (one: RelatedMessage): void => void found.set(`${one.row.uid} ${one.mailbox}`, one);
  for (const one of known(host, mailbox, uids)) put(one);
  const asked = [...new Set(folders)].filter((name) => name !== mailbox).slice(0, MAX_RELATED_FOLDERS);
  let error: AppError | null = null;
  if (asked.length > 0 && uids.length > 0) {
    const clues = await host.lookup().clues(mailbox, uids, signal);
    if (!clues.ok) error = clues.error;
    else
      for (const name of asked) {
        const result = await host.lookup().related(name, clues.value, signal);
        if (!result.ok) error ??= result.error;
        else
          for (const items of result.value.rows) {
            const row = rowFromFetch(items);
            if (row) put({ mailbox: name, uidValidity: result.value.uidValidity, row });
          }
      }
  }
  return { messages: [...found.values()], asked, error };
}

function known(host: RelatedHost, mailbox: MailboxName, uids: readonly Uid[]): readonly RelatedMessage[] {
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
    if (name === mailbox) continue;
    const tied: MessageRow[] = [];
    for (const row of model.list.rows()) if (areTied(row.thread, keys)) tied.push(row);
    for (const row of tied.slice(-MAX_RELATED_KNOWN))
      found.push({ mailbox: name, uidValidity: model.list.uidValidity, row });
  }
  return found;
}
