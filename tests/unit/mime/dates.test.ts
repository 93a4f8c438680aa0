import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMailDate, parseMailDate } from '../../../lib/mime/dates';
import { seed } from './support';

function iso(raw: string): string | undefined {
  const time = parseMailDate(raw);
  return time === undefined ? undefined : new Date(time).toISOString().replace('.000Z', 'Z');
}

describe('parseMailDate', () => {
  it.each([
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06Z'],
    ['Tue, 1 Jul 2003 10:52:37 +0200', '2003-07-01T08:52:37Z'],
    [
      'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)',
      undefined,
    ],
    ['Thu, 13 Feb 1975 23:32 -0330 (Newfoundland (a) Time)', '1975-02-14T03:02:00Z'],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06Z'],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06Z'],
    ['21 Nov 2024 09:55', '2024-11-21T09:55:00Z'],
    ['1 Jan 49 00:00:00 Z', '2049-01-01T00:00:00Z'],
    ['1 Jan 70 00:00:00 UT', '1970-01-01T00:00:00Z'],
    ['1 Jan 103 00:00:00 +0000', '2003-01-01T00:00:00Z'],
    ['1 Jul 2024 12:00:00 EDT', '2024-07-01T16:00:00Z'],
    ['1 Jul 2024 12:00:00 PST', '2024-07-01T20:00:00Z'],
    ['1 Jul 2024 12:00:00 A', '2024-07-01T12:00:00Z'],
    ['1 Jul 2024 12:00:00 CEST', '2024-07-01T12:00:00Z'],
    ['1 Jul 2024 12:00:00 +02:00', '2024-07-01T10:00:00Z'],
    ['1 Jul 2024 12:00:00 GMT+0200', '2024-07-01T10:00:00Z'],
    ['Monday, 1 July 2024 12:00:00 +0000', '2024-07-01T12:00:00Z'],
    ['Mon 1 Jul 2024 12.00.30 +0000', '2024-07-01T12:00:30Z'],
    ['Fri Nov 21 09:55:06 1997', '1997-11-21T09:55:06Z'],
    ['17-Jul-1996 02:44:25 -0700', '1996-07-17T09:44:25Z'],
    ['2024-07-01T12:00:00.123+02:00', '2024-07-01T10:00:00Z'],
    ['2024-07-01 12:00:00Z', '2024-07-01T12:00:00Z'],
    ['30 Jun 2012 23:59:60 +0000', '2012-07-01T00:00:00Z'],
    ['29 Feb 2024 00:00:00 +0000', '2024-02-29T00:00:00Z'],
    ['31 Dec 2100 23:59:59 +0000', '2100-12-31T23:59:59Z'],
  ])('%s is %s', (raw, expected) => {
    expect(iso(raw)).toBe(expected);
  });

  it.each([
    '',
    '   ',
    'yesterday',
    'Fri, 21 Nov',
    '1 Jan 0000 00:00:00 +0000',
    '1 Jan 0001 00:00:00 +0000',
    '31 Dec 1969 23:59:59 +0000',
    '1 Jan 1970 00:00:00 +0100',
    '1 Jan 2101 00:00:00 +0000',
    '31 Dec 2100 23:59:59 -0100',
    '1 Jan 9999 00:00:00 +0000',
    '1 Jan 275760 00:00:00 +0000',
    '1 Jul 2024 12:00:00 +9999',
    '1 Jul 2024 12:00:00 -9999',
    '1 Jul 2024 12:00:00 +1500',
    '1 Jul 2024 12:00:00 +0060',
    '30 Feb 2024 00:00:00 +0000',
    '29 Feb 2023 00:00:00 +0000',
    '0 Jan 2024 00:00:00 +0000',
    '32 Jan 2024 00:00:00 +0000',
    '1 Jan 2024 24:00:00 +0000',
    '1 Jan 2024 12:60:00 +0000',
    '1 Jan 2024 12:00:61 +0000',
    '1 Foo 2024 12:00:00 +0000',
    '2024-13-01T00:00:00Z',
    '2024-02-30',
    '(1 Jan 2024 00:00:00 +0000',
    '-1 Jan -2024 00:00:00 +0000',
    'NaN NaN NaN',
    '__proto__',
  ])('P19 %j is no date', (raw) => {
    expect(parseMailDate(raw)).toBeUndefined();
  });

  it('P19 nothing is no date', () => {
    expect(parseMailDate(null)).toBeUndefined();
    expect(parseMailDate(undefined)).toBeUndefined();
  });

  it('P11 looks at a bounded piece of a long value', () => {
    expect(parseMailDate(`${'('.repeat(1_000_000)}`)).toBeUndefined();
    expect(parseMailDate(`1 Jul 2024 12:00:00 +0000${' x'.repeat(500_000)}`)).toBe(Date.UTC(2024, 6, 1, 12));
  });
});

describe('formatMailDate', () => {
  it('writes RFC 5322 3.3', () => {
    expect(formatMailDate(Date.UTC(1997, 10, 21, 15, 55, 6), -360)).toBe('Fri, 21 Nov 1997 09:55:06 -0600');
    expect(formatMailDate(Date.UTC(2024, 0, 1), 330)).toBe('Mon, 1 Jan 2024 05:30:00 +0530');
    expect(formatMailDate(0, 0)).toBe('Thu, 1 Jan 1970 00:00:00 +0000');
  });

  it.each([
    [Number.NaN, 0],
    [0, Number.NaN],
    [8.64e15, 1],
    [0, 841],
    [0, 0.5],
  ])('refuses %s with offset %s', (ms, offset) => {
    expect(() => formatMailDate(ms, offset)).toThrow(RangeError);
  });

  it('is read back to the second', () => {
    const last = Date.UTC(2100, 11, 31) / 1_000;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: last }),
        fc.integer({ min: -840, max: 840 }),
        (seconds, offset) => {
          expect(parseMailDate(formatMailDate(seconds * 1_000, offset))).toBe(seconds * 1_000);
        },
      ),
      { seed },
    );
  });
});
