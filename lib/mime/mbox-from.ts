/**
 * The line that begins each message of an mbox file (RFC 4155 appendix A): `From `, the envelope sender, a space, and the time of
 * delivery in UTC as asctime writes it.
 */
import { latin1Text, utf8Bytes } from './bytes';
import { parseMailDate } from './dates';

export interface MboxEnvelope {
  /** Milliseconds since 1970 UTC; undefined where the line tells none. */
  readonly date: number | undefined;
}

/** With its CRLF. A sender that is no plain address, which would break the line, becomes the one mail programs use for nobody. */
export function formatFromLine(sender: string, ms: number): Uint8Array {
  const name = PLAIN.test(sender) && sender.length <= MAX_SENDER ? sender : 'MAILER-DAEMON';
  const date = new Date(ms);
  if (!Number.isFinite(date.getTime())) throw new RangeError('formatFromLine: time out of range');
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return utf8Bytes(
    `From ${name} ${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)} ${year}\r\n`,
  );
}

/**
 * What a line says that begins with `From `; null when it does not look like the beginning of a message but like text that
 * nobody quoted. Some programs leave out everything after `From `, or write a dash for the sender.
 */
export function parseFromLine(line: Uint8Array): MboxEnvelope | null {
  const words = latin1Text(line, FROM.length)
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return { date: undefined };
  const clock = words.findIndex((word) => CLOCK.test(word));
  const year = words.findIndex((word) => YEAR.test(word));
  if (clock < 0 || year < 0) return words.length === 1 && words[0] === '-' ? { date: undefined } : null;
  // The date follows the sender, which may have blanks in quotes: it begins with its weekday or where it can.
  const weekday = words.findLastIndex((word, at) => at < clock && WEEKDAY.test(word));
  return { date: parseMailDate(words.slice(weekday < 0 ? 1 : weekday).join(' ')) };
}

/** `From ` */
export const FROM: Uint8Array = utf8Bytes('From ');

const PLAIN = /^[\x21-\x7e]+$/;
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2})?$/;
const YEAR = /^(?:19|20|21)\d{2}$/;
const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?$/i;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MAX_SENDER = 640;
