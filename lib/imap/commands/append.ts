import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { Flag, ResponseCode, UidValidity } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command, CommandContext } from './command';

export interface AppendOptions {
  /** Keywords, and the five system flags a person can set: not `\\Recent`, nor others with a backslash. */
  readonly flags?: readonly Flag[];
  /** Epoch milliseconds; the server's clock when absent. */
  readonly internalDate?: number;
  /**
   * How the message is sent. `binary`: it may hold NUL and parts in the transfer encoding `binary` (BINARY, RFC 3516 4.4).
   * `utf8`: its headers hold UTF-8 (RFC 6855 4; UTF8=ACCEPT must be enabled). NO with UNKNOWN-CTE: the server cannot store it.
   */
  readonly as?: 'text' | 'binary' | 'utf8';
}

export interface AppendUid {
  readonly uidValidity: UidValidity;
  readonly uid: number;
}

/**
 * append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP append-data      ; RFC 9051 6.3.12
 *
 * `message` must have CRLF line ends and, unless sent as `binary` or `utf8`, no NUL. Gives the new UID where the server has UIDPLUS, else null.
 */
export function append(
  mailbox: string,
  message: Uint8Array,
  options: AppendOptions = {},
): Command<AppendUid | null> {
  return {
    name: 'APPEND',
    states: AUTHENTICATED,
    missing: (context) => missingFor(options, context),
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('APPEND').sp().mailbox(mailbox).sp();
        writeAppendOptions(w, options);
        writeAppendMessage(w, message, options);
      },
      finish: (code) => appendUid(code),
    }),
  };
}

/** append-data = literal / literal8 / "UTF8" SP "(" literal8 ")"                  ; RFC 9051 9, RFC 6855 4 */
export function writeAppendMessage(w: WireWriter, message: Uint8Array, { as = 'text' }: AppendOptions): void {
  if (as === 'text') w.literal(message);
  else if (as === 'binary') w.literal8(message);
  else w.raw('UTF8 (').literal8(message).raw(')');
}

/** What the server lacks for a message sent this way. */
export function missingFor({ as = 'text' }: AppendOptions, { has, utf8 }: CommandContext): string | null {
  if (as === 'utf8') return utf8 ? null : 'UTF8=ACCEPT enabled';
  return as === 'text' || has('BINARY') || has('IMAP4rev2') ? null : 'BINARY';
}

/**
 * Only flags that no server takes for broken syntax: one that gives up here has not read the message yet, and may take it for commands
 * (see literal-mode.ts).
 */
function writeFlag(w: WireWriter, flag: Flag): void {
  if (!flag.startsWith('\\')) w.atom(flag);
  else if (SYSTEM_FLAGS.has(flag.toLowerCase())) w.flag(flag);
  else throw new LocalProtocolError(`${JSON.stringify(flag)} cannot be given to a new message`);
}

/**
 * append-opts: [SP flag-list] [SP date-time], each with the space behind it. Courier (5.0.13) knows UTF8 only behind one of them, so
 * there a list is written even when it is empty.
 */
export function writeAppendOptions(w: WireWriter, { flags = [], internalDate, as }: AppendOptions): void {
  if (flags.length > 0 || (as === 'utf8' && internalDate === undefined))
    w.list(flags, (flag) => writeFlag(w, flag)).sp();
  if (internalDate !== undefined) w.raw(formatDateTime(internalDate)).sp();
}

export function appendUid(code: ResponseCode | null): AppendUid | null {
  const uid = code?.kind === 'appenduid' ? code.uids[0]?.[0] : undefined;
  return code?.kind === 'appenduid' && uid !== undefined && uid > 0
    ? { uidValidity: code.uidValidity, uid }
    : null;
}

/** date-time in UTC: DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE */
function formatDateTime(ms: number): string {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new LocalProtocolError('no date of a message');
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${String(year).padStart(4, '0')} ${date.toISOString().slice(11, 19)} +0000"`;
}

const SYSTEM_FLAGS: ReadonlySet<string> = new Set([
  '\\answered',
  '\\deleted',
  '\\draft',
  '\\flagged',
  '\\seen',
]);

export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;
