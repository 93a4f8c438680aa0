/**
 * Every bound of the protocol layer. Exceeding one ends the connection with a typed error, except
 * `maxDepth` (drops the data item), `maxKeptLiteral` and `maxKeptBody` (drop the value, keep the row, and say so).
 *
 * Precedents: imapflow (line and literal 1 GiB, depth 100, 1,000,000 tokens), Dovecot (imap_max_line_length 64 KiB),
 * MailKit (literals as tokens 4 KiB). Depth 25 was too low in practice: a mail of 22 nested multiparts exists.
 */
import { LocalProtocolError } from './errors';

export interface ImapLimits {
  /** Octets of one response outside its literals. */
  readonly maxLine: number;
  /** The same before authentication, when the peer is least trusted. */
  readonly maxLineBeforeLogin: number;
  /** The same for SEARCH, ESEARCH, SORT, THREAD and VANISHED, whose size is the mailbox's. */
  readonly maxListLine: number;
  /** Octets of a literal that stands for a string: mailbox name, subject, address. */
  readonly maxKeptLiteral: number;
  /** Octets of a body section kept in memory because no sink was given. */
  readonly maxKeptBody: number;
  /** Octets of any literal, also of one that is streamed or discarded. */
  readonly maxStreamedLiteral: number;
  /** Octets of one response held in memory: its lines and its kept literals. */
  readonly maxResponse: number;
  /** Octets of all responses one command takes: what it keeps of them is in memory until it is complete. */
  readonly maxAnswer: number;
  /** Strings, atoms and lists of one response; the numbers of SEARCH-like lists do not count. */
  readonly maxTokens: number;
  /** Nested lists of one response. */
  readonly maxDepth: number;
  /** Octets accepted while no command is in flight or only IDLE is. */
  readonly maxUnsolicited: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const defaultLimits: ImapLimits = {
  maxLine: MIB,
  maxLineBeforeLogin: 64 * KIB,
  maxListLine: 24 * MIB,
  maxKeptLiteral: 64 * KIB,
  maxKeptBody: 32 * MIB,
  maxStreamedLiteral: 1024 * MIB,
  maxResponse: 72 * MIB,
  maxAnswer: 256 * MIB,
  maxTokens: 1_000_000,
  maxDepth: 100,
  maxUnsolicited: 50 * MIB,
};

/**
 * Octets of a command line without its literals: what RFC 2683 3.2.1.5 asks of servers and RFC 7162 4 of clients, with room left since
 * Exchange counts otherwise (imap quirk 10).
 */
export const MAX_COMMAND_LINE = 8_000;
/** For servers that read less (University of Washington, Yahoo), and where a long line was refused. */
export const SHORT_COMMAND_LINE = 1_000;

/** Ranges of one set of numbers a server sends: each costs memory, and no mailbox has more holes worth naming. */
export const MAX_RANGES = 1_000_000;

/**
 * The defaults with some replaced.
 * @throws LocalProtocolError for anything but a positive integer: a limit is never switched off by 0 or NaN.
 */
export function resolveLimits(overrides: Partial<ImapLimits> = {}): ImapLimits {
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(defaultLimits, name)) throw new LocalProtocolError(`unknown limit ${name}`);
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new LocalProtocolError(`limit ${name} must be a positive integer`);
    }
  }
  return { ...defaultLimits, ...overrides };
}
