import type { Flag } from '../imap/types';
import { hasFlag, sameFlags } from './flags';
import { limits } from './limits';
import type { MessageContent, StoredMessage } from './message';
import { MailboxTracker, type SessionTracker } from './tracker';

interface MutableMessage extends StoredMessage {
  flags: readonly Flag[];
  modSeq: number;
}

/** Somebody who has a say in what becomes of messages: a server whose mailboxes are labels, for one. */
export interface MailboxObserver {
  /** The message that stands for this content already; undefined: a new one is made. */
  readonly existing: (mailbox: Mailbox, content: MessageContent) => StoredMessage | undefined;
  readonly appended: (mailbox: Mailbox, message: StoredMessage) => void;
  readonly flagged: (mailbox: Mailbox, message: StoredMessage) => void;
  readonly expunged: (mailbox: Mailbox, gone: readonly StoredMessage[]) => void;
  /** EXPUNGE, CLOSE and MOVE leave it where it is. */
  readonly keeps: (mailbox: Mailbox, message: StoredMessage) => boolean;
}

/** One mailbox: the truth. Sessions see it through their trackers. */
export class Mailbox {
  uidNext = 1;
  highestModSeq = 1;
  private list: MutableMessage[] = [];
  private readonly tracker = new MailboxTracker();
  private readonly keywordByLowerCase = new Map<string, Flag>();
  /** Messages no read-write session has been told of: \Recent for the next one (RFC 3501 2.3.2). */
  private readonly unclaimed = new Set<StoredMessage>();
  private readonly claimants = new Set<SessionTracker>();
  /** Messages that went, the oldest first; of more than are kept only the latest. */
  private departed: { readonly uid: number; readonly modSeq: number }[] = [];
  /** Since which mod-sequence every departure is remembered. */
  private remembersFrom = 0;

  constructor(
    public name: string,
    readonly uidValidity: number,
    public specialUse: string | null = null,
    /** A name that only holds children (RFC 9051 7.3.1, \Noselect). */
    public placeholder = false,
    private readonly observer: () => MailboxObserver | null = () => null,
  ) {}

  /** Ascending by UID. */
  get messages(): readonly StoredMessage[] {
    return this.list;
  }

  get keywords(): readonly Flag[] {
    return [...this.keywordByLowerCase.values()];
  }

  get recentCount(): number {
    return this.unclaimed.size;
  }

  countWithout(flag: Flag): number {
    return this.list.reduce((count, message) => count + (hasFlag(message.flags, flag) ? 0 : 1), 0);
  }

  /** RFC822.SIZE of all messages, octets. */
  totalSize(): number {
    return this.list.reduce((sum, message) => sum + message.content.size, 0);
  }

  find(uid: number): StoredMessage | undefined {
    const message = this.list[indexOfUid(this.list, uid)];
    return message?.uid === uid ? message : undefined;
  }

  get full(): boolean {
    return this.list.length >= limits.messages;
  }

  append(content: MessageContent, flags: readonly Flag[], internalDate: number): StoredMessage {
    const existing = this.observer()?.existing(this, content);
    if (existing !== undefined) return existing;
    const message: MutableMessage = {
      uid: this.uidNext++,
      internalDate,
      content,
      flags: this.learnKeywords(flags),
      modSeq: ++this.highestModSeq,
    };
    this.list.push(message);
    const [claimant] = this.claimants;
    if (claimant === undefined) this.unclaimed.add(message);
    else claimant.recent.add(message);
    this.tracker.arrived(message);
    this.observer()?.appended(this, message);
    return message;
  }

  /**
   * False when the flags are what they were: then nothing is told and MODSEQ stays (RFC 7162 3.1.3).
   * `by` is the session that asked; it answers its client itself.
   */
  setFlags(message: StoredMessage, flags: readonly Flag[], by: SessionTracker | null): boolean {
    const stored = this.list[indexOfUid(this.list, message.uid)];
    if (stored !== message || sameFlags(stored.flags, flags)) return false;
    stored.flags = this.learnKeywords(flags);
    stored.modSeq = ++this.highestModSeq;
    this.tracker.flagsChanged(stored, by);
    this.observer()?.flagged(this, stored);
    return true;
  }

  /** Removes the messages that are still here; returns those, ascending. */
  expunge(doomed: ReadonlySet<StoredMessage>): readonly StoredMessage[] {
    const gone = this.list.filter(
      (message) => doomed.has(message) && this.observer()?.keeps(this, message) !== true,
    );
    if (gone.length === 0) return gone;
    const left = new Set<StoredMessage>(gone);
    this.list = this.list.filter((message) => !left.has(message));
    this.highestModSeq++;
    for (const message of gone) {
      this.unclaimed.delete(message);
      this.tracker.expunged(message);
      this.departed.push({ uid: message.uid, modSeq: this.highestModSeq });
    }
    const forgotten = this.departed.splice(0, Math.max(0, this.departed.length - limits.departed));
    this.remembersFrom = forgotten.at(-1)?.modSeq ?? this.remembersFrom;
    this.observer()?.expunged(this, gone);
    return gone;
  }

  /** UIDs that went after this; when that is longer ago than is remembered, all that are not there (RFC 7162 3.2.5.2). */
  expungedSince(modSeq: number): readonly number[] {
    if (modSeq < this.remembersFrom) {
      const there = new Set(this.list.map(({ uid }) => uid));
      return Array.from({ length: this.uidNext - 1 }, (_, i) => i + 1).filter((uid) => !there.has(uid));
    }
    return this.departed.filter((one) => one.modSeq > modSeq).map(({ uid }) => uid);
  }

  /** `newest`: no more than so many messages are shown. */
  open(readOnly: boolean, newest = Infinity): SessionTracker {
    const session = this.tracker.open(newest < this.list.length ? this.list.slice(-newest) : this.list);
    for (const message of this.unclaimed) session.recent.add(message);
    if (!readOnly) {
      this.unclaimed.clear();
      this.claimants.add(session);
    }
    return session;
  }

  close(session: SessionTracker): void {
    this.claimants.delete(session);
    this.tracker.close(session);
  }

  /** True when the mailbox cannot take these keywords any more (its FLAGS list is full). */
  refusesKeywords(flags: readonly Flag[]): boolean {
    const fresh = flags.filter(
      (flag) => !flag.startsWith('\\') && !this.keywordByLowerCase.has(flag.toLowerCase()),
    );
    return (
      fresh.some((flag) => flag.length > limits.keywordBytes) ||
      this.keywordByLowerCase.size + fresh.length > limits.keywordsPerMailbox
    );
  }

  /** Keywords keep the spelling the mailbox saw first. */
  private learnKeywords(flags: readonly Flag[]): readonly Flag[] {
    return flags.map((flag) => {
      if (flag.startsWith('\\')) return flag;
      const key = flag.toLowerCase();
      const known = this.keywordByLowerCase.get(key);
      if (known === undefined) this.keywordByLowerCase.set(key, flag);
      return known ?? flag;
    });
  }
}

/** First index whose UID is not below `uid`. */
function indexOfUid(list: readonly StoredMessage[], uid: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = list[middle];
    if (candidate !== undefined && candidate.uid < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
