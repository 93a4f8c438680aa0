/** Formatters over Intl. All take the locale and, for dates, now: nothing here reads a clock. */

/** Short date for a list row: time today, weekday within a week, day and month this year, else a numeric date. */
export function formatRowDate(locale: string, date: number, now: number): string {
  const then = new Date(date);
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return formatter(locale, 'time').format(then);
  const days = (startOfDay(today) - startOfDay(then)) / 86_400_000;
  if (days > 0 && days < 6.5) return formatter(locale, 'weekday').format(then);
  if (then.getFullYear() === today.getFullYear()) return formatter(locale, 'day').format(then);
  return formatter(locale, 'year').format(then);
}

/** Date and time as a message's header shows them. */
export function formatDate(locale: string, date: number): string {
  return formatter(locale, 'medium').format(new Date(date));
}

/** Full date with weekday and time, for headers, titles and row names. */
export function formatFullDate(locale: string, date: number): string {
  return formatter(locale, 'full').format(new Date(date));
}

/** A month of a year in full: 'March 2024'. */
export function formatMonth(locale: string, date: number): string {
  return formatter(locale, 'month').format(new Date(date));
}

/** A month where there is room for four characters. */
export function formatShortMonth(locale: string, date: number): string {
  return formatter(locale, 'shortMonth').format(new Date(date));
}

export function formatYear(locale: string, date: number): string {
  return formatter(locale, 'fullYear').format(new Date(date));
}

/** Octets in units of 1,000 as people see them in file dialogs: '5.2 MB'. */
export function formatSize(locale: string, octets: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let value = octets;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return numbers(locale, {
    style: 'unit',
    unit: units[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit > 1 && value < 10 ? 1 : 0,
  }).format(value);
}

export function formatNumber(locale: string, value: number): string {
  return numbers(locale, {}).format(value);
}

/** A count where there is room for four characters: whole up to 9,999, then in thousands. */
export function formatCompact(locale: string, value: number): string {
  if (value < 10_000) return numbers(locale, { useGrouping: false }).format(value);
  return numbers(locale, { notation: 'compact', maximumFractionDigits: 0 }).format(value);
}

export function formatPercent(locale: string, share: number): string {
  return numbers(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

const DATE_STYLES = {
  time: { hour: 'numeric', minute: '2-digit' },
  weekday: { weekday: 'short' },
  day: { day: 'numeric', month: 'short' },
  year: { day: '2-digit', month: '2-digit', year: '2-digit' },
  month: { month: 'long', year: 'numeric' },
  shortMonth: { month: 'short' },
  fullYear: { year: 'numeric' },
  medium: { dateStyle: 'medium', timeStyle: 'short' },
  full: { dateStyle: 'full', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Building an Intl formatter costs more than formatting with it, and a list asks for thousands of dates. */
const dateFormatters = new Map<string, Intl.DateTimeFormat>();
const numberFormatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, style: keyof typeof DATE_STYLES): Intl.DateTimeFormat {
  const key = `${locale}/${style}`;
  let found = dateFormatters.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, DATE_STYLES[style]);
    dateFormatters.set(key, found);
  }
  return found;
}

function numbers(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}/${JSON.stringify(options)}`;
  let found = numberFormatters.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(locale, options);
    numberFormatters.set(key, found);
  }
  return found;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
