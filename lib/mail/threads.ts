/**
 * Which messages are of one conversation. Messages are tied by what they name in References and In-Reply-To, whether what is named is
 * here or not, as jwz's algorithm and RFC 5256 (REFERENCES) have it; where the server names conversations, by that alone. No tree is built:
 * a conversation is shown by date, and without parents there are no loops to break, and no order of arrival matters.
 *
 * An answer that names nothing ("Re: Minutes" of a program without References) goes to the latest message of its subject before it.
 *
 * What is there depends on which messages are there, not on how they came: adding and removing in any order gives the same.
 */
import type { Uid } from '../imap/types';
import { baseSubject, isAnswerBySubject } from '../mime';
import { MAX_SUBJECT_DAYS, MAX_SUBJECT_PEERS } from './limits';
import { hashOfId } from './thread-links';
import type { MessageRow, ThreadLinks } from './types';

/** What is asked of a message to find its conversation. */
export type Threadable = Pick<MessageRow, 'uid' | 'subject' | 'date' | 'thread'>;

interface Message {
  readonly uid: Uid;
  readonly date: number;
  readonly keys: readonly number[];
  /** 0: the subject ties it to nothing. */
  readonly subject: number;
  /** Looks for its conversation by subject. */
  readonly strays: boolean;
}

interface Group {
  /** Messages that went are among them until the group is looked at. */
  members: Message[];
  keys: number[];
}

interface Subject {
  readonly members: Set<Message>;
  strays: number;
  /** Too many have it. */
  isCommon: boolean;
}

export class Threads {
  readonly #messages = new Map<Uid, Message>();
  readonly #groupOf = new Map<Message, Group>();
  readonly #byKey = new Map<number, Group>();
  readonly #subjects = new Map<number, Subject>();
  /** Strays and the messages they were put to. */
  readonly #answers = new Map<Message, Message>();
  readonly #staleGroups = new Set<Group>();
  readonly #staleSubjects = new Set<number>();

  get size(): number {
    return this.#messages.size;
  }

  has(uid: Uid): boolean {
    return this.#messages.has(uid);
  }

  /**
   * A message that is there already stays as it is: what ties it never changes. `root`: a UID that is the same for all of its conversation, as
   * the server said of the whole mailbox; 0 where it did not.
   */
  add(row: Threadable, root = 0): void {
    if (this.#messages.has(row.uid)) return;
    const message = messageOf(row, root);
    this.#messages.set(row.uid, message);
    this.#join(message);
    if (message.subject === 0) return;
    const peers = this.#subjects.get(message.subject) ?? { members: new Set(), strays: 0, isCommon: false };
    peers.members.add(message);
    if (message.strays) peers.strays += 1;
    this.#subjects.set(message.subject, peers);
    if (peers.strays > 0) this.#staleSubjects.add(message.subject);
  }

  remove(uid: Uid): void {
    const message = this.#messages.get(uid);
    const group = message && this.#groupOf.get(message);
    if (!message || !group) return;
    this.#messages.delete(uid);
    this.#staleGroups.add(group);
    const peers = this.#subjects.get(message.subject);
    if (!peers) return;
    if (peers.strays > 0) this.#staleSubjects.add(message.subject);
    peers.members.delete(message);
    if (message.strays) peers.strays -= 1;
    if (peers.members.size === 0) this.#subjects.delete(message.subject);
  }

  clear(): void {
    this.#messages.clear();
    this.#groupOf.clear();
    this.#byKey.clear();
    this.#subjects.clear();
    this.#answers.clear();
    this.#staleGroups.clear();
    this.#staleSubjects.clear();
  }

  /** Names the conversation until the next change: equal for all of its messages. Undefined for a message that is not there. */
  conversationOf(uid: Uid): object | undefined {
    this.#settle();
    const message = this.#messages.get(uid);
    return message && this.#groupOf.get(message);
  }

  /** The messages of its conversation, in no order. */
  membersOf(uid: Uid): readonly Uid[] {
    this.#settle();
    const message = this.#messages.get(uid);
    const group = message && this.#groupOf.get(message);
    return group === undefined ? [] : group.members.map((one) => one.uid);
  }

  #join(message: Message): void {
    let group: Group = { members: [message], keys: [] };
    this.#groupOf.set(message, group);
    for (const key of message.keys) {
      const other = this.#byKey.get(key);
      if (other !== undefined) group = this.#merge(group, other);
      else {
        group.keys.push(key);
        this.#byKey.set(key, group);
      }
    }
  }

  /** The smaller one goes over into the larger: each message moves a logarithmic number of times. */
  #merge(one: Group, two: Group): Group {
    if (one === two) return one;
    const weigh = ({ members, keys }: Group): number => members.length + keys.length;
    const [small, large] = weigh(one) < weigh(two) ? [one, two] : [two, one];
    for (const message of small.members) {
      large.members.push(message);
      this.#groupOf.set(message, large);
    }
    for (const key of small.keys) {
      large.keys.push(key);
      this.#byKey.set(key, large);
    }
    if (this.#staleGroups.delete(small)) this.#staleGroups.add(large);
    return large;
  }

  /** What removals and subjects have left to do, once for many of them. */
  #settle(): void {
    const tied = this.#settleSubjects();
    for (const group of this.#staleGroups) {
      for (const key of group.keys) this.#byKey.delete(key);
      for (const message of group.members) this.#groupOf.delete(message);
      for (const message of group.members) {
        if (this.#messages.get(message.uid) === message) {
          this.#join(message);
          tied.push(message);
        } else this.#answers.delete(message);
      }
    }
    this.#staleGroups.clear();
    for (const message of tied) {
      const answered = this.#answers.get(message);
      const [one, two] = [this.#groupOf.get(message), answered && this.#groupOf.get(answered)];
      if (one && two) this.#merge(one, two);
    }
  }

  /** Strays that have found what they answer. */
  #settleSubjects(): Message[] {
    const tied: Message[] = [];
    for (const subject of this.#staleSubjects) {
      const known = this.#subjects.get(subject);
      if (known === undefined) continue;
      const isCommon = known.members.size > MAX_SUBJECT_PEERS;
      if (isCommon && known.isCommon) continue;
      known.isCommon = isCommon;
      const peers = [...known.members].sort((a, b) => a.date - b.date || a.uid - b.uid);
      peers.forEach((message, at) => {
        if (!message.strays) return;
        const before = peers[at - 1];
        const isNear = before !== undefined && message.date - before.date <= MAX_SUBJECT_DAYS * DAY_MS;
        const answered = !isCommon && isNear ? before : undefined;
        const was = this.#answers.get(message);
        if (answered === was) return;
        const group = this.#groupOf.get(message);
        if (was !== undefined && group) this.#staleGroups.add(group);
        if (answered === undefined) this.#answers.delete(message);
        else {
          this.#answers.set(message, answered);
          tied.push(message);
        }
      });
    }
    this.#staleSubjects.clear();
    return tied;
  }
}

/** Whether two messages name each other, or the same one. */
export function areTied(one: ThreadLinks | undefined, keys: ReadonlySet<number>): boolean {
  return one !== undefined && keysOf(one).some((key) => keys.has(key));
}

/** What messages of the same conversation have in common. */
export function keysOf({ id, refs, group }: ThreadLinks): readonly number[] {
  if (group !== 0) return [group];
  return id === 0 ? refs : [id, ...refs];
}

function messageOf({ uid, date, subject, thread }: Threadable, root: number): Message {
  const named = thread === undefined ? [] : keysOf(thread);
  // Above all hashes.
  const keys = root === 0 ? named : [...named, 2 ** 48 + root];
  const isNamed = thread !== undefined && thread.group !== 0;
  const base = isNamed ? '' : baseSubject(subject).toLowerCase();
  const strays = base !== '' && (thread?.refs.length ?? 0) === 0 && isAnswerBySubject(subject);
  return { uid, date, keys, subject: base === '' ? 0 : hashOfId(base), strays };
}

const DAY_MS = 86_400_000;
