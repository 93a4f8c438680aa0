/**
 * How sequence numbers stay honest.
 *
 * A sequence number means something only between one session and the server: it is the place of a message in the
 * list of messages *that session has been told of*. Another session may have expunged a message long ago; until this
 * session has read `* n EXPUNGE`, the message keeps its number here (RFC 9051 2.3.1.2, 7.5.1).
 *
 * So every session that selects a mailbox owns a `SessionTracker`: its view (the messages it knows, in order), and what
 * it has yet to be told. The mailbox changes at once and only queues; `flush` turns the queue into untagged
 * responses and moves the view forward by the same step. Two rules follow:
 *  - EXPUNGE renumbers, so it waits while the client may be using numbers: FETCH, STORE and SEARCH flush without it,
 *    and nothing is sent while no command runs;
 *  - a message that is gone but not yet announced is still in the view, and its content can still be fetched.
 *
 * Expunges of one flush go from the highest number to the lowest, so that no number in the batch shifts another.
 */
import type { StoredMessage } from './message';

export type TrackerUpdate =
  | { readonly kind: 'expunge'; readonly seq: number; readonly message: StoredMessage }
  | { readonly kind: 'exists'; readonly count: number }
  | { readonly kind: 'recent'; readonly count: number }
  | { readonly kind: 'flags'; readonly seq: number; readonly message: StoredMessage };

export class SessionTracker {
  /** \Recent belongs to the first session that is told of a message (RFC 3501 2.3.2). */
  readonly recent = new Set<StoredMessage>();
  private view: StoredMessage[];
  private arrivals: StoredMessage[] = [];
  private readonly expunged = new Set<StoredMessage>();
  private readonly changed = new Set<StoredMessage>();

  constructor(messages: readonly StoredMessage[]) {
    this.view = [...messages];
  }

  /** Messages the session has been told of: the N of its last `* N EXISTS`. */
  get count(): number {
    return this.view.length;
  }

  get messages(): readonly StoredMessage[] {
    return this.view;
  }

  get dirty(): boolean {
    return this.arrivals.length + this.expunged.size + this.changed.size > 0;
  }

  messageAt(seq: number): StoredMessage | undefined {
    return this.view[seq - 1];
  }

  /** The message's number in this session, 0 when it is not in the view. */
  seqOf(message: StoredMessage): number {
    const index = this.indexOfUid(message.uid);
    return this.view[index] === message ? index + 1 : 0;
  }

  /** First index whose UID is not below `uid`; the view's length when there is none. */
  indexOfUid(uid: number): number {
    let low = 0;
    let high = this.view.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = this.view[middle];
      if (candidate !== undefined && candidate.uid < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** True when the message is gone from the mailbox and the session does not know. */
  isExpunged(message: StoredMessage): boolean {
    return this.expunged.has(message);
  }

  queueArrival(message: StoredMessage): void {
    this.arrivals.push(message);
  }

  queueExpunge(message: StoredMessage): void {
    const index = this.arrivals.indexOf(message);
    this.changed.delete(message);
    if (index >= 0) {
      this.arrivals.splice(index, 1);
      this.recent.delete(message);
    } else {
      this.expunged.add(message);
    }
  }

  queueFlags(message: StoredMessage): void {
    this.changed.add(message);
  }

  /** The session has just been told the message's flags as they are. */
  flagsTold(message: StoredMessage): void {
    this.changed.delete(message);
  }

  flush(allowExpunge: boolean): readonly TrackerUpdate[] {
    const updates: TrackerUpdate[] = [];
    let recentChanged = false;
    if (allowExpunge && this.expunged.size > 0) {
      for (let index = this.view.length - 1; index >= 0; index--) {
        const message = this.view[index];
        if (message === undefined || !this.expunged.has(message)) continue;
        updates.push({ kind: 'expunge', seq: index + 1, message });
        recentChanged = this.recent.delete(message) || recentChanged;
      }
      this.view = this.view.filter((message) => !this.expunged.has(message));
      this.expunged.clear();
    }
    if (this.arrivals.length > 0) {
      recentChanged = this.arrivals.some((message) => this.recent.has(message)) || recentChanged;
      for (const message of this.arrivals) {
        this.view.push(message);
        this.changed.delete(message);
      }
      this.arrivals = [];
      updates.push({ kind: 'exists', count: this.view.length });
    }
    if (recentChanged) updates.push({ kind: 'recent', count: this.recentCount() });
    for (const message of this.changed) {
      const seq = this.seqOf(message);
      if (seq > 0) updates.push({ kind: 'flags', seq, message });
    }
    this.changed.clear();
    return updates;
  }

  /** Recent messages the session has been told of. */
  recentCount(): number {
    const waiting = this.arrivals.filter((message) => this.recent.has(message)).length;
    return this.recent.size - waiting;
  }
}

/** The mailbox's side: everybody who looks at it. */
export class MailboxTracker {
  private readonly sessions = new Set<SessionTracker>();

  open(messages: readonly StoredMessage[]): SessionTracker {
    const session = new SessionTracker(messages);
    this.sessions.add(session);
    return session;
  }

  close(session: SessionTracker): void {
    this.sessions.delete(session);
  }

  arrived(message: StoredMessage): void {
    for (const session of this.sessions) session.queueArrival(message);
  }

  expunged(message: StoredMessage): void {
    for (const session of this.sessions) session.queueExpunge(message);
  }

  /** `by` caused the change and answers for itself. */
  flagsChanged(message: StoredMessage, by: SessionTracker | null): void {
    for (const session of this.sessions) if (session !== by) session.queueFlags(message);
  }

  get openSessions(): Iterable<SessionTracker> {
    return this.sessions;
  }
}
