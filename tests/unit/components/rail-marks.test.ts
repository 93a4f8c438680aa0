import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../../components/dates/go-to-date-dialog';
import { isWorthRail, labelsOf, marksOf, stepFrom, timeAt } from '../../../components/dates/rail-marks';

/** A message a day, the newest of 15 March 2024. */
const newest = new Date(2024, 2, 15, 12).getTime();
const DAY = 86_400_000;
const dates = (count: number) => ({
  exists: count,
  samples: [
    { place: 0, at: newest - (count - 1) * DAY },
    { place: count - 1, at: newest },
  ],
});

describe('what stands beside a long list', () => {
  it('are the months that have messages, each where its newest message is', () => {
    const marks = marksOf(dates(500));
    expect(marks).toHaveLength(17);
    expect(marks.slice(0, 3).map(({ position, isYear }) => [position, isYear])).toEqual([
      [0, true],
      [15, false],
      [44, false],
    ]);
    expect(marks.filter(({ isYear }) => isYear).map(({ from }) => new Date(from).getFullYear())).toEqual([
      2024, 2023, 2022,
    ]);
  });

  it('has room for some, years before months', () => {
    const marks = marksOf(dates(3_000));
    const labels = labelsOf(marks, 3_000, 20);
    expect(labels.every(({ isYear }) => isYear)).toBe(true);
    expect(labels.length).toBeGreaterThan(6);
    for (const [i, { y }] of labels.entries())
      if (i > 0) expect(y - (labels[i - 1]?.y ?? 0)).toBeGreaterThanOrEqual(0.05);
    expect(labelsOf(marksOf(dates(500)), 500, 20).some(({ isYear }) => !isYear)).toBe(true);
    expect(labelsOf(marks, 3_000, 0).length).toBeLessThanOrEqual(1);
  });

  it('goes by months and by years, to the ends and no further', () => {
    const marks = marksOf(dates(500));
    expect(stepFrom(marks, 0, 1, false, 500)).toBe(15);
    expect(stepFrom(marks, 15, -1, false, 500)).toBe(0);
    expect(stepFrom(marks, 20, 1, true, 500)).toBe(75);
    expect(stepFrom(marks, 499, 1, false, 500)).toBe(499);
    expect(stepFrom([], 10, -1, true, 500)).toBe(0);
    expect(timeAt(dates(500), 0)).toBe(newest);
  });

  it('says nothing of short lists, short times and impossible dates', () => {
    expect([isWorthRail(dates(299)), isWorthRail(dates(300))]).toEqual([false, true]);
    expect(isWorthRail({ exists: 9_000, samples: [{ place: 0, at: newest }] })).toBe(false);
    for (const at of [NaN, Infinity, -1e20])
      expect(marksOf({ exists: 400, samples: [{ place: 0, at }] })).toEqual([]);
    const old = {
      exists: 400,
      samples: [
        { place: 0, at: -8e15 },
        { place: 399, at: newest },
      ],
    };
    expect(marksOf(old).length).toBeLessThanOrEqual(720);
  });
});

it('a day that is typed is a day, or nothing', () => {
  const day = rangeOf('2024-02-29');
  expect((day?.to ?? 0) - (day?.from ?? 0)).toBe(DAY);
  for (const text of ['', '2023-02-29', '2024-13-01', '24-1-1', 'x']) expect(rangeOf(text)).toBeNull();
});
