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
  const month = MONTHS.indexOf(
    String.fromCharCode(lower[buf[at + 3]!]!, lower[buf[at + 4]!]!, lower[buf[at + 5]!]!),
  );
  const year = two(buf, at + 7) * 100 + two(buf, at + 9);
  const time = ((two(buf, at + 12) * 60 + two(buf, at + 15)) * 60 + two(buf, at + 18)) * 1000;
  const zone = (two(buf, at + 22) * 60 + two(buf, at + 24)) * 60_000;
  r.count();
  r.pos = pos + 28;
  const value = Date.UTC(year, month / 3, day) + time - (buf[at + 21] === 0x2d ? -zone : zone);
  return month < 0 || month % 3 !== 0 || Number.isNaN(value) ? undefined : value;
}

function digit(c: number): number {
  return c >= 48 && c <= 57 ? c - 48 : NaN;
}

function two(buf: Uint8Array, at: number): number {
  return digit(buf[at]!) * 10 + digit(buf[at + 1]!);
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
