const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayLength = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE, without the quotes, in UTC. */
export function formatInternalDate(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day}-${months[date.getUTCMonth()]}-${String(date.getUTCFullYear()).padStart(4, '0')} ${time} +0000`;
}

export function parseInternalDate(text: string): number | undefined {
  const match = /^( ?\d|\d\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const day = dayOf(Number(match[3]), match[2] ?? '', Number(match[1]));
  const [hour, minute, second, zoneHour, zoneMinute] = [4, 5, 6, 8, 9].map((group) => Number(match[group]));
  if (day === undefined || hour === undefined || minute === undefined || second === undefined)
    return undefined;
  if (hour > 23 || minute > 59 || second > 60 || (zoneMinute ?? 0) > 59) return undefined;
  const offset = ((zoneHour ?? 0) * 60 + (zoneMinute ?? 0)) * (match[7] === '-' ? -1 : 1);
  return day * dayLength + ((hour * 60 + minute - offset) * 60 + second) * 1000;
}

/** date = date-day "-" date-month "-" date-year; the answer counts days since 1970. */
export function parseSearchDate(text: string): number | undefined {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  return match === null ? undefined : dayOf(Number(match[3]), match[2] ?? '', Number(match[1]));
}

export const dayOfInternalDate = (ms: number): number => Math.floor(ms / dayLength);

/** The day written in a Date field, whatever its time zone (RFC 9051 6.4.4 SENTON). */
export function dayOfSentDate(field: string, utcMs: number): number {
  const zone = /([+-])(\d\d)(\d\d)(?!.*\d{4})/.exec(field);
  const offset = zone === null ? 0 : (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1);
  return Math.floor((utcMs + offset * 60_000) / dayLength);
}

function dayOf(year: number, monthName: string, day: number): number | undefined {
  const month = months.findIndex((name) => name.toLowerCase() === monthName.toLowerCase());
  const ms = Date.UTC(year, month, day);
  return month < 0 || new Date(ms).getUTCDate() !== day ? undefined : Math.floor(ms / dayLength);
}
