import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { Flag, ResponseCode, UidValidity } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command } from './command';

export interface AppendOptions {
  readonly flags?: readonly Flag[];
  /** Epoch milliseconds; the server's clock when absent. */
  readonly internalDate?: number;
}

export interface AppendUid {
  readonly uidValidity: UidValidity;
  readonly uid: number;
}

/**
 * append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal          ; RFC 9051 6.3.12
 *
 * `message` must have CRLF line ends and no NUL. Gives the new UID where the server has UIDPLUS, else null.
 */
export function append(
  mailbox: string,
  message: Uint8Array,
  options: AppendOptions = {},
): Command<AppendUid | null> {
  return {
    name: 'APPEND',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('APPEND').sp().mailbox(mailbox).sp();
        writeAppendOptions(w, options);
        w.literal(message);
      },
      finish: (code) => appendUid(code),
    }),
  };
}

/** append-opts: [SP flag-list] [SP date-time], each with the space behind it. */
export function writeAppendOptions(w: WireWriter, { flags = [], internalDate }: AppendOptions): void {
  if (flags.length > 0) w.list(flags, (flag) => w.flag(flag)).sp();
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
  if (!Number.isFinite(ms) || year < 0 || year > 9999) throw new LocalProtocolError('no date of a message');
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${String(year).padStart(4, '0')} ${date.toISOString().slice(11, 19)} +0000"`;
}

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
