/**
 * Puts messages into a folder, each once, however often the connection is cut.
 *
 * An APPEND whose answer was lost may or may not have been done. Before it is sent again the folder is searched, among what came
 * since the last certain moment, for the message's id, or for its exact size where it has none. Where the server tells the
 * new UIDs (UIDPLUS) that moment is the message before; elsewhere it is the beginning, and what this run put there with the
 * same id is counted, so that a file that holds a message twice is not cut short.
 *
 * A run may go on where one that was cut off wrote down how far it was. What came after that may be there: each message is
 * looked for, until the first one that is not.
 */
import { append, search, status, type SearchCriteria } from '../../imap';
import type { CommandFailure, Flag, MailboxName, UidValidity } from '../../imap/types';
import type { AppError, Result } from '../../mail/types';
import { codeName, failureToError } from '../errors';
import { JOB_TRIES } from '../limits';
import type { Lease, LeaseOutcome } from '../leases';
import type { Link } from '../link';

export interface NewMessage {
  /** CRLF line ends, no NUL. */
  readonly bytes: Uint8Array;
  /** System flags with their backslash, and keywords. */
  readonly flags: readonly string[];
  /** Epoch milliseconds; undefined: the server's clock. */
  readonly date: number | undefined;
  /** With its brackets. */
  readonly messageId: string | null;
}

/** The last certain moment of a run: UIDs below it were there before. */
export interface AppendMark {
  readonly uidValidity: UidValidity | null;
  readonly uid: number;
}

export interface AppendHooks {
  /** A connection that selects nothing meanwhile; null: there is none. */
  readonly hold: () => Promise<Lease | null>;
  readonly lease: (mailbox: MailboxName) => Promise<LeaseOutcome>;
  /** The first mark is known, and nothing was sent yet. */
  readonly marked: (mark: AppendMark) => Promise<void>;
}

/** One run of messages into one folder. */
export class Appender {
  readonly #mailbox: MailboxName;
  readonly #hooks: AppendHooks;
  /** Null: not known yet. */
  #from: AppendMark | null;
  /** A run before may have put it there already. */
  #isInDoubt: boolean;
  readonly #sentByKey = new Map<string, number>();

  /** `from`: where a run that was cut off was; null: this is a new one. */
  constructor(mailbox: MailboxName, hooks: AppendHooks, from: AppendMark | null = null) {
    this.#mailbox = mailbox;
    this.#hooks = hooks;
    this.#from = from;
    this.#isInDoubt = from !== null;
  }

  get mark(): AppendMark | null {
    return this.#from;
  }

  /** A run before put it there, after the mark. */
  skip(message: NewMessage): void {
    this.#count(message);
  }

  /** `append-unsure`: it may be in the folder, and nobody can tell. */
  async append(message: NewMessage): Promise<Result<null>> {
    let unsure = this.#isInDoubt;
    for (let tries = JOB_TRIES; tries > 0; tries -= 1) {
      if (unsure) {
        const found = await this.#isThere(message);
        if (found === 'yes') return this.#done(message);
        if (found === 'unknown') continue;
        unsure = false;
        this.#isInDoubt = false;
      }
      const lease = await this.#hooks.hold();
      if (lease === null) continue;
      const outcome = await this.#send(lease.link, message).finally(() => lease.release());
      if (outcome.kind === 'done') return this.#done(message);
      if (outcome.kind === 'failed') return { ok: false, error: outcome.error };
      unsure = outcome.sent;
    }
    return { ok: false, error: { code: unsure ? 'append-unsure' : 'offline' } };
  }

  async #send(link: Link, message: NewMessage): Promise<Sent> {
    const limit = limitOf(link);
    if (message.bytes.length > limit)
      return { kind: 'failed', error: { code: 'append-too-large', values: { limit } } };
    if (this.#from === null) {
      const outcome = await link.run(status(this.#mailbox, ['uidnext', 'uidvalidity']));
      if (!outcome.ok) return refused(outcome.failure, false);
      this.#from = { uidValidity: outcome.value.uidValidity ?? null, uid: outcome.value.uidNext ?? 1 };
      await this.#hooks.marked(this.#from);
    }
    const { flags } = message;
    const system = flags.filter((flag) => flag.startsWith('\\'));
    let outcome = await link.run(append(this.#mailbox, message.bytes, optionsOf(message, flags)));
    if (!outcome.ok && flags.length > system.length && mayMindKeywords(outcome.failure))
      outcome = await link.run(append(this.#mailbox, message.bytes, optionsOf(message, system)));
    if (!outcome.ok)
      return refused(outcome.failure, outcome.failure.kind !== 'closed' || outcome.failure.sent);
    if (outcome.value !== null) {
      this.#from = { uidValidity: outcome.value.uidValidity, uid: outcome.value.uid + 1 };
      this.#sentByKey.clear();
    }
    return { kind: 'done' };
  }

  #done(message: NewMessage): Result<null> {
    this.#count(message);
    return { ok: true, value: null };
  }

  #count(message: NewMessage): void {
    const key = keyOf(message);
    this.#sentByKey.set(key, (this.#sentByKey.get(key) ?? 0) + 1);
  }

  async #isThere(message: NewMessage): Promise<'yes' | 'no' | 'unknown'> {
    const from = this.#from;
    const outcome = await this.#hooks.lease(this.#mailbox);
    if (!outcome.ok || from === null) return 'unknown';
    const { link, release } = outcome.lease;
    try {
      const { selectedInfo } = link;
      if (selectedInfo === null) return 'unknown';
      // Another mailbox of the same name: what was said of the old one is of no use.
      if (from.uidValidity !== null && from.uidValidity !== selectedInfo.uidValidity) return 'no';
      const since: SearchCriteria = { kind: 'uids', set: [[from.uid, Infinity]] };
      const result = await link.run(
        search({
          uid: true,
          criteria: { kind: 'and', of: [since, ...criteriaOf(message)] },
          return: ['all'],
        }),
      );
      if (!result.ok) return 'unknown';
      // `n:*` names the last message also when it is older than n. Ranges are counted, not written out: they are the server's word.
      const found = (result.value.all ?? []).reduce(
        (sum, [low, high]) => sum + Math.max(0, high - Math.max(low, from.uid) + 1),
        0,
      );
      return found > (this.#sentByKey.get(keyOf(message)) ?? 0) ? 'yes' : 'no';
    } finally {
      release();
    }
  }
}

type Sent =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: AppError }
  /** The connection went; `sent`: the server may have it. */
  | { readonly kind: 'cut'; readonly sent: boolean };

function refused(failure: CommandFailure, sent: boolean): Sent {
  if (failure.kind === 'closed') return { kind: 'cut', sent };
  switch (codeName('code' in failure ? failure.code : null)) {
    case 'OVERQUOTA':
      return { kind: 'failed', error: failureToError(failure, 'over-quota') };
    case 'TRYCREATE':
    case 'NONEXISTENT':
      return { kind: 'failed', error: failureToError(failure, 'mailbox-missing') };
    case 'NOPERM':
    case 'READ-ONLY':
      return { kind: 'failed', error: failureToError(failure, 'append-forbidden') };
    default:
      return { kind: 'failed', error: failureToError(failure, 'append-refused') };
  }
}

/** The server said no, and did not say that it was for another reason than the keywords. */
const mayMindKeywords = (failure: CommandFailure): boolean =>
  (failure.kind === 'no' || failure.kind === 'bad') && !OTHER_REASONS.has(codeName(failure.code) ?? '');

const OTHER_REASONS: ReadonlySet<string> = new Set([
  'OVERQUOTA',
  'TRYCREATE',
  'NONEXISTENT',
  'NOPERM',
  'READ-ONLY',
  'UNAVAILABLE',
  'INUSE',
  'SERVERBUG',
  'TOOBIG',
]);

const optionsOf = (message: NewMessage, flags: readonly Flag[]) => ({
  flags,
  ...(message.date === undefined ? {} : { internalDate: message.date }),
});

/** APPENDLIMIT of RFC 7889; a server that names no number bounds each folder in its own way, and answers NO. */
function limitOf({ driver }: Link): number {
  for (const capability of driver.capabilities) {
    const found = /^APPENDLIMIT=(\d{1,15})$/i.exec(capability)?.[1];
    if (found !== undefined) return Number(found);
  }
  return Infinity;
}

const keyOf = ({ messageId, bytes }: NewMessage): string => messageId ?? `${bytes.length}`;

function criteriaOf({ messageId, bytes }: NewMessage): readonly SearchCriteria[] {
  if (messageId !== null) return [{ kind: 'header', name: 'Message-ID', value: messageId }];
  return [
    { kind: 'size', op: 'larger', octets: bytes.length - 1 },
    { kind: 'size', op: 'smaller', octets: bytes.length + 1 },
  ];
}
