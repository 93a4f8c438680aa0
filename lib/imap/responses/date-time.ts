import { lower } from '../wire/bytes';
import type { Reader } from '../wire/reader';

/**
 * date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE         ; RFC 9051 9
 *
 * Epoch milliseconds, or undefined for NIL and for what is no date; either way the value is consumed. Read from the bytes
 * in place: a list of messages has one in each row.
 */
export function parseDateTime(r: Reader): number | undefined {
  const { buf, pos } = r;
  if (buf[pos] !== 0x22 || pos + 28 > r.end || buf[pos + 27] !== 0x22) {
    r.skipValue();
    return undefined;
  }
  const at = pos + 1;
  const day = buf[at] === 32 ? two(ZERO, buf[at + 1]!) : two(buf[at]!, buf[at + 1]!);
  const month = monthAt(buf, at + 3);
  const century = two(buf[at + 7]!, buf[at + 8]!);
  const year = two(buf[at + 9]!, buf[at + 10]!);
  const hour = two(buf[at + 12]!, buf[at + 13]!);
  const minute = two(buf[at + 15]!, buf[at + 16]!);
  const second = two(buf[at + 18]!, buf[at + 19]!);
  const zoneHour = two(buf[at + 22]!, buf[at + 23]!);
  const zoneMinute = two(buf[at + 24]!, buf[at + 25]!);
  r.count();
  r.pos = pos + 28;
  // One that is negative, being no number, makes all of them negative.
  if ((day | month | century | year | hour | minute | second | zoneHour | zoneMinute) < 0) return undefined;
  const time = ((hour * 60 + minute) * 60 + second) * 1000;
  const zone = (zoneHour * 60 + zoneMinute) * 60_000;
  const days = daysBefore(century * 100 + year, month, day);
  return days * 86_400_000 + time - (buf[at + 21] === 0x2d ? -zone : zone);
}

/** 0..11, or -1. */
function monthAt(buf: Uint8Array, at: number): number {
  const name = (lower[buf[at]!]! << 16) | (lower[buf[at + 1]!]! << 8) | lower[buf[at + 2]!]!;
  const month = BY_LETTERS[lettersOf(name)]!;
  return MONTHS[month] === name ? month : -1;
}

/** Days from the epoch, as `Date.UTC` counts them (years below 100 are of 1900), in a fraction of its time. */
function daysBefore(year: number, month: number, day: number): number {
  const y = year < 100 ? year + 1900 : year;
  const leapDays = Math.floor((y - 1969) / 4) - Math.floor((y - 1901) / 100) + Math.floor((y - 1601) / 400);
  const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  return 365 * (y - 1970) + leapDays + DAYS_BEFORE_MONTH[month]! + (isLeap && month > 1 ? 1 : 0) + day - 1;
}

/** The number of two digits; -1 when they are none. */
function two(a: number, b: number): number {
  return a >= ZERO && a <= 57 && b >= ZERO && b <= 57 ? (a - ZERO) * 10 + b - ZERO : -1;
}

const ZERO = 48;

const MONTHS: readonly number[] = 'jan feb mar apr may jun jul aug sep oct nov dec'
  .split(' ')
  .map((name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2));
/** The second and the third letter tell all months apart; going through them takes longer the later it is in the year. */
const lettersOf = (name: number): number => ((name >> 3) & 0x3e0) | (name & 0x1f);
const BY_LETTERS = new Uint8Array(1024);
MONTHS.forEach((name, month) => (BY_LETTERS[lettersOf(name)] = month));
const DAYS_BEFORE_MONTH: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
