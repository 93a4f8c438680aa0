/**
 * Counters of folders: STATUS tells them, the events of an open mailbox keep them true in between, and the page adds
 * what its pending ops will do.
 */
import type { MailboxName, MailboxStatus, Uid } from '../imap/types';
import type { CountDelta } from './overlay';
import type { Folder, MessageRow } from './types';

export interface Counts {
  readonly total: number | null;
  readonly unseen: number | null;
}

interface Entry {
  total: number | null;
  unseen: number | null;
  /** Messages from this UID on came after the counters were told; null until a UID is known. */
  newFrom: number | null;
  /** Those of them already added. */
  readonly added: Set<Uid>;
}

/** The engine's side: one per account. Methods return true when the counters changed. */
export class FolderCounts {
  readonly #entries = new Map<MailboxName, Entry>();

  of(mailbox: MailboxName): Counts {
    const entry = this.#entries.get(mailbox);
    return { total: entry?.total ?? null, unseen: entry?.unseen ?? null };
  }

  /** As what LIST answers are shown with. */
  statuses(): ReadonlyMap<MailboxName, MailboxStatus> {
    const statuses = new Map<MailboxName, MailboxStatus>();
    for (const [mailbox, { total, unseen }] of this.#entries) {
      statuses.set(mailbox, {
        ...(total === null ? {} : { messages: total }),
        ...(unseen === null ? {} : { unseen }),
      });
    }
    return statuses;
  }

  /** `open`: the mailbox is selected, so its list knows the total better than STATUS does. */
  status(mailbox: MailboxName, status: MailboxStatus, open: boolean): boolean {
    const entry = this.#entry(mailbox);
    if (status.uidNext !== undefined) {
      entry.newFrom = status.uidNext;
      entry.added.clear();
    }
    return this.#set(
      entry,
      open ? entry.total : (status.messages ?? entry.total),
      status.unseen ?? entry.unseen,
    );
  }

  /** SELECT told what is there now. */
  opened(mailbox: MailboxName, exists: number, uidNext: number | null): boolean {
    const entry = this.#entry(mailbox);
    if (entry.newFrom === null) entry.newFrom = uidNext;
    return this.#set(entry, exists, entry.unseen);
  }

  exists(mailbox: MailboxName, total: number): boolean {
    const entry = this.#entry(mailbox);
    return this.#set(entry, total, entry.unseen);
  }

  /** A row became known. `isNew` says that it came after the counters were told. */
  rowLoaded(mailbox: MailboxName, row: MessageRow): { readonly isNew: boolean; readonly changed: boolean } {
    const entry = this.#entry(mailbox);
    if (entry.newFrom === null || row.uid < entry.newFrom || entry.added.has(row.uid)) {
      return { isNew: false, changed: false };
    }
    entry.added.add(row.uid);
    return { isNew: true, changed: this.#addUnseen(entry, row.seen ? 0 : 1) };
  }

  rowChanged(mailbox: MailboxName, before: MessageRow, after: MessageRow): boolean {
    return this.#addUnseen(this.#entry(mailbox), Number(before.seen) - Number(after.seen));
  }

  rowRemoved(mailbox: MailboxName, row: MessageRow): boolean {
    const entry = this.#entry(mailbox);
    entry.added.delete(row.uid);
    return this.#addUnseen(entry, row.seen ? 0 : -1);
  }

  /**
   * A move was done: until STATUS tells, the destination has so many more. By NOTIFY it may have told before we hear that the move is
   * done; the new UIDs (none where the server has no UIDPLUS) show whether it has.
   */
  movedIn(mailbox: MailboxName, total: number, unseen: number, uids: readonly Uid[]): boolean {
    const entry = this.#entries.get(mailbox);
    if (!entry || entry.total === null) return false;
    const { newFrom } = entry;
    if (newFrom !== null && uids.length > 0 && uids.every((uid) => uid < newFrom)) return false;
    return this.#set(entry, entry.total + total, entry.unseen === null ? null : entry.unseen + unseen);
  }

  /** Drops the counters of folders that are gone. */
  keepOnly(mailboxes: ReadonlySet<MailboxName>): void {
    for (const mailbox of this.#entries.keys()) if (!mailboxes.has(mailbox)) this.#entries.delete(mailbox);
  }

  #entry(mailbox: MailboxName): Entry {
    let entry = this.#entries.get(mailbox);
    if (!entry)
      this.#entries.set(mailbox, (entry = { total: null, unseen: null, newFrom: null, added: new Set() }));
    return entry;
  }

  #addUnseen(entry: Entry, delta: number): boolean {
    return this.#set(entry, entry.total, entry.unseen === null ? null : entry.unseen + delta);
  }

  /** Unseen never leaves 0..total: rows nobody loaded may have changed unheard. */
  #set(entry: Entry, total: number | null, unseen: number | null): boolean {
    const bounded = unseen === null ? null : Math.max(0, total === null ? unseen : Math.min(unseen, total));
    if (entry.total === total && entry.unseen === bounded) return false;
    entry.total = total;
    entry.unseen = bounded;
    return true;
  }
}

/** The page's side: folders with the counters a person sees. The same array when no delta changes a folder. */
export function adjustFolders(
  folders: readonly Folder[],
  deltas: ReadonlyMap<MailboxName, CountDelta>,
): readonly Folder[] {
  if (deltas.size === 0) return folders;
  let differs = false;
  const adjusted = folders.map((folder) => {
    const delta = deltas.get(folder.name);
    if (!delta || (delta.total === 0 && delta.unseen === 0)) return folder;
    differs = true;
    const total = folder.total === null ? null : Math.max(0, folder.total + delta.total);
    const unseen = folder.unseen === null ? null : Math.max(0, folder.unseen + delta.unseen);
    return { ...folder, total, unseen };
  });
  return differs ? adjusted : folders;
}
