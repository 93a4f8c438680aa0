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
  const day = (buf[at] === 32 ? 0 : digit(buf[at]!) * 10) + digit(buf[at + 1]!);
  const month = monthAt(buf, at + 3);
  const year = two(buf, at + 7) * 100 + two(buf, at + 9);
  const time = ((two(buf, at + 12) * 60 + two(buf, at + 15)) * 60 + two(buf, at + 18)) * 1000;
  const zone = (two(buf, at + 22) * 60 + two(buf, at + 24)) * 60_000;
  r.count();
  r.pos = pos + 28;
  const value = daysBefore(year, month, day) * 86_400_000 + time - (buf[at + 21] === 0x2d ? -zone : zone);
  return month < 0 || Number.isNaN(value) ? undefined : value;
}

/** 0..11, or -1. */
function monthAt(buf: Uint8Array, at: number): number {
  const name = (lower[buf[at]!]! << 16) | (lower[buf[at + 1]!]! << 8) | lower[buf[at + 2]!]!;
  for (let month = 0; month < 12; month++) if (MONTHS[month] === name) return month;
  return -1;
}

/** Days from the epoch, as `Date.UTC` counts them (years below 100 are of 1900), in a fraction of its time. */
function daysBefore(year: number, month: number, day: number): number {
  const y = year < 100 ? year + 1900 : year;
  const leapDays = Math.floor((y - 1969) / 4) - Math.floor((y - 1901) / 100) + Math.floor((y - 1601) / 400);
  const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  return 365 * (y - 1970) + leapDays + DAYS_BEFORE_MONTH[month]! + (isLeap && month > 1 ? 1 : 0) + day - 1;
}

function digit(c: number): number {
  return c >= 48 && c <= 57 ? c - 48 : NaN;
}

function two(buf: Uint8Array, at: number): number {
  return digit(buf[at]!) * 10 + digit(buf[at + 1]!);
}

const MONTHS: readonly number[] = 'jan feb mar apr may jun jul aug sep oct nov dec'
  .split(' ')
  .map((name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2));
const DAYS_BEFORE_MONTH: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
