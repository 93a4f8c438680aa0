/**
 * One account between its models and the store: pictures of before open mailboxes ahead of the server, and what has become true is saved.
 *
 * Nothing waits for the store. A picture that comes after the server's own answer is dropped; what a model shows is saved some seconds later, and
 * only while its numbers are the server's (`agreed`). A row that is not in memory is still known by its UID, so the store keeps it.
 */
import type { Flag, MailboxName, Uid } from '../imap/types';
import { withFlags, type AccountId, type Applied, type Mailbox, type MessageRow, type UidRun } from '../mail';
import { RESYNC_MAX_KNOWN } from '../session/limits';
import type { Session } from '../session/types';
import type { MailboxKey, Store, StoredFolders } from '../store';
import { FIRST_ROWS, SAVE_EVERY_MS } from './limits';

export interface KeepingHost {
  readonly store: Store;
  readonly session: () => Pick<Session, 'agreed' | 'remember'>;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Null while nobody is signed in. */
  readonly account: () => AccountId | null;
  readonly folders: () => StoredFolders;
  /** What a picture from the store did to a model. */
  readonly onPicture: (mailbox: MailboxName, model: Mailbox, applied: Applied) => void;
  readonly log: (level: 'warn', text: string) => void;
}

/** What the store does not know yet of one mailbox. */
interface Unsaved {
  readonly model: Mailbox;
  readonly rows: Map<Uid, MessageRow>;
  /** Flags of messages whose rows are in the store only. */
  readonly flags: Map<Uid, readonly Flag[]>;
}

export class Keeping {
  readonly #host: KeepingHost;
  readonly #unsaved = new Map<MailboxName, Unsaved>();
  readonly #opening = new WeakSet<Mailbox>();
  #foldersUnsaved = false;
  #cancel: (() => void) | null = null;

  constructor(host: KeepingHost) {
    this.#host = host;
  }

  /** Opens a mailbox as it was left, unless the server is quicker. */
  async open(mailbox: MailboxName, model: Mailbox): Promise<void> {
    const account = this.#host.account();
    if (account === null || model.isOpen || this.#opening.has(model)) return;
    this.#opening.add(model);
    try {
      await this.#open(account, mailbox, model);
    } finally {
      this.#opening.delete(model);
    }
  }

  async #open(account: AccountId, mailbox: MailboxName, model: Mailbox): Promise<void> {
    const { store } = this.#host;
    const stored = await store.mailbox(account, mailbox);
    if (stored === null || model.isOpen) return;
    const { numbers } = stored;
    const runs = numbers.highestModSeq === null ? newestOf(stored.runs, RESYNC_MAX_KNOWN) : stored.runs;
    const first = runs.flatMap(({ uids }) => [...uids.subarray(-FIRST_ROWS)]).slice(-FIRST_ROWS);
    const rows = await store.rows({ account, mailbox, uidValidity: numbers.uidValidity }, first as Uid[]);
    if (model.isOpen || this.#host.account() !== account) return;
    if (!this.#host.session().remember(mailbox, numbers)) return;
    this.#host.onPicture(mailbox, model, model.hydrate(numbers, runs));
    this.#host.onPicture(mailbox, model, model.fill(present(rows)));
  }

  /** Rows of these positions that rest in the store; false when there are none. */
  fill(mailbox: MailboxName, model: Mailbox, first: number, last: number): Promise<void> | false {
    const account = this.#host.account();
    const uids = account === null ? [] : restingAt(model, first, last);
    if (account === null || uids.length === 0) return false;
    return this.rows(mailbox, model, uids).then((rows) => {
      if (rows.length > 0) this.#host.onPicture(mailbox, model, model.fill(rows));
    });
  }

  /** Rows of messages the model knows of though it has them not in memory, as the server said last; without those that are not kept. */
  async rows(mailbox: MailboxName, model: Mailbox, uids: readonly Uid[]): Promise<readonly MessageRow[]> {
    const account = this.#host.account();
    const { uidValidity } = model.list;
    const known = uids.filter((uid) => model.known.indexOf(uid) !== undefined);
    if (account === null || known.length === 0) return [];
    const stored = await this.#host.store.rows({ account, mailbox, uidValidity }, known);
    if (model.list.uidValidity !== uidValidity) return [];
    const unsaved = this.#unsaved.get(mailbox);
    return known.flatMap((uid, i): readonly MessageRow[] => {
      const row = unsaved?.rows.get(uid) ?? stored[i];
      const flags = unsaved?.flags.get(uid);
      return row === undefined ? [] : [flags === undefined ? row : withFlags(row, flags)];
    });
  }

  /** The numbers are other ones now, if nothing else is. */
  opened(mailbox: MailboxName, model: Mailbox): void {
    this.#of(mailbox, model);
    this.#schedule();
  }

  /** The server said something of a mailbox. */
  applied(mailbox: MailboxName, model: Mailbox, applied: Applied): void {
    const unsaved = this.#of(mailbox, model);
    for (const change of applied.changes) if (change.kind === 'reset') clear(unsaved);
    for (const row of applied.loaded) put(unsaved, row);
    for (const [, row] of applied.changed) put(unsaved, row);
    for (const [uid, flags] of applied.unseen) unsaved.flags.set(uid, flags);
    for (const uid of applied.gone) {
      unsaved.rows.delete(uid);
      unsaved.flags.delete(uid);
    }
    this.#schedule();
  }

  foldersChanged(): void {
    this.#foldersUnsaved = true;
    this.#schedule();
  }

  /** Saves what there is: nobody may be there in a moment. */
  now(): void {
    this.#cancel?.();
    this.#cancel = null;
    const account = this.#host.account();
    if (account === null) return;
    if (this.#foldersUnsaved) {
      this.#foldersUnsaved = false;
      this.#host.store.saveFolders(account, this.#host.folders());
    }
    for (const [mailbox, unsaved] of this.#unsaved) {
      if (unsaved.flags.size === 0) this.#save(account, mailbox, unsaved);
      else
        void this.#patch(account, mailbox, unsaved).catch(() =>
          this.#host.log('warn', 'flags were not kept'),
        );
    }
  }

  /** The model is about to go. */
  leave(mailbox: MailboxName): void {
    const account = this.#host.account();
    const unsaved = this.#unsaved.get(mailbox);
    if (account !== null && unsaved !== undefined && unsaved.flags.size === 0)
      this.#save(account, mailbox, unsaved);
    this.#unsaved.delete(mailbox);
  }

  #of(mailbox: MailboxName, model: Mailbox): Unsaved {
    let unsaved = this.#unsaved.get(mailbox);
    if (unsaved?.model !== model)
      this.#unsaved.set(mailbox, (unsaved = { model, rows: new Map(), flags: new Map() }));
    return unsaved;
  }

  #schedule(): void {
    this.#cancel ??= this.#host.setTimer(SAVE_EVERY_MS, () => {
      this.#cancel = null;
      this.now();
    });
  }

  /** Rows that are in the store only get their flags. */
  async #patch(account: AccountId, mailbox: MailboxName, unsaved: Unsaved): Promise<void> {
    const flags = [...unsaved.flags];
    const key: MailboxKey = { account, mailbox, uidValidity: unsaved.model.list.uidValidity };
    const rows = await this.#host.store.rows(
      key,
      flags.map(([uid]) => uid),
    );
    if (this.#unsaved.get(mailbox) !== unsaved || this.#host.account() !== account) return;
    for (const [i, [uid, now]] of flags.entries()) {
      const row = rows[i];
      // Said anew meanwhile, loaded, or gone: that is newer.
      if (unsaved.flags.get(uid) !== now) continue;
      unsaved.flags.delete(uid);
      if (row !== undefined && !unsaved.rows.has(uid)) unsaved.rows.set(uid, withFlags(row, now));
    }
    if (unsaved.flags.size === 0) this.#save(account, mailbox, unsaved);
    else this.#schedule();
  }

  #save(account: AccountId, mailbox: MailboxName, unsaved: Unsaved): void {
    const { model } = unsaved;
    const numbers = this.#host.session().agreed(mailbox);
    const { uidValidity, exists, readOnly } = model.list;
    // Whatever comes next tries again.
    if (!model.isOpen || numbers?.uidValidity !== uidValidity || numbers.exists !== exists) return;
    const rows = [...unsaved.rows.values()].filter((row) => model.known.indexOf(row.uid) !== undefined);
    this.#unsaved.delete(mailbox);
    const save = { numbers: { ...numbers, readOnly }, runs: model.known.runs(), rows };
    this.#host.store.saveMailbox({ account, mailbox, uidValidity }, save);
  }
}

function put(unsaved: Unsaved, row: MessageRow): void {
  unsaved.rows.set(row.uid, row);
  unsaved.flags.delete(row.uid);
}

function clear(unsaved: Unsaved): void {
  unsaved.rows.clear();
  unsaved.flags.clear();
}

/** UIDs of positions that are known and not in memory. */
function restingAt(model: Mailbox, first: number, last: number): Uid[] {
  const uids: Uid[] = [];
  const { exists } = model.list;
  for (let position = Math.max(0, first); position <= Math.min(last, exists - 1); position++) {
    const uid = model.list.rowAt(position) ? undefined : model.known.at(exists - 1 - position);
    if (uid !== undefined) uids.push(uid);
  }
  return uids;
}

/** The newest of them; each run may lose its older end. */
function newestOf(runs: readonly UidRun[], count: number): readonly UidRun[] {
  const kept: UidRun[] = [];
  let left = count;
  for (const { start, uids } of [...runs].reverse()) {
    if (left <= 0) break;
    const taken = uids.subarray(Math.max(0, uids.length - left));
    kept.unshift({ start: start + uids.length - taken.length, uids: taken });
    left -= taken.length;
  }
  return kept;
}

const present = (rows: readonly (MessageRow | undefined)[]): readonly MessageRow[] =>
  rows.flatMap((row) => row ?? []);
