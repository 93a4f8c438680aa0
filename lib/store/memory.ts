/** The store in memory: two least-recently-used caches with caps. */
import type { BodyStructure, MailboxName, Uid } from '../imap/types';
import type { AccountId, MessageDetail } from '../mail/types';
import { isSameGuard, MemoryMailboxes } from './memory-mailboxes';
import { checkItem } from './plain-bytes';
import type { MailboxKey, Store } from './types';

/** Structures kept of all accounts together. */
const MAX_STRUCTURES = 20_000;
/** Octets of opened messages kept, as `detailSize` counts them. */
const MAX_DETAIL_BYTES = 32 * 1024 * 1024;
/** Rows kept of all accounts together, beside the model's own. */
const MAX_ROWS = 20_000;

interface Limits {
  readonly structures: number;
  readonly detailBytes: number;
  readonly rows?: number;
}

interface Entry<Value> {
  readonly key: MailboxKey;
  readonly uid: Uid;
  readonly value: Value;
  readonly cost: number;
  /** What its row said then. */
  readonly guard: string | null;
}

export function createMemoryStore(
  limits: Limits = { structures: MAX_STRUCTURES, detailBytes: MAX_DETAIL_BYTES },
): Store {
  const structures = new Cache<BodyStructure>(limits.structures);
  const details = new Cache<MessageDetail>(limits.detailBytes);
  const mailboxes = new MemoryMailboxes(limits.rows ?? MAX_ROWS);
  const plain = (key: MailboxKey, uid: Uid): string => nameOf(key, uid, '');
  const full = (key: MailboxKey, uid: Uid): string => nameOf(key, uid, FORMATTED);
  /** Where a body is kept: by the message itself where that has a name, else by its place. */
  const bodyOf = (key: MailboxKey, uid: Uid, formatted: boolean, told: string | undefined): string => {
    const emailId = told ?? mailboxes.emailId(key, uid);
    if (emailId === undefined) return formatted ? full(key, uid) : plain(key, uid);
    return `${key.account}\0${emailId}\0${formatted ? FORMATTED : ''}`;
  };
  const dropWhere = (goes: (key: MailboxKey) => boolean): void => {
    structures.dropWhere(goes);
    details.dropWhere(goes);
  };
  const guarded = <Value>(cache: Cache<Value>, name: string): Value | undefined => {
    const entry = cache.get(name);
    if (!entry) return undefined;
    const now = entry.guard === null ? null : mailboxes.guard(entry.key, entry.uid);
    if (entry.guard === null || now === null || isSameGuard(entry.guard, now)) return entry.value;
    cache.drop(name);
    return undefined;
  };
  return {
    openAccount: () => Promise.resolve(),
    saveFolders: (account, folders) => mailboxes.saveFolders(account, folders),
    folders: (account) => mailboxes.folders(account),
    saveMailbox: (key, save) => mailboxes.saveMailbox(key, save),
    mailbox: (account, mailbox) => mailboxes.mailbox(account, mailbox),
    rows: (key, uids) => mailboxes.rows(key, uids),
    renameMailbox: (account, from, to) => {
      if (from === to) return;
      mailboxes.renameMailbox(account, from, to);
      dropWhere((key) => key.account === account && key.mailbox === to);
      const goes = (key: MailboxKey): boolean => key.account === account && key.mailbox === from;
      for (const cache of [structures, details]) cache.move(goes, (key) => ({ ...key, mailbox: to }));
    },
    putItem: async (account, kind, item) => {
      checkItem(item.value);
      await mailboxes.putItem(account, kind, item);
    },
    dropItem: (account, kind, id) => mailboxes.dropItem(account, kind, id),
    items: (account, kind) => mailboxes.items(account, kind),
    facts: async (account) => {
      const [outbox, drafts] = await Promise.all([
        mailboxes.items(account, 'outbox'),
        mailboxes.items(account, 'draft'),
      ]);
      const kept = { mailboxes: 0, bodies: 0, octets: 0, sealed: 0 };
      return { onDisk: false, ...kept, outbox: outbox.length, drafts: drafts.length };
    },
    // Nothing is sealed in memory.
    reseal: () => Promise.resolve(),
    settled: () => Promise.resolve(),
    putStructures: (key, entries) => {
      for (const [uid, value] of entries) {
        const guard = mailboxes.guard(key, uid);
        structures.put(plain(key, uid), { key, uid, value, cost: 1, guard });
      }
    },
    structure: (key, uid) => Promise.resolve(guarded(structures, plain(key, uid))),
    putDetail: (key, value, formatted, told) => {
      const { uid } = value;
      const emailId = told ?? mailboxes.emailId(key, uid);
      const guard = emailId === undefined ? mailboxes.guard(key, uid) : null;
      // In no mailbox, so that it stays when one of them goes.
      const place = emailId === undefined ? key : { ...key, mailbox: NOWHERE };
      const name = bodyOf(key, uid, formatted, emailId);
      details.put(name, { key: place, uid, value, cost: detailSize(value), guard });
    },
    detail: (key, uid, formatted, emailId) => {
      const here = (known: MessageDetail | undefined): MessageDetail | undefined =>
        known === undefined || known.uid === uid ? known : { ...known, uid };
      const known = guarded(details, bodyOf(key, uid, false, emailId));
      // What was not cut is the same either way.
      if (!formatted || known?.htmlTooLarge === false) return Promise.resolve(here(known));
      return Promise.resolve(here(guarded(details, bodyOf(key, uid, true, emailId))));
    },
    hasDetail: (key, uid, emailId) =>
      Promise.resolve(guarded(details, bodyOf(key, uid, false, emailId)) !== undefined),
    details: ({ account, mailbox, uidValidity }) =>
      Promise.resolve(
        details.uidsWhere(
          ({ key }) =>
            key.account === account &&
            (key.mailbox === mailbox || key.mailbox === NOWHERE) &&
            key.uidValidity === uidValidity,
        ),
      ),
    drop: (key, uids) => {
      for (const uid of uids) {
        structures.drop(plain(key, uid));
        details.drop(plain(key, uid));
        details.drop(full(key, uid));
      }
    },
    keepOnly: (key) => {
      mailboxes.keepOnly(key);
      dropWhere(
        (other) =>
          other.account === key.account &&
          other.mailbox === key.mailbox &&
          other.uidValidity !== key.uidValidity,
      );
    },
    dropAccount: (account: AccountId, keepsWork = false) => {
      mailboxes.dropAccount(account, keepsWork);
      dropWhere((other) => other.account === account);
      return Promise.resolve();
    },
  };
}

/** Octets a message is counted as: two a character, and the bytes of inline parts. */
export function detailSize(detail: MessageDetail): number {
  const text = (detail.html?.length ?? 0) + (detail.text?.length ?? 0);
  return 2_048 + 2 * text + detail.inlineParts.reduce((sum, part) => sum + part.bytes.length, 0);
}

/** A Map keeps the order of insertion: the first entry is the one used least recently. */
class Cache<Value> {
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry<Value>>();
  #cost = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(name: string): Entry<Value> | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry;
  }

  put(name: string, entry: Entry<Value>): void {
    this.drop(name);
    if (entry.cost > this.#capacity) return;
    this.#entries.set(name, entry);
    this.#cost += entry.cost;
    for (const oldest of this.#entries.keys()) {
      if (this.#cost <= this.#capacity) break;
      this.drop(oldest);
    }
  }

  drop(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#entries.delete(name);
    this.#cost -= entry.cost;
  }

  /** Each once, those used longest ago first. */
  uidsWhere(test: (entry: Entry<Value>) => boolean): readonly Uid[] {
    return [
      ...new Set(
        Array.from(this.#entries.values())
          .filter(test)
          .map(({ uid }) => uid),
      ),
    ];
  }

  /** Under the names of other keys, in the same order. */
  move(goes: (key: MailboxKey) => boolean, to: (key: MailboxKey) => MailboxKey): void {
    for (const [name, entry] of [...this.#entries]) {
      this.#entries.delete(name);
      if (!goes(entry.key)) {
        this.#entries.set(name, entry);
        continue;
      }
      const key = to(entry.key);
      this.#entries.set(nameOf(key, entry.uid, name.endsWith(FORMATTED) ? FORMATTED : ''), { ...entry, key });
    }
  }

  dropWhere(goes: (key: MailboxKey) => boolean): void {
    for (const [name, entry] of this.#entries) if (goes(entry.key)) this.drop(name);
  }
}

const FORMATTED = 'formatted';
const NOWHERE = '' as MailboxName;

// Names of accounts and mailboxes cannot hold a NUL, so that two keys never make one name.
function nameOf(key: MailboxKey, uid: Uid, kind: string): string {
  const { account, mailbox, uidValidity }: { account: AccountId; mailbox: MailboxName; uidValidity: number } =
    key;
  return `${account}\0${mailbox}\0${uidValidity}\0${uid}\0${kind}`;
}
