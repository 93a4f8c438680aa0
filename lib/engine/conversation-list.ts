/**
 * A folder's list put together into conversations, on the page: whatever is painted over messages is in it. It reaches from the newest
 * message to the first one whose row is not here, so that no message is left out; further ones are asked for as somebody comes near.
 */
import { toUid, type Uid } from '../imap/types';
import { Threads, type MessageRow, type MimeAddress } from '../mail';
import type { ThreadedMailbox } from '../session/lookup';
import { MAX_COMING, MAX_CONVERSATION_PEOPLE, MAX_CONVERSED } from './limits';
import type { MessageListSnapshot } from './page-list';

/** Several messages as one row; of a single message the list has the message's own. */
export interface ConversationRow extends MessageRow {
  /** Newest first; at least two. */
  readonly members: readonly MessageRow[];
}

/** What the server said of a whole folder; `uids` ascend, and `roots` names for each a message that is the same for its whole conversation. */
export type ServerThreads = ThreadedMailbox;

export interface ConversationSnapshot extends MessageListSnapshot {
  /** Messages that are in it, from the newest on. */
  readonly covered: number;
  /** Messages of the folder. */
  readonly messages: number;
  /** No further ones are put together: there are too many. */
  readonly isCut: boolean;
}

/** The messages a row stands for, newest first. */
export const membersOf = (row: MessageRow): readonly MessageRow[] =>
  'members' in row ? (row as ConversationRow).members : [row];

/** Messages of a folder beyond those that are put together, by the UID of one that belongs to the same conversation. */
export type OlderMembers = ReadonlyMap<Uid, readonly MessageRow[]>;

/** What the server puts into the conversations of these messages, without those that are here. */
export function namedByServer(
  { uids, roots }: ServerThreads,
  of: readonly Uid[],
  here: (uid: Uid) => boolean,
): readonly Uid[] {
  const wanted = new Set(of.map((uid) => rootOf(uids, roots, uid)).filter((root) => root !== 0));
  const found: Uid[] = [];
  if (wanted.size === 0) return found;
  for (const [at, root] of roots.entries()) {
    const uid = uids[at] ?? 0;
    if (wanted.has(root) && uid > 0 && !here(toUid(uid))) found.push(toUid(uid));
  }
  return found;
}

export class ConversationList {
  readonly #threads = new Threads();
  /** The rows of the last time: those that are the same now need not be made again. */
  #rows = new Map<Uid, MessageRow>();
  /** Whose name a conversation goes by, as long as that message is in it: what is selected stays selected when an answer comes. */
  #names = new Map<Uid, Uid>();
  #validity = 0;
  #server: ServerThreads | null = null;

  /**
   * `server`: null where it was not asked. What came after it was asked is tied as without it. `older`: what was found further down, by a message
   * whose conversation it belongs to.
   */
  update(
    list: MessageListSnapshot,
    server: ServerThreads | null = null,
    older: OlderMembers = NONE_OLDER,
  ): ConversationSnapshot {
    if (list.uidValidity !== this.#validity || server !== this.#server)
      this.#forget(list.uidValidity, server);
    const known = knownOf(list);
    const here = new Set(known.map((row) => row.uid));
    const gone = [...this.#names.keys()].filter((uid) => !here.has(uid));
    for (const uid of gone) this.#threads.remove(uid);
    for (const row of known) this.#threads.add(row, this.#rootOf(row.uid));

    const byConversation = new Map<object, MessageRow[]>();
    for (const row of known) {
      const key = this.#threads.conversationOf(row.uid) ?? row;
      const members = byConversation.get(key);
      if (members) members.push(row);
      else byConversation.set(key, [row]);
    }
    const rows: MessageRow[] = [];
    const positions = new Map<Uid, number>();
    const names = new Map<Uid, Uid>();
    const made = new Map<Uid, MessageRow>();
    for (const listed of byConversation.values()) {
      const members = withOlder(listed, older, here);
      const row = this.#rowOf(members);
      for (const { uid } of members) {
        positions.set(uid, rows.length);
        names.set(uid, row.uid);
      }
      made.set(row.uid, row);
      rows.push(row);
    }
    this.#rows = made;
    this.#names = names;
    const isWhole = known.length >= list.rowCount;
    return {
      ...list,
      // Rows may be on their way although the list is there.
      status: list.status === 'ready' && rows.length === 0 && !isWhole ? 'loading' : list.status,
      rowCount: rows.length,
      rowAt: (position) => rows[position],
      positionOf: (uid) => positions.get(uid),
      covered: known.length,
      messages: list.rowCount,
      isCut: !isWhole && known.length >= MAX_CONVERSED,
    };
  }

  #rowOf(members: readonly MessageRow[]): MessageRow {
    const [newest] = members;
    if (!newest) throw new Error('a conversation of no message');
    const named = members.find(({ uid }) => this.#names.get(uid) === uid) ?? newest;
    if (members.length === 1) return newest;
    const before = this.#rows.get(named.uid);
    if (before && isSame(membersOf(before), members)) return before;
    return conversationRow(named.uid, newest, members);
  }

  #forget(validity: number, server: ServerThreads | null): void {
    this.#threads.clear();
    if (validity !== this.#validity) {
      this.#rows = new Map();
      this.#names = new Map();
    }
    this.#validity = validity;
    this.#server = server;
  }

  /** 0 where the server said nothing of the message. */
  #rootOf(uid: Uid): number {
    if (this.#server?.uidValidity !== this.#validity) return 0;
    return rootOf(this.#server.uids, this.#server.roots, uid);
  }
}

function rootOf(uids: Uint32Array, roots: Uint32Array, uid: Uid): number {
  let [low, high] = [0, uids.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = uids[middle] ?? 0;
    if (found === uid) return roots[middle] ?? 0;
    if (found < uid) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

/** Newest first; what has come into the list meanwhile is there once. */
function withOlder(
  listed: readonly MessageRow[],
  older: OlderMembers,
  here: ReadonlySet<Uid>,
): readonly MessageRow[] {
  if (older.size === 0) return listed;
  const found = new Map<Uid, MessageRow>();
  for (const { uid } of listed)
    for (const row of older.get(uid) ?? []) if (!here.has(row.uid)) found.set(row.uid, row);
  return found.size === 0 ? listed : [...listed, ...[...found.values()].sort((a, b) => b.uid - a.uid)];
}

/** Rows from the newest on, up to the first one that is not here. What has just come in and is being read does not count as missing. */
function knownOf(list: MessageListSnapshot): readonly MessageRow[] {
  const known: MessageRow[] = [];
  let first = 0;
  while (first < Math.min(list.rowCount, MAX_COMING) && list.rowAt(first) === undefined) first++;
  const most = Math.min(list.rowCount, first + MAX_CONVERSED);
  for (let position = first; position < most; position++) {
    const row = list.rowAt(position);
    if (row === undefined) break;
    known.push(row);
  }
  return known;
}

const isSame = (a: readonly MessageRow[], b: readonly MessageRow[]): boolean =>
  a.length === b.length && a.every((row, at) => row === b[at]);

function conversationRow(uid: Uid, newest: MessageRow, members: readonly MessageRow[]): ConversationRow {
  const oldest = members.at(-1) ?? newest;
  return {
    ...newest,
    uid,
    members,
    subject: oldest.subject,
    seen: members.every((row) => row.seen),
    starred: members.some((row) => row.starred),
    deleted: members.every((row) => row.deleted),
    hasAttachment: members.some((row) => row.hasAttachment),
    from: peopleOf(members, (row) => row.from),
    to: peopleOf(members, (row) => row.to),
  };
}

/** Each once, in the order in which they came in. */
function peopleOf(
  members: readonly MessageRow[],
  of: (row: MessageRow) => readonly MimeAddress[],
): readonly MimeAddress[] {
  const people = new Map<string, MimeAddress>();
  for (const row of members.toReversed())
    for (const one of of(row)) {
      const key = (one.address || one.name).toLowerCase();
      if (people.size < MAX_CONVERSATION_PEOPLE && !people.has(key)) people.set(key, one);
    }
  return [...people.values()];
}

const NONE_OLDER: OlderMembers = new Map();
