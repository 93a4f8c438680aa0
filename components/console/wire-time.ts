/** Time of day to the millisecond, as the reader's language writes it in 24 hours. */
export function formatWireTime(locale: string, at: number): string {
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    });
    formats.set(locale, format);
  }
  return format.format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();
