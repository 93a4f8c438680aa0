/** @module-tag deep */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDateTime } from '../../../lib/imap/responses/date-time';
import { encodeText } from '../../../lib/imap/wire/bytes';
import { Reader } from '../../../lib/imap/wire/reader';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

function parse(text: string): { value: number | undefined; rest: string } {
  const reader = new Reader();
  const bytes = encodeText(`${text} rest`);
  reader.reset(bytes);
  const value = parseDateTime(reader);
  return { value, rest: reader.text() };
}

it('a date-time is what Date.UTC makes of its fields, also where they are too large', () => {
  const field = fc.integer({ min: 0, max: 99 });
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 99, 100, 1600, 1900, 1970, 2000, 2100)),
      fc.nat(11),
      fc.tuple(field, field, field, field),
      fc.tuple(fc.constantFrom('+', '-'), field, field),
      (year, month, [day, hour, minute, second], [sign, zoneHours, zoneMinutes]) => {
        const text = `"${pad(day)}-${MONTHS[month]}-${pad(year, 4)} ${pad(hour)}:${pad(minute)}:${pad(second)} ${sign}${pad(zoneHours)}${pad(zoneMinutes)}"`;
        const zone = (sign === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes) * 60_000;
        expect(parse(text)).toEqual({
          value: Date.UTC(year, month, day, hour, minute, second) - zone,
          rest: ' rest',
        });
      },
    ),
    { seed: 20260314, numRuns: 2000 },
  );
});

it.each([
  ['"17-xul-2026 02:44:25 -0700"', undefined],
  ['"1x-Jul-2026 02:44:25 -0700"', undefined],
  ['"17-Jul-2026 02:44:2x -0700"', undefined],
  ['"17-Jul-20x6 02:44:25 -0700"', undefined],
  ['"17-Jul-2026 02:44:25 -07x0"', undefined],
  ['"17-anf-2026 02:44:25 -0700"', undefined],
  ['"17-Jul-2026 02:44:25"', undefined],
  ['NIL', undefined],
  ['" 7-JUL-2026 02:44:25 -0700"', Date.UTC(2026, 6, 7, 9, 44, 25)],
])('%s', (text, value) => {
  expect(parse(text)).toEqual({ value, rest: ' rest' });
});
