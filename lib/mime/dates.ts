import { MAX_DATE_LENGTH, MAX_YEAR, MIN_YEAR } from './limits';

/**
 * Milliseconds since 1970 UTC of a Date field: RFC 5322 3.3 with the obsolete years and zones of 4.3, and what is met beside it
 * (asctime, INTERNALDATE's dashes, ISO 8601, "GMT+0100"). Undefined when it is no date, names an impossible day, time or zone, or lies
 * outside MIN_YEAR..MAX_YEAR (P19): use INTERNALDATE then. A missing or unknown zone counts as UTC.
 */
export function parseMailDate(raw: string | null | undefined): number | undefined {
  if (raw === null || raw === undefined) return undefined;
  // Blanks around colons are obsolete syntax (RFC 5322 A.6.3).
  const text = withoutComments(raw.slice(0, MAX_DATE_LENGTH))
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?: ?/g, ':');
  const iso = isoDate.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', zone = ''] = iso;
    return utc(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      zone,
    );
  }
  const tokens = text.split(/[\s,]+/).flatMap((token) => (dashed.test(token) ? token.split('-') : [token]));
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  let time: RegExpExecArray | null = null;
  let zone: string | undefined;
  for (const token of tokens) {
    const clock: RegExpExecArray | null = time === null ? clockTime.exec(token) : null;
    if (clock !== null) time = clock;
    else if (/^\d{1,2}$/.test(token) && day === undefined) day = Number(token);
    else if (/^\d{2,6}$/.test(token) && year === undefined) year = fullYear(token);
    else if (month === undefined && monthOf(token) >= 0) month = monthOf(token);
    else if (
      time !== null &&
      zone === undefined &&
      /^(?:[A-Za-z]{0,5}[+-]\d{1,2}:?\d{0,4}|[A-Za-z]{1,5})$/.test(token)
    ) {
      zone = token;
    }
  }
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const [, hour = '0', minute = '0', second = '0'] = time ?? [];
  return utc(year, month, day, Number(hour), Number(minute), Number(second), zone ?? '');
}

/** `Fri, 21 Nov 1997 09:55:06 -0600` (RFC 5322 3.3). The offset is in minutes east of UTC. Throws RangeError for impossible times. */
export function formatMailDate(ms: number, offsetMinutes: number): string {
  const date = new Date(ms + offsetMinutes * 60_000);
  if (
    !Number.isFinite(date.getTime()) ||
    !Number.isInteger(offsetMinutes) ||
    Math.abs(offsetMinutes) > maxZone
  ) {
    throw new RangeError('formatMailDate: time or offset out of range');
  }
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = Math.abs(offsetMinutes);
  return (
    `${days[date.getUTCDay()]}, ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${String(date.getUTCFullYear()).padStart(4, '0')} ` +
    `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ` +
    `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}${two(offset % 60)}`
  );
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Minutes; the Line Islands keep UTC+14. */
const maxZone = 14 * 60;

const isoDate =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?(Z|z|[+-]\d{2}:?\d{2})?)?$/;
const dashed = /^\d{1,2}-[A-Za-z]{3,9}-\d{2,6}$/;
const clockTime = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d{1,9})?)?$/;

const zoneMinutes: ReadonlyMap<string, number> = new Map([
  ['EDT', -240],
  ['EST', -300],
  ['CDT', -300],
  ['CST', -360],
  ['MDT', -360],
  ['MST', -420],
  ['PDT', -420],
  ['PST', -480],
]);

function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: string,
): number | undefined {
  const offset = zoneOffset(zone);
  if (offset === undefined || year < MIN_YEAR - 1 || year > MAX_YEAR + 1) return undefined;
  // 60 is a leap second (RFC 5322 3.3).
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const midnight = new Date(Date.UTC(year, month, day));
  if (day < 1 || midnight.getUTCMonth() !== month || midnight.getUTCDate() !== day) return undefined;
  const time = midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1_000;
  const utcYear = new Date(time).getUTCFullYear();
  return utcYear < MIN_YEAR || utcYear > MAX_YEAR ? undefined : time;
}

/** Minutes east of UTC; undefined for an offset no place on earth has. Names other than the eight of RFC 5322 4.3 mean UTC there. */
function zoneOffset(zone: string): number | undefined {
  const numeric = /([+-])(\d{1,2}):?(\d{0,4})$/.exec(zone);
  if (numeric === null) return zoneMinutes.get(zone.toUpperCase()) ?? 0;
  const [, sign, hours = '', minutes = ''] = numeric;
  const total = Number(hours) * 60 + Number(minutes === '' ? '0' : minutes);
  if (total > maxZone || Number(minutes) > 59) return undefined;
  return sign === '-' ? -total : total;
}

/** RFC 5322 4.3: two digits 00-49 are 20xx, 50-99 19xx; three digits count from 1900. */
function fullYear(digits: string): number {
  const value = Number(digits);
  if (digits.length === 2) return value < 50 ? 2000 + value : 1900 + value;
  return digits.length === 3 ? 1900 + value : value;
}

function monthOf(token: string): number {
  if (!/^[A-Za-z]{3,9}\.?$/.test(token)) return -1;
  const start = token.slice(0, 3).toLowerCase();
  return months.findIndex((name) => name.toLowerCase() === start);
}

function withoutComments(text: string): string {
  let kept = '';
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}
